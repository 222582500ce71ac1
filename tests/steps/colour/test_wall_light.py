"""How light changes over a wall is told from the surface between the notes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.colour.colour_space import to_linear, to_srgb
from stickyscan.steps.colour.wall_light import wall_light

NOTES = [Quad.box(60 + 180 * i, 60 + 160 * j, 100, 100) for j in range(3) for i in range(5)]


def a_wall(surface: tuple[int, int, int], right: FloatArray) -> NDArray[np.uint8]:
    """Notes of many colours on one surface; the light changes from 1 at the left to `right` (3,), per channel."""
    scene = np.full((560, 960, 3), surface, np.uint8)
    rng = np.random.default_rng(5)
    for note in NOTES:
        cv2.fillConvexPoly(scene, np.rint(note.array).astype(np.int32), rng.integers(40, 250, 3).tolist())
    cv2.putText(scene, "HEADING", (100, 50), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (20, 20, 20), 5)
    share = np.linspace(0, 1, 960)[None, :, None]
    lit = to_linear(scene / 255.0) * (1 - share + share * right)
    return np.rint(to_srgb(lit) * 255).astype(np.uint8)


@pytest.mark.parametrize("surface", [(240, 240, 238), (176, 140, 100)], ids=["board", "brown paper"])
def test_light_that_falls_off_is_followed(surface: tuple[int, int, int]) -> None:
    light = wall_light(a_wall(surface, np.array([0.45, 0.45, 0.45])), 1.0, NOTES)
    true = np.array([1 - 0.55 * note.centre[0] / 960 for note in NOTES])
    found = light.relative.mean(axis=1)
    np.testing.assert_allclose(found / found.mean(), true / true.mean(), atol=0.06)
    assert light.surface is not None
    np.testing.assert_allclose(light.surface, to_linear(np.array(surface) / 255.0) * np.median(true), rtol=0.1)


def test_two_lamps_of_different_colour_are_followed() -> None:
    light = wall_light(a_wall((238, 238, 238), np.array([1.0, 0.95, 0.85])), 1.0, NOTES)
    blue = light.relative[:, 2] / light.relative[:, 0]
    left, right = blue[0], blue[4]
    assert right / left == pytest.approx(0.89, abs=0.04)


def test_a_black_glossy_board_says_little_of_the_light() -> None:
    light = wall_light(a_wall((30, 30, 32), np.array([3.0, 3.0, 3.0])), 1.0, NOTES)
    assert light.relative.max() / light.relative.min() < 1.5


def test_no_wall_in_sight_is_even_light_on_an_unknown_surface() -> None:
    note = Quad.box(0, 0, 100, 100)
    light = wall_light(np.full((100, 100, 3), 200, np.uint8), 1.0, [note])
    assert light.surface is None
    np.testing.assert_array_equal(light.relative, np.ones((1, 3)))
