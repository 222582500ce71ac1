from __future__ import annotations

import pytest

from tests.steps.drawn_walls import Drawn, arranged, rows


@pytest.mark.parametrize(("height", "lane"), [(4.3, "Trigger"), (3.75, "Language")])
def test_notes_that_hang_on_the_next_row_belong_to_it(height: float, lane: str) -> None:
    """A row that was too short goes on above; close to the other row's height the same notes are that one's."""
    notes = [Drawn(2, 3.6, "Language", "purple"), Drawn(2, 5.0, "Trigger", "purple"), Drawn(2, 2.0, "Age", "purple")]
    notes += [Drawn(3.5 + 1.05 * n, 5.0, f"t {n}") for n in range(6)]
    notes += [Drawn(3.5 + 1.05 * n, 3.6, f"l {n}") for n in range(2)]
    notes += [Drawn(3.5 + 1.05 * n, 2.0, f"a {n}") for n in range(4)]
    notes += [Drawn(7.0 + 1.05 * n, height, f"more {n}") for n in range(3)]
    found = rows(arranged(notes))
    assert {f"more {n}" for n in range(3)} <= found[lane]
