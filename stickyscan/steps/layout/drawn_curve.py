"""Pen strokes in a band of feelings in; the curve drawn along it, and the signs at its upper and lower end, out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stickyscan.geometry import FloatArray

# Lengths are in note sizes, courses (n, 2) in the scene.
STEEPEST_BACK = 0.05  # of its extent across: a curve goes one way
LEAST_PIECE = 0.3  # extent across of a piece of a curve
LEVEL, FLAT = 0.06, 0.1  # slope of a zero line, and how far it strays from straight
HIDDEN = 1.5  # what a note may hide of a curve
STEP, STEEP = 0.35, 1.2  # how far a curve may rise behind a note: at once, and per note size across
ON_LINE = 0.15  # a piece all along a level line belongs to that
SIGN = (0.2, 0.7)  # extent of a plus, a minus or a face at an end of the axis
ONE_ABOVE_OTHER, APART = 0.3, 1.2  # how far the two stand off one another, across at most and down at least
ALIKE = 2.0  # the two differ in size by less than this factor


def curve_along(strokes: Sequence[FloatArray]) -> FloatArray | None:
    """The longest course, from left to right, that pieces of one curve make up; notes may hide parts of it."""
    levels = zero_lines(strokes)
    pieces = [p for p in map(_rightward, strokes) if p is not None and not any(_lies_on(p, line) for line in levels)]
    if not pieces:
        return None
    course = max(pieces, key=_across)
    rest = [p for p in pieces if p is not course]
    while more := [(_jump(course, p), n) for n, p in enumerate(rest) if _jump(course, p) < np.inf]:
        piece = rest.pop(min(more)[1])
        course = np.concatenate(sorted((course, piece), key=lambda c: float(c[0, 0])))
    return course


def zero_lines(strokes: Sequence[FloatArray]) -> list[FloatArray]:
    """Straight level lines, one for those in line with one another, each from left to right."""
    lines: list[FloatArray] = []
    for stroke in sorted((s for s in strokes if _is_level(s) and _across(s) > HIDDEN), key=_across, reverse=True):
        course = stroke[np.argsort(stroke[:, 0], kind="stable")]
        if not any(_lies_on(course, line) for line in lines):
            lines.append(course)
    return lines


def ends_of_axis(strokes: Sequence[FloatArray], right: float) -> tuple[float, float] | None:
    """Heights of two small signs, one above the other and alone left of `right`: the good end and the bad one."""
    small = [s for s in strokes if SIGN[0] < np.ptp(s, axis=0).max() < SIGN[1] and s[:, 0].mean() < right]
    signs = _grouped(small)
    pairs = []
    for upper in signs:
        for lower in signs:
            off = (lower.min(axis=0) + lower.max(axis=0) - upper.min(axis=0) - upper.max(axis=0)) / 2
            sizes = sorted(float(np.ptp(sign, axis=0).max()) for sign in (upper, lower))
            if abs(off[0]) < ONE_ABOVE_OTHER and off[1] > APART and sizes[1] < ALIKE * sizes[0]:
                pairs.append((float(np.mean(_span(upper))), float(np.mean(_span(lower)))))
    return pairs[0] if len(pairs) == 1 else None


def _span(sign: FloatArray) -> tuple[float, float]:
    return float(sign[:, 1].min()), float(sign[:, 1].max())


def _grouped(strokes: Sequence[FloatArray]) -> list[FloatArray]:
    """The points of strokes that cross or touch one another, together."""
    groups: list[FloatArray] = []
    for stroke in strokes:
        near = [g for g in groups if np.linalg.norm(g[:, None] - stroke[None], axis=2).min() < SIGN[0]]
        groups = [g for g in groups if not any(g is n for n in near)] + [np.concatenate([*near, stroke])]
    return [g for g in groups if np.ptp(g, axis=0).max() < SIGN[1]]


def _across(course: FloatArray) -> float:
    return float(np.ptp(course[:, 0]))


def _rightward(stroke: FloatArray) -> FloatArray | None:
    """A stroke that goes on and on to one side, from its left end; None for others and for level straight lines."""
    course = stroke if stroke[-1, 0] >= stroke[0, 0] else stroke[::-1]
    back = -np.minimum(np.diff(course[:, 0]), 0).sum()
    goes = back <= STEEPEST_BACK * max(_across(course), 1e-9) and _across(course) >= LEAST_PIECE
    return course if goes and not (_is_level(course) and _across(course) > HIDDEN) else None


def _is_level(course: FloatArray) -> bool:
    if _across(course) < LEAST_PIECE:
        return False
    slope, at = np.polyfit(course[:, 0], course[:, 1], 1)
    return bool(abs(slope) < LEVEL and np.abs(course[:, 1] - slope * course[:, 0] - at).max() < FLAT)


def _lies_on(piece: FloatArray, line: FloatArray) -> bool:
    """True if a piece runs along the prolongation of a level line."""
    slope, at = np.polyfit(line[:, 0], line[:, 1], 1)
    return bool(np.abs(piece[:, 1] - slope * piece[:, 0] - at).max() < ON_LINE)


def _jump(course: FloatArray, piece: FloatArray) -> float:
    """How far it is from the one to the other across what hides the curve; infinite if they cannot be one curve."""
    left, right = sorted((course, piece), key=lambda c: float(c[0, 0]))
    across, down = right[0] - left[-1]
    if not -0.15 < across < HIDDEN or abs(down) > STEP + STEEP * max(across, 0.0):
        return float(np.inf)
    return float(np.hypot(across, down))
