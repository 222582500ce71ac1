"""The algebra of quads and homographies."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stickyscan.geometry import (
    FloatArray,
    Quad,
    clip_convex,
    homography_between,
    overlap,
    polygon_area,
    project,
    shared_area,
)
from stickyscan.quad_arrays import ordered

coordinates = st.floats(-500, 500, allow_nan=False)
sizes = st.floats(1, 300)
angles = st.floats(-40, 40)


@st.composite
def rectangles(draw: st.DrawFn) -> Quad:
    """A rectangle tilted by less than 40 degrees."""
    box = Quad.box(0, 0, draw(sizes), draw(sizes)).array
    turn = math.radians(draw(angles))
    rotation = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    return Quad.of(box @ rotation + np.array([draw(coordinates), draw(coordinates)]))


@st.composite
def homographies(draw: st.DrawFn) -> FloatArray:
    """A mild perspective: a unit square whose corners moved by up to a fifth."""
    moves = np.array(draw(st.lists(st.floats(-0.2, 0.2), min_size=8, max_size=8))).reshape(4, 2)
    square = Quad.box(0, 0, 1, 1).array
    return homography_between(square, square + moves)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (Quad.box(0, 0, 2, 2), Quad.box(0, 0, 2, 2), 1.0),
        (Quad.box(0, 0, 2, 2), Quad.box(1, 1, 2, 2), 1 / 7),
        (Quad.box(0, 0, 4, 4), Quad.box(1, 1, 2, 2), 0.25),
        (Quad.box(0, 0, 2, 2), Quad.box(2, 0, 2, 2), 0.0),
        (Quad.box(0, 0, 2, 2), Quad.box(5, 5, 1, 1), 0.0),
    ],
)
def test_overlap_of_known_boxes(a: Quad, b: Quad, expected: float) -> None:
    assert overlap(a, b) == pytest.approx(expected)


@given(rectangles(), rectangles())
def test_overlap_is_symmetric_and_bounded(a: Quad, b: Quad) -> None:
    assert overlap(a, b) == pytest.approx(overlap(b, a), abs=1e-6)
    assert 0 <= overlap(a, b) <= 1 + 1e-9
    assert shared_area(a, b) <= min(a.area, b.area) * (1 + 1e-6) + 1e-6


@given(rectangles(), coordinates, coordinates)
def test_overlap_does_not_depend_on_place(a: Quad, dx: float, dy: float) -> None:
    b = a.shrunk(0.5)
    move = np.array([dx, dy])
    assert overlap(Quad.of(a.array + move), Quad.of(b.array + move)) == pytest.approx(0.25, rel=1e-3)


@given(rectangles(), st.permutations([0, 1, 2, 3]))
def test_loose_corners_are_put_clockwise(quad: Quad, order: list[int]) -> None:
    found = Quad.of(ordered(quad.array[order][None])[0])
    assert found.is_convex()
    assert sorted(found.corners) == sorted(quad.corners)


@given(rectangles())
def test_a_quad_knows_its_measures(quad: Quad) -> None:
    assert quad.area == pytest.approx(quad.width * quad.height, rel=1e-6)
    assert quad.turned(1).turned(3) == quad
    assert abs(math.remainder(quad.turned(1).angle - quad.angle, 360)) == pytest.approx(90, abs=1e-3)


@given(homographies(), rectangles())
def test_a_homography_goes_there_and_back(homography: FloatArray, quad: Quad) -> None:
    unit = Quad.of(quad.array / 2000 + 0.5)  # around the square that the homography is mild on
    there = unit.mapped(homography)
    assert there.mapped(np.asarray(np.linalg.inv(homography), np.float64)).array == pytest.approx(unit.array, abs=1e-6)


@given(homographies())
def test_a_homography_is_found_again_from_points(homography: FloatArray) -> None:
    grid = np.stack(np.meshgrid([0.0, 0.4, 1.0], [0.0, 0.7, 1.0]), -1).reshape(-1, 2)
    found = homography_between(grid, project(homography, grid))
    assert project(found, grid) == pytest.approx(project(homography, grid), abs=1e-6)


def test_points_on_a_line_determine_nothing() -> None:
    line = np.array([[0.0, 0], [1, 1], [2, 2], [3, 3]])
    with pytest.raises(ValueError, match="do not determine"):
        homography_between(line, line)
    with pytest.raises(ValueError, match="4 or more"):
        homography_between(line[:3], line[:3])


def test_clipping_a_square_by_a_corner_leaves_a_triangle() -> None:
    window = np.array([[0.0, 0], [2, 0], [0, 2]])
    piece = clip_convex(Quad.box(0, 0, 2, 2).array, window)
    assert polygon_area(piece) == pytest.approx(2.0)


def test_a_quad_refuses_what_is_no_quad() -> None:
    with pytest.raises(ValueError, match="4 finite corners"):
        Quad(((0, 0), (1, 0), (1, math.nan), (0, 1)))
    assert not Quad.of([[0, 0], [1, 1], [1, 0], [0, 1]]).is_convex()
