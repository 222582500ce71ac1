from __future__ import annotations

from itertools import pairwise

import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.steps.marks.stroke_turns import folded, forked, goes_on, heading

SIDE = 24.0


def course(*spots: tuple[float, float]) -> FloatArray:
    """A point for every pixel of the way."""
    corners = np.array(spots, np.float64)
    parts = [a + np.linspace(0, 1, int(np.hypot(*(b - a))))[:, None] * (b - a) for a, b in pairwise(corners)]
    return np.concatenate(parts)


def test_a_course_arrives_as_it_went_last() -> None:
    assert np.allclose(heading(course((0, 0), (40, 0), (40, 30)), SIDE), (0, 1))


def test_a_fold_is_cut_and_a_bow_is_not() -> None:
    down, up = folded(course((0, 0), (20, 40), (40, 0)), SIDE)
    assert np.allclose(down[0], (0, 0))
    assert np.allclose(up[-1], (40, 0), atol=1)
    assert abs(down[-1] - (20, 40)).max() < 10
    bow = np.stack([np.linspace(0, 80, 80), 20 * np.sin(np.linspace(0, np.pi, 80))], axis=1)
    assert folded(bow, SIDE) == ()
    assert folded(course((0, 0), (6, 0)), SIDE) == ()


def test_a_course_goes_on_along_the_stroke_that_it_runs_into_but_not_back() -> None:
    trunk = course((0, 0), (60, 0))
    (fork,) = forked(course((60, 40), (32, 2)), [trunk], SIDE)
    assert np.allclose(fork[0], (60, 40))
    assert np.allclose(fork[-1], (0, 0))
    assert forked(course((60, 40), (40, 12)), [trunk], SIDE) == ()


def test_a_loop_goes_on_behind_a_note_and_an_arrow_from_its_other_side_does_not() -> None:
    turn = np.linspace(0, np.pi, 120)[:, None]
    loop = 50 * np.hstack([np.cos(turn), np.sin(turn)])
    into, out = loop[:45], loop[75:]
    assert goes_on(into, [into, out], SIDE)
    assert not goes_on(into, [into], SIDE)
    assert not goes_on(into, [into, course(tuple(into[-1] + (0, -25)), tuple(into[-1] + (0, -60)))], SIDE)
