"""The stress set: each factor does what its levels say, and nothing else changes with them."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import cv2
import numpy as np
import pytest

from stickyscan.render import StressCase, render_wall, stress_cases
from stickyscan.render.stress import BASE, LEVELS, Factor

SMALL = replace(BASE, size=(640, 480))


def cases(factor: Factor) -> tuple[StressCase, ...]:
    """One wall per level at full size, not rendered."""
    return stress_cases(seeds=(5,), factors=(factor,))


def test_every_factor_level_and_seed_is_there_once() -> None:
    found = stress_cases(seeds=(1, 2))
    assert len(found) == 2 * sum(len(levels) for levels in LEVELS.values())
    assert {case.factor for case in found} == set(get_args(Factor))
    assert len({case.recipe for case in found}) >= len(found) - 2 * len(LEVELS)  # the easy ends may be alike
    assert found == stress_cases(seeds=(1, 2))


@pytest.mark.parametrize("factor", ["contrast", "dark_contrast"])
def test_paper_keeps_its_distance_to_the_board(factor: Factor) -> None:
    for case in cases(factor):
        assert case.recipe.ground is not None
        pair = np.array([[case.recipe.ground, case.recipe.papers[0].rgb]], dtype=np.float32) / 255
        lab = cv2.cvtColor(pair, cv2.COLOR_RGB2Lab)[0]
        assert abs(float(np.linalg.norm(lab[0] - lab[1])) - case.level) < 0.1 * case.level + 0.6


def test_notes_are_as_small_as_asked_for() -> None:
    for case in cases("small")[::2]:
        quads = np.array([note.quad for note in render_wall(case.recipe).truth.notes])
        sides = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1)
        assert abs(float(np.median(sides)) / case.level - 1) < 0.1


def test_overlapping_hides_more_and_more() -> None:
    covered = []
    for case in stress_cases(SMALL, seeds=(5,), factors=("overlap",)):
        notes = render_wall(case.recipe).truth.notes
        covered.append(sum(note.occluded for note in notes))
    assert covered[0] <= 4
    assert covered[-1] >= 12


def test_darkness_darkens() -> None:
    means = [float(render_wall(c.recipe).pixels.mean()) for c in stress_cases(SMALL, (5,), ("darkness",))]
    assert means == sorted(means, reverse=True)
    assert means[-1] < 0.25 * means[0]


def test_perspective_turns_the_camera() -> None:
    skews = []
    for case in stress_cases(SMALL, (5,), ("perspective",)):
        quads = np.array([note.quad for note in render_wall(case.recipe).truth.notes])
        heights = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)
        skews.append(float(heights.max() / heights.min()))
    assert skews[-1] > 1.5 * skews[0]
