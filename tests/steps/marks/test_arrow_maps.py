from __future__ import annotations

import cv2
import numpy as np
import pytest

from stickyscan.geometry import Quad
from stickyscan.steps.marks.arrow_maps import STRIDE, along, arrow_maps
from stickyscan.steps.marks.flat_wall import FlatWall

SIDE = 64
NOTES = tuple(Quad.box(x, y, SIDE, SIDE) for x, y in ((40, 40), (200, 40), (40, 200)))


def wall_with(*arrow: tuple[int, int]) -> FlatWall:
    picture = np.full((320, 320, 3), 225, np.uint8)
    for note in NOTES:
        cv2.fillPoly(picture, [np.round(note.array).astype(np.int32)], (250, 220, 90))
    if arrow:
        cv2.arrowedLine(picture, arrow[0], arrow[1], (40, 40, 45), 3, cv2.LINE_AA, tipLength=0.18)
    return FlatWall(picture, np.eye(3), NOTES, float(SIDE), np.ones((320, 320), np.bool_), 1.0)


@pytest.mark.parametrize(
    ("tail", "head"),
    [((110, 72), (194, 72)), ((194, 72), (110, 72)), ((72, 110), (72, 194)), ((72, 194), (72, 110))],
)
def test_an_arrow_is_seen_where_it_runs_and_which_way(tail: tuple[int, int], head: tuple[int, int]) -> None:
    maps = arrow_maps(wall_with(tail, head))
    course = np.linspace(tail, head, 20)[4:-4] / STRIDE
    assert along(maps.line, course).mean() > 0.8
    way = (np.array(head) - tail) / np.linalg.norm(np.array(head) - tail)
    told = along(maps.way[0], course) * way[0] + along(maps.way[1], course) * way[1]
    assert told.mean() > 0.4
    assert maps.line.shape == maps.head.shape == (160, 160)


def test_a_wall_without_lines_shows_none() -> None:
    assert float((arrow_maps(wall_with()).line > 0.5).mean()) < 0.002
