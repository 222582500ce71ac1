"""Outlines in, scores out: how much the pixels speak for an outline being the edge of one sheet of paper."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray
from stickyscan.quad_arrays import areas, extents, grid, points_within, side_lengths

VISIBLE_STEP = 6.0  # CIELAB distance that counts as a visible edge
SAME_PAPER = 9.0  # CIELAB distance (lightness counted 0.6) within which a pixel is the sheet's own colour

_ALONG = (np.arange(14) + 0.5) / 14 * 0.84 + 0.08  # sampled places along a side, corners left out
_GRID = grid(12, 0.07)
_AT_EDGE = 2.0  # pixels from the photo's edge within which a corner lies on it


@dataclass(frozen=True)
class Evidence:
    """One value per outline, (n,) each.

    `paper` (n, 3): median CIELAB colour inside; `cut`: share of the outline that runs along the photo's edge, 0..1;
    `edge` / `weakest_edge`: share of the outline / of its weakest side that lies on a visible edge, 0..1; `even`: share
    of the inside in the paper's own colour; `contrast` (n, 4): CIELAB distance of the paper to what lies beyond each
    side, ascending; `chroma` of the paper; `aspect` >= 1; `taper`: log ratio of opposite sides; `skew`: largest cosine
    of a corner.
    """

    paper: FloatArray
    cut: FloatArray
    edge: FloatArray
    weakest_edge: FloatArray
    even: FloatArray
    contrast: FloatArray
    chroma: FloatArray
    aspect: FloatArray
    taper: FloatArray
    skew: FloatArray


def lab_picture(picture: Picture) -> NDArray[np.float32]:
    """CIELAB of an RGB picture (L 0..100; a, b shifted by 128), lightly smoothed against noise."""
    lab = cv2.medianBlur(cv2.cvtColor(picture, cv2.COLOR_RGB2Lab), 3).astype(np.float32)
    lab[..., 0] *= 100 / 255
    return lab


def pixels_at(lab: NDArray[np.float32], points: FloatArray) -> NDArray[np.float32]:
    """Nearest pixel at each point (..., 2); points beyond the edge take the edge's pixel."""
    x = np.clip(np.rint(points[..., 0]).astype(np.intp), 0, lab.shape[1] - 1)
    y = np.clip(np.rint(points[..., 1]).astype(np.intp), 0, lab.shape[0] - 1)
    return np.asarray(lab[y, x])


def paper_colours(lab: NDArray[np.float32], quads: FloatArray) -> FloatArray:
    """Median CIELAB colour (n, 3) inside each outline (n, 4, 2)."""
    return np.asarray(np.median(_inside(lab, quads), axis=1), dtype=np.float64)


def _inside(lab: NDArray[np.float32], quads: FloatArray) -> NDArray[np.float32]:
    """Pixels at an even grid of places in each outline, (n, places, 3)."""
    return pixels_at(lab, points_within(quads, _GRID))


def gather_evidence(lab: NDArray[np.float32], quads: FloatArray) -> Evidence:
    """Look at the pixels along and inside each outline (n, 4, 2)."""
    inside = _inside(lab, quads).astype(np.float64)
    paper = np.median(inside, axis=1)
    spread = np.linalg.norm((inside - paper[:, None]) * np.array([0.6, 1, 1]), axis=-1)
    step, contrast = _sides(lab, quads, paper)
    visible = (step > VISIBLE_STEP).mean(axis=2)
    sides = np.maximum(side_lengths(quads), 1.0)
    width, height = extents(quads)
    direction = (np.roll(quads, -1, axis=1) - quads) / sides[..., None]
    return Evidence(
        paper=paper,
        cut=_cut(quads, sides, (lab.shape[1], lab.shape[0])),
        edge=visible.mean(axis=1),
        weakest_edge=visible.min(axis=1),
        even=(spread < SAME_PAPER).mean(axis=1),
        contrast=np.sort(contrast, axis=1),
        chroma=np.hypot(paper[:, 1] - 128, paper[:, 2] - 128),
        aspect=np.maximum(width, height) / np.maximum(np.minimum(width, height), 1.0),
        taper=np.abs(np.log(sides[:, :2] / sides[:, 2:])).max(axis=1),
        skew=np.abs((direction * np.roll(direction, -1, axis=1)).sum(axis=-1)).max(axis=1),
    )


def _cut(quads: FloatArray, sides: FloatArray, size: tuple[int, int]) -> FloatArray:
    """Share of each outline (n,) that runs along an edge of the picture of this (width, height)."""
    low, high = quads < _AT_EDGE, quads > np.array(size) - _AT_EDGE
    along = (low & np.roll(low, -1, axis=1)) | (high & np.roll(high, -1, axis=1))
    return np.asarray((sides * along.any(axis=2)).sum(axis=1) / sides.sum(axis=1))


def score_outlines(seen: Evidence, fit: FloatArray, support: FloatArray) -> FloatArray:
    """Log-odds-like score of each outline (n,); 0 is undecided. Weights set by hand on what a sheet of paper is."""
    faint = 4.0 * (seen.contrast[:, 3] < 6) + 2.0 * (seen.contrast[:, 2] < 5)
    odd_shape = 1.5 * np.clip(seen.aspect - 1.9, 0, 4) + 4 * np.clip(seen.taper - 0.25, 0, 1)
    return np.asarray(
        -6.5
        + 17 * np.clip(fit - 0.8, -0.2, 0.2)
        + 0.7 * np.log2(support)
        + 6 * np.clip(seen.edge - 0.6, -0.4, 0.4)
        + 2.5 * np.clip(seen.weakest_edge - 0.4, -0.4, 0.4)
        + 7.5 * np.clip(seen.even - 0.6, -0.4, 0.3)
        + np.clip(seen.contrast, 0, 25) @ np.array([0.03, 0, 0.05, 0.05])
        + 0.03 * np.clip(seen.chroma, 0, 40)
        - faint
        - odd_shape
        - 5 * np.clip(seen.skew - 0.25, 0, 1)
    )


def _sides(lab: NDArray[np.float32], quads: FloatArray, paper: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Strength of the edge at each sampled place (n, 4, 14), and the paper's contrast beyond each side (n, 4)."""
    along = np.roll(quads, -1, axis=1) - quads
    outward = np.stack([along[..., 1], -along[..., 0]], axis=-1)
    outward /= np.maximum(np.linalg.norm(outward, axis=-1, keepdims=True), 1e-6)
    reach = np.clip(np.sqrt(np.maximum(areas(quads), 1.0)) * 0.05, 2, 10)[:, None, None, None] * outward[:, :, None]
    places = quads[:, :, None] + along[:, :, None] * _ALONG[None, None, :, None]

    def colour(distance: float) -> FloatArray:
        return np.asarray(pixels_at(lab, places + reach * distance), dtype=np.float64)

    def apart(a: FloatArray, b: FloatArray) -> FloatArray:
        return np.asarray(np.linalg.norm(a - b, axis=-1))

    near_in, far_in, near_out, far_out = colour(-1), colour(-2), colour(1), colour(1.8)
    step = np.minimum(apart(near_in, near_out), apart(far_in, near_out))
    step = np.maximum(step, 0.9 * np.minimum(apart(near_in, far_out), apart(far_in, far_out)))
    for distance in (-0.5, -0.25, 0.0, 0.25, 0.5):  # a crease or shadow between two sheets of one colour
        crease = colour(distance)
        step = np.maximum(step, np.minimum(apart(crease, near_in), apart(crease, near_out)))
    beyond = np.minimum(apart(far_out, paper[:, None, None]), apart(colour(3), paper[:, None, None]))
    return step, np.asarray(np.median(beyond, axis=2))
