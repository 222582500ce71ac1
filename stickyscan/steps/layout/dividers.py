"""Drawn lines in; those that part the wall into columns out (or rows, in the turned scene)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from stickyscan.steps.layout.scene import Box, Divider, Scene

# Of the height over which most notes and headings hang; a shorter line is an underline, an arrow, a frame.
LEAST_REACH = 0.5
STRAYS = 0.15  # share of the boxes at either end that may have nothing to do with the rest
CORE = 0.6  # of a note's width: a line through it is no border of that note
CROSSED = 0.2  # share of the notes along a line that may hang over it
NARROWEST = 0.9  # note sizes: no table has narrower columns
UNEVEN = 0.12  # of a step by which the columns of a ruled table may differ
APART = 0.35  # note sizes: two lines closer than this are one (both edges of a frame, a line drawn twice)


def column_borders(scene: Scene) -> tuple[Divider, ...]:
    """The uprights that part notes or headings from one another, left to right."""
    boxes = [i.box for i in scene.items] + [t.box for t in scene.labels]
    if not boxes:
        return ()
    long = [d for d in scene.uprights if reaches_along(d, boxes, LEAST_REACH)]
    clear = _one_each([d for d in long if not _crosses_notes(d, scene)])
    missed = [d for d in _missed_rungs(clear) if not _crosses_notes(d, scene)]
    return tuple(sorted((d for d in (*clear, *missed) if _parts(d, boxes)), key=lambda d: (d.middle, d.low)))


def reaches_along(divider: Divider, boxes: Sequence[Box], share: float) -> bool:
    """True if the line runs past that share of the height over which most boxes hang; strays do not count."""
    low, high = np.quantile([b.y for b in boxes], (STRAYS, 1 - STRAYS))
    return bool(min(divider.high, high + 0.5) - max(divider.low, low - 0.5) >= share * (high - low + 1.0))


def place_between(box: Box, borders: Sequence[Divider]) -> int:
    """How many borders stand left of the box's centre, at its own height."""
    return sum(d.x(box.y) < box.x for d in borders)


def _crosses_notes(divider: Divider, scene: Scene) -> bool:
    along = [i.box for i in scene.items if divider.low - 0.5 <= i.box.y <= divider.high + 0.5]
    crossed = sum(abs(divider.x(b.y) - b.x) < CORE / 2 * b.width for b in along)
    near = sum(abs(divider.x(b.y) - b.x) < 2.0 for b in along)
    return crossed > max(CROSSED * near, 0 if near < 4 else 1)


def _parts(divider: Divider, boxes: Sequence[Box]) -> bool:
    """True if something stands on either side."""
    sides = {divider.x(b.y) < b.x for b in boxes}
    return len(sides) == 2


def _missed_rungs(lines: Sequence[Divider]) -> list[Divider]:
    """Lines that a ruled table must have besides: where all gaps are one step wide, half-way through those of two."""
    gaps = [b.middle - a.middle for a, b in pairwise(lines)]
    step = min(gaps, default=0.0)
    steps = [round(gap / step) for gap in gaps] if step >= NARROWEST else []
    even = all(abs(gap - n * step) <= UNEVEN * step for gap, n in zip(gaps, steps, strict=False))
    if not even or set(steps) != {1, 2} or steps.count(2) > steps.count(1):
        return []
    doubles = [pair for pair, n in zip(pairwise(lines), steps, strict=True) if n == 2]
    return [
        Divider((a.at + b.at) / 2, (a.slope + b.slope) / 2, max(a.low, b.low), min(a.high, b.high)) for a, b in doubles
    ]


def _one_each(dividers: Sequence[Divider]) -> tuple[Divider, ...]:
    kept: list[Divider] = []
    for divider in sorted(dividers, key=lambda d: (-d.length, d.middle)):
        heights = (divider.low, divider.high)
        if all(min(abs(divider.x(y) - k.x(y)) for y in heights) >= APART for k in kept):
            kept.append(divider)
    return tuple(sorted(kept, key=lambda d: (d.middle, d.low)))
