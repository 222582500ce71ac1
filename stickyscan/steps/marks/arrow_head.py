"""The end of a pen stroke and the ink about it in; how much it looks like an arrow head, out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray

# Lengths are in sides of a typical note.
HEAD = 0.3  # a head's length at most
BESIDE = 0.045  # ink that far from the middle of the stroke belongs to a head


def head_at(course: FloatArray, mask: NDArray[np.bool_], side: float) -> float:
    """How much the last end of a course looks like an arrow head, 0..1: ink on both sides, more than further back."""
    reach = HEAD * side
    tip = course[-1]
    low = np.maximum(np.floor(tip - 1.6 * reach).astype(int), 0)
    high = np.ceil(tip + 1.6 * reach).astype(int)
    part = mask[low[1] : high[1], low[0] : high[0]]
    rows, columns = np.nonzero(part)
    if not len(rows):
        return 0.0
    points = np.stack([columns, rows], axis=1) + low
    back = course[np.linalg.norm(course - tip, axis=1) < 2.2 * reach][::-1]
    gaps = np.linalg.norm(points[:, None] - back[None], axis=2)
    nearest = gaps.argmin(axis=1)
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(back, axis=0), axis=1))])
    behind = along[nearest]
    ahead = np.clip(nearest + 3, 0, len(back) - 1)
    behind_at = np.clip(nearest - 3, 0, len(back) - 1)
    way = back[behind_at] - back[ahead]
    off = points - back[nearest]
    across = way[:, 0] * off[:, 1] - way[:, 1] * off[:, 0]
    aside = gaps.min(axis=1)
    near = (behind < reach) & (aside < 0.8 * reach)
    return _spread(np.where(across >= 0, aside, -aside)[near], side)


def _spread(aside: FloatArray, side: float) -> float:
    """The look of a head from how far its ink lies aside of the course, in pixels."""
    if not len(aside):
        return 0.0
    half = float(np.median(np.abs(aside)))
    left, right = aside[aside < -BESIDE * side - half], aside[aside > BESIDE * side + half]
    unit = (0.1 * side) ** 2 * 0.35
    both = min(len(left), len(right)) / unit
    one = max(len(left), len(right)) / unit
    return float(np.clip(0.75 * both + 0.25 * one, 0, 1.5) / 1.5)
