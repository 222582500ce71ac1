"""A realistic varied mixture of walls: what `stickyscan render` writes and what the finder is trained on."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np

from stickyscan.render.palette import CARDS, DARKS, PALES, SCARCE, USUAL, Paper
from stickyscan.render.recipe import Effects, Layout, Surface, WallRecipe
from stickyscan.render.streams import Rgb, between, happens, pick, stream

_SIZES = ((1280, 960), (1280, 960), (960, 1280), (1280, 720), (1024, 1024), (1400, 1050))
_SURFACES: tuple[Surface, ...] = (
    *get_args(Surface), "whiteboard", "whiteboard", "wall", "flipchart", "whiteboard", "glass", "fabric",
)  # fmt: skip
_ORDERLY: tuple[Layout, ...] = ("journey", "columns", "rows", "clusters", "free")
_PALE_GROUNDS: tuple[Rgb, ...] = (
    (244, 240, 226), (236, 230, 212), (232, 234, 236), (240, 240, 238), (226, 222, 214), (238, 228, 220),
)  # fmt: skip
_DARK_GROUNDS: tuple[Rgb, ...] = ((30, 32, 36), (24, 28, 44), (40, 34, 34), (26, 44, 42), (52, 54, 58), (44, 30, 40))


def random_recipe(seed: int, size: tuple[int, int] | None = None) -> WallRecipe:
    """A varied wall as workshops leave them."""
    rng = stream(seed, "recipe")
    layout: Layout = _layout(rng)
    recipe = WallRecipe(
        seed=seed,
        size=size or pick(rng, _SIZES),
        surface=pick(rng, _SURFACES),
        layout=layout,
        notes=_note_count(rng, layout),
        headings=pick(rng, ("notes", "board", "board", "none")),
        fill=_fill(rng),
        language=pick(rng, ("en", "en", "en", "en", "de", "fr", "es", "nl")),
        effects=_random_effects(rng),
    )
    return _behind_glass(_coloured(_sized(recipe)))


def sheets_recipe(seed: int, size: tuple[int, int] | None = None) -> WallRecipe:
    """A wall of the mixture with larger, closely written sheets among its notes, not all behind one another."""
    rng = stream(seed, "sheets recipe")
    recipe = random_recipe(seed, size)
    layout: Layout = recipe.layout if recipe.layout in _ORDERLY else pick(rng, _ORDERLY)
    effects = replace(recipe.effects, sheets=between(rng, 0.05, 0.4))
    return replace(
        recipe, layout=layout, effects=effects, notes=min(recipe.notes, 60), gap=between(rng, 0.1, 0.8),
        fill=between(rng, 0.7, 1.2),
    )  # fmt: skip


def _layout(rng: np.random.Generator) -> Layout:
    """Mostly orderly walls; about one in eight has stacks, as many have crowds."""
    kind = rng.random()
    if kind < 0.26:
        return "stacks" if kind < 0.13 else "crowd"
    return pick(rng, _ORDERLY)


def _fill(rng: np.random.Generator) -> float:
    """Mostly the board fills the photo; sometimes it is far away, sometimes the photo cuts through it."""
    kind = rng.random()
    if kind < 0.65:
        return between(rng, 0.85, 1.12)
    return between(rng, 0.2, 0.45) if kind < 0.73 else between(rng, 0.45, 1.6)


def _note_count(rng: np.random.Generator, layout: Layout) -> int:
    if layout == "free" and happens(rng, 0.3):
        return int(rng.integers(1, 6))
    typical = 10 if layout == "free" else 24
    return int(np.clip(rng.lognormal(np.log(typical), 0.6), 3, 110))


def _sized(recipe: WallRecipe) -> WallRecipe:
    """A few walls of one to six very large notes, a few of very many small ones."""
    rng = stream(recipe.seed, "sizes")
    kind = rng.random()
    if kind < 0.08:
        layout: Layout = "free" if recipe.layout in _ORDERLY else recipe.layout
        return replace(recipe, layout=layout, notes=int(rng.integers(1, 7)), fill=between(rng, 0.8, 1.4))
    if kind < 0.15 and recipe.layout != "free":
        near = 1.5 if recipe.layout in {"stacks", "crowd", "clusters"} else 1.0  # their boards are less full
        return replace(recipe, notes=int(rng.integers(60, 151)), fill=between(rng, 0.26, 0.5) * near)
    return recipe


def _coloured(recipe: WallRecipe) -> WallRecipe:
    """Packs of one or two colours where notes lie close, and a few walls pale on pale or dark on dark.

    Paper that looks like what it lies on shows by its shadow alone, so these walls have some.
    """
    rng = stream(recipe.seed, "papers")
    usual: tuple[Paper, ...] = (*USUAL, *USUAL, *SCARCE, *PALES, *DARKS)
    kind = rng.random()
    close = recipe.layout in {"stacks", "crowd"}
    papers: tuple[Paper, ...] = ()
    ground: Rgb | None = None
    if close and kind < 0.75:
        cards = recipe.layout == "stacks" and kind < 0.42
        count = 1 if happens(rng, 0.65) else 2
        papers = (pick(rng, (*CARDS, *CARDS, *PALES)),) if cards else tuple(pick(rng, usual) for _ in range(count))
        papers = (USUAL[int(rng.integers(6))],) if recipe.layout == "crowd" and happens(rng, 0.4) else papers
    elif not close and kind < 0.17:
        pale = kind < 0.1
        papers = tuple(pick(rng, PALES if pale else DARKS) for _ in range(int(rng.integers(1, 4))))
        surfaces: tuple[Surface, ...] = ("wall", "whiteboard", "flipchart") if pale else ("dark_board", "fabric")
        ground = pick(rng, _PALE_GROUNDS if pale else _DARK_GROUNDS) if happens(rng, 0.7) else None
        recipe = replace(recipe, surface=pick(rng, (*surfaces, recipe.surface)))
    if not papers:
        return recipe
    shadows = max(recipe.effects.shadows, between(rng, 0.25, 0.7))
    shape = pick(rng, ((1.0, 0.6), (1.0, 0.67), (1.0, 0.72), (0.7, 1.0))) if papers[0] in CARDS else None
    return replace(recipe, papers=papers, ground=ground, shape=shape, effects=replace(recipe.effects, shadows=shadows))


def _behind_glass(recipe: WallRecipe) -> WallRecipe:
    """A glass wall shows a real room nearly always, and half the time nothing of the wall round it."""
    if recipe.surface != "glass":
        return recipe
    rng = stream(recipe.seed, "glass")
    effects = replace(recipe.effects, outlook=between(rng, 0.4, 1.0) if happens(rng, 0.85) else 0.0)
    return replace(recipe, effects=effects.without("room") if happens(rng, 0.5) else effects)


def _random_effects(rng: np.random.Generator) -> Effects:
    """Most strengths lean to the weak side; some effects are absent from most walls."""

    def strength() -> float:
        return float(rng.beta(1.2, 1.8))

    def sometimes(chance: float) -> float:
        value = strength()
        return value if happens(rng, chance) else 0.0

    return Effects(
        perspective=strength(), lens_blur=strength(), noise=strength(), jpeg=strength(), shadows=strength(),
        light_gradient=strength(), colour_cast=strength(), glare=sometimes(0.5), curl=strength(),
        paper_texture=strength(), overlaps=sometimes(0.6), touching=0.3, tilt=strength(),
        diamonds=sometimes(0.2) * 0.4, drawn_lines=strength(), dot_votes=sometimes(0.2), arrows=sometimes(0.3),
        clutter=strength(), room=strength(), inking=sometimes(0.6), props=sometimes(0.6), outlook=sometimes(0.6),
    )  # fmt: skip
