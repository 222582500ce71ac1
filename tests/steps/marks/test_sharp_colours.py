from __future__ import annotations

import cv2
import numpy as np

from stickyscan.steps.marks.round_spots import Labs
from stickyscan.steps.marks.sharp_colours import COARSEST, sharpen_colours

LEFT, RIGHT = (40.0, 50.0, 20.0), (85.0, -10.0, 60.0)


def two_halves() -> Labs:
    lab = np.full((40, 60, 3), LEFT, np.float32)
    lab[:, 30:] = RIGHT
    return lab


def with_soft_colours(lab: Labs) -> Labs:
    """As JPEG keeps it: one colour for two by two pixels, and those blurred into one another."""
    soft = cv2.resize(cv2.resize(lab, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), (60, 40))
    soft = cv2.GaussianBlur(soft, (0, 0), 1.0)
    soft[..., 0] = lab[..., 0]
    return np.asarray(soft, np.float32)


def test_colours_change_where_the_lightness_does() -> None:
    whole, soft = two_halves(), with_soft_colours(two_halves())
    sharp = sharpen_colours(soft, 1.0)
    assert np.abs(sharp - whole)[..., 1:].max() < 0.4 * np.abs(soft - whole)[..., 1:].max()
    assert (sharp[..., 0] == soft[..., 0]).all()


def test_colours_of_even_light_are_left_as_they_are() -> None:
    """Two papers as light as one another: nothing tells where one ends, so nothing is made up."""
    lab = two_halves()
    lab[..., 0] = 60
    sharp = sharpen_colours(lab, 1.0)
    assert np.abs(sharp - lab)[:, :20].max() < 0.01
    assert np.abs(sharp - lab)[:, 40:].max() < 0.01


def test_a_picture_made_smaller_is_left_alone() -> None:
    lab = with_soft_colours(two_halves())
    assert sharpen_colours(lab, 0.9 * COARSEST) is lab
