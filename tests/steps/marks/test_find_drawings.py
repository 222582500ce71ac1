from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import Quad
from stickyscan.steps.marks.find_drawings import Drawings, find_drawings

WIDTH, HEIGHT, SIDE = 1000, 700, 120
MATRIX = np.diag([1 / WIDTH, 1 / WIDTH, 1.0])
NOTES = tuple(Quad.box(80 + 300 * c, 80 + 260 * r, SIDE, SIDE) for r in range(2) for c in range(3))
INK = (30, 60, 160)

Spot = tuple[int, int]


def a_board() -> Picture:
    rng = np.random.default_rng(0)
    return np.clip(rng.normal(226, 1.5, (HEIGHT, WIDTH, 3)), 0, 255).astype(np.uint8)


def hung(picture: Picture) -> Picture:
    for note in NOTES:
        cv2.fillPoly(picture, [note.array.astype(np.int32)], (246, 230, 100))
    return cv2.GaussianBlur(picture, (0, 0), 0.8).astype(np.uint8)


def line(picture: Picture, *spots: Spot) -> None:
    cv2.polylines(picture, [np.array(spots, np.int32)], False, INK, 5, cv2.LINE_AA)


def head(picture: Picture, tip: Spot, towards: Spot) -> None:
    way = np.subtract(tip, towards) / np.hypot(*np.subtract(tip, towards))
    side = np.array((-way[1], way[0]))
    barbs = [np.array(tip) - 24 * way + s * 16 * side for s in (1, -1)]
    line(picture, *[(int(x), int(y)) for x, y in (barbs[0], tip, barbs[1])])


def drawings_of(picture: Picture) -> Drawings:
    return find_drawings(picture, MATRIX, [note.mapped(MATRIX) for note in NOTES])


def pairs(found: Drawings) -> list[tuple[int, int, int]]:
    return [(a.source, a.target, a.heads) for a in found.arrows]


@pytest.mark.parametrize(
    ("course", "ends"),
    [
        ([(204, 140), (376, 140)], (0, 1)),
        ([(376, 140), (204, 140)], (1, 0)),
        ([(140, 204), (140, 336)], (0, 3)),
        ([(190, 204), (300, 270), (378, 350)], (0, 4)),
        ([(215, 130), (290, 100), (365, 130)], (0, 1)),
    ],
)
def test_an_arrow_leads_from_its_tail_to_its_head(course: Sequence[Spot], ends: tuple[int, int]) -> None:
    picture = a_board()
    line(picture, *course)
    head(picture, course[-1], course[-2])
    found = drawings_of(hung(picture))
    assert pairs(found) == [(*ends, 1)]
    assert found.arrows[0].confidence > 0.6


def test_the_course_runs_on_the_wall_plane_from_note_to_note() -> None:
    picture = a_board()
    line(picture, (204, 140), (376, 140))
    head(picture, (376, 140), (204, 140))
    course = drawings_of(hung(picture)).arrows[0].course * WIDTH
    assert np.allclose(course[0], (206, 140), atol=14)
    assert np.allclose(course[-1], (374, 140), atol=14)


def test_two_heads_are_told() -> None:
    picture = a_board()
    line(picture, (504, 400), (676, 400))
    head(picture, (676, 400), (504, 400))
    head(picture, (504, 400), (676, 400))
    ((source, target, heads),) = pairs(drawings_of(hung(picture)))
    assert ({source, target}, heads) == ({4, 5}, 2)


def test_lines_that_join_no_two_notes_are_no_arrows() -> None:
    picture = a_board()
    line(picture, (320, 20), (322, 680))  # a divider
    line(picture, (20, 290), (980, 292))
    line(picture, (204, 140), (290, 240))  # into the open
    head(picture, (290, 240), (204, 140))
    line(picture, (380, 212), (500, 214))  # an underline
    line(picture, (640, 40), (960, 40), (960, 240), (640, 240), (642, 42))  # a box
    assert pairs(drawings_of(hung(picture))) == []


def test_a_line_that_runs_on_behind_the_notes_joins_none_of_them() -> None:
    picture = a_board()
    line(picture, (10, 140), (990, 142))
    assert pairs(drawings_of(hung(picture))) == []


def test_a_line_round_one_note_marks_it() -> None:
    picture = a_board()
    cv2.ellipse(picture, (140, 140), (100, 96), 0, 0, 360, INK, 5, cv2.LINE_AA)
    assert drawings_of(hung(picture)).circled == {0}


@pytest.mark.parametrize("from_to", [(0, 360), (20, 350)])
def test_a_line_round_several_notes_is_a_groups_and_so_are_all_lines_of_that_wall(from_to: tuple[int, int]) -> None:
    picture = a_board()
    cv2.ellipse(picture, (140, 140), (100, 96), 0, 0, 360, INK, 5, cv2.LINE_AA)
    cv2.ellipse(picture, (590, 400), (260, 110), 0, *from_to, INK, 5, cv2.LINE_AA)
    assert drawings_of(hung(picture)).circled == frozenset()


def test_a_long_stroke_is_kept_for_the_curve() -> None:
    picture = a_board()
    xs = np.arange(60, 940, 8)
    line(picture, *[(int(x), int(620 + 40 * np.sin(x / 90))) for x in xs])
    found = drawings_of(hung(picture))
    assert pairs(found) == []
    longest = max(found.strokes, key=lambda s: float(np.ptp(s[:, 0])))
    assert np.ptp(longest[:, 0]) * WIDTH > 800


def test_a_bare_board_has_nothing() -> None:
    found = drawings_of(hung(a_board()))
    assert (found.arrows, found.circled, found.strokes) == ((), frozenset(), ())
