"""Arithmetic on many quadrilaterals at once, as arrays (n, 4, 2), clockwise, in pixels."""

from __future__ import annotations

import cv2
import numpy as np

from stickyscan.geometry import FloatArray


def ordered(quads: FloatArray) -> FloatArray:
    """Corners of each quad clockwise, from the one nearest the upper left of its box."""
    offset = quads - quads.mean(axis=1, keepdims=True)
    turn = np.argsort(np.arctan2(offset[..., 1], offset[..., 0]), axis=1)
    ring = np.take_along_axis(quads, turn[..., None], axis=1)
    start = (ring - ring.min(axis=1, keepdims=True)).sum(axis=2).argmin(axis=1)
    order = (start[:, None] + np.arange(4)) % 4
    return np.asarray(np.take_along_axis(ring, order[..., None], axis=1))


def areas(quads: FloatArray) -> FloatArray:
    """Area of each quad (n,)."""
    x, y = quads[..., 0], quads[..., 1]
    return np.asarray(np.abs((x * np.roll(y, -1, axis=1) - y * np.roll(x, -1, axis=1)).sum(axis=1)) / 2)


def side_lengths(quads: FloatArray) -> FloatArray:
    """Lengths of top, right, bottom and left side (n, 4)."""
    return np.asarray(np.linalg.norm(np.roll(quads, -1, axis=1) - quads, axis=2))


def extents(quads: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean width and mean height of each quad, (n,) each."""
    sides = side_lengths(quads)
    return (sides[:, 0] + sides[:, 2]) / 2, (sides[:, 1] + sides[:, 3]) / 2


def grid(count: int, margin: float) -> FloatArray:
    """`count` x `count` even places (n, 2) for `points_within`, none nearer than `margin` to the unit square's rim."""
    along = (np.arange(count) + 0.5) / count * (1 - 2 * margin) + margin
    return np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)


def points_within(quads: FloatArray, places: FloatArray) -> FloatArray:
    """Points of each quad (n, m, 2) at bilinear places (m, 2): (0, 0) is its first corner, (1, 1) its third."""
    u, v = places[:, 0], places[:, 1]
    weights = np.stack([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v])
    return np.asarray(np.einsum("cm,ncd->nmd", weights, quads))


def shared_area(a: FloatArray, b: FloatArray) -> float:
    """Area that two convex quads (4, 2) have in common."""
    return float(cv2.intersectConvexConvex(a.astype(np.float32), b.astype(np.float32))[0])
