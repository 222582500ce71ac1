"""Recipe in, plan of the wall out: journey maps, columns and rows; free walls are in `layout_free`."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from stickyscan.geometry import Point
from stickyscan.journey import GroupSource
from stickyscan.render.connect import connect_notes
from stickyscan.render.fill_notes import write_more
from stickyscan.render.habits import Habits, Sticker, draw_habits
from stickyscan.render.layout_empty import plan_empty
from stickyscan.render.layout_free import plan_clusters, plan_free
from stickyscan.render.layout_stacks import plan_crowd, plan_stacks
from stickyscan.render.moods import add_moods
from stickyscan.render.palette import SCARCE, USUAL
from stickyscan.render.plan import Group, Heading, Placed, Plan, Stroke
from stickyscan.render.recipe import Layout, WallRecipe
from stickyscan.render.sheets import hang_sheets
from stickyscan.render.streams import between, happens, pick, stream
from stickyscan.render.vocabulary import LANE_KINDS, PhraseKind, phrases

_PLANS: dict[Layout, Callable[[WallRecipe, Habits], Plan]] = {
    "clusters": plan_clusters,
    "free": plan_free,
    "stacks": plan_stacks,
    "crowd": plan_crowd,
}


def plan_wall(recipe: WallRecipe) -> Plan:
    """Where everything hangs, for the recipe's layout."""
    if recipe.notes == 0:
        return plan_empty(recipe)
    plan = _PLANS.get(recipe.layout, _plan_grid)(recipe, draw_habits(recipe))
    plan = replace(plan, notes=write_more(plan.notes, recipe)) if recipe.effects.inking else plan
    plan = replace(plan, notes=hang_sheets(plan.notes, recipe)) if recipe.effects.sheets else plan
    return connect_notes(recipe, add_moods(recipe, plan))


@dataclass(frozen=True)
class _Grid:
    """Columns and rows of cells: notes per cell (rows, columns), sub-columns in a cell, edges of cells."""

    counts: tuple[tuple[int, ...], ...]
    across: int
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    pitch: Point


def _plan_grid(recipe: WallRecipe, habits: Habits) -> Plan:
    rng = stream(recipe.seed, "grid")
    stage_titles, lane_titles = _titles(recipe, rng)
    grid = _draw_grid(recipe, habits, (len(stage_titles), len(lane_titles)), rng)
    stages = _groups(stage_titles, recipe, "stage") if recipe.layout != "rows" else ()
    lanes = _groups(lane_titles, recipe, "lane") if recipe.layout != "columns" else ()
    sticker = Sticker(recipe, habits)
    notes = (*_headers(recipe, grid, (stages, lanes), sticker), *_fill_cells(grid, (stages, lanes), sticker))
    if habits.tiled and happens(rng, 0.4):
        notes = notes[::-1]
    headings = _board_headings(recipe, grid, (stages, lanes), rng)
    low, high = _bounds(grid, notes, headings)
    strokes = (*_dividers(recipe, grid, (stages, lanes)), *_arrows(recipe, notes))
    return Plan(low, high, notes, headings, strokes, stages, lanes, recipe.layout)


def _bounds(grid: _Grid, notes: tuple[Placed, ...], headings: tuple[Heading, ...]) -> tuple[Point, Point]:
    """Low and high corner of the board: around all that hangs or stands on it, with a little air.

    With few notes asked for, chance may leave all cells empty: then around the cells.
    """
    written = [[h.centre[0] - h.width / 2, h.centre[1] - h.height] for h in headings]
    cells = [] if notes or headings else [(grid.xs[-1], grid.ys[-1])]
    points = np.concatenate([*(note.outline for note in notes), np.array([*written, *cells]).reshape(-1, 2)])
    low = np.minimum(points.min(axis=0), (grid.xs[0], grid.ys[0])) - 0.25
    high = points.max(axis=0) + 0.25
    return (float(low[0]), float(low[1])), (float(high[0]), float(high[1]))


def _titles(recipe: WallRecipe, rng: np.random.Generator) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Stage and lane titles; a wall of columns has one nameless lane and the other way round."""

    def some(kind: PhraseKind, low: int, high: int) -> tuple[str, ...]:
        options = phrases(recipe.language, kind)
        count = min(int(rng.integers(low, high)), len(options))
        return tuple(options[i] for i in rng.permutation(len(options))[:count])

    high = 9 if recipe.notes > 20 else 6
    stages = recipe.stages or some("stage", 2, high)
    lanes = recipe.lanes or some("lane", 2, 7)
    if recipe.layout == "columns":
        return stages, ("",)
    return (stages, lanes) if recipe.layout == "journey" else (("",), lanes)


def _groups(titles: tuple[str, ...], recipe: WallRecipe, word: str) -> tuple[Group, ...]:
    if recipe.headings != "none":
        source: GroupSource = "note" if recipe.headings == "notes" else "board"
        return tuple(Group(title, source) for title in titles)
    source = "lines" if recipe.effects.drawn_lines > 0.3 else "alignment"
    return tuple(Group(f"{word} {i + 1}", source) for i in range(len(titles)))


def _draw_grid(recipe: WallRecipe, habits: Habits, shape: tuple[int, int], rng: np.random.Generator) -> _Grid:
    columns, rows = shape
    share = rng.dirichlet(np.full(columns * rows, 3.0)) * recipe.notes
    counts = np.maximum(np.round(share), 0 if columns * rows > 4 else 1).astype(int).reshape(rows, columns)
    most = int(counts.max(initial=1))
    pair = happens(rng, 0.2)
    widest = int(rng.integers(5, 13))
    across = 1 + int(most > (3 if recipe.layout == "journey" else 7) or pair)
    across = min(most, widest) if recipe.layout == "rows" else across
    tile = between(rng, 0.45, 0.85) if habits.tiled else 1.0
    pitch = (habits.shape[0] * (1 + habits.gap), habits.shape[1] * (1 + habits.gap) * tile)
    margin = between(rng, 0.12, 0.8) if habits.gap > 0.03 or happens(rng, 0.5) else 0.03
    width = across * pitch[0] + margin
    heights = [max(1, math.ceil(int(row.max(initial=1)) / across)) * pitch[1] + margin for row in counts]
    xs = tuple(i * width for i in range(columns + 1))
    ys = (0.0, *(float(y) for y in np.cumsum(heights)))
    return _Grid(tuple(tuple(int(n) for n in row) for row in counts), across, xs, ys, pitch)


def _fill_cells(
    grid: _Grid, groups: tuple[tuple[Group, ...], tuple[Group, ...]], sticker: Sticker
) -> tuple[Placed, ...]:
    stages, lanes = groups
    notes: list[Placed] = []
    for row, counts in enumerate(grid.counts):
        kind: PhraseKind = LANE_KINDS[row % len(LANE_KINDS)] if len(grid.counts) > 1 else "task"
        for column, count in enumerate(counts):
            margin = (grid.xs[column + 1] - grid.xs[column] - grid.across * grid.pitch[0]) / 2
            for i in range(count):
                down, across = divmod(i, grid.across)
                x = grid.xs[column] + margin + (across + 0.5) * grid.pitch[0]
                y = grid.ys[row] + 0.1 + (down + 0.5) * grid.pitch[1]
                stage = stages[column].title if stages else None
                lane = lanes[row].title if lanes else None
                group = row if len(lanes) > 1 else column
                notes.append(sticker.note((x, y), kind, stage, lane, group))
    return tuple(notes)


def _headers(
    recipe: WallRecipe, grid: _Grid, groups: tuple[tuple[Group, ...], tuple[Group, ...]], sticker: Sticker
) -> tuple[Placed, ...]:
    """Header notes above the columns and to the left of the rows."""
    if recipe.headings != "notes":
        return ()
    rng = stream(recipe.seed, "headers")
    stages, lanes = groups
    papers = pick(rng, (USUAL, USUAL, SCARCE)), pick(rng, (USUAL, SCARCE))
    above, beside = pick(rng, papers[0]), pick(rng, papers[1])
    width = pick(rng, (1.0, 1.0, 1.2, 1.5))
    top = grid.ys[0] - between(rng, 0.55, 0.95)
    tops = [
        sticker.header(((grid.xs[i] + grid.xs[i + 1]) / 2, top), group.title, "stage_header", above, width)
        for i, group in enumerate(stages)
    ]
    sides = [
        sticker.header((grid.xs[0] - 0.9, (grid.ys[i] + grid.ys[i + 1]) / 2), group.title, "lane_header", beside)
        for i, group in enumerate(lanes)
    ]
    return (*tops, *sides)


def _board_headings(
    recipe: WallRecipe, grid: _Grid, groups: tuple[tuple[Group, ...], tuple[Group, ...]], rng: np.random.Generator
) -> tuple[Heading, ...]:
    """A title, and with headings on the board the names of columns and rows."""
    stages, lanes = groups
    headings: list[Heading] = []
    if happens(rng, 0.4):
        title = pick(rng, phrases(recipe.language, "title"))
        middle = (grid.xs[0] + grid.xs[-1]) / 2
        headings.append(Heading(title, (middle, grid.ys[0] - 1.7), min(grid.xs[-1], 6.0), 0.7, happens(rng, 0.5)))
    if recipe.headings != "board":
        return tuple(headings)
    lined = happens(rng, 0.4)
    for i, group in enumerate(stages):
        width = grid.xs[i + 1] - grid.xs[i]
        headings.append(Heading(group.title, (grid.xs[i] + width / 2, grid.ys[0] - 0.55), width * 0.9, 0.7, lined))
    for i, group in enumerate(lanes):
        headings.append(Heading(group.title, (grid.xs[0] - 1.0, (grid.ys[i] + grid.ys[i + 1]) / 2), 1.7, 0.5, lined))
    return tuple(headings)


def _dividers(
    recipe: WallRecipe, grid: _Grid, groups: tuple[tuple[Group, ...], tuple[Group, ...]]
) -> tuple[Stroke, ...]:
    """Lines between columns and between rows, sloppy at the ends."""
    if recipe.effects.drawn_lines <= 0.3:
        return ()
    rng = stream(recipe.seed, "dividers")
    kind = pick(rng, ("marker", "marker", "marker", "tape"))
    lines: list[Stroke] = []

    def line(a: Point, b: Point) -> None:
        (ax, ay), (bx, by) = rng.normal(a, 0.06), rng.normal(b, 0.06)
        lines.append(Stroke(((float(ax), float(ay)), (float(bx), float(by))), "tape" if kind == "tape" else "marker"))

    stages, lanes = groups
    left, top = grid.xs[0] - (1.8 if lanes else 0.0), grid.ys[0] - (1.3 if stages else 0.0)
    for x in grid.xs[1 : len(stages)]:
        line((x, top), (x, grid.ys[-1]))
    for y in grid.ys[1 : len(lanes)]:
        line((left, y), (grid.xs[-1], y))
    if stages and happens(rng, 0.5):
        line((left, grid.ys[0]), (grid.xs[-1], grid.ys[0]))
    return tuple(lines)


def _arrows(recipe: WallRecipe, notes: tuple[Placed, ...]) -> tuple[Stroke, ...]:
    """Arrows from some notes to the next one in the same row."""
    rng = stream(recipe.seed, "arrows")
    arrows: list[Stroke] = []
    for a, b in pairwise(notes):
        (ax, ay), (bx, by) = a.centre, b.centre
        free = bx - ax - (a.size[0] + b.size[0]) / 2
        if happens(rng, recipe.effects.arrows) and free > 0.12 and abs(by - ay) < 0.4:
            start = (ax + a.size[0] / 2 + 0.03, ay)
            arrows.append(Stroke((start, (start[0] + free - 0.06, by)), arrow=True))
    return tuple(arrows)
