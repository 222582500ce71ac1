"""Small cases whose figures were worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stickyscan.errors import InputError
from stickyscan.evaluate import evaluate, fold, score_wall
from stickyscan.journey import Colour, JourneyMap, Lane, MadeBy, Note, PhotoInfo, Stage, WallPlace
from stickyscan.labels import LabelledWall
from stickyscan.spelling import edits
from stickyscan.tally import Counts, rates

UNIT = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
Box = tuple[float, float, float, float]


def corners(box: Box) -> Any:
    left, top, width, height = box
    return ((left, top), (left + width, top), (left + width, top + height), (left, top + height))


def a_label(box: Box, text: str | None = "pay", **more: Any) -> dict[str, Any]:
    return {"id": 1, "quad": corners(box), "colour": ["pink"], "text": text, "legible": text is not None} | more


def a_note(box: Box, text: str | None = "pay", **more: Any) -> Note:
    values: dict[str, Any] = {
        "id": f"n{box}", "text": text, "text_read": text, "text_confidence": 0.5, "needs_review": False,
        "colour": Colour(name="pink", hex="#ff88aa", confidence=1), "photo": "p1", "corners": corners(box),
        "wall": WallPlace(x=0, y=0, width=0, height=0, angle=0),
    }  # fmt: skip
    return Note(**(values | more))


def a_map(*notes: Note, stages: tuple[str, ...] = (), lanes: tuple[str, ...] = ()) -> JourneyMap:
    return JourneyMap(
        made_by=MadeBy(version="0", finder="none", reader="none"),
        photos=(PhotoInfo(id="p1", file="a.jpg", sha256="", width=900, height=900, to_wall=UNIT),),
        notes=notes,
        stages=tuple(Stage(id=f"s{i}", title=t, source="note") for i, t in enumerate(stages, 1)),
        lanes=tuple(Lane(id=f"l{i}", title=t, source="note") for i, t in enumerate(lanes, 1)),
    )


def counts_of(labels: list[dict[str, Any]], journey: JourneyMap | None, **wall: Any) -> Counts:
    return score_wall("a", LabelledWall.model_validate({"notes": labels} | wall), journey).counts


A, B, C = (0.0, 0.0, 100.0, 100.0), (200.0, 0.0, 100.0, 100.0), (400.0, 0.0, 100.0, 100.0)


def test_found_missed_and_invented() -> None:
    half_off = (220.0, 0.0, 100.0, 100.0)  # IoU 80 / 120
    counts = counts_of(
        [a_label(A), a_label(B), a_label(C)], a_map(a_note(A), a_note(half_off), a_note((700, 700, 50, 50)))
    )
    assert (counts.tp, counts.fn, counts.fp) == (2, 1, 1)
    figures = rates(counts)
    assert figures.notes == 3
    assert figures.precision == pytest.approx(2 / 3)
    assert figures.recall == pytest.approx(2 / 3)
    assert figures.f1 == pytest.approx(2 / 3)
    assert figures.iou == pytest.approx((1 + 80 / 120) / 2, abs=1e-4)


@pytest.mark.parametrize(("shift", "found"), [(33.0, 1), (34.0, 0)])
def test_half_an_overlap_is_the_border(shift: float, found: int) -> None:
    assert counts_of([a_label(A)], a_map(a_note((shift, 0, 100, 100)))).tp == found  # (100 - s) / (100 + s)


def test_one_to_one() -> None:
    counts = counts_of([a_label(A)], a_map(a_note(A), a_note((5, 0, 100, 100))))
    assert (counts.tp, counts.fp, counts.fn) == (1, 1, 0)


def test_ignored_labels_and_regions_count_nowhere() -> None:
    region = corners((190, -10, 150, 150))
    labels = [a_label(A, ignore=True), a_label(B)]
    assert counts_of(labels, None, ignore_regions=[region]) == Counts()
    inside = a_map(a_note(A), a_note((260, 60, 40, 40)))
    assert counts_of(labels, inside, ignore_regions=[region]) == Counts()
    assert counts_of(labels, a_map(a_note(B)), ignore_regions=[region]).tp == 1  # found there all the same: counts


def test_reading() -> None:
    labels = [a_label(A, "Pays twice!"), a_label(B, "lost"), a_label(C, None)]
    journey = a_map(a_note(A, "pays  TWICE"), a_note(C, "guess", needs_review=True))
    counts = counts_of(labels, journey)
    assert (counts.edits, counts.chars) == (1 + 4, 11 + 4)
    assert (counts.legible, counts.good, counts.well, counts.bad) == (2, 1, 1, 0)


@pytest.mark.parametrize(
    ("read", "review", "expected"),
    [
        ("payment", False, (1, 0, 0, 0)),
        ("payment", True, (1, 1, 0, 0)),
        ("xxx", True, (0, 0, 1, 1)),
        (None, False, (0, 0, 1, 0)),
    ],
)
def test_flags(read: str | None, review: bool, expected: tuple[int, int, int, int]) -> None:
    counts = counts_of([a_label(A, "Payment")], a_map(a_note(A, read, needs_review=review)))
    assert (counts.well, counts.false_flag, counts.bad, counts.flagged) == expected


def test_a_note_counts_as_wholly_wrong_at_most() -> None:
    assert counts_of([a_label(A, "abc")], a_map(a_note(A, "a long story of something else"))).edits == 3


def test_colours_and_votes() -> None:
    labels = [
        a_label(A, colour=["red", "pink"], votes=0),
        a_label(B, colour=["blue"], votes=2),
        a_label(C, colour=None),
    ]
    counts = counts_of(labels, a_map(a_note(A), a_note(B, votes=3), a_note(C)))
    assert (counts.colour_ok, counts.colour_n) == (1, 2)
    assert (counts.votes_ok, counts.votes_n) == (1, 2)


def test_places_count_under_the_best_pairing() -> None:
    boxes: list[Box] = [(i * 150.0, 0.0, 100.0, 100.0) for i in range(5)]
    stages = ["Aware", "Aware", "Buy", "Buy", "Buy"]
    labels = [a_label(box, stage=stage, lane="Pain") for box, stage in zip(boxes, stages, strict=True)]
    labels.append(a_label((0, 300, 100, 100), role="stage_header", stage="Aware"))
    given_stages = ["s2", "s2", "s1", "s2", None]
    notes = [a_note(box, stage=stage) for box, stage in zip(boxes, given_stages, strict=True)]
    counts = counts_of(labels, a_map(*notes, stages=("x", "y")))
    assert (counts.stage_ok, counts.stage_n) == (3, 5)  # s2 = Aware (2), s1 = Buy (1)
    assert (counts.lane_ok, counts.lane_n) == (0, 5)


def test_headings() -> None:
    truth = {
        "stages": [{"title": "Aware", "source": "note"}, {"title": "Consider", "source": "board"},
                   {"title": "Column 3", "source": "alignment"}, {"title": "B?y", "source": "note"}],
        "lanes": [{"title": "Pain", "source": "note"}],
    }  # fmt: skip
    counts = counts_of([], a_map(stages=("AWARE", "Cons"), lanes=("Pein",)), **truth)
    assert (counts.heads_ok, counts.heads_n) == (2, 3)


def test_nothing_labelled_gives_no_rate() -> None:
    figures = rates(Counts())
    assert figures.notes == 0
    assert {figures.precision, figures.f1, figures.cer, figures.votes} == {None}


@pytest.mark.parametrize(
    ("text", "folded"),
    [("  Two\n words ", "two words"), ("“Don’t”", '"don\'t"'), ("a – b—c", "a - b-c"), ("ﬁne", "fine"), (None, "")],  # noqa: RUF001
)
def test_fold(text: str | None, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=12), st.text(max_size=12))
def test_edits_is_a_distance(a: str, b: str) -> None:
    assert edits(a, b) == edits(b, a)
    assert (edits(a, b) == 0) == (a == b)
    assert abs(len(a) - len(b)) <= edits(a, b) <= max(len(a), len(b))


def test_files_and_folders_of_maps(tmp_path: Path) -> None:
    truth, maps = tmp_path / "truth", tmp_path / "maps"
    truth.mkdir()
    (maps / "second").mkdir(parents=True)
    for name in ("first", "second", "third"):
        (truth / f"{name}.json").write_text(json.dumps({"photo": f"{name}.jpg", "notes": [a_label(A)]}))
    (truth / "SOURCES.json").write_text('[{"file": "first.jpg"}]')
    (truth / "other.json").write_text('{"hello": 1}')
    (maps / "first.json").write_text(a_map(a_note(A)).to_json())
    (maps / "second" / "map.json").write_text(a_map(a_note(B)).to_json())
    result = evaluate(truth, maps)
    assert [(w.name, w.missing, w.counts.tp, w.counts.fp) for w in result.walls] == [
        ("first", False, 1, 0), ("second", False, 0, 1), ("third", True, 0, 0),
    ]  # fmt: skip
    assert result.total.recall == pytest.approx(1 / 3)
    assert result.walls[0].rates.recall == 1
    row = result.walls[0].notes[0]
    assert (row.found, row.text, row.read, row.cer, row.colour) == (True, "pay", "pay", 0, "pink")


def test_wrong_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no label files"):
        evaluate(tmp_path, tmp_path)
    (tmp_path / "wall.json").write_text(json.dumps({"notes": [{"id": 1, "quad": [[0, 0]]}]}))
    with pytest.raises(InputError, match=r"wall\.json.*quad"):
        evaluate(tmp_path, tmp_path)
    (tmp_path / "wall.json").write_text("{ half")
    with pytest.raises(InputError, match=r"wall\.json"):
        evaluate(tmp_path, tmp_path)
