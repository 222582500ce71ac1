"""Note-free pieces hold nothing labelled, and are as large as they can be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stickyscan.geometry import Point, Quad, shared_area
from stickyscan.labels import LabelledNote, LabelledWall
from tests.bench.empty_photos import Piece, choose_pieces, detail, free_pieces, largest_rectangle

Box = tuple[float, float, float, float]


def a_labelled(*boxes: Box, regions: tuple[tuple[Point, ...], ...] = ()) -> LabelledWall:
    notes = tuple(LabelledNote(id=i, quad=Quad.box(*box).corners) for i, box in enumerate(boxes))
    return LabelledWall(notes=notes, ignore_regions=regions)


def test_the_larger_side_of_a_note_comes_first() -> None:
    first, second = free_pieces(a_labelled((600, 0, 100, 1000)), (2000, 1000))
    assert first.left > 700
    assert (first.right, first.bottom) == pytest.approx((2000, 1000), abs=8)
    assert first.top == 0
    assert second.right < 600


def test_ignored_regions_are_not_free() -> None:
    region = ((0.0, 0.0), (2000.0, 0.0), (2000.0, 900.0), (0.0, 900.0))
    assert free_pieces(a_labelled(regions=(region,)), (2000, 1000)) == []


def test_a_small_photo_gives_no_piece() -> None:
    assert free_pieces(a_labelled(), (400, 299)) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1900), st.floats(0, 1400), st.floats(20, 400), st.floats(20, 400)), max_size=8))
def test_no_piece_holds_a_note(boxes: list[Box]) -> None:
    for piece in free_pieces(a_labelled(*boxes), (2000, 1500)):
        box = Quad.box(piece.left, piece.top, piece.right - piece.left, piece.bottom - piece.top)
        assert all(shared_area(box, Quad.box(*note)) == 0 for note in boxes)
        assert piece.shorter >= 375


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=5))
def test_the_largest_rectangle_is_the_largest_of_all(lines: list[list[bool]]) -> None:
    free = np.array(lines)
    height, width = free.shape
    all_free = [
        (right - left) * (bottom - top)
        for top in range(height)
        for bottom in range(top + 1, height + 1)
        for left in range(width)
        for right in range(left + 1, width + 1)
        if free[top:bottom, left:right].all()
    ]
    left, top, right, bottom = largest_rectangle(free)
    assert free[top:bottom, left:right].all()
    assert (right - left) * (bottom - top) == max(all_free, default=0)


def test_every_wall_gives_its_first_piece_before_any_gives_its_second() -> None:
    first, second = Piece(0, 0, 500, 500), Piece(600, 0, 1000, 400)
    walls = {"blank": [(first, 0.1), (second, 9.0)], "busy": [(first, 5.0), (second, 1.0)]}
    assert choose_pieces(walls, 3) == [("busy", first), ("blank", first), ("blank", second)]
    assert choose_pieces(dict(reversed(walls.items())), 3) == choose_pieces(walls, 3)


def test_a_blank_picture_has_no_detail() -> None:
    blank = np.full((400, 600, 3), 200, np.uint8)
    lined = blank.copy()
    lined[::40] = 0
    assert detail(blank) == 0
    assert detail(lined) > 1


def test_a_piece_knows_its_sides() -> None:
    assert (Piece(10, 20, 110, 60).shorter, Piece(10, 20, 110, 60).area) == (40, 4000)
