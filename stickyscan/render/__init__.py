"""Synthetic sticky-note walls with known truth, for tests, training, samples and demos."""

from stickyscan.render.empty_scene import empty_scene_recipe
from stickyscan.render.marked import marked_recipe
from stickyscan.render.mixture import random_recipe, sheets_recipe
from stickyscan.render.recipe import Effects, WallRecipe
from stickyscan.render.stress import StressCase, stress_cases
from stickyscan.render.truth import NoteTruth, WallTruth
from stickyscan.render.wall import RenderedWall, render_wall, write_wall

__all__ = [
    "Effects",
    "NoteTruth",
    "RenderedWall",
    "StressCase",
    "WallRecipe",
    "WallTruth",
    "empty_scene_recipe",
    "marked_recipe",
    "random_recipe",
    "render_wall",
    "sheets_recipe",
    "stress_cases",
    "write_wall",
]
