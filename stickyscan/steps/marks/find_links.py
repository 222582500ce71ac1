"""What the network sees of arrows in; which notes are joined by an arrow or a line, and which way, out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.marks.arrow_maps import ArrowMaps, along
from stickyscan.steps.marks.outline_distance import Outlines
from stickyscan.steps.marks.trace_strokes import Stroke, trace_strokes

LINE = 0.35  # probability from which a cell may be part of a line
LEAST, LEAST_PLAIN = 0.93, 0.96  # mean probability of a link's cells: edges and tape pass for lines, seldom with heads
# Lengths are in sides of a typical note.
SHORTEST = 0.1
NEAR = 0.45  # a line may stop so far short of its note
AIM = 0.3  # how far back a stroke's direction at its end is taken
ASIDE = 0.12  # its direction leads at most so far past the note
WINDING = 2.2  # of the straight way: longer strokes are scribbles
ABOUT = 0.2  # how near to a line's end its head is seen
HEAD, BOTH_HEADS = 0.25, 0.4  # how much an end must look like a head; like one of two


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
        if max(self.heads) < HEAD:
            return 0
        return 2 if min(self.heads) > BOTH_HEADS else 1


@dataclass(frozen=True)
class _End:
    """A stroke's end at a note: the note, and how far it stops short."""

    note: int
    short: float


def find_links(
    maps: ArrowMaps, notes: Sequence[Quad], side: float, inked: Callable[[FloatArray], float]
) -> tuple[Link, ...]:
    """The lines that lead from one note to another; notes, side and courses in cells of the maps.

    `inked` says how much the ink at the last end of a course looks like an arrow head, 0..1. The surest line of two
    notes counts.
    """
    outlines = Outlines.of(notes)
    mask = maps.line > LINE
    links = []
    for stroke in trace_strokes(mask, np.ones_like(mask), side):
        ends = _end(stroke.points[::-1], outlines, side), _end(stroke.points, outlines, side)
        if ends[0] and ends[1] and _joins(stroke, (ends[0], ends[1]), side):
            points = stroke.points
            heads = [(_head(maps, c, side) + inked(c)) / 2 for c in (points[::-1], points)]
            confidence = float(along(maps.line, points).mean())
            links.append(_link(points, (ends[0].note, ends[1].note), (heads[0], heads[1]), confidence))
    return _surest([k for k in links if k.confidence > (LEAST if k.number_of_heads else LEAST_PLAIN)])


def _end(course: FloatArray, outlines: Outlines, side: float) -> _End | None:
    """The note at which a course ends, if it comes up to one."""
    spot = course[-1]
    far = np.linalg.norm(course - spot, axis=1)
    back = course[int(np.flatnonzero(far > AIM * side)[-1])] if (far > AIM * side).any() else course[0]
    way = (spot - back) / max(float(np.linalg.norm(spot - back)), 1e-9)
    ahead = outlines.distances(spot + np.linspace(0, NEAR * side, 8)[:, None] * way)
    nearer = ahead[0] <= outlines.distances(back[None])[0]
    fits = (ahead[0] <= NEAR * side) & (ahead.min(axis=0) <= ASIDE * side) & nearer
    if not fits.any():
        return None
    note = int(np.where(fits, ahead[0] + ahead.min(axis=0), np.inf).argmin())
    return _End(note, float(ahead[0, note]))


def _joins(stroke: Stroke, ends: tuple[_End, _End], side: float) -> bool:
    """True if the stroke leads from one note to another, straight enough."""
    straight = float(np.linalg.norm(stroke.points[-1] - stroke.points[0]))
    return ends[0].note != ends[1].note and SHORTEST * side <= stroke.length <= WINDING * straight


def _link(points: FloatArray, notes: tuple[int, int], heads: tuple[float, float], confidence: float) -> Link:
    """The link that a stroke between two notes is: towards the end that looks more like a head."""
    first, last = heads
    if last >= first:
        return Link(*notes, points, (first, last), confidence)
    return Link(*notes[::-1], points[::-1], (last, first), confidence)


def _head(maps: ArrowMaps, course: FloatArray, side: float) -> float:
    """How much the last end of a course looks like a head, 0..1: one is seen there, and the line goes towards it."""
    about = max(2, round(ABOUT * side))
    seen = np.asarray(cv2.dilate(maps.head, np.ones((2 * about + 1, 2 * about + 1), np.uint8)), np.float32)
    back = course[len(course) // 2 :]
    steps = np.gradient(back, axis=0)
    steps /= np.maximum(np.linalg.norm(steps, axis=1), 1e-9)[:, None]
    flow = (along(maps.way[0], back) * steps[:, 0] + along(maps.way[1], back) * steps[:, 1]).mean()
    return float(0.5 * along(seen, course[-1:])[0] + 0.5 * np.clip(flow, 0, 1))


def _surest(links: Sequence[Link]) -> tuple[Link, ...]:
    """One link for each pair of notes."""
    best: dict[frozenset[int], Link] = {}
    for link in links:
        pair = frozenset((link.source, link.target))
        if pair not in best or link.confidence > best[pair].confidence:
            best[pair] = link
    return tuple(best.values())
