from __future__ import annotations

import cv2
import numpy as np
import pytest

from stickyscan.steps.shrink import halved, shrink


@pytest.mark.parametrize(("wide", "high", "size"), [(640, 480, (200, 150)), (641, 480, (200, 150)), (64, 48, (60, 40))])
def test_it_looks_like_shrinking_at_once(wide: int, high: int, size: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    picture = cv2.GaussianBlur(rng.integers(0, 255, (high, wide, 3)).astype(np.uint8), (0, 0), 4).astype(np.uint8)
    small = shrink(picture, size)
    at_once = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    assert small.shape == (size[1], size[0], 3)
    assert np.abs(small.astype(int) - at_once).max() <= 4


def test_halves_are_means_of_four() -> None:
    picture = np.arange(8 * 4 * 3, dtype=np.uint8).reshape(4, 8, 3)
    mean = picture.reshape(2, 2, 4, 2, 3).mean(axis=(1, 3))
    assert np.abs(shrink(picture, (4, 2)) - mean).max() <= 0.5


def test_halving_stops_before_there_is_too_little_left() -> None:
    picture = np.zeros((301, 402, 3), np.uint8)
    assert [halved(picture, least)[0].shape[:2] for least in (1.2, 0.6, 0.5, 0.3)] == [(301, 402)] * 2 + [
        (150, 201)
    ] * 2
    assert [halved(picture, least)[1] for least in (0.6, 0.5, 0.25)] == [1.0, 0.5, 0.25]


def test_the_last_odd_row_and_column_do_not_move_the_others() -> None:
    rng = np.random.default_rng(2)
    even = rng.integers(0, 255, (20, 30, 3), np.uint8)
    odd = np.pad(even, ((0, 1), (0, 1), (0, 0)), constant_values=255)
    assert (halved(odd, 0.5)[0] == halved(even, 0.5)[0]).all()
