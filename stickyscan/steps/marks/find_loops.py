"""Pen strokes and notes in; the notes that have a line drawn round them, and only them, out."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.marks.outline_distance import Outlines
from stickyscan.steps.marks.trace_strokes import Stroke

NEAREST, FARTHEST = 0.04, 0.45  # sides of a typical note between a note's outline and the line round it
MOSTLY = 0.8  # share of a stroke's points at that distance
AT_LEAST, ROUND = 45.0, 240.0  # degrees about the note's middle: of one stroke, and of all that go round it
ONE_WAY = 0.8  # of all its turning about the note, a stroke goes so much one way


def find_loops(strokes: Sequence[Stroke], notes: Sequence[Quad], side: float) -> frozenset[int]:
    """Notes with a line round them and them only.

    Where any line goes round several notes, lines are drawn round groups on this wall, and one round a single note
    is a group of one: none counts.
    """
    strokes = [s for s in strokes if s.length >= 0.6 * side]
    centres = np.array([note.centre for note in notes]).reshape(-1, 2)
    if any(_encloses(stroke, centres) > 1 for stroke in strokes):
        return frozenset()
    outlines = Outlines.of(notes)
    turned = np.zeros(len(notes))
    for stroke in strokes:
        points = _thinned(stroke)
        low, high = points.min(axis=0), points.max(axis=0)
        for note in outlines.near((low[0], low[1], high[0], high[1]), FARTHEST * side):
            away = outlines.distances(points, [note])[:, 0] / side
            if ((away > NEAREST) & (away < FARTHEST)).mean() >= MOSTLY:
                turned[note] += _turn_about(points, centres[note])
    lone = [_lone(i, centres, side) for i in range(len(notes))]
    return frozenset(i for i in range(len(notes)) if turned[i] >= ROUND and lone[i])


def _thinned(stroke: Stroke) -> FloatArray:
    return stroke.points[:: max(1, len(stroke.points) // 60)]


def _encloses(stroke: Stroke, centres: FloatArray) -> int:
    """How many notes' middles lie within a stroke that goes all but round."""
    points = _thinned(stroke).astype(np.float32)
    inside = [cv2.pointPolygonTest(points, (float(x), float(y)), False) > 0 for x, y in centres]
    if sum(inside) < 2 or _turn_about(points.astype(np.float64), centres[inside].mean(axis=0)) < ROUND:
        return 0
    return sum(inside)


def _turn_about(points: FloatArray, middle: FloatArray) -> float:
    """Degrees that a stroke goes round a spot, if it goes one way."""
    off = points - middle
    steps = np.diff(np.unwrap(np.arctan2(off[:, 1], off[:, 0])))
    turn, total = abs(float(steps.sum())), float(np.abs(steps).sum())
    return float(np.degrees(turn)) if turn > ONE_WAY * total and np.degrees(turn) > AT_LEAST else 0.0


def _lone(index: int, centres: FloatArray, side: float) -> bool:
    """True unless another note's middle is so near that a line round the one would run over it."""
    away = np.linalg.norm(centres - centres[index], axis=1)
    return bool((np.delete(away, index) > 0.7 * side).all())
