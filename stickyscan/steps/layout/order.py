"""Notes in any order in; reading order out."""

from __future__ import annotations

from collections.abc import Sequence

from stickyscan.steps.layout.scene import Item

SAME_LINE = 0.5  # note sizes: centres that differ by less in height are read from left to right


def reading_order(items: Sequence[Item]) -> list[Item]:
    """From the top down, and from left to right within a line of notes; a line may waver by half a note."""
    lines: list[list[Item]] = []
    for item in sorted(items, key=lambda i: (i.box.y, i.box.x, i.index)):
        if lines and item.box.y - sum(i.box.y for i in lines[-1]) / len(lines[-1]) <= SAME_LINE:
            lines[-1].append(item)
        else:
            lines.append([item])
    return [item for line in lines for item in sorted(line, key=lambda i: (i.box.x, i.box.y, i.index))]
