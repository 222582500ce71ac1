"""Photos without notes: every kind is drawn, and the truth is empty."""

from __future__ import annotations

from typing import get_args

import pytest

from stickyscan.render import Effects, WallRecipe, empty_scene_recipe, random_recipe, render_wall
from stickyscan.render.empty_scene import EmptyScene
from stickyscan.render.recipe import Layout


@pytest.mark.parametrize("kind", get_args(EmptyScene))
def test_every_kind_is_drawn_without_notes(kind: EmptyScene) -> None:
    for seed in range(3):
        wall = render_wall(empty_scene_recipe(seed, (400, 300), kind))
        assert wall.truth.notes == ()
        assert wall.truth.stages == wall.truth.lanes == ()
        assert wall.pixels.shape == (300, 400, 3)
        assert float(wall.pixels.std()) > 2


def test_scenes_repeat_and_kinds_mix() -> None:
    recipes = [empty_scene_recipe(seed) for seed in range(30)]
    assert recipes == [empty_scene_recipe(seed) for seed in range(30)]
    assert {recipe.notes for recipe in recipes} == {0}
    assert len({recipe.surface for recipe in recipes}) >= 5
    assert recipes[0].size == random_recipe(0).size


@pytest.mark.parametrize("layout", get_args(Layout))
def test_any_recipe_may_be_without_notes(layout: Layout) -> None:
    recipe = WallRecipe(seed=1, size=(320, 240), layout=layout, notes=0, effects=Effects(clutter=1.0, props=1.0))
    assert render_wall(recipe).truth.notes == ()
