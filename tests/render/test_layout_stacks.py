"""Stacks and crowds: sheets cover each other as much as was asked for, and neighbours in a block touch."""

from __future__ import annotations

import numpy as np
import pytest

from stickyscan.geometry import Quad, overlap
from stickyscan.render import Effects, WallRecipe, random_recipe, render_wall
from stickyscan.render.layout import plan_wall


def hidden_shares(recipe: WallRecipe) -> list[float]:
    """Per note the largest share of its area that one other note overlaps."""
    quads = [Quad.of([(float(x), float(y)) for x, y in note.outline]) for note in plan_wall(recipe).notes]
    areas = [note.size[0] * note.size[1] for note in plan_wall(recipe).notes]
    return [
        max(_shared(a, quad, areas[i] + areas[j]) for j, quad in enumerate(quads) if j != i) / areas[i]
        for i, a in enumerate(quads)
    ]


def _shared(a: Quad, b: Quad, both: float) -> float:
    """Area of the intersection, from the intersection over union."""
    share = overlap(a, b)
    return share * both / (1 + share)


@pytest.mark.parametrize("hidden", [0.2, 0.5])
def test_a_stack_hides_what_was_asked_for(hidden: float) -> None:
    recipe = WallRecipe(seed=3, layout="stacks", notes=30, hidden=hidden, effects=Effects.none())
    assert abs(float(np.median(hidden_shares(recipe))) - hidden) < 0.12


def test_stacks_are_labelled_and_told_to_be_covered() -> None:
    recipe = WallRecipe(seed=4, size=(640, 480), layout="stacks", notes=14, hidden=0.4, effects=Effects.none())
    notes = render_wall(recipe).truth.notes
    assert len(notes) == 14
    assert sum(note.occluded for note in notes) >= 7
    assert not any(note.ignore for note in notes)


def test_neighbours_in_a_block_touch_or_keep_the_gap() -> None:
    for gap, low, high in ((0.0, -0.04, 0.04), (0.3, 0.22, 0.38)):
        recipe = WallRecipe(seed=2, layout="crowd", notes=20, gap=gap, effects=Effects.none())
        notes = plan_wall(recipe).notes
        centres = np.array([note.centre for note in notes])
        apart = np.abs(centres[:, None] - centres[None]) / np.array(notes[0].size) - 1
        nearest = np.where(np.eye(len(notes), dtype=bool), np.inf, apart.max(axis=-1)).min(axis=1)
        assert low < float(np.median(nearest)) < high


def test_the_mixture_has_stacks_crowds_and_large_and_many_notes() -> None:
    recipes = [random_recipe(seed) for seed in range(400)]
    share = {layout: sum(r.layout == layout for r in recipes) / len(recipes) for layout in ("stacks", "crowd")}
    assert all(0.08 < value < 0.2 for value in share.values()), share
    assert sum(r.notes <= 6 for r in recipes) > 20
    assert sum(r.notes >= 60 for r in recipes) > 20
    assert sum(bool(r.papers) for r in recipes) > 60
