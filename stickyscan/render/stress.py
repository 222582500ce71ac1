"""Walls that get harder in one respect at a time, to see where a finder begins to fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, NamedTuple, get_args

import cv2
import numpy as np

from stickyscan.render.layout import plan_wall
from stickyscan.render.palette import USUAL, Paper
from stickyscan.render.recipe import Effects, WallRecipe
from stickyscan.render.streams import Rgb

Factor = Literal["touching", "overlap", "small", "contrast", "dark_contrast", "darkness", "perspective"]

BASE = WallRecipe(
    seed=0, surface="wall", layout="crowd", notes=24, headings="none", fill=0.9, papers=(USUAL[0],), shape=(1.0, 1.0),
    gap=0.3, effects=Effects(
        perspective=0.0, lens_blur=0.3, noise=0.3, jpeg=0.3, shadows=0.4, light_gradient=0.2, colour_cast=0.1,
        glare=0.0, curl=0.3, paper_texture=0.5, overlaps=0.0, touching=0.0, tilt=0.2, drawn_lines=0.0, clutter=0.0,
        room=0.0,
    ),
)  # fmt: skip
_PALE: Rgb = (236, 234, 228)
_DARK: Rgb = (38, 39, 42)
_STEEPEST = 50.0  # degrees
_SIDE = 80.0  # of notes in pixels where closeness is the factor

LEVELS: dict[Factor, tuple[float, ...]] = {
    "touching": (0.3, 0.15, 0.08, 0.04, 0.02, 0.0),  # gap between neighbours, in note widths
    "overlap": (0.0, 0.15, 0.3, 0.45, 0.6, 0.7),  # share of a sheet that the next one hides
    "small": (100.0, 64.0, 40.0, 28.0, 20.0, 12.0),  # side of a note in pixels of the photo
    "contrast": (40.0, 28.0, 18.0, 12.0, 8.0, 4.0),  # CIELAB distance of paper and board, pale yellow on pale
    "dark_contrast": (40.0, 28.0, 18.0, 12.0, 8.0, 4.0),  # the same, navy on near black
    "darkness": (1.0, 0.7, 0.5, 0.35, 0.2, 0.12),  # exposure
    "perspective": (0.0, 0.2, 0.4, 0.6, 0.8, 1.0),  # the camera's turn, 1 is 50 degrees
}


class StressCase(NamedTuple):
    """One wall of the set. Levels of a factor run from easy to hard, in units that `LEVELS` tells."""

    factor: Factor
    level: float
    recipe: WallRecipe


def stress_cases(
    base: WallRecipe = BASE, seeds: tuple[int, ...] = (1, 2, 3), factors: tuple[Factor, ...] = get_args(Factor)
) -> tuple[StressCase, ...]:
    """For every factor and level one wall per seed, else like the base; factor by factor, easy to hard."""
    return tuple(
        StressCase(factor, level, _VARY[factor](replace(base, seed=seed), level))
        for factor in factors
        for level in LEVELS[factor]
        for seed in seeds
    )


def _touching(base: WallRecipe, gap: float) -> WallRecipe:
    return _small(replace(base, layout="crowd", gap=gap), _SIDE)


def _overlap(base: WallRecipe, hidden: float) -> WallRecipe:
    return _small(replace(base, layout="stacks", hidden=hidden), _SIDE)


def _small(base: WallRecipe, side: float) -> WallRecipe:
    """The same wall from so far away that its usual note has this side; smaller where the wall would not fit."""
    plan = plan_wall(base)
    span = np.subtract(plan.high, plan.low)
    wide, high = base.shape or (1.0, 1.0)
    fill = side / float(np.sqrt(wide * high)) / float((np.array(base.size) / span).min())
    return replace(base, fill=float(np.clip(fill, 0.02, 1.0)))


def _contrast(base: WallRecipe, distance: float) -> WallRecipe:
    paper = Paper(("yellow", "white"), _away(_PALE, distance, (0.0, -0.1, 1.0)))
    return replace(base, ground=_PALE, papers=(paper,))


def _dark_contrast(base: WallRecipe, distance: float) -> WallRecipe:
    paper = Paper(("blue", "black"), _away(_DARK, distance, (0.25, 0.3, -1.0)))
    return replace(base, surface="dark_board", ground=_DARK, papers=(paper,))


def _darkness(base: WallRecipe, exposure: float) -> WallRecipe:
    return replace(base, exposure=exposure)


def _perspective(base: WallRecipe, level: float) -> WallRecipe:
    return replace(base, yaw=_STEEPEST * level * (1 if base.seed % 2 else -1))


def _away(rgb: Rgb, distance: float, way: tuple[float, float, float]) -> Rgb:
    """The colour at a CIELAB (D65) distance from another, in the direction (L, a, b)."""
    pixel = np.array(rgb, dtype=np.float32).reshape(1, 1, 3) / 255
    step = np.array(way) / float(np.linalg.norm(way)) * distance
    lab = np.asarray(cv2.cvtColor(pixel, cv2.COLOR_RGB2Lab) + step, dtype=np.float32)
    r, g, b = (round(float(v)) for v in np.clip(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB) * 255, 0, 255).ravel())
    return r, g, b


_VARY: dict[Factor, Callable[[WallRecipe, float], WallRecipe]] = {
    "touching": _touching,
    "overlap": _overlap,
    "small": _small,
    "contrast": _contrast,
    "dark_contrast": _dark_contrast,
    "darkness": _darkness,
    "perspective": _perspective,
}
