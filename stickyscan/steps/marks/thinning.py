"""Strokes to lines one pixel wide (Zhang & Suen 1984, by table: Guo & Hall's remark on speed)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

# Bit of each neighbour, clockwise from the one above.
_RING = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))


def thinned(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The middle lines of the mask's strokes, 8-connected."""
    line = np.pad(mask.astype(np.uint8), 1)
    changed = True
    while changed:
        changed = False
        for table in _TABLES:
            away = np.asarray(cv2.LUT(neighbours(line), table), np.uint8) & line
            if away.any():
                line -= away
                changed = True
    for table in _CORNERS:  # a slanted line is left in steps, whose corners would pass for crossings
        line -= np.asarray(cv2.LUT(neighbours(line), table), np.uint8) & line
    return np.asarray(line[1:-1, 1:-1] > 0, np.bool_)


def neighbours(line: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Of each pixel, which of its eight neighbours are set, a bit each."""
    kernel = np.zeros((3, 3), np.float32)
    for bit, (dy, dx) in enumerate(_RING):
        kernel[dy + 1, dx + 1] = 1 << bit
    return np.asarray(cv2.filter2D(line, cv2.CV_8U, kernel, borderType=cv2.BORDER_CONSTANT), np.uint8)


def _table(first: bool) -> NDArray[np.uint8]:
    """For each pattern of neighbours, 1 where the pixel may go."""
    table = np.zeros(256, np.uint8)
    for code in range(256):
        ring = [(code >> bit) & 1 for bit in range(8)]
        steps = sum(a == 0 and b == 1 for a, b in zip(ring, ring[1:] + ring[:1], strict=True))
        up, right, down, left = ring[0], ring[2], ring[4], ring[6]
        open_ = (up * right * down, right * down * left) if first else (up * right * left, up * down * left)
        table[code] = 2 <= sum(ring) <= 6 and steps == 1 and not any(open_)
    return table


def _corner(first: int) -> NDArray[np.uint8]:
    """1 for the corner of a step: two straight neighbours, from bit `first`, and nothing on the other side."""
    table = np.zeros(256, np.uint8)
    near, far = 1 << first | 1 << (first + 2) % 8, sum(1 << (first + k) % 8 for k in (4, 5, 6))
    for code in range(256):
        table[code] = code & near == near and not code & far
    return table


_CORNERS = tuple(_corner(bit) for bit in (0, 2, 4, 6))
_TABLES = (_table(True), _table(False))
