"""Pen strokes and notes in; which notes are joined by an arrow or a line, and which way, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.marks.arrow_head import head_at
from stickyscan.steps.marks.find_ink import Ink
from stickyscan.steps.marks.outline_distance import Outlines
from stickyscan.steps.marks.short_links import ShortLink, short_links
from stickyscan.steps.marks.trace_strokes import Stroke

# Lengths are in sides of a typical note.
SHORTEST = 0.16
NEAR = 0.38  # an arrow may stop so far short of its note
AIM = 0.3  # how far back a stroke's direction at its end is taken
APPROACH = 0.5  # over that stretch the stroke comes nearer to its note by at least so much of it
OWN_END = 0.45  # of the way between its ends: so much nearer is each end to its own note than to the other
WINDING = 2.2  # of the straight way: longer strokes are scribbles
BOW, STRAIGHT = 40.0, 16.0  # degrees that a line may turn while it runs on behind a note: in a bow, or to and fro
LEAST_HEAD, SURE_HEAD, BOTH_HEADS = 0.25, 0.5, 0.55
LEAST_PLAIN, STRONG, DRAWN = 0.18, 16.0, 0.8  # a line without a head is longer, differs more (Lab), and has no gaps
HUGS = 0.13  # a note's edge and its shadow are that near to it
LEAST_FREE, FREE = 0.13, 0.7  # least length of a link, and share of it that has bare wall on either side
BESIDES = (0.13, 0.2)  # where the wall beside a line is looked at
INTO, LEAST_IN, LEAST_IN_PLAIN = (
    0.8,
    0.22,
    0.4,
)  # how far a course is prolonged, and how much of that must lie on the note
LOOSE = 0.25  # a piece of line that ends at no note is no speck
LONG, SHORT = 0.45, 1.3  # strokes that are heads of no other, and those that may be short arrows


@dataclass(frozen=True)
class Link:
    """A stroke from one note to another (indices), its course, and what speaks for it.

    `heads` are how much each end looks like an arrow head, 0..1: tail's, head's. `confidence` 0..1.
    """

    source: int
    target: int
    course: FloatArray
    heads: tuple[float, float]
    confidence: float

    @property
    def number_of_heads(self) -> int:
        """0 for a plain line, 1, or 2 where both ends are heads beyond doubt."""
        if max(self.heads) < LEAST_HEAD:
            return 0
        return 2 if min(self.heads) > BOTH_HEADS and min(self.heads) > 0.6 * max(self.heads) else 1


@dataclass(frozen=True)
class _End:
    """A stroke's end at a note: the note, the end, the direction there, how far it stops short."""

    note: int
    spot: FloatArray
    way: FloatArray
    short: float


def find_links(strokes: Sequence[Stroke], notes: Sequence[Quad], ink: Ink, side: float) -> tuple[Link, ...]:
    """The strokes that lead from one note to another; notes, strokes and ink in the pixels of one picture.

    A stroke that seems to run on behind a note is none (dividers and loops that notes were stuck upon), unless it has
    an arrow head. The surest link of two notes counts.
    """
    outlines = Outlines.of(notes)
    strokes = [s for s in strokes if s.length >= 0.1 * side]
    along = [_hugs(s, outlines, side) for s in strokes]
    owners = _owners(strokes, along, ink.mask.shape, side)
    ends = [
        (None, None) if hugs else (_end(s.points[::-1], outlines, side), _end(s.points, outlines, side))
        for s, hugs in zip(strokes, along, strict=True)
    ]
    passing = _passing(ends, [s.length for s in strokes], side)
    links = []
    for number, (stroke, (a, b)) in enumerate(zip(strokes, ends, strict=True)):
        if a is None or b is None or not _joins(stroke, (a, b), outlines, side):
            continue
        own = ink.mask & ((owners == 0) | (owners == number + 1))
        heads = head_at(stroke.points[::-1], own, side), head_at(stroke.points, own, side)
        plain = _is_plain(stroke, ink, side) and number not in passing
        links.append(_link((a, b), stroke.points, heads, plain))
    free = ink.mask & ((owners == 0) | _short_owners(owners, strokes, along, side))
    links += [_short(link, ink) for link in short_links(free, ink.strength, notes, side)]
    good = [link for link in links if _points_in(link, notes, side) and _stands_free(link.course, ink, side)]
    return _surest(good)


def _points_in(link: Link, notes: Sequence[Quad], side: float) -> bool:
    """True if the course, prolonged, would go well into both notes: what runs along their edges only grazes them."""
    for note, course in ((link.source, link.course[::-1]), (link.target, link.course)):
        far = np.linalg.norm(course - course[-1], axis=1)
        back = course[int(np.flatnonzero(far > AIM * side)[-1])] if (far > AIM * side).any() else course[0]
        way = (course[-1] - back) / max(float(np.linalg.norm(course[-1] - back)), 1e-9)
        ahead = course[-1] + np.linspace(0, INTO * side, 20)[:, None] * way
        inside = Outlines.of([notes[note]]).distances(ahead)[:, 0] == 0
        if inside.mean() * INTO < (LEAST_IN if link.number_of_heads else LEAST_IN_PLAIN):
            return False
    return True


def _stands_free(course: FloatArray, ink: Ink, side: float) -> bool:
    """True if bare wall lies on both sides of a course: a pen line, not what shows between two sheets."""
    length = float(np.linalg.norm(np.diff(course, axis=0), axis=1).sum())
    ends = np.linalg.norm(course[-1] - course[0])
    if min(length, float(ends)) < LEAST_FREE * side:
        return False
    at = np.linspace(0.2, 0.8, 7)
    along = np.linspace(0, 1, len(course))
    spots = np.stack([np.interp(at, along, course[:, i]) for i in (0, 1)], axis=1)
    back = np.stack([np.interp(at - 0.15, along, course[:, i]) for i in (0, 1)], axis=1)
    ways = spots - back
    ways /= np.maximum(np.linalg.norm(ways, axis=1), 1e-9)[:, None]
    across = np.stack([-ways[:, 1], ways[:, 0]], axis=1)
    height, width = ink.bare.shape
    own = _at(ink.strength, spots, (height, width))
    for turn in (1, -1):
        places = [spots + turn * step * side * across for step in BESIDES]
        calm = [
            (_at(ink.bare, p, (height, width)) > 0) & (_at(ink.strength, p, (height, width)) < 0.6 * own)
            for p in places
        ]
        if np.logical_or.reduce(calm).mean() < FREE:
            return False
    return True


def _at(layer: NDArray[Any], spots: FloatArray, shape: tuple[int, int]) -> FloatArray:
    x, y = np.round(spots).astype(int).T
    return np.asarray(layer[np.clip(y, 0, shape[0] - 1), np.clip(x, 0, shape[1] - 1)], np.float64)


def _hugs(stroke: Stroke, outlines: Outlines, side: float) -> bool:
    """True if most of the stroke runs along the edge of one note: what its edge and shadow leave."""
    points = stroke.points[:: max(1, len(stroke.points) // 24)]
    low, high = points.min(axis=0), points.max(axis=0)
    near = outlines.near((low[0], low[1], high[0], high[1]), HUGS * side)
    if not near:
        return False
    away = outlines.distances(points, near)
    level = float(np.ptp(away[:, int(away.mean(axis=0).argmin())])) < 0.35 * float(np.linalg.norm(high - low))
    return bool((away < HUGS * side).mean(axis=0).max() > 0.75) and level


def _owners(strokes: Sequence[Stroke], along: Sequence[bool], shape: tuple[int, ...], side: float) -> NDArray[np.int32]:
    """The long stroke (number + 1) that each pixel belongs to, or a note's edge (-1), or neither (0)."""
    owners = np.zeros(shape, np.int32)
    for number, (stroke, hugs) in enumerate(zip(strokes, along, strict=True)):
        if hugs or stroke.length > LONG * side:
            course = np.round(stroke.points).astype(np.int32)
            cv2.polylines(owners, [course], False, -1 if hugs else number + 1, 2 * round(0.05 * side) + 1)
    return owners


def _short_owners(
    owners: NDArray[np.int32], strokes: Sequence[Stroke], along: Sequence[bool], side: float
) -> NDArray[np.bool_]:
    """Pixels of strokes that are not much longer than a short arrow."""
    few = np.array([False] + [not h and s.length < SHORT * side for s, h in zip(strokes, along, strict=True)] + [False])
    return np.asarray(few[owners], np.bool_)


def _surest(links: Sequence[Link]) -> tuple[Link, ...]:
    """One link for each pair of notes."""
    best: dict[frozenset[int], Link] = {}
    for link in links:
        pair = frozenset((link.source, link.target))
        if link.confidence > 0 and (pair not in best or link.confidence > best[pair].confidence):
            best[pair] = link
    return tuple(best.values())


def _short(link: ShortLink, ink: Ink) -> Link:
    """A short arrow: its head is where it is wide."""
    (a, b), (first, last) = link.notes, link.widths
    heads = tuple(float(np.clip((w - link.shaft - 0.06) / 0.2, 0, 1)) for w in (first, last))
    strong = link.strength > max(STRONG, 6 * ink.noise)
    confidence = (0.7 if max(heads) >= LEAST_HEAD else 0.35 * link.slender) if strong else 0.0
    if last >= first:
        return Link(a, b, np.array(link.ends), (heads[0], heads[1]), confidence)
    return Link(b, a, np.array(link.ends[::-1]), (heads[1], heads[0]), confidence)


def _end(course: FloatArray, shapes: Outlines, side: float) -> _End | None:
    """The note at which a course ends, if it comes up to one."""
    spot = course[-1]
    far = np.linalg.norm(course - spot, axis=1)
    back = course[int(np.flatnonzero(far > AIM * side)[-1])] if (far > AIM * side).any() else course[0]
    way = spot - back
    stretch = max(float(np.linalg.norm(way)), 1e-9)
    way = way / stretch
    steps = np.linspace(0, NEAR * side, 8)
    ahead = shapes.distances(spot + steps[:, None] * way)
    behind = shapes.distances(back[None])[0]
    least = ahead.min(axis=0)
    short = ahead[0]
    comes = (behind - short >= APPROACH * stretch) & (short <= NEAR * side) & (least <= 0.1 * side)
    if not comes.any():
        return None
    note = int(np.where(comes, short, np.inf).argmin())
    return _End(note, spot, way, float(short[note]))


def _joins(stroke: Stroke, ends: tuple[_End, _End], shapes: Outlines, side: float) -> bool:
    """True if the stroke leads from one note to another, straight enough and not along them."""
    a, b = ends
    straight = float(np.linalg.norm(a.spot - b.spot))
    if a.note == b.note or stroke.length < SHORTEST * side or stroke.length > WINDING * straight:
        return False
    away = shapes.distances(np.array([a.spot, b.spot]))
    apart = min(away[0, b.note] - away[0, a.note], away[1, a.note] - away[1, b.note])
    return bool(apart > OWN_END * straight)


def _passing(ends: Sequence[tuple[_End | None, _End | None]], lengths: Sequence[float], side: float) -> set[int]:
    """Strokes that seem to run on behind notes, straight or in a bow, until one of them ends at no note.

    Arrows that lead from note to note to note look like that too, but both ends of each are at notes.
    """
    at_note: dict[int, list[tuple[int, _End]]] = {}
    for number, pair in enumerate(ends):
        for end in pair:
            if end is not None:
                at_note.setdefault(end.note, []).append((number, end))
    joined: dict[int, set[int]] = {}
    for meeting in at_note.values():
        for i, (first, end) in enumerate(meeting):
            for second, other in meeting[i + 1 :]:
                if first != second and _runs_on(end, other, side) and _runs_on(other, end, side):
                    joined.setdefault(first, set()).add(second)
                    joined.setdefault(second, set()).add(first)
    open_ = [n for n, pair in enumerate(ends) if None in pair and n in joined and lengths[n] > LOOSE * side]
    passing: set[int] = set()
    while open_:
        number = open_.pop()
        if number not in passing:
            passing.add(number)
            open_ += joined.get(number, set()) - passing
    return passing


def _runs_on(end: _End, other: _End, side: float) -> bool:
    gap = other.spot - end.spot
    length = float(np.linalg.norm(gap))
    if length < 0.3 * side:
        return False
    turns = [_angle(end.way, gap), _angle(gap, -other.way)]
    return max(abs(t) for t in turns) < BOW and (turns[0] * turns[1] >= 0 or max(abs(t) for t in turns) < STRAIGHT)


def _angle(a: FloatArray, b: FloatArray) -> float:
    """Turn from a to b, in degrees, -180..180."""
    return float(np.degrees(np.arctan2(a[0] * b[1] - a[1] * b[0], a @ b)))


def _is_plain(stroke: Stroke, ink: Ink, side: float) -> bool:
    """True if the stroke is a pen line beyond doubt, head or no head: dark or bright, thin and without gaps."""
    columns, rows = np.round(stroke.points).astype(int).T
    strong = float(np.median(ink.strength[rows, columns]))
    return stroke.drawn > DRAWN and strong > max(STRONG, 6 * ink.noise) and stroke.length > LEAST_PLAIN * side


def _link(ends: tuple[_End, _End], points: FloatArray, heads: tuple[float, float], plain: bool) -> Link:
    a, b = ends
    confidence = 0.9 if max(heads) >= SURE_HEAD else 0.7 if plain and max(heads) >= LEAST_HEAD else 0.35 * plain
    if heads[1] >= heads[0]:
        return Link(a.note, b.note, points, heads, confidence)
    return Link(b.note, a.note, points[::-1], heads[::-1], confidence)
