"""The learned finder, with its real weights, on drawn walls with known notes."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from stickyscan.engines.detector import DetectorFinder
from stickyscan.engines.protocols import NoteFinder
from stickyscan.geometry import Quad
from stickyscan.quad_arrays import shared_area
from stickyscan.render import Effects, WallRecipe, empty_scene_recipe, render_wall, stress_cases
from stickyscan.render.empty_scene import EmptyScene
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


def test_both_notes_of_an_overlap_are_found(finder: NoteFinder) -> None:
    slightly = stress_cases(seeds=(1,), factors=("overlap",))[1]
    assert slightly.level > 0.1
    wall = render_wall(slightly.recipe)
    notes = [Quad.of(note.quad) for note in wall.truth.notes if not note.ignore]
    missed, wrong = unmatched(notes, finder.find(wall.pixels), least=0.5)
    assert len(missed) <= 0.1 * len(notes)
    assert len(wrong) <= 0.1 * len(notes)


def test_a_note_cut_by_the_edge_is_kept_with_its_visible_part(finder: NoteFinder) -> None:
    whole = [*GRID, Quad.box(1080, 500, 130, 130)]
    wall = a_wall(*((note, YELLOW) for note in whole))
    seen = [*GRID, Quad.box(1080, 500, wall.shape[1] - 1080, 130)]
    found = finder.find(wall)
    assert unmatched(seen, found) == ([], [])
    assert all(0 <= x <= wall.shape[1] and 0 <= y <= wall.shape[0] for note in found for x, y in note.corners.corners)


def test_small_notes_of_a_large_photo_are_looked_at_from_nearer(finder: NoteFinder) -> None:
    small = [Quad.box(200 + 110 * c, 160 + 120 * r, 40, 40) for r in range(8) for c in range(30)]
    wall = a_wall(*((note, BLUE) for note in small), size=(3600, 1200))
    missed, wrong = unmatched(small, finder.find(wall))
    assert len(missed) <= 5
    assert wrong == []


@pytest.mark.parametrize("kind", ["room", "posters", "desk", "board", "glass"])
def test_photos_without_notes_have_no_sure_ones(finder: NoteFinder, kind: EmptyScene) -> None:
    for seed in range(2):
        scene = render_wall(empty_scene_recipe(seed, size=(960, 720), kind=kind))
        assert [note for note in finder.find(scene.pixels) if note.score > 0.9] == []


def test_no_two_outlines_claim_the_same_paper(finder: NoteFinder) -> None:
    wall = render_wall(WallRecipe(seed=5, layout="free", notes=60, effects=Effects(overlaps=0.6, tilt=0.6)))
    found = [note.corners for note in finder.find(wall.pixels)]
    assert len(found) > 20
    for a, b in itertools.combinations(found, 2):
        shared = shared_area(a.array, b.array)
        smaller, both = min(a.area, b.area), a.area + b.area
        assert shared <= 0.65 * smaller + 1
        assert shared <= 0.35 * (both - shared) + 1


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
