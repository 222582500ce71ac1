"""Round spots found all over the wall in; which dots the team voted with, if it did, out: one size, a few colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.steps.marks.round_spots import Labs, Spots

LEAST_SPOTS = 3  # fewer round spots of one size and colour are a bullet, a magnet or a smiley's nose, not a vote
LEAST_SHARE = 0.05  # of all spots, for a colour of dots
SAME_SIZE = 1.22  # ratio of radii
LIGHTNESS = 0.5  # counts half: paper shines, and dots lie in the shade
SAME_COLOUR = 20.0  # Lab units
MOST_COLOURS = 6


@dataclass(frozen=True)
class DotStock:
    """The dots of a vote: radius in pixels, colours (k, 3) in Lab, the commonest first, and how many stand clear."""

    radius: float
    colours: FloatArray
    clear: int


def tell_stock(lab: Labs, spots: Spots) -> DotStock | None:
    """The dots that the spots have in common; None if there are too few of a kind for a vote."""
    spots = _each_once(spots)
    if not len(spots.radii):
        return None
    near = np.abs(np.log(spots.radii[:, None] / spots.radii[None])) < np.log(SAME_SIZE)
    usual = near[int(near.sum(axis=1).argmax())]
    kinds = _kinds(spots.colours[usual])
    enough = max(LEAST_SPOTS, LEAST_SHARE * int(usual.sum()))
    colours = np.array([kind.mean(axis=0) for kind in kinds if len(kind) >= enough][:MOST_COLOURS])
    if not len(colours):
        return None
    radii = [_radius(lab, c, r) for c, r in zip(spots.centres[usual], spots.radii[usual], strict=True)]
    return DotStock(float(np.median(radii)), colours, int(usual.sum()))


def _each_once(spots: Spots) -> Spots:
    """Of spots found with several radii or beside one another, the largest."""
    kept: list[int] = []
    for i in np.lexsort((spots.centres[:, 0], spots.centres[:, 1], -spots.radii)).tolist():
        apart = np.linalg.norm(spots.centres[kept] - spots.centres[i], axis=1)
        if (apart > 0.7 * spots.radii[kept]).all():
            kept.append(i)
    return Spots(spots.centres[kept], spots.radii[kept], spots.colours[kept])


def _kinds(colours: FloatArray) -> list[FloatArray]:
    """Colours that belong together, the largest group first."""
    weighted = colours * (LIGHTNESS, 1, 1)
    left = np.ones(len(colours), bool)
    kinds = []
    while left.any():
        near = np.linalg.norm(weighted[:, None] - weighted[None], axis=2) < SAME_COLOUR
        near &= left[None]
        first = int((near.sum(axis=1) * left).argmax())
        kinds.append(colours[near[first]])
        left &= ~near[first]
    return kinds


def _radius(lab: Labs, centre: FloatArray, about: float) -> float:
    """Where the colour changes half-way from the spot's own to that around it, from rays in 24 directions."""
    turn = np.arange(24) * np.pi / 12
    steps = np.linspace(0.6, 1.5, 37) * about
    x = centre[0] + np.cos(turn)[:, None] * steps
    y = centre[1] + np.sin(turn)[:, None] * steps
    column = np.clip(np.round(x).astype(int), 0, lab.shape[1] - 1)
    row = np.clip(np.round(y).astype(int), 0, lab.shape[0] - 1)
    colours = lab[row, column].astype(np.float64)
    inner, outer = colours[:, :6].mean(axis=1), colours[:, 28:34].mean(axis=1)
    way = outer - inner
    share = ((colours - inner[:, None]) * way[:, None]).sum(axis=2) / np.maximum((way**2).sum(axis=1), 1e-6)[:, None]
    return float(np.median(steps[(share > 0.5).argmax(axis=1)]))
