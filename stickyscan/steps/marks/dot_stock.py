"""Round spots found all over the wall in; which dots the team voted with, if it did, out: one size, a few colours."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.steps.marks.round_spots import Labs, Spots

LEAST_SPOTS = 3  # fewer round spots of one size and colour are a bullet, a magnet or a smiley's nose, not a vote
LEAST_SHARE = 0.05  # of all spots, for a colour of dots
SAME_SIZE = 1.22  # ratio of radii
LIGHTNESS = 0.5  # counts half: paper shines, and dots lie in the shade
SAME_COLOUR = 20.0  # Lab units
MOST_COLOURS = 6
AT_ONCE = 500  # spots that are measured together: a wall full of dots takes no more memory


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
    radii = _measured(lab, spots)
    near = np.abs(np.log(radii[:, None] / radii[None])) < np.log(SAME_SIZE)
    usual = near[int(near.sum(axis=1).argmax())]
    kinds = _kinds(spots.colours[usual])
    enough = max(LEAST_SPOTS, LEAST_SHARE * int(usual.sum()))
    colours = np.array([kind.mean(axis=0) for kind in kinds if len(kind) >= enough][:MOST_COLOURS])
    if not len(colours):
        return None
    return DotStock(float(np.median(radii[usual])), colours, int(usual.sum()))


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


def _measured(lab: Labs, spots: Spots) -> FloatArray:
    """Radius (n,) of each spot, told by the picture.

    How large a circle still passes for a spot differs with the paper below, so that alone does not tell its size.
    """
    parts = (slice(start, start + AT_ONCE) for start in range(0, len(spots.radii), AT_ONCE))
    return np.concatenate([_half_way(lab, spots.centres[part], spots.radii[part]) for part in parts])


def _half_way(lab: Labs, centres: FloatArray, about: FloatArray) -> FloatArray:
    """How far from each centre (n, 2) the colour changes half-way to what is around: median of 24 directions, (n,)."""
    turn = np.arange(24) * np.pi / 12
    ways = np.stack([np.cos(turn), np.sin(turn)], axis=1)[None, :, None]
    steps = np.linspace(0.6, 1.5, 37) * about[:, None]
    places = (centres[:, None, None] + ways * steps[:, None, :, None]).astype(np.float32)
    flat = places.reshape(len(places), -1, 2)
    seen = cv2.remap(lab, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    colours = seen.reshape(*places.shape[:3], 3)
    inner, outer = colours[:, :, :6].mean(axis=2), colours[:, :, 28:34].mean(axis=2)
    way = outer - inner
    off = ((colours - inner[:, :, None]) * way[:, :, None]).sum(axis=3)
    share = off / np.maximum((way**2).sum(axis=2), 1e-6)[:, :, None]
    return np.asarray(np.median(np.take_along_axis(steps, (share > 0.5).argmax(axis=2), axis=1), axis=1))
