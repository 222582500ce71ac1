"""Outlines of notes in; which of two overlapping notes lies over the other out, told by whose edge can be seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray, Quad, shared_area

TOUCHING = 0.03  # share of the smaller note below which an overlap is only a rough outline
SAME_NOTE = 0.7  # share above which the two outlines are rather two findings of one note
STEP_ASIDE = 0.04  # of the note's size: how far on either side of an edge the paper is compared
CLEARLY = 1.3  # by this factor one edge must stand out more than the other
SAMPLES = 48  # points along each side


def notes_over(pixels: Picture, outlines: Sequence[Quad]) -> tuple[tuple[Quad, ...], ...]:
    """For each outline (photo pixels), the outlines of the notes that lie over a part of it.

    The upper note's edge crosses the lower note and shows as a step in colour or as a shadow; the lower note's edge
    ends under the upper one. Where neither stands out the pair is left alone, and nothing is over anything.
    """
    over: list[list[Quad]] = [[] for _ in outlines]
    for first, a in enumerate(outlines):
        for second in range(first + 1, len(outlines)):
            b = outlines[second]
            if not TOUCHING < shared_area(a, b) / max(min(a.area, b.area), 1e-9) < SAME_NOTE:
                continue
            of_a, of_b = _edge_within(pixels, a, b), _edge_within(pixels, b, a)
            if of_a > CLEARLY * of_b:
                over[second].append(a)
            elif of_b > CLEARLY * of_a:
                over[first].append(b)
    return tuple(tuple(found) for found in over)


def contains(outline: Quad, points: FloatArray) -> NDArray[np.bool_]:
    """Which of the points (n, 2) lie inside a convex outline that goes clockwise."""
    start = outline.array
    side = np.roll(start, -1, axis=0) - start
    to_point = points[:, None, :] - start[None, :, :]
    return np.asarray((side[:, 0] * to_point[..., 1] - side[:, 1] * to_point[..., 0] >= 0).all(axis=1))


def _edge_within(pixels: Picture, edged: Quad, other: Quad) -> float:
    """How clearly the edge of `edged` can be seen inside `other`: median colour step across it, in grey levels."""
    share = np.linspace(0.0, 1.0, SAMPLES)[:, None]
    corners = edged.array
    along = [a + (b - a) * share for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)]
    outward = [_outward(a, b) for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)]
    points = np.concatenate(along)
    aside = np.repeat(np.array(outward), SAMPLES, axis=0) * STEP_ASIDE * np.sqrt(edged.area)
    inside = contains(other.shrunk(1 - 2 * STEP_ASIDE), points)
    if inside.sum() < SAMPLES // 8:
        return 0.0
    step = _colours(pixels, points[inside] + aside[inside]) - _colours(pixels, points[inside] - aside[inside])
    return float(np.median(np.linalg.norm(step, axis=1)))


def _outward(start: FloatArray, end: FloatArray) -> FloatArray:
    x, y = end - start
    return np.asarray(np.array([y, -x]) / max(float(np.hypot(x, y)), 1e-9))


def _colours(pixels: Picture, points: FloatArray) -> FloatArray:
    limit = np.array([pixels.shape[1] - 1, pixels.shape[0] - 1])
    x, y = np.clip(np.round(points).astype(int), 0, limit).T
    return np.asarray(pixels[y, x], dtype=np.float64)
