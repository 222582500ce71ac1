"""The wall seen straight on in; where somebody drew on it, outside the notes, out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.steps.marks.flat_wall import FlatWall

# Lengths are in sides of a typical note, differences in units of CIE Lab.
AROUND = 0.5  # window in which the wall's own colour is taken; pen lines fill less than half of it
LIGHTNESS = 0.8
WEAKEST, LEAST = 7.0, 12.0  # a line differs this much from what is on both sides, and this much for the most part
NOISE_WEAKEST, NOISE_LEAST = 3.0, 5.0  # the same in deviations of the bare wall
OF_PEAK = 0.45  # of the strongest pixel about: weaker ones are blur
PEAK = 0.1  # how far about
EDGE = 0.035  # the rim of a note, its edge's shadow and what its outline is off
WIDEST = 0.27  # of a pen line; wider ones are shadows, tape, paper and furniture
HEAD = 0.13  # how far beyond a thin line a filled head goes on
SURE = 0.35  # share of a line's pixels that differ the most
SMALLEST = 0.1  # a line's least extent


@dataclass(frozen=True)
class Ink:
    """What is drawn: `mask` (height, width) in pixels of the flat wall; `strength` how much each pixel differs.

    `bare` is true where the wall shows, off the notes.
    """

    mask: NDArray[np.bool_]
    strength: NDArray[np.float32]
    bare: NDArray[np.bool_]
    noise: float


def find_ink(wall: FlatWall) -> Ink:
    """Thin strokes that differ from the wall about them, darker or lighter, at whatever colour."""
    side = wall.side
    covered = np.zeros(wall.shown.shape, np.uint8)
    for note in wall.notes:
        cv2.fillPoly(covered, [np.round(note.array).astype(np.int32)], 1)
    covered = np.asarray(cv2.dilate(covered, _disc(EDGE * side)), np.uint8)
    bare = (covered == 0) & (cv2.erode(wall.shown.astype(np.uint8), _disc(0.05 * side)) > 0)
    strength = _strength(wall, bare)
    if not bare.any():
        return Ink(np.zeros(bare.shape, np.bool_), strength, bare, 0.0)
    noise = 1.48 * float(np.median(strength[::2, ::2][bare[::2, ::2]]))
    level = np.clip(2 * strength, 0, 255).astype(np.uint8)
    ridge = cv2.morphologyEx(level, cv2.MORPH_TOPHAT, _disc(WIDEST * side / 2)).astype(np.float32) / 2
    peak = cv2.dilate(ridge * bare, _disc(PEAK * side))
    least = np.maximum(OF_PEAK * peak, max(WEAKEST, NOISE_WEAKEST * noise))
    thin = (ridge > least) & bare
    near = cv2.dilate(thin.astype(np.uint8), _disc(HEAD * side)) > 0
    inked = thin | (
        near & bare & (strength > np.maximum(least, 0.6 * peak)) & (strength > 0.6 * _usual(strength, thin, side))
    )
    strong = ridge > max(LEAST, NOISE_LEAST * noise)
    return Ink(_lasting(inked.astype(np.uint8), thin & strong, side), strength, bare, noise)


def _usual(strength: NDArray[np.float32], thin: NDArray[np.bool_], side: float) -> NDArray[np.float32]:
    """How strong the thin lines are around each pixel."""
    width = 2 * max(1, round(0.2 * side)) + 1
    share = cv2.blur(thin.astype(np.float32), (width, width))
    return np.asarray(cv2.blur(strength * thin, (width, width)) / np.maximum(share, 1e-6), np.float32)


def _disc(radius: float) -> NDArray[np.uint8]:
    width = 2 * max(1, round(radius)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width)), np.uint8)


def _strength(wall: FlatWall, bare: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Difference of each pixel from the wall's colour around it (the median of a window, notes left out)."""
    height, width = bare.shape
    size = (max(1, width // 2), max(1, height // 2))
    small = np.asarray(cv2.resize(wall.picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    open_ = cv2.resize(bare.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    window = 2 * max(1, round(AROUND * wall.side / 4)) + 1
    filled = _filled(small, open_ > 0.99, wall.side / 2)
    ground = cv2.resize(cv2.medianBlur(filled, min(window, 255)), (width, height), interpolation=cv2.INTER_LINEAR)
    soft = np.asarray(cv2.GaussianBlur(wall.picture, (0, 0), 0.6), np.uint8)
    off = _lab(soft) - _lab(np.asarray(ground, np.uint8))
    off[..., 0] *= LIGHTNESS
    return np.asarray(np.sqrt(np.einsum("ijk,ijk->ij", off, off)), np.float32)


def _filled(small: NDArray[np.uint8], bare: NDArray[np.bool_], side: float) -> NDArray[np.uint8]:
    """The picture with the notes painted in the colour of the wall beside them."""
    weight = bare.astype(np.float32)
    known = bare.copy()
    filled = small.copy()
    for reach in (0.3, 1.0, 4.0, 16.0):
        width = 2 * max(1, round(reach * side)) + 1
        share = cv2.blur(weight, (width, width))
        mean = cv2.blur(small * weight[..., None], (width, width)) / np.maximum(share, 1e-6)[..., None]
        fresh = ~known & (share > 0.02)
        filled[fresh] = np.clip(mean[fresh], 0, 255).astype(np.uint8)
        known |= fresh
    return np.asarray(filled, np.uint8)


def _lab(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    lab = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2LAB), np.float32)
    lab[..., 0] *= 100 / 255
    return lab


def _lasting(weak: NDArray[np.uint8], strong: NDArray[np.bool_], side: float) -> NDArray[np.bool_]:
    """The connected strokes that are strong for a good part and no specks."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(weak, connectivity=8)
    sure = np.bincount(labels[strong], minlength=count)
    extent = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    kept = (sure > SURE * stats[:, cv2.CC_STAT_AREA]) & (extent > SMALLEST * side)
    kept[0] = False
    return np.asarray(kept[labels], np.bool_)
