"""A photo and its notes' outlines in; the colour of each note's bare paper out, without ink, dots and other notes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.colour.colour_space import to_lab, to_linear
from stickyscan.steps.lies_over import contains

GRID = 16  # samples along each side of a note
INSET = 0.08  # of the side, on each side: shadows, curled edges and inexact outlines stay out
ENOUGH = 0.15  # share of a note's samples that must remain for the ones inside other notes to be left out
WIDTH = 4.0  # CIELAB deviation of the samples of one paper, lightness counted LIGHTNESS_WEIGHT
LIGHTNESS_WEIGHT = 0.5
LIGHTER = 0.004  # by which each unit of lightness favours a colour that nearly as many samples have
STARTS, ROUNDS = 10, 8  # of the mean shift


def sheet_colours(small: Picture, scale: float, outlines: Sequence[Quad]) -> FloatArray:
    """Linear RGB (n, 3) of the paper of each outline (photo pixels); `small` is the photo, `scale` times as large.

    The paper is taken to be the densest colour on the sheet (mean shift, Comaniciu and Meer 2002), searched from
    several starts, and of two nearly equally dense ones the lighter: ink covers less than paper does, but a bold
    pen on a small note can come close.
    """
    points = _grid(outlines)
    x, y = np.rint((points + 0.5) * scale - 0.5).astype(int).transpose(2, 0, 1)
    linear = to_linear(small[y.clip(0, small.shape[0] - 1), x.clip(0, small.shape[1] - 1)] / 255.0)
    scaled = to_lab(linear) * np.array([LIGHTNESS_WEIGHT, 1, 1])
    own = _own(outlines, points)
    weight = _closeness(_densest(scaled, own)[:, None], scaled)[:, 0] * own
    return np.asarray((weight[..., None] * linear).sum(axis=1) / weight.sum(axis=1, keepdims=True))


def _grid(outlines: Sequence[Quad]) -> FloatArray:
    """Evenly spread samples on each outline, in photo pixels: (n, GRID * GRID, 2)."""
    step = np.linspace(INSET, 1 - INSET, GRID)
    u, v = (axis.ravel() for axis in np.meshgrid(step, step))
    weights = np.stack([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v], axis=1)
    return np.asarray(weights @ np.stack([outline.array for outline in outlines]))


def _own(outlines: Sequence[Quad], points: FloatArray) -> FloatArray:
    """Weight of each sample (n, m): 0 where another note's outline covers it and enough others remain, else 1.

    Which of the two lies on top does not matter: each has a part that is its own. A note that lies wholly inside a
    larger one keeps all of its samples, and the larger one gives them up.
    """
    own = np.ones(points.shape[:2])
    low, high = points.min(axis=1), points.max(axis=1)
    for i, other in enumerate(outlines):
        near = (low <= other.array.max(axis=0)).all(axis=1) & (high >= other.array.min(axis=0)).all(axis=1)
        near[i] = False
        for j in np.flatnonzero(near):
            own[j] *= ~contains(other, points[j])
    own[own.mean(axis=1) < ENOUGH] = 1
    return own


def _densest(scaled: FloatArray, own: FloatArray) -> FloatArray:
    """(n, 3), in the units of `scaled` (n, m, 3)."""
    modes = _starts(scaled, own)
    for _ in range(ROUNDS):
        weight = _closeness(modes, scaled) * own[:, None]
        modes = weight @ scaled / weight.sum(axis=-1, keepdims=True)
    density = (_closeness(modes, scaled) * own[:, None]).sum(axis=-1)
    favour = 1 + LIGHTER * modes[..., 0] / LIGHTNESS_WEIGHT
    return np.asarray(modes[np.arange(len(modes)), (density * favour).argmax(axis=1)])


def _starts(scaled: FloatArray, own: FloatArray) -> FloatArray:
    """Some of each note's own samples, spread over its lightness: (n, STARTS, 3)."""
    order = np.argsort(np.where(own > 0, scaled[..., 0], np.inf), axis=1)
    picks = np.rint(np.linspace(0.1, 0.95, STARTS) * (own.sum(axis=1, keepdims=True) - 1)).astype(int)
    return np.take_along_axis(scaled, np.take_along_axis(order, picks, axis=1)[..., None], axis=1)


def _closeness(centres: FloatArray, points: FloatArray) -> FloatArray:
    """Gaussian weights (n, c, m) of points (n, m, 3) as seen from centres (n, c, 3)."""
    squares = (centres**2).sum(-1)[..., None] + (points**2).sum(-1)[:, None]
    apart = squares - 2 * centres @ points.transpose(0, 2, 1)
    return np.asarray(np.exp(-np.maximum(apart, 0) / (2 * WIDTH**2)))
