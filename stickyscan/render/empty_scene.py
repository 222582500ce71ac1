"""Photos without a single note: rooms, posters on walls, papers on desks, boards bare or full of writing, glass."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

from stickyscan.render.mixture import random_recipe
from stickyscan.render.recipe import Effects, Surface, WallRecipe
from stickyscan.render.streams import between, happens, pick, stream

EmptyScene = Literal["room", "posters", "desk", "board", "glass", "scrawl"]
_SURFACES: dict[EmptyScene, tuple[Surface, ...]] = {
    "room": ("whiteboard", "glass", "dark_board"),
    "posters": ("wall", "fabric", "brown_paper", "dark_board"),
    "desk": ("wood", "carpet", "wood", "dark_board"),
    "board": ("whiteboard", "whiteboard", "flipchart", "dark_board"),
    "glass": ("glass",),
    "scrawl": ("whiteboard", "whiteboard", "flipchart", "brown_paper", "wall", "dark_board", "glass"),
}


def empty_scene_recipe(seed: int, size: tuple[int, int] | None = None, kind: EmptyScene | None = None) -> WallRecipe:
    """The recipe of a scene with no notes; without a kind each is as likely. Light and lens are as in the mixture."""
    rng = stream(seed, "empty scene")
    drawn = pick(rng, get_args(EmptyScene))
    scene: EmptyScene = kind or drawn
    usual = random_recipe(seed, size)
    near = between(rng, 0.85, 1.6)
    return replace(
        usual,
        notes=0,
        layout="free",
        surface=pick(rng, _SURFACES[scene]),
        headings=pick(rng, ("board", "board", "none")) if scene in {"board", "room", "scrawl"} else "none",
        fill=between(rng, 0.1, 0.4) if scene == "room" else near,
        papers=(),
        ground=None,
        effects=_effects(usual.effects, scene, (between(rng, 0.5, 1.0), happens(rng, 0.6))),
    )


def _effects(usual: Effects, scene: EmptyScene, draw: tuple[float, bool]) -> Effects:
    """What belongs to the scene, more or less of it. `draw` is how much, and whether lines are drawn."""
    much, lined = draw
    if scene == "room":
        return replace(usual, room=much, outlook=much, clutter=0.2 * much, props=0.2 * much)
    if scene == "glass":
        return replace(usual, room=0.0, outlook=much, clutter=0.3 * much, props=0.3 * much, drawn_lines=0.0)
    if scene == "scrawl":
        return replace(usual, props=0.3 * much, clutter=0.3 * much, drawn_lines=1.0 if lined else 0.0, writing=much)
    if scene == "board":
        lines = 1.0 if lined else 0.0
        return replace(usual, props=0.7 * much, clutter=0.4 * much, drawn_lines=lines)
    return replace(usual, clutter=much, props=much if scene == "posters" else 0.3 * much, drawn_lines=0.0)
