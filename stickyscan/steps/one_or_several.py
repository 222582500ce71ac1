"""Outlines of several photos on the wall plane in; those that are one sheet taken for several, or several for one, out.

What one photo shows as one sheet may fall apart in another: writing across it passes for an edge. Or two sheets of one
colour pass for one where their edge lies in the light. All of them in one map would have the same paper twice.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import permutations

import numpy as np

from stickyscan.geometry import Quad, overlap, shared_area

INSIDE = 0.8  # share of a piece that lies in the whole
SMALLER = 0.8  # of the whole's area: more is the whole itself, seen a little differently
COVERED = 0.75  # share of the whole that its pieces cover: less is a poster with notes on it
SEEN_TOO = 0.6  # IoU at which a photo that shows the pieces shows the whole as well


def one_or_several(outlines: Sequence[Sequence[Quad]]) -> tuple[frozenset[int], ...]:
    """For each photo, which of its outlines to leave out: of a whole and its pieces, those less like the wall's notes.

    The notes of a wall have mostly one size.
    """
    usual = _usual_side(outlines)
    wrong: list[set[int]] = [set() for _ in outlines]
    for here, there in permutations(range(len(outlines)), 2):
        for number, whole in enumerate(outlines[here]):
            parts = _pieces(whole, outlines[there])
            if not parts:
                continue
            off = float(np.mean([_unlike(outlines[there][i], usual) for i in parts]))
            if off < _unlike(whole, usual):
                wrong[here].add(number)
            else:
                wrong[there].update(parts)
    return tuple(frozenset(numbers) for numbers in wrong)


def _usual_side(outlines: Sequence[Sequence[Quad]]) -> float:
    sides = [quad.area**0.5 for quads in outlines for quad in quads]
    return float(np.median(sides)) if sides else 1.0


def _unlike(quad: Quad, usual: float) -> float:
    return abs(math.log(max(quad.area, 1e-12) ** 0.5 / usual))


def _pieces(whole: Quad, others: Sequence[Quad]) -> list[int]:
    """The outlines of another photo, two or more, into which that one falls apart; none if the photo shows it too."""
    shared = [shared_area(whole, other) for other in others]
    near = [i for i, area in enumerate(shared) if area > 0]
    if any(overlap(whole, others[i]) > SEEN_TOO and others[i].area > SMALLER * whole.area for i in near):
        return []
    parts = [i for i in near if shared[i] > INSIDE * others[i].area and others[i].area < SMALLER * whole.area]
    return parts if len(parts) > 1 and sum(shared[i] for i in parts) > COVERED * whole.area else []
