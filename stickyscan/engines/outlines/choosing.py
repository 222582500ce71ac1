"""Scored outlines in, the best set out: no two of it claim the same paper, and their sizes go together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray
from stickyscan.quad_arrays import areas, shared_area

MOST_NOTES = 500
SIZE_SPREAD = 0.12  # natural log: how much the sheets of one kind differ in one photo
LARGEST_CLUMP = 2.1  # sides: up to four touching sheets may pass for one


@dataclass(frozen=True)
class Rivalry:
    """When two outlines claim the same paper: beyond either share of what they have in common.

    Attributes:
        nested: of the smaller one's area.
        overlap: of the area that they cover together.
    """

    nested: float
    overlap: float = 1.0


CLAIMED_TWICE = Rivalry(nested=0.45)


def choose(quads: FloatArray, score: FloatArray, least: float, rivalry: Rivalry = CLAIMED_TWICE) -> NDArray[np.intp]:
    """Indices of the outlines to keep, best first (greedy non-maximum suppression by shared paper)."""
    area = areas(quads)
    low, high = quads.min(axis=1), quads.max(axis=1)
    kept: list[int] = []
    for i in np.argsort(-score, kind="stable"):
        if score[i] < least or len(kept) == MOST_NOTES:
            break
        rivals = np.array(kept, dtype=np.intp)
        near = rivals[((low[rivals] < high[i]) & (high[rivals] > low[i])).all(axis=1)]
        shared = np.array([shared_area(quads[i], quads[j]) for j in near])
        nested = shared > rivalry.nested * np.minimum(area[i], area[near])
        if not (nested | (shared > rivalry.overlap * (area[i] + area[near] - shared))).any():
            kept.append(int(i))
    return np.array(kept, dtype=np.intp)


def usual_sides(quads: FloatArray, score: FloatArray) -> tuple[float, ...]:
    """Sides (square roots of the area) that the wall's usual sheet may have, the likeliest first.

    The likeliest covers most of the wall. Two sheets that touch pass for one, so smaller sides down to half of it, that
    also cover much, are possible too.
    """
    size = np.log(areas(quads)) / 2
    trust = 1 / (1 + np.exp(-score))
    grid = np.linspace(size.min() - 0.1, size.max() + 0.1, 300)
    density = (trust * np.exp(-0.5 * ((grid[:, None] - size) / SIZE_SPREAD) ** 2)).sum(axis=1)
    covered = density * np.exp(2 * grid)  # a hundred dots must not outvote twenty sheets
    likeliest = int(covered.argmax())
    inner = np.arange(1, len(grid) - 1)
    peaks = inner[(covered[inner] >= covered[inner - 1]) & (covered[inner] > covered[inner + 1])]
    smaller = [
        i
        for i in peaks
        if 0 < grid[likeliest] - grid[i] < np.log(LARGEST_CLUMP) and covered[i] > 0.15 * covered[likeliest]
    ]
    return tuple(float(np.exp(grid[i])) for i in [likeliest, *sorted(smaller, key=lambda i: -covered[i])])
