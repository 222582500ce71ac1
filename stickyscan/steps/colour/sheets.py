"""A photo and its notes' outlines in; the colour of each note's bare paper out, without ink, dots and other notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.colour.colour_space import to_lab, to_linear
from stickyscan.steps.lies_over import contains

GRID = 16  # samples along each side of a note
INSET = 0.08  # of the side, on each side: shadows, curled edges and inexact outlines stay out
SHARED = 0.1  # weight of samples that another note's outline covers too
WIDTH = 4.0  # CIELAB deviation of the samples of one paper, lightness counted LIGHTNESS_WEIGHT
LIGHTNESS_WEIGHT = 0.5
LIGHTER = 0.004  # by which each unit of lightness favours a colour that nearly as many samples have
STARTS, ROUNDS = 10, 8  # of the mean shift
CANDIDATES = 3  # colours of a sheet that may be its paper
SAME_PAPER = 7.0  # deviation between sheets of one pack on one wall, in the same measure
FAMILY = 0.3  # power by which the other notes of that colour speak for a candidate


@dataclass(frozen=True)
class Sheets:
    """The bare paper of n notes.

    Attributes:
        colours: (n, 3) linear RGB as if the wall were evenly lit.
        clear: (n,) share 0..1 of each note's face that shows this colour and belongs to no other note.
    """

    colours: FloatArray
    clear: FloatArray


def sheet_colours(small: Picture, scale: float, outlines: Sequence[Quad], relative: FloatArray) -> Sheets:
    """Tell each note's paper from ink, dots, glare and other notes.

    `small` is the photo, `scale` times as large as the outlines' frame; `relative` (n, 3) how bright the light is at
    each note. The paper is one of the densest colours on the sheet (mean shift, Comaniciu and Meer 2002). Ink covers
    less than paper does, but voting dots may cover more; so a colour that other sheets of the wall show over most of
    their face is preferred, and of nearly equal ones the lighter.
    """
    points = _grid(outlines)
    x, y = np.rint((points + 0.5) * scale - 0.5).astype(int).transpose(2, 0, 1)
    linear = to_linear(small[y.clip(0, small.shape[0] - 1), x.clip(0, small.shape[1] - 1)] / 255.0)
    linear = linear / relative[:, None]
    scaled = to_lab(linear) * np.array([LIGHTNESS_WEIGHT, 1, 1])
    own = _own(outlines, points)
    colours, shares = _candidates(scaled, own)
    chosen = colours[np.arange(len(colours)), _likeliest(colours, shares)]
    weight = _closeness(chosen[:, None], scaled, WIDTH)[:, 0] * own
    colour = (weight[..., None] * linear).sum(axis=1) / weight.sum(axis=1, keepdims=True)
    return Sheets(colour, np.where(own == 1, weight, 0).mean(axis=1))


def _grid(outlines: Sequence[Quad]) -> FloatArray:
    """Evenly spread samples on each outline, in photo pixels: (n, GRID * GRID, 2)."""
    step = np.linspace(INSET, 1 - INSET, GRID)
    u, v = (axis.ravel() for axis in np.meshgrid(step, step))
    weights = np.stack([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v], axis=1)
    return np.asarray(weights @ np.stack([outline.array for outline in outlines]))


def _own(outlines: Sequence[Quad], points: FloatArray) -> FloatArray:
    """Weight of each sample (n, m): low where another note's outline covers it too.

    Which of the two lies on top does not matter: each has a part that is its own, unless it lies wholly inside the
    other; then all its samples weigh little, and equally.
    """
    own = np.ones(points.shape[:2])
    low, high = points.min(axis=1), points.max(axis=1)
    for i, other in enumerate(outlines):
        near = (low <= other.array.max(axis=0)).all(axis=1) & (high >= other.array.min(axis=0)).all(axis=1)
        near[i] = False
        for j in np.flatnonzero(near):
            own[j, contains(other, points[j])] = SHARED
    return own


def _candidates(scaled: FloatArray, own: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The densest colours of each sheet (n, CANDIDATES, 3), in the units of `scaled` (n, m, 3), and their shares."""
    modes = _starts(scaled, own)
    for _ in range(ROUNDS):
        weight = _closeness(modes, scaled, WIDTH) * own[:, None]
        modes = weight @ scaled / weight.sum(axis=-1, keepdims=True)
    share = (_closeness(modes, scaled, WIDTH) * own[:, None]).sum(axis=-1) / own.sum(axis=1, keepdims=True)
    left, colours, shares = share.copy(), [], []
    for _ in range(CANDIDATES):
        best = left.argmax(axis=1)[:, None]
        colours.append(np.take_along_axis(modes, best[..., None], axis=1))
        shares.append(np.take_along_axis(left, best, axis=1))
        left = left * (1 - _closeness(colours[-1], modes, 2 * WIDTH)[:, 0])
    return np.concatenate(colours, axis=1), np.concatenate(shares, axis=1)


def _starts(scaled: FloatArray, own: FloatArray) -> FloatArray:
    """Some of each note's samples, spread over its lightness by weight: (n, STARTS, 3)."""
    order = np.argsort(scaled[..., 0], axis=1)
    rank = np.cumsum(np.take_along_axis(own, order, axis=1), axis=1) / own.sum(axis=1, keepdims=True)
    picks = np.stack([(rank < level).sum(axis=1) for level in np.linspace(0.05, 0.95, STARTS)], axis=1)
    return np.take_along_axis(scaled, np.take_along_axis(order, picks, axis=1)[..., None], axis=1)


def _likeliest(colours: FloatArray, shares: FloatArray) -> NDArray[np.intp]:
    """Index (n,) of the candidate that is the paper: its share, its lightness, and who else is of that colour."""
    count = len(colours)
    pure = (shares**3).reshape(-1)
    flat = colours.reshape(1, -1, 3)
    support = (_closeness(flat, flat, SAME_PAPER)[0] @ pure).reshape(count, -1)
    favour = 1 + LIGHTER * colours[..., 0] / LIGHTNESS_WEIGHT
    return np.asarray((shares * favour * (0.1 + support) ** FAMILY).argmax(axis=1))


def _closeness(centres: FloatArray, points: FloatArray, width: float) -> FloatArray:
    """Gaussian weights (n, c, m) of points (n, m, 3) as seen from centres (n, c, 3)."""
    squares = (centres**2).sum(-1)[..., None] + (points**2).sum(-1)[:, None]
    apart = squares - 2 * centres @ points.transpose(0, 2, 1)
    return np.asarray(np.exp(-np.maximum(apart, 0) / (2 * width**2)))
