"""Walls with arrows, moods, signs and decoys: what the marks are developed on, and what they are measured on."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from stickyscan.render.mixture import random_recipe
from stickyscan.render.recipe import Headings, Layout, WallRecipe
from stickyscan.render.streams import between, happens, pick, stream

_LAYOUTS: tuple[Layout, ...] = ("journey", "journey", "columns", "rows", "clusters", "free")


def marked_recipe(seed: int, marks: Literal["links", "moods", "none"] = "links", held_out: bool = False) -> WallRecipe:
    """A varied wall with arrows (`links`), or one with feelings (`moods`), or with decoys only (`none`).

    `held_out`: with courses and heads of arrows that no other marked wall has, to measure on.
    """
    rng = stream(seed, "marked")
    drawn = random_recipe(seed)
    layout = "journey" if marks == "moods" else pick(rng, _LAYOUTS)
    headings: Headings = pick(rng, ("notes", "board")) if marks == "moods" else drawn.headings
    effects = replace(
        drawn.effects, arrows=0.0, touching=min(drawn.effects.touching, 0.1), diamonds=0.0, props=0.0, inking=0.0,
        links=between(rng, 0.1, 1.0) if marks == "links" else 0.0,
        decoys=between(rng, 0.1, 0.7) if happens(rng, 0.6) or marks == "none" else 0.0,
        moods=1.0 if marks == "moods" else 0.0, signs=between(rng, 0.3, 1.0) if marks == "moods" else 0.0,
    )  # fmt: skip
    recipe = replace(
        drawn, layout=layout, headings=headings, effects=effects, notes=min(max(drawn.notes, 6), 45),
        fill=between(rng, 0.85, 1.05), gap=between(rng, 0.25, 0.9), papers=(), ground=None,
    )  # fmt: skip
    if marks == "moods":  # signs on notes must be large enough to be seen
        recipe = replace(recipe, size=(1920, 1440), notes=min(recipe.notes, 20))
    if not held_out:
        return recipe
    return replace(recipe, link_styles=("elbow", "swing", "straight"), link_tips=("half", "hollow", "open"))
