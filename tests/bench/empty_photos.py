"""Labelled walls in, note-free pieces of their photos out: the largest rectangles that hold nothing labelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture
from stickyscan.labels import LabelledWall

SHARE, PIXELS = 0.25, 300  # a piece's shorter side: this share of the photo's shorter side, and this many pixels
MARGIN = 0.02  # of the photo's shorter side, kept free round labels: shadows and curled edges
CELLS = 300  # the photo's longer side is judged in this many cells
PER_WALL = 2
SMALL_SIDE = 320  # longer side at which detail is judged

Cells = NDArray[np.bool_]


@dataclass(frozen=True)
class Piece:
    """A rectangle of a photo, in pixels; `right` and `bottom` are just outside."""

    left: int
    top: int
    right: int
    bottom: int

    def __str__(self) -> str:
        """The corners, as in "10,20 to 110,60"."""
        return f"{self.left},{self.top} to {self.right},{self.bottom}"

    def of(self, pixels: Picture) -> Picture:
        """This part of a photo, as a picture of its own."""
        return np.ascontiguousarray(pixels[self.top : self.bottom, self.left : self.right])

    @property
    def shorter(self) -> int:
        """Shorter side in pixels."""
        return min(self.right - self.left, self.bottom - self.top)

    @property
    def area(self) -> int:
        """Square pixels."""
        return (self.right - self.left) * (self.bottom - self.top)


def choose_pieces(walls: Mapping[str, Sequence[tuple[Piece, float]]], wanted: int) -> list[tuple[str, Piece]]:
    """Note-free pieces from as many walls (pieces, largest first, with their detail) as there are; always the same.

    First each wall's largest piece, those first that have the most to see: a blank board fools nobody.
    """
    ranked = [
        (place, -seen, name, piece) for name, pieces in walls.items() for place, (piece, seen) in enumerate(pieces)
    ]
    return [(name, piece) for _, _, name, piece in sorted(ranked, key=lambda one: one[:3])[:wanted]]


def detail(pixels: Picture) -> float:
    """How much there is to see in a picture: mean step between neighbouring pixels (grey levels) at a small size."""
    scale = SMALL_SIDE / max(pixels.shape[:2])
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float64)
    return float(np.abs(np.diff(small, axis=0)).mean() + np.abs(np.diff(small, axis=1)).mean())


def free_pieces(truth: LabelledWall, size: tuple[int, int]) -> list[Piece]:
    """Up to `PER_WALL` pieces of a photo (width, height) that touch no label and no ignored region, largest first."""
    cell = max(size) / CELLS
    taken = np.zeros((int(size[1] / cell), int(size[0] / cell)), np.uint8)
    shapes = [*(label.quad for label in truth.notes), *(truth.ignore_regions or ())]
    for shape in shapes:
        cv2.fillPoly(taken, [np.round(np.array(shape) / cell - 0.5).astype(np.int32)], (1,))
    reach = int(np.ceil(MARGIN * min(size) / cell)) + 1
    taken = np.asarray(cv2.dilate(taken, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)), np.uint8)
    free = taken == 0
    least = max(PIXELS, SHARE * min(size))
    pieces: list[Piece] = []
    while len(pieces) < PER_WALL:
        left, top, right, bottom = largest_rectangle(free, int(np.ceil(least / cell)))
        piece = Piece(int(left * cell), int(top * cell), int(right * cell), int(bottom * cell))
        if piece.shorter < least:
            break
        pieces.append(piece)
        free[top:bottom, left:right] = False
    return pieces


def largest_rectangle(free: Cells, least: int = 1) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the largest all-true rectangle with sides >= `least`; all 0 if there is none."""
    best, best_area = (0, 0, 0, 0), 0
    heights = np.zeros(free.shape[1], dtype=int)
    for bottom, line in enumerate(free, 1):
        heights = np.where(line, heights + 1, 0)
        for left, right, height in _under(heights.tolist()):
            if min(right - left, height) >= least and (right - left) * height > best_area:
                best, best_area = (left, bottom - height, right, bottom), (right - left) * height
    return best


def _under(heights: Sequence[int]) -> list[tuple[int, int, int]]:
    """Left, right, height of each rectangle under a skyline that cannot grow (the usual stack method)."""
    found: list[tuple[int, int, int]] = []
    open_: list[tuple[int, int]] = []  # left, height
    for x, height in enumerate([*heights, 0]):
        left = x
        while open_ and open_[-1][1] >= height:
            left, tall = open_.pop()
            found.append((left, x, tall))
        open_.append((left, height))
    return found
