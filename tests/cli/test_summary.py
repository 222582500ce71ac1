from __future__ import annotations

import pytest

from stickyscan.cli.summary import described, in_words
from stickyscan.journey import Colour, JourneyMap, Lane, MadeBy, Note, PhotoInfo, Stage, WallPlace

BY = "(found by eyes, read by mind)"
ONE = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def a_note(number: int, text: str | None = "Pays", stage: str | None = None, lane: str | None = None) -> Note:
    return Note(
        id=f"n{number}", text=text, text_read=text, text_confidence=0.9, needs_review=text is None, photo="p1",
        colour=Colour(name="pink", hex="#f28ca8", confidence=1), corners=((0, 0), (9, 0), (9, 9), (0, 9)),
        wall=WallPlace(x=0, y=0, width=0.1, height=0.1, angle=0), stage=stage, lane=lane,
    )  # fmt: skip


def a_map(*notes: Note, stages: int = 0, lanes: int = 0, warnings: tuple[str, ...] = ()) -> JourneyMap:
    return JourneyMap(
        made_by=MadeBy(version="1", finder="eyes", reader="mind"),
        photos=(PhotoInfo(id="p1", file="a.jpg", sha256="0", width=10, height=10, to_wall=ONE),),
        stages=tuple(Stage(id=f"s{i}", title="S", source="note") for i in range(1, stages + 1)),
        lanes=tuple(Lane(id=f"l{i}", title="L", source="note") for i in range(1, lanes + 1)),
        notes=notes,
        warnings=warnings,
    )


@pytest.mark.parametrize(
    ("journey", "expected"),
    [
        (
            a_map(a_note(1)),
            [f"1 note, in 2 s {BY}", "a free-form wall: no stages or lanes to put the notes into"],
        ),
        (a_map(a_note(1, stage="s1"), a_note(2, stage="s1"), stages=1), [f"2 notes in 1 stage, in 2 s {BY}"]),
        (
            a_map(a_note(1, stage="s2", lane="l1"), a_note(2, text=None), stages=2, lanes=1, warnings=("dim light",)),
            [
                f"2 notes in 2 stages and 1 lane, in 2 s {BY}",
                "1 note to check, 1 of them unreadable",
                "1 note outside of every stage and lane",
                "warning: dim light",
            ],
        ),
    ],
    ids=["free", "columns", "grid"],
)
def test_the_summary_in_words(journey: JourneyMap, expected: list[str]) -> None:
    assert list(in_words(journey, 2.2)) == expected


def test_the_summary_in_figures() -> None:
    told = described(a_map(a_note(1), a_note(2, text=None), stages=1))
    assert (told["notes"], told["to_review"], told["unreadable"], told["unplaced"]) == (2, 1, 1, 2)
    assert (told["stages"], told["lanes"], told["photos"]) == (["S"], [], ["a.jpg"])
