from __future__ import annotations

import cv2
import numpy as np

from stickyscan.geometry import Quad, project
from stickyscan.steps.marks.flat_wall import Extent, flatten_wall, narrowed

TO_WALL = np.diag([1 / 1200, 1 / 1200, 1.0])
NOTES = tuple(Quad.box(300 + 200 * c, 300, 100, 100) for c in range(2))


def a_photo() -> np.ndarray:
    photo = np.full((900, 1200, 3), 220, np.uint8)
    for note in NOTES:
        cv2.fillPoly(photo, [note.array.astype(np.int32)], (240, 220, 80))
    return photo


def test_a_narrowed_wall_ends_near_its_notes_and_shows_them_where_it_says() -> None:
    wide = flatten_wall(a_photo(), TO_WALL, [n.mapped(TO_WALL) for n in NOTES], 64, Extent(2e6, margin=2.5))
    near = narrowed(wide, wide.notes, 64, Extent(2e6, margin=0.5))
    assert near.side == wide.side
    assert np.allclose(near.picture.shape[:2], (2 * 64, 4 * 64), atol=3)
    for note, on_wall in zip(near.notes, NOTES, strict=True):
        assert np.allclose(note.array, project(near.from_wall @ TO_WALL, on_wall.array))
        x, y = note.array.mean(axis=0).astype(int)
        assert np.allclose(near.picture[y, x], (240, 220, 80), atol=3)


def test_a_narrowed_wall_shrinks_to_its_most_pixels() -> None:
    wide = flatten_wall(a_photo(), TO_WALL, [n.mapped(TO_WALL) for n in NOTES], 64, Extent(2e6, margin=2.5))
    near = narrowed(wide, wide.notes, 64, Extent(8000, margin=0.5))
    assert near.shown.size < 8400
    assert near.shown.shape == near.picture.shape[:2]
    assert np.isclose(near.notes[0].area ** 0.5, near.side, rtol=0.03)


def test_a_narrowed_wall_may_show_some_notes_only_and_those_smaller() -> None:
    wide = flatten_wall(a_photo(), TO_WALL, [n.mapped(TO_WALL) for n in NOTES], 64, Extent(2e6, margin=2.5))
    near = narrowed(wide, wide.notes[1:], 32, Extent(2e6, margin=0.5))
    assert np.isclose(near.side, 32)
    assert np.allclose(near.picture.shape[:2], (2 * 32, 2 * 32), atol=3)
    assert len(near.notes) == 2
    assert np.allclose(near.notes[1].array.mean(axis=0), 32, atol=2)
    assert near.notes[0].array[:, 0].max() < 0
