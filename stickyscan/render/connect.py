"""Arrows and lines that a team draws from note to note, and the drawn lines on a wall that join no notes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from stickyscan.geometry import FloatArray, Point
from stickyscan.render.plan import Link, PenLine, Placed, Plan
from stickyscan.render.recipe import LinkStyle, WallRecipe
from stickyscan.render.streams import Rgb, between, happens, pick, stream

STEP = 0.04  # wall units between points of a course
SHORTEST = 0.22  # wall units of a line that are to be seen
FARTHEST = 4.5  # wall units between the middles of joined notes
_CORDS: tuple[Rgb, ...] = ((190, 30, 40), (236, 232, 220), (40, 60, 130))


@dataclass(frozen=True)
class _Pen:
    """What the arrows of one wall have in common."""

    thick: float
    over: bool
    cord: bool
    heads: tuple[int, ...]
    colour: Rgb | None


def connect_notes(recipe: WallRecipe, plan: Plan) -> Plan:
    """The plan with arrows between some of its notes, and with decoys."""
    lines, links = list(plan.lines), list(plan.links)
    if recipe.effects.links:
        for source, target, line in _links(recipe, plan):
            links.append(Link(source, target, len(lines), line.heads))
            lines.append(line)
    if recipe.effects.decoys and plan.notes:
        lines += _decoys(recipe, plan)
    return replace(plan, lines=tuple(lines), links=tuple(links))


def _links(recipe: WallRecipe, plan: Plan) -> list[tuple[int, int, PenLine]]:
    rng = stream(recipe.seed, "links")
    pen = _Pen(
        between(rng, 0.018, 0.055), happens(rng, 0.25), happens(rng, 0.06),
        pick(rng, ((1,), (1,), (1, 1, 1, 0), (1, 1, 2), (1, 0, 2), (0,))), None,
    )  # fmt: skip
    if pen.cord:
        pen = replace(pen, over=True, heads=(0,), colour=pick(rng, _CORDS), thick=0.02)
    wanted = 1 + int(rng.poisson(1 + 9 * recipe.effects.links))
    made: list[tuple[int, int, PenLine]] = []
    taken: set[frozenset[int]] = set()
    for source, target in _pairs(plan, rng):
        if len(made) >= wanted:
            break
        if frozenset((source, target)) in taken:
            continue
        line = _line(plan, (source, target), pen, (recipe, rng))
        if line is None or (any(_cross(line, other) for _, _, other in made) and happens(rng, 0.85)):
            continue
        made.append((source, target, line))
        taken.add(frozenset((source, target)))
    return made


def _pairs(plan: Plan, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Pairs of notes, mostly near ones first."""
    centres = np.array([n.centre for n in plan.notes]).reshape(-1, 2)
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    near = np.argwhere((apart > 0.5) & (apart < FARTHEST))
    order = np.argsort(apart[tuple(near.T)] * rng.uniform(0.5, 2.5, len(near)), kind="stable")
    return [(int(a), int(b)) for a, b in near[order]]


def _line(
    plan: Plan, pair: tuple[int, int], pen: _Pen, source: tuple[WallRecipe, np.random.Generator]
) -> PenLine | None:
    """A line between two notes whose course is free of others; None where there is no room."""
    recipe, rng = source
    a, b = (plan.notes[i] for i in pair)
    style: LinkStyle = "straight" if pen.cord else pick(rng, recipe.link_styles)
    reach = (0.3, 0.3) if pen.cord else (_gap(rng, pen.over), _gap(rng, pen.over))
    course = _course(a, b, style, reach, rng)
    if course is None:
        return None
    others = [n for i, n in enumerate(plan.notes) if i not in pair]
    free = course[~(_inside(course, a) | _inside(course, b))]
    if len(free) * STEP < SHORTEST or any(_inside(free, n, 0.06).any() for n in others):
        return None
    heads = pick(rng, pen.heads)
    return PenLine(
        tuple((float(x), float(y)) for x, y in course), pen.thick * between(rng, 0.85, 1.15), pen.colour,
        pick(rng, recipe.link_tips), heads, pen.over, pen.cord, not pen.cord and happens(rng, 0.05),
        style == "twice",
    )  # fmt: skip


def _gap(rng: np.random.Generator, over: bool) -> float:
    """How far a line ends beyond (+) or short of (-) the edge of its note."""
    if over:
        return between(rng, -0.12, 0.1)
    return between(rng, -0.14, 0.02) if happens(rng, 0.7) else between(rng, 0.0, 0.2)


def _course(
    a: Placed, b: Placed, style: LinkStyle, reach: tuple[float, float], rng: np.random.Generator
) -> FloatArray | None:
    """Points from the edge of one note to the edge of the other, drawn by hand."""
    start, end = np.array(a.centre), np.array(b.centre)
    start = start + rng.uniform(-0.25, 0.25, 2) * a.size
    end = end + rng.uniform(-0.25, 0.25, 2) * b.size
    span = float(np.linalg.norm(end - start))
    t = np.linspace(0, 1, 240)
    across = np.array([start[1] - end[1], end[0] - start[0]]) / max(span, 1e-9)
    straight = start + t[:, None] * (end - start)
    if style == "bow":
        straight = straight + across * (np.sin(np.pi * t) * rng.normal(0, 0.25) * span)[:, None]
    elif style == "swing":
        straight = straight + across * (np.sin(2 * np.pi * t) * rng.normal(0, 0.14) * span)[:, None]
    elif style == "wave":
        waves = np.sin(2 * np.pi * t * rng.uniform(1.5, 4)) * rng.uniform(0.01, 0.035)
        straight = straight + across * waves[:, None]
    elif style == "hook":
        straight = straight + across * (np.sin(np.pi * t ** rng.uniform(2, 5)) * rng.normal(0, 0.25) * span)[:, None]
    elif style == "elbow":
        corner = (end[0], start[1]) if happens(rng, 0.5) else (start[0], end[1])
        straight = np.concatenate([start + (corner - start) * t[::2, None], corner + (end - corner) * t[::2, None]])
    inside = _inside(straight, a), _inside(straight, b)
    if not inside[0].any() or not inside[1].any():
        return None
    first, last = int(np.flatnonzero(inside[0])[-1]), int(np.flatnonzero(inside[1])[0])
    if last - first < 4:
        return None
    return _even(_trembling(straight, rng), first, last, reach)


def _trembling(course: FloatArray, rng: np.random.Generator) -> FloatArray:
    """The course with the slow shake of a hand."""
    knots = rng.normal(0, 0.012, (12, 2))
    at = np.linspace(0, 11, len(course))
    return course + np.stack([np.interp(at, np.arange(12), knots[:, i]) for i in (0, 1)], axis=1)


def _even(course: FloatArray, first: int, last: int, reach: tuple[float, float]) -> FloatArray | None:
    """Evenly spaced points of the course between two of its points, each end moved by its reach."""
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(course, axis=0), axis=1))])
    low, high = max(0.0, along[first] - reach[0]), min(float(along[-1]), along[last] + reach[1])
    if high - low < SHORTEST:
        return None
    places = np.arange(low, high, STEP)
    return np.stack([np.interp(places, along, course[:, i]) for i in (0, 1)], axis=1)


def _inside(points: FloatArray, note: Placed, margin: float = 0.0) -> np.ndarray:
    """Which points lie on the note, or nearer to it than the margin."""
    turn = np.deg2rad(note.angle)
    way = points - np.array(note.centre)
    x = way @ (np.cos(turn), np.sin(turn))
    y = way @ (-np.sin(turn), np.cos(turn))
    return np.asarray((np.abs(x) < note.size[0] / 2 + margin) & (np.abs(y) < note.size[1] / 2 + margin))


def _cross(a: PenLine, b: PenLine) -> bool:
    apart = np.linalg.norm(np.array(a.points)[:, None] - np.array(b.points)[None], axis=2)
    return bool(apart.min() < 0.15)


def _decoys(recipe: WallRecipe, plan: Plan) -> list[PenLine]:
    """Drawn lines that join no two notes."""
    rng = stream(recipe.seed, "decoys")
    lines = []
    for _ in range(int(rng.poisson(8 * recipe.effects.decoys))):
        course = pick(rng, (_stray, _stray, _underline, _loop, _box, _scribble, _long))(plan, rng)
        over = happens(rng, 0.2)
        if course is None or (not over and _joins(course, plan)):
            continue
        heads = 1 if len(course) > 3 and happens(rng, 0.4) else 0
        lines.append(PenLine(_points(course), between(rng, 0.018, 0.05), None, "open", heads, False))
    return lines


def _points(course: FloatArray) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y in course)


def _joins(course: FloatArray, plan: Plan) -> bool:
    """True if both ends lie near notes, two different ones: people would take that for an arrow."""
    near = [{i for i, n in enumerate(plan.notes) if _inside(end[None], n, 0.35)[0]} for end in (course[0], course[-1])]
    return bool(near[0] and near[1] and near[0] != near[1])


def _spot(plan: Plan, rng: np.random.Generator) -> FloatArray:
    return np.asarray(rng.uniform(plan.low, plan.high), dtype=np.float64)


def _stray(plan: Plan, rng: np.random.Generator) -> FloatArray | None:
    """From a note, or from anywhere, into the open."""
    note = plan.notes[int(rng.integers(len(plan.notes)))]
    start = np.array(note.centre) if happens(rng, 0.7) else _spot(plan, rng)
    turn, length = rng.uniform(0, 2 * np.pi), rng.uniform(0.9, 2.5)
    t = np.linspace(0, 1, 40)[:, None]
    way = np.array([np.cos(turn), np.sin(turn)]) * length
    return np.asarray(start + t * way + np.sin(np.pi * t) * rng.normal(0, 0.15, 2), dtype=np.float64)


def _underline(plan: Plan, rng: np.random.Generator) -> FloatArray | None:
    """Below a note, or through the open, level."""
    note = plan.notes[int(rng.integers(len(plan.notes)))]
    x, y = np.array(note.centre) + np.array((0, note.size[1] / 2 + rng.uniform(0.08, 0.25)))
    half = rng.uniform(0.3, 0.8)
    return np.array([[x - half, y], [x, y + rng.normal(0, 0.02)], [x + half, y + rng.normal(0, 0.04)]])


def _loop(plan: Plan, rng: np.random.Generator) -> FloatArray | None:
    """Round a few notes."""
    note = plan.notes[int(rng.integers(len(plan.notes)))]
    turn = np.linspace(0, 2 * np.pi * rng.uniform(0.95, 1.05), 60)
    round_ = np.stack([np.cos(turn), np.sin(turn)], axis=1) * rng.uniform(1.3, 2.4, 2)
    return np.asarray(np.array(note.centre) + rng.uniform(-0.6, 0.6, 2) + round_, dtype=np.float64)


def _box(plan: Plan, rng: np.random.Generator) -> FloatArray | None:
    note = plan.notes[int(rng.integers(len(plan.notes)))]
    half = rng.uniform(0.8, 2.2, 2)
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -0.97]])
    return np.asarray(np.array(note.centre) + rng.uniform(-0.5, 0.5, 2) + corners * half, dtype=np.float64)


def _scribble(plan: Plan, rng: np.random.Generator) -> FloatArray | None:
    """To and fro in one place."""
    way = np.cumsum(rng.normal(0, 0.12, (int(rng.integers(8, 25)), 2)), axis=0)
    return np.asarray(_spot(plan, rng) + way, dtype=np.float64)


def _long(plan: Plan, rng: np.random.Generator) -> FloatArray | None:
    """Right across the wall, behind notes and all."""
    axis = int(rng.integers(2))
    ends = np.array([plan.low, plan.high], dtype=np.float64)
    ends[:, 1 - axis] = rng.uniform(plan.low[1 - axis], plan.high[1 - axis]) + rng.normal(0, 0.08, 2)
    t = np.linspace(0, 1, 60)[:, None]
    return np.asarray(ends[0] + t * (ends[1] - ends[0]) + rng.normal(0, 0.008, (60, 2)), dtype=np.float64)
