"""A photo and its notes in; the bare wall out, with the notes painted over in the colour of the wall around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import Quad
from stickyscan.steps.shrink import halved

LONG_SIDE = 1600  # px of the reduced picture: marker headings stay legible and the work takes about a second
GROWN = 1.12  # notes are covered with this much of their size, so that edges and shadows go too
SOFT, RIM = 2.0, 12  # px: the painting's edge fades, and how far at most
SMALL = 0.1  # the covering colour varies slowly; it is worked out at a tenth of the size
REACHES = (2.0, 6.0, 18.0, 60.0)  # px of the small picture: how far to look for bare wall, nearest first
ENOUGH_WALL = 0.05  # share of bare wall within reach that makes its colour trustworthy


@dataclass(frozen=True)
class BareWall:
    """The reduced photo without notes. `scale` takes photo pixels to its pixels; `covered` is true under notes."""

    picture: Picture
    covered: NDArray[np.bool_]
    scale: float


def cover_notes(picture: Picture, notes: Sequence[Quad]) -> BareWall:
    """Reduce the photo to at most `LONG_SIDE` and paint the notes (in photo pixels) over.

    Each covered pixel takes the mean colour of the bare wall around it (normalised convolution), softly blended, so
    that neither the text reader nor the line detector sees an edge where a note was.
    """
    scale = min(1.0, LONG_SIDE / max(picture.shape[:2]))
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    nearly, _ = halved(picture, scale)  # as good as averaging in one go, and faster
    small = np.asarray(cv2.resize(nearly, size, interpolation=cv2.INTER_AREA), np.uint8) if scale < 1 else picture
    covered = np.zeros(small.shape[:2], np.uint8)
    outlines = [np.round(note.shrunk(GROWN).array * scale).astype(np.int32) for note in notes]
    for outline in outlines:
        cv2.fillPoly(covered, [outline], 255)
    wall = _wall_colour(small, covered)
    soft = np.maximum(cv2.GaussianBlur(covered, (0, 0), SOFT), covered)
    bare = small.copy()
    for outline in outlines:
        (left, top), (right, bottom) = np.maximum(outline.min(axis=0) - RIM, 0), outline.max(axis=0) + RIM
        here = slice(top, max(bottom, 0)), slice(left, max(right, 0))
        under = soft[here].astype(np.float32)[..., None] / 255
        bare[here] = np.clip(small[here] * (1 - under) + wall[here] * under, 0, 255).astype(np.uint8)
    return BareWall(bare, covered > 0, scale)


def _wall_colour(small: Picture, covered: NDArray[np.uint8]) -> Picture:
    """The wall's colour everywhere, (h, w, 3), interpolated under the notes."""
    size = (max(1, round(small.shape[1] * SMALL)), max(1, round(small.shape[0] * SMALL)))
    open_ = cv2.bitwise_and(small, small, mask=cv2.bitwise_not(covered)).astype(np.float32)
    colours = cv2.resize(open_, size, interpolation=cv2.INTER_AREA)
    share = cv2.resize((covered == 0).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    wall = np.full_like(colours, 127.0)
    known = np.zeros(share.shape, bool)
    for reach in REACHES:
        near = cv2.GaussianBlur(share, (0, 0), reach)
        mean = cv2.GaussianBlur(colours, (0, 0), reach) / np.maximum(near, 1e-6)[..., None]
        fresh = ~known & (near > (ENOUGH_WALL if reach < REACHES[-1] else 1e-4))
        wall[fresh] = mean[fresh]
        known |= fresh
        if known.all():
            break
    full = (small.shape[1], small.shape[0])
    return np.asarray(cv2.resize(np.rint(wall).astype(np.uint8), full, interpolation=cv2.INTER_LINEAR), np.uint8)
