"""Walls without a grid: clusters with or without a heading, and notes stuck wherever there was room."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from stickyscan.geometry import Point
from stickyscan.journey import GroupSource
from stickyscan.render.habits import Habits, Sticker
from stickyscan.render.palette import SCARCE, USUAL
from stickyscan.render.plan import Group, Heading, Placed, Plan, Stroke
from stickyscan.render.recipe import WallRecipe
from stickyscan.render.streams import between, happens, pick, stream
from stickyscan.render.vocabulary import LANE_KINDS, PhraseKind, phrases

_KINDS: tuple[PhraseKind, ...] = (*LANE_KINDS, "task")


def plan_free(recipe: WallRecipe, habits: Habits) -> Plan:
    """Notes scattered over the board's own proportions; with overlaps on, some lie over others."""
    rng = stream(recipe.seed, "free")
    sticker = Sticker(recipe, habits)
    aspect = recipe.size[0] / recipe.size[1] * between(rng, 0.8, 1.25)
    room = between(rng, 1.3, 3.5) * recipe.notes * habits.shape[1]
    half = (np.sqrt(room * aspect) / 2, np.sqrt(room / aspect) / 2)
    spots = _scatter(recipe.notes, half, habits, (recipe, rng))
    notes = tuple(sticker.note(spot, pick(rng, _KINDS), group=i) for i, spot in enumerate(spots))
    return frame_plan(notes, _title(recipe, notes, rng), ())


def plan_clusters(recipe: WallRecipe, habits: Habits) -> Plan:
    """Groups of notes that people pushed together; each may have a header note, a heading or a drawn loop."""
    rng = stream(recipe.seed, "clusters")
    sticker = Sticker(recipe, habits)
    groups = max(1, min(recipe.notes // 3, int(rng.integers(2, 9))))
    columns = int(np.ceil(np.sqrt(groups * recipe.size[0] / recipe.size[1])))
    sizes = rng.multinomial(recipe.notes, rng.dirichlet(np.full(groups, 4.0)))
    reach = float(np.sqrt(max(int(sizes.max()), 1))) * (0.55 + habits.gap / 2)
    names = phrases(recipe.language, "lane")
    paper = pick(rng, pick(rng, (USUAL, SCARCE)))
    notes: list[Placed] = []
    headings: list[Heading] = []
    strokes: list[Stroke] = []
    for i, count in enumerate(int(n) for n in sizes):
        down, across = divmod(i, columns)
        middle = np.array([across, down]) * (2 * reach + 0.6) + rng.normal(0, 0.25, 2)
        half = (reach * between(rng, 0.5, 0.95),) * 2
        spots = _scatter(count, half, habits, (recipe, rng))
        kind = pick(rng, _KINDS)
        title = names[i % len(names)]
        stage = title if recipe.headings != "none" else None
        notes += [sticker.note((middle[0] + x, middle[1] + y), kind, stage, group=i) for x, y in spots]
        above = (float(middle[0]), float(middle[1] - half[1] - 0.9))
        if recipe.headings == "notes":
            notes.append(sticker.header(above, title, "stage_header", paper))
        elif recipe.headings == "board":
            headings.append(Heading(title, above, 2.2, 0.5, happens(rng, 0.3)))
        if recipe.effects.drawn_lines > 0.5 and happens(rng, 0.4):
            strokes.append(_loop((float(middle[0]), float(middle[1])), (half[0] + 0.8, half[1] + 0.8), rng))
    plan = frame_plan(tuple(notes), tuple(headings), tuple(strokes))
    if recipe.headings == "none":
        return replace(plan, layout="clusters")
    source: GroupSource = "note" if recipe.headings == "notes" else "board"
    titles = dict.fromkeys(names[i % len(names)] for i in range(groups))
    return replace(plan, layout="clusters", stages=tuple(Group(title, source) for title in titles))


def _scatter(
    count: int, half: tuple[float, float], habits: Habits, source: tuple[WallRecipe, np.random.Generator]
) -> list[Point]:
    """Centres within a box of half sides about 0; neighbours keep a distance unless overlaps are on."""
    recipe, rng = source
    spots: list[Point] = []
    reach = np.array(half)
    tries = 0
    while len(spots) < count:
        spot = rng.uniform(-reach, reach)
        crowded = happens(rng, recipe.effects.overlaps * 0.5)
        keep = 0.45 if crowded else 1.04 + habits.gap / 2
        apart = np.abs(np.array(spots).reshape(-1, 2) - spot) / np.array(habits.shape)
        if len(spots) == 0 or float(apart.max(axis=1).min()) > keep:
            spots.append((float(spot[0]), float(spot[1])))
        tries += 1
        if tries % 60 == 0:
            reach = reach * 1.08
    return spots


def _title(recipe: WallRecipe, notes: tuple[Placed, ...], rng: np.random.Generator) -> tuple[Heading, ...]:
    if recipe.headings != "board" or not happens(rng, 0.7):
        return ()
    top = min(note.centre[1] for note in notes)
    return (Heading(pick(rng, phrases(recipe.language, "title")), (0.0, top - 1.4), 4.5, 0.8, happens(rng, 0.5)),)


def _loop(middle: Point, half: tuple[float, float], rng: np.random.Generator) -> Stroke:
    """A line drawn round a cluster."""
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    wave = 1 + 0.05 * np.sin(2 * turn + rng.uniform(0, 6)) + 0.03 * np.sin(3 * turn + rng.uniform(0, 6))
    power = 0.6  # between an ellipse and a rectangle
    x = np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** power * half[0] * wave + middle[0]
    y = np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** power * half[1] * wave + middle[1]
    return Stroke(tuple((float(a), float(b)) for a, b in zip(x, y, strict=True)), closed=True)


def frame_plan(notes: tuple[Placed, ...], headings: tuple[Heading, ...], strokes: tuple[Stroke, ...]) -> Plan:
    """The plan with a board a little larger than what hangs on it."""
    points = np.concatenate([note.outline for note in notes])
    low, high = points.min(axis=0) - 0.4, points.max(axis=0) + 0.4
    if headings:
        low[1] = min(low[1], *(h.centre[1] - h.height for h in headings))
    return Plan(
        (float(low[0]), float(low[1])), (float(high[0]), float(high[1])), notes, headings, strokes, layout="free"
    )
