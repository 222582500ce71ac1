"""The wall seen straight on in; where somebody drew on it, outside the notes, out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.steps.marks.flat_wall import FlatWall
from stickyscan.steps.marks.set_pixels import set_pixels
from stickyscan.steps.shrink import halved

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
SMALLEST = 0.3  # a line's least extent: smaller ones are letters
COARSE = 4  # pixels of the flat wall, either way, for one of the picture in which the wall's own colour is taken
_LEVELS = np.arange(256)  # of twice the difference, in 8 bits


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
    hat = cv2.morphologyEx(level, cv2.MORPH_TOPHAT, _disc(WIDEST * side / 2))
    peak = cv2.dilate(hat * bare, _disc(PEAK * side))
    least = np.maximum(OF_PEAK * _LEVELS, 2 * max(WEAKEST, NOISE_WEAKEST * noise))  # for each peak
    thin = (hat > cv2.LUT(peak, np.clip(least, 0, 255).astype(np.uint8))) & bare
    near = cv2.dilate(thin.astype(np.uint8), _disc(HEAD * side)) > 0
    columns, rows = set_pixels(near & bare & ~thin)
    beside = strength[rows, columns]
    inked = thin.astype(np.uint8)
    inked[rows, columns] = (beside > np.maximum(least, 0.6 * _LEVELS)[peak[rows, columns]] / 2) & (
        beside > 0.6 * _usual(strength, thin, side)[rows, columns]
    )
    strong = hat > 2 * max(LEAST, NOISE_LEAST * noise)
    return Ink(_lasting(inked, thin & strong, side), strength, bare, noise)


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
    lab = np.asarray(cv2.cvtColor(wall.picture, cv2.COLOR_RGB2LAB), np.uint8)
    small, share = halved(lab, 1 / COARSE)
    open_, _ = halved(np.where(bare, np.uint8(255), np.uint8(0)), 1 / COARSE)
    window = 2 * max(1, round(AROUND * wall.side * share / 2)) + 1
    filled = _filled(small, open_ == 255, wall.side * share)
    ground = cv2.resize(cv2.medianBlur(filled, min(window, 255)), (width, height), interpolation=cv2.INTER_LINEAR)
    off = cv2.absdiff(cv2.GaussianBlur(lab, (0, 0), 0.6), ground)
    weights = np.array([[(LIGHTNESS * 100 / 255) ** 2, 1, 1]], np.float32)  # 8 bits hold lightness as 0..255
    return np.asarray(cv2.sqrt(cv2.transform(cv2.multiply(off, off, dtype=cv2.CV_32F), weights)), np.float32)


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
        if known.all():
            break
    return np.asarray(filled, np.uint8)


def _lasting(weak: NDArray[np.uint8], strong: NDArray[np.bool_], side: float) -> NDArray[np.bool_]:
    """The connected strokes that are strong for a good part and no specks."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(weak, connectivity=8)
    sure = np.bincount(labels[strong], minlength=count)
    extent = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    kept = (sure > SURE * stats[:, cv2.CC_STAT_AREA]) & (extent > SMALLEST * side)
    kept[0] = False
    return np.asarray(kept[labels], np.bool_)
