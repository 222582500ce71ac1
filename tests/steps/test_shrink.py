from __future__ import annotations

import cv2
import numpy as np
import pytest

from stickyscan.steps.shrink import shrink


@pytest.mark.parametrize(("wide", "high", "size"), [(640, 480, (200, 150)), (641, 480, (200, 150)), (64, 48, (60, 40))])
def test_it_looks_like_shrinking_at_once(wide: int, high: int, size: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    picture = cv2.GaussianBlur(rng.integers(0, 255, (high, wide, 3)).astype(np.uint8), (0, 0), 4).astype(np.uint8)
    small = shrink(picture, size)
    at_once = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    assert small.shape == (size[1], size[0], 3)
    assert np.abs(small.astype(int) - at_once).max() <= 3


def test_halves_are_means_of_four() -> None:
    picture = np.arange(8 * 4 * 3, dtype=np.uint8).reshape(4, 8, 3)
    mean = picture.reshape(2, 2, 4, 2, 3).mean(axis=(1, 3))
    assert np.abs(shrink(picture, (4, 2)) - mean).max() <= 0.5
