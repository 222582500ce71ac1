"""Scored outlines in, the best set out: no two of it claim the same paper, and their sizes go together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.outlines.quad_arrays import areas, shared_area
from stickyscan.geometry import FloatArray

MOST_NOTES = 500
SHARED_PAPER = 0.45  # of the smaller outline: more means the same paper is claimed twice
SIZE_SPREAD = 0.12  # natural log: how much the sheets of one kind differ in one photo
LARGEST_CLUMP = 2.1  # sides: up to four touching sheets may pass for one


def choose(quads: FloatArray, score: FloatArray, least: float) -> NDArray[np.intp]:
    """Indices of the outlines to keep, best first (greedy non-maximum suppression by shared paper)."""
    area = areas(quads)
    low, high = quads.min(axis=1), quads.max(axis=1)
    kept: list[int] = []
    for i in np.argsort(-score, kind="stable"):
        if score[i] < least or len(kept) == MOST_NOTES:
            break
        rivals = np.array(kept, dtype=np.intp)
        near = ((low[rivals] < high[i]) & (high[rivals] > low[i])).all(axis=1)
        if not any(shared_area(quads[i], quads[j]) > SHARED_PAPER * min(area[i], area[j]) for j in rivals[near]):
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
