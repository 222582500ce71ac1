"""Strokes to lines one pixel wide (Zhang & Suen 1984, by table: Guo & Hall's remark on speed)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stickyscan.steps.marks.set_pixels import set_pixels

# Rows and columns to each neighbour, clockwise from the one above: a bit each.
_RING = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))


def thinned(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The middle lines of the mask's strokes, 8-connected."""
    line = np.pad(mask.astype(np.uint8), 1)
    spots = numbers_of(line)
    changed = True
    while changed:
        before = len(spots)
        for table in _TABLES:
            spots = _without(line, spots, table)
        changed = len(spots) < before
    for table in _CORNERS:  # a slanted line is left in steps, whose corners would pass for crossings
        spots = _without(line, spots, table)
    return np.asarray(line[1:-1, 1:-1] > 0, np.bool_)


def numbers_of(line: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The pixels that are set, numbered row by row."""
    columns, rows = set_pixels(line)
    return np.asarray(rows.astype(np.int64) * line.shape[1] + columns, np.int64)


def neighbours(line: NDArray[np.uint8], spots: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Of pixels (n,) off the rim, by number, which of their eight neighbours are set, a bit each."""
    flat = line.ravel()
    code = np.zeros(len(spots), np.uint8)
    for bit, (down, across) in enumerate(_RING):
        code |= flat[spots + (down * line.shape[1] + across)] << np.uint8(bit)
    return code


def _without(line: NDArray[np.uint8], spots: NDArray[np.int64], table: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The pixels that stay, of those with set neighbours as in the table; the others are wiped off the line."""
    away = table[neighbours(line, spots)]
    line.ravel()[spots[away]] = 0
    return spots[~away]


def _table(first: bool) -> NDArray[np.bool_]:
    """For each pattern of neighbours, whether the pixel may go."""
    table = np.zeros(256, np.bool_)
    for code in range(256):
        ring = [(code >> bit) & 1 for bit in range(8)]
        steps = sum(a == 0 and b == 1 for a, b in zip(ring, ring[1:] + ring[:1], strict=True))
        up, right, down, left = ring[0], ring[2], ring[4], ring[6]
        open_ = (up * right * down, right * down * left) if first else (up * right * left, up * down * left)
        table[code] = 2 <= sum(ring) <= 6 and steps == 1 and not any(open_)
    return table


def _corner(first: int) -> NDArray[np.bool_]:
    """True for the corner of a step: two straight neighbours, from bit `first`, and nothing on the other side."""
    table = np.zeros(256, np.bool_)
    near, far = 1 << first | 1 << (first + 2) % 8, sum(1 << (first + k) % 8 for k in (4, 5, 6))
    for code in range(256):
        table[code] = code & near == near and not code & far
    return table


_CORNERS = tuple(_corner(bit) for bit in (0, 2, 4, 6))
_TABLES = (_table(True), _table(False))
