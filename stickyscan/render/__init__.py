"""Synthetic sticky-note walls with known truth, for tests, training, samples and demos."""

from stickyscan.render.mixture import random_recipe
from stickyscan.render.recipe import Effects, WallRecipe
from stickyscan.render.truth import NoteTruth, WallTruth
from stickyscan.render.wall import RenderedWall, render_wall, write_wall

__all__ = [
    "Effects",
    "NoteTruth",
    "RenderedWall",
    "WallRecipe",
    "WallTruth",
    "random_recipe",
    "render_wall",
    "write_wall",
]
