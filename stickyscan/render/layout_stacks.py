"""Walls of sheets that lie close: stacks like roof tiles, heaps of one colour, blocks in which neighbours touch."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from stickyscan.geometry import Point
from stickyscan.render.habits import Habits, Sticker
from stickyscan.render.layout_free import frame_plan
from stickyscan.render.plan import Placed, Plan
from stickyscan.render.recipe import WallRecipe
from stickyscan.render.streams import between, happens, pick, stream
from stickyscan.render.vocabulary import LANE_KINDS, PhraseKind

_KINDS: tuple[PhraseKind, ...] = (*LANE_KINDS, "task")


@dataclass(frozen=True)
class _Pile:
    """One stack: sheets, how much of each the next one covers, which way it runs, how far it leans (degrees)."""

    count: int
    hidden: float
    down: bool
    lean: float
    reverse: bool


def plan_stacks(recipe: WallRecipe, habits: Habits) -> Plan:
    """Piles side by side in which each sheet covers 15-60 % of the one before; a few stand alone above them."""
    rng = stream(recipe.seed, "stacks")
    sticker = Sticker(recipe, habits)
    piles = _draw_piles(recipe, rng)
    loose = between(rng, 0.0, 0.05) if happens(rng, 0.6) else between(rng, 0.05, 0.15)
    loose = loose if recipe.hidden is None else 0.02
    notes: list[Placed] = []
    place, row_end = np.zeros(2), 0.0
    area = recipe.notes * (1 - piles[0].hidden) * habits.shape[0] * habits.shape[1] * 2.5
    widest = np.sqrt(area * recipe.size[0] / recipe.size[1]) * between(rng, 0.6, 1.4)
    for i, pile in enumerate(piles):
        pitch = np.array(_pitch(pile, habits.shape))
        centres = place + np.arange(pile.count)[:, None] * pitch
        shaken = centres + rng.normal(0, loose, centres.shape) * np.array(habits.shape)
        sheets = [_sheet(sticker, spot, (pile, habits, i), rng) for spot in shaken.tolist()]
        notes += sheets[::-1] if pile.reverse else sheets
        points = np.concatenate([sheet.outline for sheet in sheets])
        row_end = max(row_end, float(points[:, 1].max()))
        place[0] = float(points[:, 0].max()) + habits.shape[0] * (0.5 + between(rng, 0.05, 0.6))
        place[1] += float(rng.normal(0, 0.1))
        if place[0] > widest:
            place = np.array([0.0, row_end + habits.shape[1] * between(rng, 0.65, 1.3)])
    return frame_plan(tuple(notes), (), ())


def _draw_piles(recipe: WallRecipe, rng: np.random.Generator) -> tuple[_Pile, ...]:
    piles: list[_Pile] = []
    down, hidden = happens(rng, 0.75), between(rng, 0.12, 0.62) if recipe.hidden is None else recipe.hidden
    lean = float(rng.normal(0, 14 if happens(rng, 0.4) else 3))
    left = recipe.notes
    while left > 0:
        count = min(left, int(rng.integers(2, 11)) if happens(rng, 0.85) else 1)
        own = float(np.clip(hidden + rng.normal(0, 0.06), 0.05, 0.7)) if recipe.hidden is None else hidden
        piles.append(_Pile(count, own, down, lean + float(rng.normal(0, 4)), happens(rng, 0.35)))
        left -= count
    return tuple(piles)


def _pitch(pile: _Pile, shape: tuple[float, float]) -> Point:
    """From the middle of one sheet to that of the next: along its own lower (or right) side."""
    step = (1 - pile.hidden) * (shape[1] if pile.down else shape[0])
    turn = np.deg2rad(pile.lean + (90 if pile.down else 0))
    return float(step * np.cos(turn)), float(step * np.sin(turn))


def _sheet(sticker: Sticker, spot: list[float], source: tuple[_Pile, Habits, int], rng: np.random.Generator) -> Placed:
    """A sheet of a pile: it leans with it, and is often written on where it will be seen."""
    pile, habits, group = source
    angle = pile.lean + float(rng.normal(0, 1.8 if happens(rng, 0.8) else 6))
    note = sticker.note((spot[0], spot[1]), pick(rng, _KINDS), group=group)
    size = habits.shape if happens(rng, 0.9) else note.size
    seen = max(0.3, 1 - pile.hidden)
    band = ((1 - seen, 1.0) if pile.reverse else (0.0, seen)) if pile.down and happens(rng, 0.6) else (0.0, 1.0)
    return replace(note, centre=(spot[0], spot[1]), size=size, angle=angle, band=band)


def plan_crowd(recipe: WallRecipe, habits: Habits) -> Plan:
    """A heap in which notes lie partly over each other at any angle, or a block in which they touch exactly."""
    rng = stream(recipe.seed, "crowd")
    sticker = Sticker(recipe, habits)
    heap = recipe.hidden is not None or (recipe.gap is None and happens(rng, 0.5))
    spots = _heap(recipe, habits, rng) if heap else _block(recipe, habits, rng)
    wild = between(rng, 1, 14) if heap else between(rng, 0, 1.0)
    notes = []
    for i, spot in enumerate(spots):
        note = sticker.note(spot, pick(rng, _KINDS), group=i if heap else round(spot[0]))
        angle = float(rng.normal(0, wild))
        notes.append(replace(note, centre=spot, size=note.size if heap else habits.shape, angle=angle))
    return frame_plan(tuple(notes), (), ())


def _heap(recipe: WallRecipe, habits: Habits, rng: np.random.Generator) -> list[Point]:
    """Some knots of notes; within a knot the nearest neighbour hides up to about two thirds."""
    keep = between(rng, 0.45, 0.98) if recipe.hidden is None else 1 - recipe.hidden
    aspect = recipe.size[0] / recipe.size[1]
    knots = rng.uniform(-1, 1, (int(rng.integers(1, 7)), 2)) * np.array([aspect, 1]) * np.sqrt(recipe.notes) * 0.4
    spread = np.sqrt(recipe.notes / len(knots)) * keep * 0.34
    spots: list[Point] = []
    tries = 0
    while len(spots) < recipe.notes:
        tries += 1
        spread *= 1.05 if tries % 40 == 0 else 1.0
        spot = pick(rng, tuple(knots)) + rng.normal(0, spread, 2)
        apart = np.abs(np.array(spots).reshape(-1, 2) - spot) / np.array(habits.shape)
        if not spots or float(apart.max(axis=1).min()) > keep * between(rng, 0.8, 1.2):
            spots.append((float(spot[0]), float(spot[1])))
    return spots


def _block(recipe: WallRecipe, habits: Habits, rng: np.random.Generator) -> list[Point]:
    """Columns side by side, of unlike length, now and then a free column between two."""
    gap = abs(float(rng.normal(0, 0.006))) if recipe.gap is None else recipe.gap
    wide, high = habits.shape[0] * (1 + gap), habits.shape[1] * (1 + gap)
    down = max(1, round(np.sqrt(recipe.notes * wide / high * recipe.size[1] / recipe.size[0]) * between(rng, 0.8, 1.2)))
    spots: list[Point] = []
    x, slack = 0.0, 0.0 if recipe.gap is not None else between(rng, 0, 0.01)
    while len(spots) < recipe.notes:
        count = min(recipe.notes - len(spots), max(1, down - int(rng.integers(0, max(1, down // 2) + 1))))
        shift = float(rng.normal(0, 0.03))
        for i in range(count):
            spots.append((x + float(rng.normal(0, slack)), shift + i * high + float(rng.normal(0, slack))))
        x += wide + (between(rng, 0.1, 0.6) if happens(rng, 0.2) else 0.0)
    return spots
