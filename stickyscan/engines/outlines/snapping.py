"""Rough outlines in, outlines on the paper's edge out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.outlines.evidence import pixels_at
from stickyscan.geometry import FloatArray
from stickyscan.quad_arrays import areas, grid, points_within

STEPS = 8  # tried places of a side's end, on either side of where it was
STRONG_STEP, OTHER_PAPER = 14.0, 20.0  # CIELAB distances beyond which a stronger edge, another colour, tells no more
LEAVING = 0.35  # share of the evidence that is "the paper's own colour ends here"; the rest is "something ends here"
TOLD = 10.0  # CIELAB distance that an edge told of is worth of its own
UNTOLD = 0.3  # share of its worth that an edge in the picture keeps where nobody tells of one
STRAYED = 3.0  # reaches that a corner may move: beyond, two sides are nearly parallel and their meeting means nothing

_ALONG = (np.arange(20) + 0.5) / 20 * 0.88 + 0.06  # sampled places along a side, corners left out
_CENTRE = grid(8, 0.15)
_LIGHTNESS_LESS = np.array([0.7, 1, 1], dtype=np.float32)  # a shadow changes the lightness of paper more than its hue


@dataclass(frozen=True)
class Round:
    """One round of snapping: how far the ends of a side may move, as a share of the sheet's side, and what it costs."""

    reach: float
    pull: float


FAR = (Round(0.3, 1.5), Round(0.12, 1.0), Round(0.05, 0.6))
NEAR = FAR[1:]
EdgeSense = Callable[[FloatArray, FloatArray], NDArray[np.float32]]


def snap(lab: NDArray[np.float32], quads: FloatArray, sense: EdgeSense, rounds: tuple[Round, ...] = FAR) -> FloatArray:
    """Move each side of each outline (n, 4, 2), in pixels of `lab`, to the strongest edge near it.

    Each side's two ends move across it independently; of all such lines the one along which the colours change most
    wins, a small move before a large one. An active contour with straight sides, after Kass et al. (1988), with an
    exhaustive search in place of descent. `sense` takes the outlines and places near each (n, m, 2), and tells how
    likely a note's visible edge runs through each place (n, m), 0..1: so that neither writing nor a shadow nor a drawn
    line passes for the edge, and a covered side stays where it was.
    """
    for step in rounds:
        quads = _once(lab, quads, step, sense)
    return quads


def _once(lab: NDArray[np.float32], quads: FloatArray, step: Round, sense: EdgeSense) -> FloatArray:
    if len(quads) == 0:
        return quads
    reach = np.clip(step.reach * np.sqrt(np.maximum(areas(quads), 1.0)), 2.5, 24.0)
    ahead = np.roll(quads, -1, axis=1)
    along = ahead - quads
    outward = np.stack([along[..., 1], -along[..., 0]], axis=-1)
    outward /= np.maximum(np.linalg.norm(outward, axis=-1, keepdims=True), 1e-6)
    places = _places(quads, along, outward * reach[:, None, None])
    told = sense(quads, places[..., 1:-1, :].reshape(len(quads), -1, 2)).reshape(*places.shape[:3], -1)
    edge = _edges(lab, quads, places) * (UNTOLD + told) + TOLD * told
    first, last, lines = _LINES
    strength = np.zeros((*edge.shape[:2], len(first)), dtype=np.float32)
    for place in range(len(_ALONG)):
        strength += edge[:, :, place][:, :, lines[:, place]]
    moved = (first**2 + last**2) / 2
    best = (strength / len(_ALONG) - step.pull * moved.astype(np.float32)).argmax(axis=-1)
    starts = quads + outward * (first[best] * reach[:, None])[..., None]
    ends = ahead + outward * (last[best] * reach[:, None])[..., None]
    return _meetings(quads, starts, ends, reach)


def _lines() -> tuple[FloatArray, FloatArray, NDArray[np.intp]]:
    """All tried lines: where they begin and end (in reaches, -1..1), and the step that each sampled place lies on."""
    places = np.arange(2 * STEPS + 1)
    first, last = (ends.ravel() for ends in np.meshgrid(places, places, indexing="ij"))
    gentle = np.abs(first - last) <= STEPS
    first, last = first[gentle], last[gentle]
    lines = np.rint(first[:, None] * (1 - _ALONG) + last[:, None] * _ALONG).astype(np.intp)
    return (first - STEPS) / STEPS, (last - STEPS) / STEPS, lines


_LINES = _lines()


def _places(quads: FloatArray, along: FloatArray, reach: FloatArray) -> FloatArray:
    """Sampled places of each side at each step outward, and one more at either end, (n, 4, places, steps, 2)."""
    steps = np.arange(-STEPS - 1, STEPS + 2) / STEPS
    places = quads[:, :, None] + along[:, :, None] * _ALONG[None, None, :, None]
    return np.asarray(places[:, :, :, None] + reach[:, :, None, None] * steps[:, None])


def _edges(lab: NDArray[np.float32], quads: FloatArray, places: FloatArray) -> NDArray[np.float32]:
    """Strength of an edge at each place but the outermost (n, 4, places, 2 STEPS + 1), as a CIELAB distance."""
    colours = pixels_at(lab, places)
    change = np.linalg.norm(colours[..., 2:, :] - colours[..., :-2, :], axis=-1)
    paper = np.median(pixels_at(lab, points_within(quads, _CENTRE)), axis=1)
    other = np.linalg.norm((colours - paper[:, None, None, None]) * _LIGHTNESS_LESS, axis=-1)
    other = np.minimum(other, OTHER_PAPER)
    leaving = np.clip(other[..., 2:] - other[..., :-2], 0, STRONG_STEP)
    both = (1 - LEAVING) * np.minimum(change, STRONG_STEP) + LEAVING * leaving
    return np.asarray(both, dtype=np.float32)


def _meetings(quads: FloatArray, starts: FloatArray, ends: FloatArray, reach: FloatArray) -> FloatArray:
    """Corners where each side's line meets the one before it; the old corner where they hardly meet."""
    before, way_before = np.roll(starts, 1, axis=1), np.roll(ends - starts, 1, axis=1)
    way = ends - starts
    cross = way_before[..., 0] * way[..., 1] - way_before[..., 1] * way[..., 0]
    gap = starts - before
    share = (gap[..., 0] * way[..., 1] - gap[..., 1] * way[..., 0]) / np.where(np.abs(cross) < 1e-6, 1.0, cross)
    corners = before + way_before * share[..., None]
    strayed = np.linalg.norm(corners - quads, axis=-1) > STRAYED * reach[:, None]
    return np.where(((np.abs(cross) < 1e-6) | strayed)[..., None], quads, corners)
