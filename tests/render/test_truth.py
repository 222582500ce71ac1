"""Cutting notes at the edge of the photo."""

from __future__ import annotations

import numpy as np

from stickyscan.render.truth import clip_to_frame

SIZE = (100, 80)


def square(left: float, top: float, side: float = 20) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([[left, top], [left + side, top], [left + side, top + side], [left, top + side]], dtype=np.float64)


def test_a_note_inside_stays() -> None:
    quad, exact = clip_to_frame(square(10, 10), SIZE)
    assert exact
    assert np.array_equal(quad, square(10, 10))


def test_a_note_cut_by_one_edge_ends_there() -> None:
    quad, exact = clip_to_frame(square(90, 30), SIZE)
    assert exact
    assert quad.tolist() == [[90, 30], [100, 30], [100, 50], [90, 50]]


def test_a_tilted_note_is_cut_along_its_sides() -> None:
    tilted = np.array([[85, 30], [105, 35], [101, 55], [81, 50]], dtype=np.float64)
    quad, exact = clip_to_frame(tilted, SIZE)
    assert exact
    assert np.allclose(quad[1], [100, 33.75])
    assert (quad[:, 0] <= 100).all()


def test_half_a_diamond_is_not_exact() -> None:
    diamond = np.array([[50, -30], [80, 0], [50, 30], [20, 0]], dtype=np.float64)
    quad, exact = clip_to_frame(diamond, SIZE)
    assert not exact
    assert (quad >= 0).all()
