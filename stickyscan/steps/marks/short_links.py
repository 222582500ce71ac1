"""Ink in the gap between two neighbouring notes in; short arrows from one to the other, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.marks.outline_distance import Outlines

# Lengths are in sides of a typical note.
LARGEST = 1.3  # of a patch of ink: longer arrows are traced as strokes
LEAST, REACH = 0.13, 0.17  # extent of the patch, and how near it comes to both notes
WIDEST_SHAFT, WIDEST = 0.15, 0.62
SPANS = 0.45  # of the gap
BINS = 8
SAMPLES = 240


@dataclass(frozen=True)
class ShortLink:
    """A patch of ink between two notes: where it comes nearest to each, and how wide it is there (in sides).

    `shaft`: its width in between; `slender`: a line rather than a spot; `strength`: its difference from the wall, Lab.
    """

    notes: tuple[int, int]
    ends: tuple[FloatArray, FloatArray]
    widths: tuple[float, float]
    shaft: float
    slender: bool
    strength: float


def short_links(
    mask: NDArray[np.bool_], strength: NDArray[np.float32], notes: Sequence[Quad], side: float
) -> tuple[ShortLink, ...]:
    """Patches of ink that bridge the gap between two notes, thin for a part of it."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    extent = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) / side
    chosen = [int(i) for i in np.flatnonzero((extent > LEAST) & (extent < LARGEST)) if i > 0]
    outlines = Outlines.of(notes)
    found = []
    for label in chosen:
        left, top, width, height = (int(v) for v in stats[label, :4])
        near = outlines.near((left, top, left + width, top + height), REACH * side)
        if len(near) < 2:
            continue
        rows, columns = np.nonzero(labels[top : top + height, left : left + width] == label)
        points = np.stack([columns + left, rows + top], axis=1).astype(np.float64)
        usual = float(np.median(strength[rows + top, columns + left]))
        link = _bridge((points[:: max(1, len(points) // SAMPLES)], usual), outlines, near, side)
        if link:
            found.append(link)
    return tuple(found)


def _bridge(patch: tuple[FloatArray, float], outlines: Outlines, near: list[int], side: float) -> ShortLink | None:
    points, strength = patch
    away = outlines.distances(points, near) / side
    close = np.argsort(away.min(axis=0), kind="stable")
    a, b = int(close[0]), int(close[1])
    if away[:, b].min() > REACH:
        return None
    share = away[:, a] / np.maximum(away[:, a] + away[:, b], 1e-9)
    gap = float((away[:, a] + away[:, b]).min())
    span = float(min(np.ptp(away[:, a]), np.ptp(away[:, b])))
    if span < SPANS * gap or span < 0.5 * LEAST:
        return None
    ends = points[share <= share.min() + 0.05].mean(axis=0), points[share >= share.max() - 0.05].mean(axis=0)
    way = ends[1] - ends[0]
    length = float(np.linalg.norm(way))
    if length < 0.08 * side:
        return None
    off = points - ends[0]
    across = (off[:, 0] * way[1] - off[:, 1] * way[0]) / length / side
    along = (off @ way) / length**2
    bins = np.clip((along * BINS).astype(int), 0, BINS - 1)
    widths = np.array([np.ptp(across[bins == k]) if (bins == k).any() else 0.0 for k in range(BINS)])
    shaft = float(np.sort(widths)[1])
    if np.ptp(across) > WIDEST or shaft > WIDEST_SHAFT or length / side < 1.3 * shaft:
        return None
    return ShortLink(
        (near[a], near[b]),
        ends,
        (float(widths[:4].max()), float(widths[4:].max())),
        shaft,
        length / side > 2.2 * float(np.ptp(across)),
        strength,
    )
