from __future__ import annotations

from stickyscan.steps.layout.headers import header_notes
from stickyscan.steps.layout.scene import Box, Item


def an_item(index: int, x: float, y: float, text: str, colour: str = "yellow") -> Item:
    return Item(index, Box(x - 0.5, y - 0.5, x + 0.5, y + 0.5), colour, (60.0 if colour == "pink" else 0.0, 0.0), text)


def test_headers_that_no_note_follows_closely_have_no_gap_to_be_measured() -> None:
    names = [an_item(n, 3.0 * n, 0.0, text, "pink") for n, text in enumerate(("Feelings", "Ideas", "Channels"))]
    rest = [an_item(3 + n, 3.0 * (n // 3), 6.0 + 1.2 * (n % 3), "Waits for an answer", "blue") for n in range(9)]
    heads, _ = header_notes([*names, *rest])
    assert [i.index for i in heads] == [0, 1, 2]
