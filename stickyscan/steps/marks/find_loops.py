"""Pen strokes and notes in; the notes that have a line drawn round them, and only them, out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.marks.outline_distance import Outlines
from stickyscan.steps.marks.trace_strokes import Stroke

NEAREST, FARTHEST = 0.04, 0.45  # sides of a typical note between a note's outline and the line round it
MOSTLY = 0.8  # share of a stroke's points at that distance
AT_LEAST, ROUND = 45.0, 285.0  # degrees about the note's middle: of one stroke, and of all that go round it
ONE_WAY = 0.8  # of all its turning about the note, a stroke goes so much one way


def find_loops(strokes: Sequence[Stroke], notes: Sequence[Quad], side: float) -> frozenset[int]:
    """Notes with a line round them. A line round several notes is a group's, and counts for none."""
    outlines = Outlines.of(notes)
    turned = np.zeros(len(notes))
    for stroke in strokes:
        if stroke.length < 0.6 * side:
            continue
        points = stroke.points[:: max(1, len(stroke.points) // 60)]
        low, high = points.min(axis=0), points.max(axis=0)
        for note in outlines.near((low[0], low[1], high[0], high[1]), FARTHEST * side):
            turned[note] += _turn_about(points, notes[note], outlines.distances(points, [note])[:, 0] / side)
    centres = np.array([note.centre for note in notes]).reshape(-1, 2)
    lone = [_lone(i, centres, side) for i in range(len(notes))]
    return frozenset(i for i in range(len(notes)) if turned[i] >= ROUND and lone[i])


def _turn_about(points: FloatArray, note: Quad, away: FloatArray) -> float:
    """Degrees that a stroke goes round a note, if it stays about it and goes one way."""
    if ((away > NEAREST) & (away < FARTHEST)).mean() < MOSTLY:
        return 0.0
    off = points - np.array(note.centre)
    steps = np.diff(np.unwrap(np.arctan2(off[:, 1], off[:, 0])))
    turn, total = abs(float(steps.sum())), float(np.abs(steps).sum())
    return float(np.degrees(turn)) if turn > ONE_WAY * total and np.degrees(turn) > AT_LEAST else 0.0


def _lone(index: int, centres: FloatArray, side: float) -> bool:
    """True unless another note's middle is so near that a line round the one would run over it."""
    away = np.linalg.norm(centres - centres[index], axis=1)
    return bool((np.delete(away, index) > 0.7 * side).all())
