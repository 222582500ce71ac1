"""Lines of one note in any order; the same lines as they are read: rows from the top, each from left to right."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from stickyscan.engines.protocols import TextLine

SAME_ROW = 0.5  # of the lower line's height: centres nearer than this stand in one row


def reading_order(lines: Sequence[TextLine]) -> tuple[tuple[TextLine, ...], ...]:
    """Rows of lines, top to bottom; within a row left to right. Independent of the order given.

    "Down" is across the lines' own direction, so that a tilted note reads as an upright one.
    """
    if not lines:
        return ()
    angle = common_angle(lines)
    across, down = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))

    def along(line: TextLine, axis: tuple[float, float]) -> float:
        return float(np.dot(line.corners.centre, axis))

    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda one: (along(one, down), along(one, across), one.text)):
        # Compared with the row's last member only: a row that climbs a little stays one row.
        row = rows[-1] if rows else []
        if row and along(line, down) - along(row[-1], down) < SAME_ROW * min(
            line.corners.height, row[-1].corners.height
        ):
            row.append(line)
        else:
            rows.append([line])
    return tuple(tuple(sorted(row, key=lambda one: (along(one, across), one.text))) for row in rows)


def common_angle(lines: Sequence[TextLine]) -> float:
    """Direction of the writing in radians, clockwise from rightward, in -pi..pi; 0 without lines.

    The quarter in which most of the writing runs decides, each line weighing as much as it is long; within that
    quarter the directions are averaged.
    """
    weights = [0.0] * 4
    for line in lines:
        weights[_quarter(line)] += line.corners.width
    quarter = max(range(4), key=lambda q: (weights[q], -q))
    along = [line for line in lines if _quarter(line) == quarter]
    turns = [(math.radians(line.corners.angle), line.corners.width) for line in along]
    return math.atan2(sum(w * math.sin(a) for a, w in turns), sum(w * math.cos(a) for a, w in turns))


def _quarter(line: TextLine) -> int:
    """Quarter turns clockwise from rightward, 0..3, nearest to the line's direction."""
    return round(line.corners.angle / 90) % 4
