"""A board on which no note hangs: bare, or with writing and a table drawn on it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from stickyscan.render.plan import Heading, Plan, Stroke
from stickyscan.render.recipe import WallRecipe
from stickyscan.render.scrawl import scrawl
from stickyscan.render.streams import between, happens, pick, stream
from stickyscan.render.vocabulary import phrases


def plan_empty(recipe: WallRecipe) -> Plan:
    """A board of about the photo's proportions; drawn lines and headings as the recipe asks."""
    rng = stream(recipe.seed, "empty board")
    high = between(rng, 4, 9)
    wide = high * recipe.size[0] / recipe.size[1] * between(rng, 0.7, 1.3)
    across, down = int(rng.integers(1, 7)), int(rng.integers(1, 5))
    xs = np.linspace(0.5, wide - 0.5, across + 1).tolist()
    ys = np.linspace(between(rng, 1, 2), high - 0.5, down + 1).tolist()
    headings: list[Heading] = []
    if recipe.headings != "none":
        title = pick(rng, phrases(recipe.language, "title"))
        headings.append(Heading(title, (wide / 2, 0.5), 0.6 * wide, 0.7, happens(rng, 0.5)))
        names = recipe.stages or phrases(recipe.language, "stage")
        for i, (left, right) in enumerate(pairwise(xs)):
            place = ((left + right) / 2, ys[0] + 0.4)
            headings.append(Heading(names[i % len(names)], place, 0.8 * (right - left), 0.5))
    strokes: list[Stroke] = []
    if recipe.effects.drawn_lines > 0.3:
        strokes += [Stroke(((x, ys[0]), (x + float(rng.normal(0, 0.05)), ys[-1]))) for x in xs]
        strokes += [Stroke(((xs[0], y), (xs[-1], y + float(rng.normal(0, 0.05))))) for y in ys]
    if recipe.effects.writing:
        written, drawn = scrawl(rng, (wide, high), recipe.language, recipe.effects.writing)
        headings += written
        strokes += drawn
    return Plan((0.0, 0.0), (wide, high), (), tuple(headings), tuple(strokes))
