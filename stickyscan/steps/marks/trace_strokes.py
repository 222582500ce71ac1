"""Where somebody drew in; the strokes as a pen went, each from end to end, out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray
from stickyscan.steps.marks.thinning import neighbours, numbers_of, thinned

# Lengths are in sides of a typical note.
LOOK_BACK = 0.22  # how much of a stroke tells its direction at an end
STRAIGHT_ON = 0.72  # cosine: at a crossing the pen goes on in about its direction
KNOT = 0.14  # crossings so near each other are one
LONGEST_GAP = 0.4  # the pen skipped, or dashes
AIMED = 0.86  # cosine: both ends of a gap look at each other
BLOB = 0.8  # what is no longer may be so thick that thinning leaves little of it
FEWEST = 4  # pixels of a blob
_SET_BITS = np.array([bin(code).count("1") for code in range(256)], np.uint8)


@dataclass(frozen=True)
class Stroke:
    """The course of a pen: points (n, 2) as (x, y) in pixels, from one end to the other; `drawn` share with ink."""

    points: FloatArray
    drawn: float

    @property
    def length(self) -> float:
        """Along the course, in pixels."""
        return float(np.linalg.norm(np.diff(self.points, axis=0), axis=1).sum())


def trace_strokes(mask: NDArray[np.bool_], bare: NDArray[np.bool_], side: float) -> tuple[Stroke, ...]:
    """Strokes of the mask: where lines cross, each goes straight on; gaps in a line are bridged on the `bare` wall."""
    return _bridged(_chains(_branches(thinned(mask), KNOT * side), side), bare, side)


def long_axes(mask: NDArray[np.bool_], side: float) -> tuple[FloatArray, ...]:
    """Short pieces of the mask as straight courses (n, 2), from end to end the long way."""
    count, parts, boxes, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    axes = []
    for part in range(1, count):
        left, top, wide, high, pixels = boxes[part].tolist()
        if pixels >= FEWEST and np.hypot(wide, high) <= BLOB * side:
            rows, columns = np.nonzero(parts[top : top + high, left : left + wide] == part)
            axes.append(_long_axis(np.stack([columns + left, rows + top], axis=1).astype(np.float64)))
    return tuple(axes)


def _long_axis(points: FloatArray) -> FloatArray:
    """A line through points, from the outermost to the outermost, in steps of about a pixel."""
    middle = points.mean(axis=0)
    way = np.linalg.svd(points - middle, full_matrices=False)[2][0]
    along = (points - middle) @ way
    low, high = float(along.min()), float(along.max())
    return np.asarray(middle + np.linspace(low, high, max(4, round(high - low) + 1))[:, None] * way, np.float64)


@dataclass(frozen=True)
class _Branch:
    """Part of a line between crossings: its points, and the crossing at each end (-1: none)."""

    points: FloatArray
    knots: tuple[int, int]


def _branches(line: NDArray[np.bool_], near: float) -> list[_Branch]:
    """The parts of a one-pixel line that lie between its crossings."""
    padded = np.pad(line.astype(np.uint8), 1)
    spots = numbers_of(padded)
    crossing, rest = np.zeros_like(padded), padded.copy()
    crosses = spots[_SET_BITS[neighbours(padded, spots)] > 2]
    crossing.ravel()[crosses], rest.ravel()[crosses] = 1, 0
    count, parts = cv2.connectedComponents(crossing, connectivity=8)
    knots = np.asarray(parts, np.float32)  # whole numbers; OpenCV cannot dilate others that are as large
    around = cv2.dilate(knots, np.ones((3, 3), np.uint8)).ravel()  # the crossing beside each pixel
    total, labels = cv2.connectedComponents(rest, connectivity=8)
    spots = spots[rest.ravel()[spots] > 0]
    free = _SET_BITS[neighbours(rest, spots)] < 2  # an end of a part, or all of it
    part = labels.ravel()[spots]
    order = np.argsort(part, kind="stable")
    branches: list[_Branch] = []
    for first, last in pairwise(np.searchsorted(part[order], np.arange(1, total + 1)).tolist()):
        own = order[first:last]
        course = _walked(spots[own], spots[own][free[own]], padded.shape[1])
        ends = tuple(int(knot) or -1 for knot in around[course[[0, -1]]])
        if len(course) == 1:
            ends = _knots_of_dot(knots, divmod(int(course[0]), padded.shape[1]))
        points = np.stack([course % padded.shape[1], course // padded.shape[1]], axis=1).astype(np.float64) - 1
        branches.append(_Branch(points, (ends[0], ends[1])))
    return _merged(branches, count, near)


def _walked(spots: NDArray[np.int64], ends: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """The pixels of a line without crossings in order, numbered row by row; a ring starts anywhere."""
    steps = (-width, -1, 1, width, -width - 1, 1 - width, width - 1, width + 1)  # straight on before aslant
    left = set(spots.tolist())
    at = int((ends if len(ends) else spots).min())
    course = []
    while at in left:
        course.append(at)
        left.discard(at)
        at = next((at + step for step in steps if at + step in left), -1)
    return np.array(course)


def _knots_of_dot(knots: NDArray[np.float32], spot: tuple[int, int]) -> tuple[int, int]:
    y, x = spot
    around = sorted({int(v) for v in knots[y - 1 : y + 2, x - 1 : x + 2].ravel() if v})
    return (around[0] if around else -1, around[-1] if len(around) > 1 else -1)


def _merged(branches: list[_Branch], count: int, near: float) -> list[_Branch]:
    """Crossings that a very short branch joins become one; that branch is no stroke."""
    parent = list(range(count + 1))

    def root(knot: int) -> int:
        while parent[knot] != knot:
            knot = parent[knot]
        return knot

    def named(knot: int) -> int:
        return -1 if knot < 0 else root(knot)

    kept = []
    for branch in branches:
        a, b = branch.knots
        if len(branch.points) <= near and a >= 0 and b >= 0:
            parent[root(a)] = root(b)
        elif len(branch.points) > 2 or a < 0 or b < 0:
            kept.append(branch)
    return [_Branch(b.points, (named(b.knots[0]), named(b.knots[1]))) for b in kept]


def _chains(branches: list[_Branch], side: float) -> list[FloatArray]:
    """Branches joined through crossings, the straightest pairs first."""
    meeting: dict[int, list[tuple[int, int]]] = {}
    for number, branch in enumerate(branches):
        for end, knot in enumerate(branch.knots):
            if knot >= 0:
                meeting.setdefault(knot, []).append((number, end))
    partner: dict[tuple[int, int], tuple[int, int]] = {}
    for ends in meeting.values():
        ways = [_outward(branches[n].points, end, LOOK_BACK * side) for n, end in ends]
        pairs = sorted(
            (-float(-ways[i] @ ways[j]), i, j)
            for i in range(len(ends))
            for j in range(i + 1, len(ends))
            if ends[i][0] != ends[j][0]
        )
        free = set(range(len(ends)))
        for worth, i, j in pairs:
            if -worth > STRAIGHT_ON and i in free and j in free:
                free -= {i, j}
                partner[ends[i]], partner[ends[j]] = ends[j], ends[i]
    return _followed(branches, partner)


def _outward(points: FloatArray, end: int, reach: float) -> FloatArray:
    """Unit direction in which a course leaves at an end (0 first, 1 last)."""
    course = points if end else points[::-1]
    far = np.linalg.norm(course - course[-1], axis=1) > reach
    back = course[int(np.flatnonzero(far)[-1])] if far.any() else course[0]
    way = course[-1] - back
    return np.asarray(way / max(float(np.linalg.norm(way)), 1e-9), np.float64)


def _followed(branches: list[_Branch], partner: dict[tuple[int, int], tuple[int, int]]) -> list[FloatArray]:
    """Each maximal run of joined branches as one course."""
    done: set[int] = set()
    chains = []
    starts = [(n, e) for n in range(len(branches)) for e in (0, 1) if (n, e) not in partner]
    for number, end in starts + [(n, 0) for n in range(len(branches))]:
        if number in done:
            continue
        parts = []
        at: tuple[int, int] | None = (number, end)
        while at is not None and at[0] not in done:
            done.add(at[0])
            points = branches[at[0]].points
            parts.append(points if at[1] == 0 else points[::-1])
            at = partner.get((at[0], 1 - at[1]))
        chains.append(np.concatenate(parts))
    return chains


def _bridged(chains: list[FloatArray], bare: NDArray[np.bool_], side: float) -> tuple[Stroke, ...]:
    """Chains joined over gaps where their ends look at each other, nearest ends first."""
    pieces = [c for c in chains if len(c) > 1]
    long_ = [i for i, c in enumerate(pieces) if len(c) > 0.08 * side]
    ends = [(i, e) for i in long_ for e in (0, 1)]
    if not ends:
        return tuple(Stroke(c, 1.0) for c in pieces)
    spots = np.array([pieces[i][-e] for i, e in ends])
    ways = np.array([_outward(pieces[i], e, LOOK_BACK * side) for i, e in ends])
    gaps = np.linalg.norm(spots[:, None] - spots[None], axis=2)
    near = np.argwhere((gaps < LONGEST_GAP * side) & (np.arange(len(ends))[:, None] < np.arange(len(ends))))
    near = near[np.argsort(gaps[tuple(near.T)], kind="stable")]
    partner: dict[tuple[int, int], tuple[int, int]] = {}
    for a, b in near.tolist():
        gap = spots[b] - spots[a]
        length = max(float(np.linalg.norm(gap)), 1e-9)
        aimed = min(float(ways[a] @ gap), float(-ways[b] @ gap)) / length if length > 2.5 else float(-ways[a] @ ways[b])
        middle = np.round((spots[a] + spots[b]) / 2).astype(int)
        fits = aimed > AIMED and ends[a][0] != ends[b][0] and bare[middle[1], middle[0]]
        if fits and ends[a] not in partner and ends[b] not in partner:
            partner[ends[a]], partner[ends[b]] = ends[b], ends[a]
    joined = _followed([_Branch(c, (-1, -1)) for c in pieces], partner)
    return tuple(_stroke(course) for course in joined)


def _stroke(course: FloatArray) -> Stroke:
    steps = np.linalg.norm(np.diff(course, axis=0), axis=1)
    return Stroke(course, float(1 - steps[steps > 3].sum() / max(float(steps.sum()), 1e-9)))
