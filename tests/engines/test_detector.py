"""The learned finder, with its real weights, on drawn walls with known notes."""

from __future__ import annotations

import numpy as np
import pytest

from stickyscan.engines.detector import DetectorFinder
from stickyscan.engines.protocols import NoteFinder
from stickyscan.geometry import Quad
from tests.engines.drawn_walls import BLUE, GREEN, PINK, YELLOW, a_wall, tilted, unmatched


@pytest.fixture(scope="module")
def finder() -> NoteFinder:
    return DetectorFinder(threads=1)


GRID = [Quad.box(150 + 200 * c, 120 + 230 * r, 130, 130) for r in range(3) for c in range(5)]


def test_a_grid_of_notes_is_found_whole(finder: NoteFinder) -> None:
    colours = [(YELLOW, PINK, GREEN, BLUE)[i % 4] for i in range(len(GRID))]
    assert unmatched(GRID, finder.find(a_wall(*zip(GRID, colours, strict=True)))) == ([], [])


def test_tilted_and_touching_notes_are_found(finder: NoteFinder) -> None:
    notes = [tilted(150 + 260 * i, 500, 140, 140, angle) for i, angle in enumerate((-20, 0, 12))]
    notes += [Quad.box(200 + 130 * i, 150, 130, 130) for i in range(3)]
    assert unmatched(notes, finder.find(a_wall(*((n, YELLOW) for n in notes)))) == ([], [])


def test_an_empty_wall_has_no_notes(finder: NoteFinder) -> None:
    assert finder.find(a_wall()) == ()
    assert finder.find(np.zeros((200, 300, 3), np.uint8)) == ()


def test_the_same_picture_gives_the_same_notes_and_stays_as_it_was(finder: NoteFinder) -> None:
    wall = a_wall(*((n, YELLOW) for n in GRID))
    before = wall.copy()
    found = finder.find(wall)
    assert found == finder.find(wall)
    assert np.array_equal(before, wall)
    assert all(0 < note.score <= 1 for note in found)
