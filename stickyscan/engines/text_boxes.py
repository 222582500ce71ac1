"""From a text-probability map to the outlines of lines, and from an outline to the upright strip a recogniser reads.

The post-processing of Liao et al., "Real-time Scene Text Detection with Differentiable Binarization" (2020):
threshold, take each blob's smallest rectangle, keep the sure ones, grow them back to the full height of the writing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import Quad

STRIP_HEIGHT = 48  # px, what PP-OCR recognisers are trained on
SHORTEST_BLOB = 3.0  # px of the map; anything thinner is a speck
TALL_RATIO = 1.5  # a box this much taller than wide holds a narrow letter, or a line that runs upwards or downwards


@dataclass(frozen=True)
class BoxRules:
    """When a blob of the probability map is a line of text.

    `ink`: probability that counts as text. `sure`: mean probability that a box must reach.
    `grow`: how far a box is grown, as a share of its area over its circumference (the network predicts shrunken lines).
    """

    ink: float = 0.3
    sure: float = 0.5
    grow: float = 1.6


def text_boxes(probability: NDArray[np.float32], size: tuple[int, int], rules: BoxRules) -> tuple[Quad, ...]:
    """Outlines of the lines in a probability map (h, w), in pixels of a picture of `size` (width, height).

    Each outline starts at the corner from which its text reads left to right, give or take 45 degrees.
    """
    height, width = probability.shape
    # The 2x2 dilation joins hairline gaps; PP-OCR's own post-processing does the same.
    blobs = cv2.dilate((probability > rules.ink).astype(np.uint8), np.ones((2, 2), np.uint8))
    outlines, _ = cv2.findContours(blobs, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    stretch = np.array([size[0] / width, size[1] / height])
    boxes = []
    for outline in outlines:
        centre, (across, down), angle = cv2.minAreaRect(outline)
        if min(across, down) < SHORTEST_BLOB:
            continue
        tight = np.asarray(cv2.boxPoints((centre, (across, down), angle)), dtype=np.float64)
        if _mean_inside(probability, tight) < rules.sure:
            continue
        more = 2 * across * down * rules.grow / (2 * (across + down))
        full = cv2.boxPoints((centre, (across + more, down + more), angle))
        boxes.append(_reading_right(np.asarray(full, dtype=np.float64) * stretch))
    return tuple(boxes)


def ways_to_read(box: Quad) -> tuple[Quad, ...]:
    """The box as it stands, and turned: a wide one upside down; a tall one so that its line runs up, and down."""
    tall = box.height >= TALL_RATIO * box.width
    return (box, box.turned(3), box.turned(1)) if tall else (box, box.turned(2))


def text_strip(picture: Picture, box: Quad) -> Picture:
    """The line inside `box`, upright, `STRIP_HEIGHT` pixels high, at its true aspect."""
    width = max(8, math.ceil(STRIP_HEIGHT * box.width / max(box.height, 1.0)))
    # Warp at the picture's own resolution first: shrinking inside the warp would skip strokes.
    factor = max(1.0, box.height / STRIP_HEIGHT)
    inner = (max(8, round(width * factor)), max(8, round(STRIP_HEIGHT * factor)))
    target = np.array([[0, 0], [inner[0], 0], [inner[0], inner[1]], [0, inner[1]]], dtype=np.float32)
    to_strip = cv2.getPerspectiveTransform(box.array.astype(np.float32), target)
    strip = cv2.warpPerspective(picture, to_strip, inner, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    if factor > 1:
        strip = cv2.resize(strip, (width, STRIP_HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(strip, dtype=np.uint8)


def _mean_inside(probability: NDArray[np.float32], corners: NDArray[np.float64]) -> float:
    height, width = probability.shape
    low = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, (width - 1, height - 1))
    high = np.clip(np.ceil(corners.max(axis=0)).astype(int), 0, (width - 1, height - 1))
    window = probability[low[1] : high[1] + 1, low[0] : high[0] + 1]
    inside = np.zeros(window.shape, dtype=np.uint8)
    cv2.fillPoly(inside, [np.round(corners - low).astype(np.int32)], (1,))
    return float(window[inside > 0].mean()) if inside.any() else 0.0


def _reading_right(ring: NDArray[np.float64]) -> Quad:
    """Start a clockwise ring of corners so that its first side points to the right as far as it can."""
    side = np.roll(ring, -1, axis=0) - ring
    turn = side[0, 0] * side[1, 1] - side[0, 1] * side[1, 0]
    if turn < 0:
        ring = ring[::-1]
        side = np.roll(ring, -1, axis=0) - ring
    rightward = side[:, 0] / np.maximum(np.linalg.norm(side, axis=1), 1e-9)
    return Quad.of(np.roll(ring, -int(np.argmax(rightward)), axis=0))
