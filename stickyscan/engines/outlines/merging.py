"""Loose outlines in, distinct ones out: the same sheet seen by many masks becomes one outline with its support."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stickyscan.engines.outlines.proposals import Proposals
from stickyscan.geometry import FloatArray
from stickyscan.quad_arrays import areas, ordered

SAME_PLACE = 0.10  # of the side: how far two outlines of one sheet may lie apart
SAME_SIZE = 0.15  # natural log of the ratio of their sides


@dataclass(frozen=True)
class Outlines:
    """`quads` (n, 4, 2); `fit` (n,) 0..1, best of the masks; `support` (n,), how many masks saw it."""

    quads: FloatArray
    fit: FloatArray
    support: FloatArray


def merge_repeats(found: Proposals) -> Outlines:
    """One outline per sheet: the median of the outlines that agree, best fits first."""
    quads = ordered(found.quads)
    side = np.sqrt(np.maximum(areas(quads), 1.0))
    centres = quads.mean(axis=1)
    free = np.ones(len(quads), dtype=bool)
    merged, fits, support = [], [], []
    for i in np.argsort(-found.fit, kind="stable"):
        if not free[i]:
            continue
        near = np.abs(centres - centres[i]).max(axis=1) < SAME_PLACE * side[i]
        alike = np.flatnonzero(free & near & (np.abs(np.log(side / side[i])) < SAME_SIZE))
        apart = _corner_distance(quads[alike], quads[i])
        alike, straight = alike[apart < 2 * SAME_PLACE * side[i]], _plain_distance(quads[alike], quads[i])
        straight = straight[apart < 2 * SAME_PLACE * side[i]]
        free[alike] = False
        same = alike[straight < 1.5 * SAME_PLACE * side[i]]
        merged.append(_agreed(quads[same], found.fit[same]))
        fits.append(found.fit[alike].max())
        support.append(float(len(alike)))
    return Outlines(np.array(merged).reshape(-1, 4, 2), np.array(fits), np.array(support))


def _agreed(quads: FloatArray, fit: FloatArray) -> FloatArray:
    """Median of many outlines; of a few, the mean that trusts the better fits."""
    if len(quads) >= 5:
        return np.asarray(np.median(quads, axis=0))
    return np.asarray(np.average(quads, axis=0, weights=fit**4))


def _plain_distance(quads: FloatArray, quad: FloatArray) -> FloatArray:
    return np.asarray(np.linalg.norm(quads - quad, axis=2).max(axis=1))


def _corner_distance(quads: FloatArray, quad: FloatArray) -> FloatArray:
    """Largest distance of corresponding corners, whichever corner comes first (a diamond has no upper left)."""
    turns = [_plain_distance(np.roll(quads, k, axis=1), quad) for k in (0, 1, 3)]
    return np.asarray(np.min(turns, axis=0))
