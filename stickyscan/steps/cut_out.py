"""Corners of a note in; an upright, straightened picture of it out."""

from __future__ import annotations

import math

import cv2
import numpy as np

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import Quad
from stickyscan.steps.shrink import halved

SIDE = 640  # px, geometric mean of width and height: ten lines of writing still get more than 48 px each
ASPECT_LIMIT = 8.0  # a longer strip than this is not a note, and would need a huge picture


def cut_size(corners: Quad) -> tuple[int, int]:
    """Width and height in pixels of the picture that `cut_out` makes of a note."""
    aspect = min(max(corners.width / max(corners.height, 1.0), 1 / ASPECT_LIMIT), ASPECT_LIMIT)
    return round(SIDE * math.sqrt(aspect)), round(SIDE / math.sqrt(aspect))


def cut_out(pixels: Picture, corners: Quad) -> Picture:
    """The note inside `corners`, seen straight on, at its own aspect and about `SIDE` pixels across.

    Notes that are larger in the photo are reduced by area averaging, smaller ones enlarged with cubic interpolation.
    """
    width, height = cut_size(corners)
    scale = SIDE / max(math.sqrt(corners.area), 1.0)
    window, quad = _window(pixels, corners)
    if scale < 1:  # a warp alone would skip pixels
        small = (max(1, round(window.shape[1] * scale)), max(1, round(window.shape[0] * scale)))
        quad = quad * (np.array(small) / (window.shape[1], window.shape[0]))
        window = np.asarray(cv2.resize(window, small, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    upright = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    picture = cv2.warpPerspective(
        window, upright, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(picture, dtype=np.uint8)


def glance(pixels: Picture, corners: Quad, side: int) -> Picture:
    """The note at its own aspect, `side` pixels the longer way, without care for fine detail: five times as fast."""
    across = cut_size(corners)
    width, height = (round(length * side / max(across)) for length in across)
    scale = side / max(corners.width, corners.height, 1.0)
    window, quad = _window(pixels, corners)
    small, share = halved(window, scale)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    upright = cv2.getPerspectiveTransform((quad * share).astype(np.float32), target)
    method = cv2.INTER_LINEAR if scale < 1 else cv2.INTER_CUBIC
    picture = cv2.warpPerspective(small, upright, (width, height), flags=method, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(picture, np.uint8)


def _window(pixels: Picture, corners: Quad) -> tuple[Picture, np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    """The part of the photo that holds the note, with a little around it, and the corners in it."""
    quad = corners.array
    limit = (pixels.shape[1] - 1, pixels.shape[0] - 1)
    low = np.clip(np.floor(quad.min(axis=0)).astype(int) - 4, 0, limit)
    high = np.clip(np.ceil(quad.max(axis=0)).astype(int) + 4, 0, limit) + 1
    return pixels[low[1] : high[1], low[0] : high[0]], quad - low
