"""Outlines that are only a piece of a sheet: they end where nobody sees an edge, inside one that ends at edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.note_judge import ALONE, SAME_COLOUR, Looks
from stickyscan.geometry import FloatArray
from stickyscan.quad_arrays import areas, shared_area

# Natural log odds of the network's edge along a side. The finds on the validation walls hardly change with them.
CLOSED = 1.0  # from which an outline's weakest side runs along an edge
OPEN = -1.0  # below which a side runs across paper
INSIDE = 0.92  # share of the piece that lies in the whole
LARGER, LARGEST = 1.25, 4.5  # times the piece's area: less is the same sheet, more is a poster with notes on it
DIVIDED = 0.3  # probability of an edge inside, on average: more are several sheets


def pieces(quads: FloatArray, looks: Looks, sure: FloatArray, least: float) -> NDArray[np.bool_]:
    """Which outlines (n, 4, 2) are a piece of another one that is a whole sheet of the same paper.

    A line of writing across a tall card may pass for its end; then what the network tells about the rest of the card
    speaks for two notes. The sheet's own edge settles it.

    Args:
        quads: outlines of one photo.
        looks: what is known of each.
        sure: probability of each that it is a note (n,).
        least: from which an outline counts.
    """
    area, low, high = areas(quads), quads.min(axis=1), quads.max(axis=1)
    weakest = looks.features[:, ALONE.index("weakest_edged")]
    closed = (weakest > CLOSED) & (looks.features[:, ALONE.index("divided")] < DIVIDED)
    wholes = np.flatnonzero((sure >= least) & closed)
    found = np.zeros(len(quads), dtype=bool)
    for i in np.flatnonzero((sure >= least) & (weakest < OPEN)):
        larger = (area[wholes] > LARGER * area[i]) & (area[wholes] < LARGEST * area[i])
        meet = ((low[wholes] < high[i]) & (high[wholes] > low[i])).all(axis=1)
        apart = np.linalg.norm((looks.paper[wholes] - looks.paper[i]) * [0.4, 1, 1], axis=1)
        around = wholes[larger & meet & (apart < SAME_COLOUR)]
        found[i] = any(shared_area(quads[i], quads[whole]) > INSIDE * area[i] for whole in around)
    return found
