"""A photo and its notes' outlines in; how light and surface change over the wall out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.colour.colour_space import LUMINANCE, to_linear
from stickyscan.steps.shrink import halved

SIDE = 160  # cells along the longer side: finer than light changes, coarser than writing
AROUND = 1.15  # a note with its shadow and the outline's inexactness
ROUNDS = 12
SPREAD = 0.12  # natural log: how much one surface differs from smooth light by stains, writing and noise
STIFF = 0.02  # share of the cells that a change of light must be worth, against noise and several surfaces
STEEPEST = 0.7  # natural log: more change than this over the notes is another surface, not light
STRONGEST_TINT = 0.15
TINT_WEIGHT = 4.0  # light changes in brightness more than in hue, so another hue is rather another surface
ONE_SURFACE = 0.25  # least mean weight of the cells for the fit to be believed
GLOSSY = 0.08  # linear; on darker surfaces ever more of what one sees is the room mirrored in them
DARKEST = 2e-3  # linear; below it a photo holds noise only
FEWEST = 60  # cells


@dataclass(frozen=True)
class WallLight:
    """The wall as a surface under smooth light.

    Attributes:
        surface: linear RGB (3,) of the commonest surface between the notes, at the level that `relative` refers to;
            None where hardly any of the wall can be seen.
        relative: (n, 3) how much brighter the light is at each note, per channel, 1 on the whole.
    """

    surface: FloatArray | None
    relative: FloatArray


def wall_light(small: Picture, scale: float, outlines: Sequence[Quad]) -> WallLight:
    """Fit smooth light to the commonest surface among the notes (outlines in photo pixels).

    Whatever is of one colour tells how light changes, be it a board, brown paper or black cloth; whether it is white
    is another question. The fit is quadratic in brightness and linear in hue (two lamps), by robust least squares
    (Beaton and Tukey 1974), so writing, tape and other things on the wall do not count.
    """
    place, colour, at_notes = _between_notes(small, scale, outlines)
    level = np.ones((len(outlines), 3))
    if len(colour) < FEWEST:
        return WallLight(None, level)
    log = np.log(np.maximum(colour, DARKEST))
    brightness, tint, weight = _fit(_basis(place), log)
    basis = _basis(at_notes)
    gains = np.clip(basis[:, 1:] @ brightness[1:], -STEEPEST, STEEPEST)[:, None] + np.clip(
        basis[:, 1:3] @ tint[1:], -STRONGEST_TINT, STRONGEST_TINT
    )
    middle = np.median(gains, axis=0)
    surface = np.exp(brightness[0] + tint[0] + middle)
    if weight.mean() < ONE_SURFACE:
        return WallLight(surface, level)
    matt = np.clip(float(surface @ LUMINANCE) / GLOSSY, 0, 1)
    return WallLight(surface, np.exp((gains - middle) * matt))


def _fit(basis: FloatArray, log: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Brightness (6,) and tint (3, 3) of log colours (m, 3) at places with `basis` (m, 6); weight 0..1 of each."""
    apart = log - _mode(log)
    brightness, tint, weight = np.zeros(6), np.zeros((3, 3)), np.zeros(len(log))
    for spread in np.geomspace(3 * SPREAD, SPREAD, ROUNDS):
        off = np.sqrt((apart**2).mean(axis=1) + TINT_WEIGHT * apart.var(axis=1))
        weight = np.maximum(1 - (off / (3 * spread)) ** 2, 0) ** 2
        mean = log.mean(axis=1)
        brightness = _least_squares(basis, mean[:, None], weight)[:, 0]
        tint = _least_squares(basis[:, :3], log - mean[:, None], weight)
        apart = log - (basis @ brightness)[:, None] - basis[:, :3] @ tint
    return brightness, tint, weight


def _mode(log: FloatArray) -> FloatArray:
    """The commonest of the colours: mean shift from the median of each fifth of them by brightness."""
    order = np.argsort(log.mean(axis=1))
    sample = log[order[:: max(1, len(log) // 1500)]]
    modes = np.array([np.median(part, axis=0) for part in np.array_split(sample, 5)])
    for _ in range(ROUNDS):
        weight = np.exp(-((modes[:, None] - sample) ** 2).sum(axis=-1) / (2 * (2 * SPREAD) ** 2)) + 1e-9
        modes = weight @ sample / weight.sum(axis=1, keepdims=True)
    return np.asarray(modes[weight.sum(axis=1).argmax()])


def _least_squares(basis: FloatArray, values: FloatArray, weight: FloatArray) -> FloatArray:
    """Weighted, and a little stiff: all but the constant term costs."""
    stiff = STIFF * len(basis) * np.eye(basis.shape[1])
    stiff[0, 0] = 1e-6
    weighted = basis * weight[:, None]
    return np.asarray(np.linalg.solve(weighted.T @ basis + stiff, weighted.T @ values))


def _between_notes(small: Picture, scale: float, outlines: Sequence[Quad]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Places (m, 2) and linear RGB (m, 3) of the wall between the notes, and places (n, 2) of the notes.

    Places are 0 in the middle of the notes and +-1 at the edge of their longer extent.
    """
    shrink = min(1.0, SIDE / max(small.shape[:2]))
    size = (max(1, round(small.shape[1] * shrink)), max(1, round(small.shape[0] * shrink)))
    nearly, _ = halved(small, shrink)  # averaging in one go takes ten times as long
    tiny = np.asarray(cv2.resize(nearly, size, interpolation=cv2.INTER_AREA), dtype=np.float64)
    corners = np.stack([outline.array for outline in outlines])
    low, high = corners.min(axis=(0, 1)), corners.max(axis=(0, 1))
    middle, half = (low + high) / 2, max(float((high - low).max()) / 2, 1.0)
    free = np.zeros(tiny.shape[:2], np.uint8)
    hull = cv2.convexHull(((middle + (corners.reshape(-1, 2) - middle) * 1.1) * scale * shrink).astype(np.int32))
    cv2.fillConvexPoly(free, hull, 1)
    for quad in corners:
        grown = quad.mean(axis=0) + (quad - quad.mean(axis=0)) * AROUND
        cv2.fillConvexPoly(free, np.rint(grown * scale * shrink).astype(np.int32), 0)
    y, x = np.nonzero(free)
    place = (np.stack([x, y], axis=1) / (scale * shrink) - middle) / half
    return place, to_linear(tiny[y, x] / 255.0), (corners.mean(axis=1) - middle) / half


def _basis(place: FloatArray) -> FloatArray:
    x, y = place.T
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
