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
    angle = _common_angle(lines)
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


def _common_angle(lines: Sequence[TextLine]) -> float:
    """Direction of the writing in radians, each line weighing as much as it is long; steep lines have no say."""
    turns = [(math.radians(line.corners.angle), line.corners.width) for line in lines]
    level = [(angle, weight) for angle, weight in turns if abs(angle) < math.pi / 4]
    total = sum(weight for _, weight in level)
    return sum(angle * weight for angle, weight in level) / total if total else 0.0
