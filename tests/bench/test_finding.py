"""Judging a scripted finder on a drawn wall, and what the tables say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pytest

from stickyscan.engines.protocols import FoundNote, NoteFinder, Picture
from stickyscan.geometry import Quad
from stickyscan.tally import rates
from tests.bench import finder_tables
from tests.bench.finder_cost import FinderCost, at_megapixels, measure
from tests.bench.finding import Judged, Memory, Seen, Walls, judge_walls

LABELS = """{"notes": [
 {"id": 1, "quad": [[100, 100], [200, 100], [200, 200], [100, 200]]},
 {"id": 2, "quad": [[300, 100], [400, 100], [400, 200], [300, 200]], "occluded": true},
 {"id": 3, "quad": [[500, 100], [600, 100], [600, 200], [500, 200]], "ignore": true}],
 "ignore_regions": [[[0, 400], [100, 400], [100, 500], [0, 500]]]}"""


@dataclass
class ScriptedFinder:
    """Finds what it is told to, and counts how often it is asked."""

    notes: Sequence[FoundNote]
    name: str = "scripted"
    asked: list[tuple[int, ...]] = field(default_factory=list)

    def find(self, picture: Picture) -> tuple[FoundNote, ...]:
        self.asked.append(picture.shape)
        return tuple(self.notes)


def a_find(left: float, top: float, score: float = 0.9) -> FoundNote:
    return FoundNote(Quad.box(left, top, 100, 100), score)


@pytest.fixture
def walls(tmp_path: Path) -> Walls:
    (tmp_path / "wall.json").write_text(LABELS, "utf-8")
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((600, 800, 3), 230, np.uint8))
    return Walls.of(tmp_path)


def judged_by(finder: NoteFinder, walls: Walls, memory: Path | None = None) -> Judged:
    ((one,),) = judge_walls(walls, [finder], Memory(memory))
    return one


def test_covered_notes_count_as_the_map_gives_them(walls: Walls) -> None:
    """What shows of the second note is less than half of it; two whole ones tell its size."""
    found = [a_find(100, 100), a_find(500, 100), FoundNote(Quad.box(300, 100, 100, 45), 0.9), a_find(300, 145)]
    ((whole,),) = judge_walls(walls, [ScriptedFinder(found)], Memory(None))
    ((seen,),) = judge_walls(walls, [ScriptedFinder(found)], Memory(None), as_seen=True)
    assert (whole.counts.tp, whole.counts.fn) == (2, 0)
    assert rates(whole.counts).iou == pytest.approx(1.0)
    assert (seen.counts.tp, seen.counts.fn) == (1, 1)


def test_right_and_wrong_finds_are_told_apart(walls: Walls) -> None:
    right, wrong, ignored, hidden = a_find(110, 100), a_find(400, 400, 0.4), a_find(500, 100), a_find(0, 400)
    one = judged_by(ScriptedFinder([wrong, right, ignored, hidden]), walls)
    assert (one.counts.tp, one.counts.fp, one.counts.fn) == (1, 1, 1)
    assert rates(one.counts).iou == pytest.approx(90 / 110)
    assert [(seen.right, seen.score) for seen in one.finds] == [(False, 0.4), (True, 0.9)]
    assert [seen.right for seen in one.labels] == [True, False]


def test_labels_keep_their_own_conditions(walls: Walls) -> None:
    one = judged_by(ScriptedFinder([]), walls)
    assert "occluded" not in one.labels[0].conditions
    assert "occluded" in one.labels[1].conditions


def test_kept_finds_are_not_found_again(walls: Walls, tmp_path: Path) -> None:
    finder = ScriptedFinder([a_find(100, 100, 0.123)])
    first = judged_by(finder, walls, tmp_path / "kept")
    second = judged_by(finder, walls, tmp_path / "kept")
    assert first == second
    assert len(finder.asked) == 1


def test_only_the_walls_named_are_taken(walls: Walls) -> None:
    assert Walls.of(walls.folder, ["another"]).labels == {}


def seen(*right: bool, condition: str = "small", score: float = 0.9) -> tuple[Seen, ...]:
    return tuple(Seen(frozenset({condition}), one, score) for one in right)


def test_the_table_by_condition_counts_labels_and_finds_apart(walls: Walls) -> None:
    one = judged_by(ScriptedFinder([]), walls)
    wall = Judged("wall", one.counts, seen(True, False, False, True), seen(True, True, False))
    lines = finder_tables.by_condition({"scripted": [wall, wall]})
    (line,) = (line for line in lines if line.startswith("| small |"))
    assert line.startswith("| small | 8 | 0.50 | 0.67 (6) |")


def test_calibration_is_the_distance_of_stated_from_true() -> None:
    assert finder_tables.expected_error(seen(True, False, score=0.75)) == pytest.approx(0.25)
    assert finder_tables.expected_error([*seen(True, score=1.0), *seen(False, score=0.0)]) == 0
    assert finder_tables.expected_error([]) == 0


def test_the_calibration_table_has_each_find_once(walls: Walls) -> None:
    finds = [one for score in (0.0, 0.5, 0.7, 0.95, 0.99, 1.0) for one in seen(True, score=score)]
    lines = finder_tables.calibration(
        {"scripted": [Judged("wall", judged_by(ScriptedFinder([]), walls).counts, (), tuple(finds))]}
    )
    assert sum(int(line.split("|")[2]) for line in lines[2:-1]) == len(finds)


def test_false_notes_are_counted_by_photo() -> None:
    lines = finder_tables.false_notes({"a": {"one": [0.99, 0.4], "two": []}, "b": {"one": [], "two": []}})
    assert lines[2:] == [
        "| one | 2 | 1 | 0 | 0 |",
        "| 1 others | 0 | 0 | 0 | 0 |",
        "| **per photo**, of 2 | 1.00 | 0.50 | 0.00 | 0.00 |",
    ]


def test_the_accuracy_table_names_weak_walls(walls: Walls) -> None:
    lines = finder_tables.accuracy({"scripted": [judged_by(ScriptedFinder([a_find(100, 100)]), walls)]})
    assert "| wall | 2 | 1.000 | 0.500 | 0.667 | 1.000 |" in lines
    assert lines[-1] == "- scripted: 1 walls under 0.85 (wall 0.67); 1 of 1 under 0.95"


def test_pictures_are_scaled_to_a_number_of_pixels() -> None:
    scaled = at_megapixels(np.zeros((150, 200, 3), np.uint8), 0.12)
    assert scaled.shape == (300, 400, 3)


def test_a_finder_is_measured_in_a_process_of_its_own() -> None:
    picture = np.full((480, 640, 3), 235, np.uint8)
    picture[100:200, 100:200] = (247, 227, 107)
    cost = measure("contours", picture)
    assert isinstance(cost, FinderCost)
    assert cost.seconds > 0
    assert cost.busy > 0
    assert cost.mebibytes is None or 0 <= cost.mebibytes < 1000
    assert cost.notes == 1
