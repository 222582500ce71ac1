"""The classical finder on drawn walls with known notes."""

from __future__ import annotations

import numpy as np
import pytest

from stickyscan.engines.contours import ContourFinder
from stickyscan.engines.protocols import NoteFinder
from stickyscan.geometry import Quad
from tests.engines.drawn_walls import BLUE, GREEN, PINK, WHITEBOARD, YELLOW, a_wall, tilted, unmatched

finder: NoteFinder = ContourFinder()

GRID = [Quad.box(150 + 200 * c, 120 + 230 * r, 130, 130) for r in range(3) for c in range(5)]


def test_a_grid_of_notes_is_found_whole() -> None:
    colours = [(YELLOW, PINK, GREEN, BLUE)[i % 4] for i in range(len(GRID))]
    assert unmatched(GRID, finder.find(a_wall(*zip(GRID, colours, strict=True)))) == ([], [])


def test_tilted_notes_and_diamonds_are_found() -> None:
    notes = [tilted(150 + 260 * i, 300, 140, 140, angle) for i, angle in enumerate((-20, 0, 12, 45))]
    assert unmatched(notes, finder.find(a_wall(*((n, PINK) for n in notes)))) == ([], [])


def test_notes_of_one_colour_that_touch_are_cut_apart() -> None:
    row = [Quad.box(200 + 130 * i, 150, 130, 130) for i in range(3)]
    alone = [Quad.box(200 + 200 * i, 500, 130, 130) for i in range(4)]
    wall = a_wall(*((n, YELLOW) for n in [*row, *alone]))
    assert unmatched([*row, *alone], finder.find(wall)) == ([], [])


def test_covered_notes_are_found_both() -> None:
    alone = [Quad.box(150 + 220 * i, 100, 140, 140) for i in range(4)]
    lower, upper = Quad.box(300, 450, 140, 140), Quad.box(400, 530, 140, 140)
    wall = a_wall(*((n, GREEN) for n in alone), (lower, YELLOW), (upper, PINK))
    assert unmatched([*alone, lower, upper], finder.find(wall), least=0.7) == ([], [])


@pytest.mark.parametrize("surface", [(60, 45, 35), (25, 25, 30), (185, 150, 110), WHITEBOARD])
def test_the_surface_does_not_matter(surface: tuple[int, int, int]) -> None:
    notes = GRID[:6]
    assert unmatched(notes, finder.find(a_wall(*((n, BLUE) for n in notes), surface=surface))) == ([], [])


def test_small_notes_in_a_large_photo_are_found() -> None:
    notes = [Quad.box(100 + 60 * i, 200 + 70 * (i % 3), 32, 32) for i in range(12)]
    assert unmatched(notes, finder.find(a_wall(*((n, PINK) for n in notes))), least=0.7) == ([], [])


def test_an_empty_wall_has_no_notes() -> None:
    assert finder.find(a_wall()) == ()
    assert finder.find(np.zeros((200, 300, 3), np.uint8)) == ()


def test_a_drawn_grid_is_not_a_wall_of_notes() -> None:
    wall = a_wall()
    wall[100:800:100, 100:1100] = 40
    wall[100:800, 100:1100:125] = 40
    assert finder.find(wall) == ()


def test_scores_are_probabilities_and_the_picture_stays_as_it_was() -> None:
    wall = a_wall(*((n, YELLOW) for n in GRID))
    before = wall.copy()
    found = finder.find(wall)
    assert all(0 < note.score <= 1 for note in found)
    assert found == finder.find(wall)
    assert np.array_equal(before, wall)


def test_a_large_photo_is_measured_in_its_own_pixels() -> None:
    wall = a_wall(*((n, PINK) for n in GRID))
    large = np.repeat(np.repeat(wall, 2, axis=0), 2, axis=1)
    doubled = [Quad.of(n.array * 2) for n in GRID]
    assert unmatched(doubled, finder.find(large)) == ([], [])
