"""Notes divided among columns in; the same out, with blocks that hang on the next column given to that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stickyscan.steps.layout.grouping import Place
from stickyscan.steps.layout.scene import Box, Item

TOUCH = 0.1  # note sizes of free space between notes that touch: corners are not found more exactly
CLEAR = 0.5  # note sizes of free space round a block that has nothing to do with its column
DOUBTED = 0.75  # confidence of places near the border
SURE = 0.6  # confidence of the place that a block gets by touching


def join_what_they_touch(
    places: Mapping[int, Place], items: Sequence[Item], heads: Mapping[int, Box], drawn: frozenset[int]
) -> dict[int, Place]:
    """The places; notes near the border that stand clear of their column and touch the next one's belong there.

    A row may be too short for its notes: the last ones then hang above it, nearer to the middle of another row.
    `heads`: what names each column; `drawn`: borders (to the right of that column) that are lines, which nothing
    crosses.
    """
    joined = dict(places)
    for block in _blocks(items, places):
        if len(block) < 2 or any(places[i.index].confidence > DOUBTED for i in block):  # one alone proves nothing
            continue
        group = places[block[0].index].group
        inside = {i.index for i in block}
        own = [o.box for o in items if places[o.index].group == group and o.index not in inside]
        own += [heads[group]] if group in heads else []
        if not own or any(i.box.distance(box) < CLEAR for i in block for box in own):
            continue
        touched = {places[o.index].group for o in items for i in block if i.box.distance(o.box) < TOUCH} - {group}
        rivals = [g for g in touched if abs(g - group) == 1 and min(g, group) not in drawn]
        if len(rivals) == 1:
            joined |= {i: Place(rivals[0], SURE) for i in inside}
    return joined


def _blocks(items: Sequence[Item], places: Mapping[int, Place]) -> list[list[Item]]:
    """The notes of each column that touch one another."""
    blocks: list[list[Item]] = []
    for item in items:
        group = places[item.index].group
        near = {o.index for o in items if places[o.index].group == group and o.box.distance(item.box) < TOUCH}
        mine = [block for block in blocks if any(o.index in near for o in block)]
        blocks = [block for block in blocks if block not in mine]
        blocks.append([item, *(o for block in mine for o in block)])
    return blocks
