"""The strip of a line in; the strip without its struck-out words out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture

Mask = NDArray[np.uint8]  # (height, width), 1 = ink

# All lengths are shares of the strip's height, which is about one and a half times that of its capitals.
SHORTEST = 1.55  # a stroke through three small letters
LEVEL = 0.7  # of it, what even the steepest stroke has in one row, by its thickness
THICKEST = 0.25
MIDDLE = (0.3, 0.68)  # where a stroke through letters lies; an underline is lower
BESIDE = 0.18  # how far above and below the stroke its letters show
LETTERS = 0.25  # share of the stroke's length that has ink above it, and that has ink below
ROUND_IT = 0.06  # painted over besides, at either end
SLOPES = (-0.14, -0.07, 0.0, 0.07, 0.14)
INK = 0.5  # of the contrast of the strip's darkest writing
DRAWN = 0.75  # of that contrast: a pen's stroke is evenly dark, where blurred letters only run into each other
HAIR = 2  # px, gaps in a stroke of a dry pen
LEAST_CONTRAST = 60.0  # grey levels; fainter writing is too blurred to tell a stroke from letters that touch


def without_struck(strip: Picture) -> Picture:
    """The same strip if nothing is struck out; else a copy in which the struck words are paper."""
    grey = cv2.cvtColor(strip, cv2.COLOR_RGB2GRAY)
    apart = np.abs(grey.astype(np.float32) - float(np.median(grey)))
    writing = float(np.quantile(apart, 0.97))
    if writing < LEAST_CONTRAST:
        return strip
    ink = np.asarray(apart > INK * writing, dtype=np.uint8)
    drawn = np.asarray(apart > DRAWN * writing, dtype=np.uint8)
    drawn = np.asarray(cv2.morphologyEx(drawn, cv2.MORPH_CLOSE, np.ones((1, HAIR), np.uint8)), dtype=np.uint8)
    struck = _struck(ink, drawn)
    if not struck.any():
        return strip
    bare = strip.copy()
    bare[:, struck] = np.median(strip[ink == 0], axis=0)
    return bare


def _struck(ink: Mask, drawn: Mask) -> NDArray[np.bool_]:
    """Which columns lie under long thin strokes, nearly along the line, with letters on both sides."""
    height, width = ink.shape
    struck = np.zeros(width, dtype=np.bool_)
    if not _runs(drawn, LEVEL * SHORTEST).any():
        return struck
    more = round(ROUND_IT * height)
    for slope in SLOPES:
        shear = np.array([[1, 0, 0], [-slope, 1, slope * width / 2]])
        level, strong = _sheared(ink, shear), _sheared(drawn, shear)
        count, _, boxes, centres = cv2.connectedComponentsWithStats(_runs(strong, SHORTEST))
        for index in range(1, count):
            left, top, wide, thick, _ = (int(value) for value in boxes[index])
            in_middle = MIDDLE[0] * height <= float(centres[index][1]) <= MIDDLE[1] * height
            if thick <= THICKEST * height and in_middle and _through_letters(level, (left, top, wide, thick)):
                struck[max(left - more, 0) : left + wide + more] = True
    return struck


def _sheared(ink: Mask, shear: NDArray[np.float64]) -> Mask:
    size = (ink.shape[1], ink.shape[0])
    return np.asarray(cv2.warpAffine(ink, shear, size, flags=cv2.INTER_NEAREST), dtype=np.uint8)


def _runs(ink: Mask, length: float) -> Mask:
    """What is left of the ink where it runs on in one row for this length."""
    kernel = np.ones((1, round(length * ink.shape[0])), dtype=np.uint8)
    # Outside the strip there is no ink: OpenCV would take strokes at its ends for longer than they are.
    long = cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=(0,))
    return np.asarray(long, dtype=np.uint8)


def _through_letters(level: Mask, box: tuple[int, int, int, int]) -> bool:
    left, top, wide, thick = box
    reach, gap = round(BESIDE * level.shape[0]), 1
    above = level[max(top - gap - reach, 0) : max(top - gap, 0), left : left + wide]
    below = level[top + thick + gap : top + thick + gap + reach, left : left + wide]
    return min(_share(above), _share(below)) >= LETTERS


def _share(rows: Mask) -> float:
    return float(rows.any(axis=0).mean()) if rows.size else 0.0
