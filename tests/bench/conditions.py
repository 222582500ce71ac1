"""Outlines and pixels in, the conditions under which each note is seen out: touching, small, pale on pale and so on.

The same test is put to labelled and to found notes, each against the others of its kind, so that recall and precision
by condition speak of the same thing. Only "occluded" differs: labels say it themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray, Quad, shared_area
from stickyscan.steps.lies_over import notes_over

PLAIN = "none of these"
MEANINGS = {
    "touching": "gap to another note up to 6 % of its side, and no overlap above 8 %",
    "overlapping": "over or under another note: shared area above 8 % of the smaller one",
    "occluded": "more than 15 % under other notes; labels say so, for finds from the edges in the picture",
    "small": "shorter side below 30 px",
    "pale on pale": "paper within 12 CIELAB units of what is round it",
    "dark": "paper with CIELAB L below 40",
    "perspective": "a side 1.25 times the opposite one, or more",
    "cut by the edge": "a corner at the photo's edge",
    "large": "longer side above 25 % of the photo's shorter side",
    PLAIN: "",
}
GAP, OVERLAPPING, COVERED = 0.06, 0.08, 0.15
SMALL, LARGE = 30.0, 0.25
PALE, DARK = 12.0, 40.0
SLANTED = 1.25
AT_EDGE, AT_EDGE_PIXELS = 0.003, 2.0  # of the photo's longer side, but no less than these pixels
PAPER, RING_FROM, RING_TO, KEEP_OFF = 0.8, 1.08, 1.35, 1.05  # scalings of an outline about its centre
ENOUGH = 0.05  # share of the ring that other notes must leave free
SAMPLES = 200  # pixels along the longer side of the window that colours are taken from

Mask = NDArray[np.bool_]


def conditions(
    pixels: Picture, outlines: Sequence[Quad], occluded: Sequence[bool] | None = None
) -> tuple[frozenset[str], ...]:
    """The conditions (keys of `MEANINGS`) of each outline (photo pixels) among the others.

    `occluded`, one for each outline, is taken as given; without it, it is judged by what the picture shows.
    """
    height, width = pixels.shape[:2]
    hidden = _covered(pixels, outlines) if occluded is None else occluded
    close, crossed = _neighbours(outlines)
    judged = []
    for i, outline in enumerate(outlines):
        paper, ring = paper_and_ring(pixels, outline, [other for j, other in enumerate(outlines) if j != i])
        held = {
            "touching": close[i] and not crossed[i],
            "overlapping": crossed[i],
            "occluded": hidden[i],
            "small": min(outline.width, outline.height) < SMALL,
            "pale on pale": ring is not None and float(np.linalg.norm(paper - ring)) < PALE,
            "dark": float(paper[0]) < DARK,
            "perspective": slant(outline) >= SLANTED,
            "cut by the edge": at_edge(outline, (width, height)),
            "large": max(outline.width, outline.height) > LARGE * min(width, height),
        }
        judged.append(frozenset(name for name, holds in held.items() if holds) or frozenset({PLAIN}))
    return tuple(judged)


def slant(outline: Quad) -> float:
    """The longer of two opposite sides over the shorter, for the pair that differs more; 1 seen straight on."""
    sides = np.linalg.norm(np.roll(outline.array, -1, axis=0) - outline.array, axis=1)
    pairs = np.stack([sides[:2], sides[2:]])
    return float((pairs.max(axis=0) / np.maximum(pairs.min(axis=0), 1e-9)).max())


def at_edge(outline: Quad, size: tuple[int, int]) -> bool:
    """Whether a corner lies at the edge of the photo (width, height), or beyond."""
    near = max(AT_EDGE_PIXELS, AT_EDGE * max(size))
    corners = outline.array
    return bool((corners <= near).any() or (corners >= np.array(size) - near).any())


def gap(a: Quad, b: Quad) -> float:
    """Pixels between two convex outlines; 0 where they overlap."""
    if shared_area(a, b) > 0:
        return 0.0
    return min(_to_sides(a.array, b.array), _to_sides(b.array, a.array))


def paper_and_ring(pixels: Picture, outline: Quad, others: Sequence[Quad]) -> tuple[FloatArray, FloatArray | None]:
    """CIELAB colours (3,) of a note's paper and of what is round it, other notes left out: medians.

    The second is None where the photo's edge or other notes leave next to nothing of the ring.
    """
    height, width = pixels.shape[:2]
    reach = outline.shrunk(RING_TO).array
    low = np.clip(np.floor(reach.min(axis=0)), 0, (width - 1, height - 1)).astype(int)
    high = np.clip(np.ceil(reach.max(axis=0)), low + 1, (width, height)).astype(int)
    step = max(1, int((high - low).max()) // SAMPLES)
    window = np.ascontiguousarray(pixels[low[1] : high[1] : step, low[0] : high[0] : step])
    colours = cv2.cvtColor(window.astype(np.float32) / 255, cv2.COLOR_RGB2LAB).astype(np.float64)

    def inside(quad: Quad, scale: float) -> Mask:
        corners = np.round((quad.shrunk(scale).array - low) / step).astype(np.int32)
        return cv2.fillConvexPoly(np.zeros(window.shape[:2], np.uint8), corners, (1,)).astype(bool)

    taken = np.zeros(window.shape[:2], dtype=bool)
    for other in others:
        if (other.array.max(axis=0) >= low).all() and (other.array.min(axis=0) <= high).all():
            taken |= inside(other, KEEP_OFF)
    whole, round_it = inside(outline, PAPER), inside(outline, RING_TO) & ~inside(outline, RING_FROM)
    free = whole & ~taken
    paper = free if free.sum() > ENOUGH * whole.sum() else whole
    if not paper.any():  # thinner than a pixel of the window
        paper = np.ones_like(taken)
    ring = round_it & ~taken
    clear = ring.sum() > ENOUGH * max(int(round_it.sum()), 1)
    return np.median(colours[paper], axis=0), np.median(colours[ring], axis=0) if clear else None


def _covered(pixels: Picture, outlines: Sequence[Quad]) -> list[bool]:
    over = notes_over(pixels, outlines)
    return [
        sum(shared_area(outline, upper) for upper in above) > COVERED * outline.area
        for outline, above in zip(outlines, over, strict=True)
    ]


def _neighbours(outlines: Sequence[Quad]) -> tuple[list[bool], list[bool]]:
    """For each outline whether another is close, and whether another overlaps it."""
    close, crossed = [False] * len(outlines), [False] * len(outlines)
    for i, a in enumerate(outlines):
        for j, b in enumerate(outlines[:i]):
            reach = GAP * max(_side(a), _side(b))
            if (a.array.max(axis=0) + reach < b.array.min(axis=0)).any():
                continue
            if (b.array.max(axis=0) + reach < a.array.min(axis=0)).any():
                continue
            between = gap(a, b)
            close[i] |= between <= GAP * _side(a)
            close[j] |= between <= GAP * _side(b)
            over = shared_area(a, b) > OVERLAPPING * min(a.area, b.area)
            crossed[i] |= over
            crossed[j] |= over
    return close, crossed


def _side(outline: Quad) -> float:
    return float(np.sqrt(outline.area))


def _to_sides(points: FloatArray, polygon: FloatArray) -> float:
    """Distance of the nearest of the points (n, 2) to the nearest side of a polygon."""
    along = np.roll(polygon, -1, axis=0) - polygon
    to_point = points[:, None, :] - polygon[None, :, :]
    share = (to_point * along).sum(axis=2) / np.maximum((along**2).sum(axis=1), 1e-12)
    apart = to_point - np.clip(share, 0.0, 1.0)[:, :, None] * along
    return float(np.linalg.norm(apart, axis=2).min())
