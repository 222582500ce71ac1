"""Pen strokes and notes in; which notes are joined by an arrow or a line, and which way, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray, Quad
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
HEAD = 0.3  # a head's length at most
BESIDE = 0.045  # ink that far from the middle of the stroke belongs to a head
THROUGH, ASIDE = 0.94, 0.14  # a line runs on behind a note: cosine, and how far off its course
LEAST_HEAD = 0.25


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


@dataclass(frozen=True)
class _End:
    """A stroke's end at a note: the note, the end, the direction there, how far it stops short."""

    note: int
    spot: FloatArray
    way: FloatArray
    short: float


def find_links(strokes: Sequence[Stroke], notes: Sequence[Quad], ink: Ink, side: float) -> tuple[Link, ...]:
    """The strokes that lead from one note to another; notes, strokes and ink in the pixels of one picture."""
    shapes = Outlines.of(notes)
    long_ = [s for s in strokes if s.length >= 0.1 * side]
    ends = [(_end(s.points[::-1], shapes, side), _end(s.points, shapes, side)) for s in long_]
    links = []
    for number, (stroke, (a, b)) in enumerate(zip(long_, ends, strict=True)):
        if a is None or b is None or not _joins(stroke, (a, b), shapes, side):
            continue
        heads = tuple(_head(stroke.points[::-1] if end is a else stroke.points, ink.mask, side) for end in (a, b))
        passing = _passes(number, (a, b), ends, side)
        links.append(_link((stroke, (a, b)), (heads[0], heads[1]), passing, side))
    taken = {frozenset((link.source, link.target)) for link in links}
    for short in short_links(ink.mask, notes, side):
        if frozenset(short.notes) not in taken:
            links.append(_short(short))
            taken.add(frozenset(short.notes))
    return tuple(link for link in links if link.confidence > 0)


def _short(link: ShortLink) -> Link:
    """A short arrow: its head is where it is wide."""
    (a, b), (first, last) = link.notes, link.widths
    heads = tuple(float(np.clip((w - link.shaft - 0.06) / 0.2, 0, 1)) for w in (first, last))
    confidence = 0.5 if max(heads) >= LEAST_HEAD else 0.0
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


def _head(course: FloatArray, mask: NDArray[np.bool_], side: float) -> float:
    """How much the last end of a course looks like an arrow head, 0..1: ink on both sides, more than further back."""
    reach = HEAD * side
    tip = course[-1]
    low = np.maximum(np.floor(tip - 1.6 * reach).astype(int), 0)
    high = np.ceil(tip + 1.6 * reach).astype(int)
    part = mask[low[1] : high[1], low[0] : high[0]]
    rows, columns = np.nonzero(part)
    if not len(rows):
        return 0.0
    points = np.stack([columns, rows], axis=1) + low
    back = course[np.linalg.norm(course - tip, axis=1) < 2.2 * reach][::-1]
    gaps = np.linalg.norm(points[:, None] - back[None], axis=2)
    nearest = gaps.argmin(axis=1)
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(back, axis=0), axis=1))])
    behind = along[nearest]
    ahead = np.clip(nearest + 3, 0, len(back) - 1)
    behind_at = np.clip(nearest - 3, 0, len(back) - 1)
    way = back[behind_at] - back[ahead]
    off = points - back[nearest]
    across = way[:, 0] * off[:, 1] - way[:, 1] * off[:, 0]
    aside = gaps.min(axis=1)
    near = (behind < reach) & (aside < 0.8 * reach)
    return _spread(np.where(across >= 0, aside, -aside)[near], behind[near], side)


def _spread(aside: FloatArray, behind: FloatArray, side: float) -> float:
    """The look of a head from where its ink lies, `aside` of the course and `behind` its tip, in pixels."""
    if not len(aside):
        return 0.0
    half = float(np.median(np.abs(aside)))
    left, right = aside[aside < -BESIDE * side - half], aside[aside > BESIDE * side + half]
    unit = (0.1 * side) ** 2 * 0.35
    both = min(len(left), len(right)) / unit
    one = max(len(left), len(right)) / unit
    return float(np.clip(0.75 * both + 0.25 * one, 0, 1.5) / 1.5)


def _passes(
    number: int, own: tuple[_End, _End], ends: Sequence[tuple[_End | None, _End | None]], side: float
) -> bool:
    """True if the stroke seems to run on behind one of its notes: a line that notes were stuck upon."""
    for i, pair in enumerate(ends):
        for other in pair:
            if i == number or other is None:
                continue
            for end in own:
                gap = other.spot - end.spot
                aside = abs(float(gap[0] * end.way[1] - gap[1] * end.way[0]))
                same = other.note == end.note and float(-other.way @ end.way) > THROUGH
                if same and float(gap @ end.way) > 0.3 * side and aside < ASIDE * side:
                    return True
    return False


def _link(
    seen: tuple[Stroke, tuple[_End, _End]], heads: tuple[float, float], passing: bool, side: float
) -> Link:
    stroke, (a, b) = seen
    sure = max(heads) >= LEAST_HEAD
    confidence = 0.0 if passing and not sure else 0.5
    order = (a, b) if heads[1] >= heads[0] else (b, a)
    course = stroke.points if order[0] is a else stroke.points[::-1]
    return Link(order[0].note, order[1].note, course, (min(heads), max(heads)), confidence)
