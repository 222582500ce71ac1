"""What the network sees of arrows in; which notes are joined by an arrow or a line, and which way, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.marks.arrow_maps import ArrowMaps, along
from stickyscan.steps.marks.outline_distance import Outlines
from stickyscan.steps.marks.stroke_turns import LOOK_BACK, folded, forked, goes_on, heading
from stickyscan.steps.marks.trace_strokes import long_axes, trace_strokes

LINE = 0.35  # probability from which a cell may be part of a line
SURE, LEAST = 0.85, 0.65  # mean probability of a link's cells: of one that counts anywhere; among links only
HABIT = 2  # who draws links draws some: where so many are sure, the others need not be; elsewhere edges pass for lines
# Lengths are in sides of a typical note.
SHORTEST = 0.1
NEAR = 0.45  # a line may stop so far short of its note
ASIDE = 0.12  # its direction leads at most so far past the note
WINDING = 2.2  # of the straight way: longer strokes are scribbles
ABOUT = 0.2  # how near to a line's end its head is seen
HEAD, BOTH_HEADS = 0.35, 0.4  # how much an end must look like a head; like one of two


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
class _Course:
    """Where a pen may have gone, and the notes at its first and last point, if there are."""

    points: FloatArray
    first: int | None
    last: int | None


def find_links(maps: ArrowMaps, notes: Sequence[Quad], side: float) -> tuple[Link, ...]:
    """The lines that lead from one note to another; notes, side and courses in cells of the maps.

    Doubtful ones count beside sure ones only.
    """
    likely = likely_links(maps, notes, side, LEAST)
    sure = tuple(k for k in likely if k.confidence > SURE)
    return likely if len(sure) >= HABIT else sure


def likely_links(maps: ArrowMaps, notes: Sequence[Quad], side: float, least: float) -> tuple[Link, ...]:
    """All lines from one note to another with more than that confidence.

    The surest line of two notes counts. One without a head that goes on behind both its notes joins none, nor does a
    blob without one.
    """
    mask = maps.line > LINE
    strokes = [stroke.points for stroke in trace_strokes(mask, np.ones_like(mask), side)]
    maps = replace(maps, head=_spread(maps.head, ABOUT * side))
    outlines = Outlines.of(notes)
    lines = _joining(maps, _ways(strokes, outlines, side), side)
    blobs = _joining(maps, (_course(points, outlines, side) for points in long_axes(mask, side)), side)
    links = (*lines, *(k for k in blobs if k.number_of_heads))
    return _surest(k for k in links if k.confidence > least and not _passes_by(k, strokes, side))


def _ways(strokes: Sequence[FloatArray], outlines: Outlines, side: float) -> tuple[_Course, ...]:
    """Where the pen may have gone: strokes, arms of folded ones, and strokes that share a part."""
    arms = [arm for stroke in strokes for arm in folded(stroke, side)]
    courses = [_course(points, outlines, side) for points in (*strokes, *arms)]
    loose = [c.points if c.last is None else c.points[::-1] for c in courses if (c.first is None) != (c.last is None)]
    shared = [fork for points in loose for fork in forked(points, strokes, side)]
    return (*courses, *(_course(points, outlines, side) for points in shared))


def _joining(maps: ArrowMaps, courses: Iterable[_Course], side: float) -> Iterator[Link]:
    """The links that those of the courses are which lead from one note to another."""
    for c in courses:
        if c.first is not None and c.last is not None and c.first != c.last and _is_drawn_to_join(c.points, side):
            yield _link(maps, c.points, (c.first, c.last))


def _is_drawn_to_join(points: FloatArray, side: float) -> bool:
    """True for what is long enough to be seen, and no scribble."""
    length = float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())
    return SHORTEST * side <= length <= WINDING * float(np.linalg.norm(points[-1] - points[0]))


def _course(points: FloatArray, outlines: Outlines, side: float) -> _Course:
    return _Course(points, _note_at(points[::-1], outlines, side), _note_at(points, outlines, side))


def _note_at(points: FloatArray, outlines: Outlines, side: float) -> int | None:
    """The note at which a course ends, if it comes up to one."""
    spot, way = points[-1], heading(points, side)
    ahead = outlines.distances(spot + np.linspace(0, NEAR * side, 8)[:, None] * way)
    nearer = ahead[0] <= outlines.distances((spot - LOOK_BACK * side * way)[None])[0]
    fits = (ahead[0] <= NEAR * side) & (ahead.min(axis=0) <= ASIDE * side) & nearer
    return int(np.where(fits, ahead[0] + ahead.min(axis=0), np.inf).argmin()) if fits.any() else None


def _link(maps: ArrowMaps, points: FloatArray, ends: tuple[int, int]) -> Link:
    """The link that a course between two notes is: towards the end that looks more like a head."""
    sure = float(along(maps.line, points).mean())
    tail, head = _head(maps, points[::-1]), _head(maps, points)
    if head >= tail:
        return Link(*ends, points, (tail, head), sure)
    return Link(*ends[::-1], points[::-1], (head, tail), sure)


def _spread(layer: NDArray[np.float32], about: float) -> NDArray[np.float32]:
    """The highest value within so many cells, at least two."""
    reach = max(2, round(about))
    return np.asarray(cv2.dilate(layer, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)), np.float32)


def _head(maps: ArrowMaps, course: FloatArray) -> float:
    """How much the last end of a course looks like a head, 0..1: one is seen there, and the line goes towards it."""
    back = course[min(len(course) // 2, len(course) - 2) :]  # two points at least, or it leads nowhere
    steps = np.gradient(back, axis=0)
    steps /= np.maximum(np.linalg.norm(steps, axis=1), 1e-9)[:, None]
    flow = (along(maps.way[0], back) * steps[:, 0] + along(maps.way[1], back) * steps[:, 1]).mean()
    return float(0.5 * along(maps.head, course[-1:])[0] + 0.5 * np.clip(flow, 0, 1))


def _passes_by(link: Link, strokes: Sequence[FloatArray], side: float) -> bool:
    """True for part of a longer line, such as a loop round some notes or the edge of a sheet behind them."""
    ends = link.course[::-1], link.course
    return link.number_of_heads == 0 and all(goes_on(end, strokes, side) for end in ends)


def _surest(links: Iterable[Link]) -> tuple[Link, ...]:
    """One link for each pair of notes."""
    best: dict[frozenset[int], Link] = {}
    for link in links:
        pair = frozenset((link.source, link.target))
        if pair not in best or link.confidence > best[pair].confidence:
            best[pair] = link
    return tuple(best.values())
