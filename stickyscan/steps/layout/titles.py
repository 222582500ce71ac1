"""Notes in; the one or few that name the whole wall out."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from stickyscan.steps.layout.scene import Item

LONGEST = 8  # words of a title
LARGER = 1.8  # times the area of a typical note


def title_notes(items: Sequence[Item]) -> tuple[Item, ...]:
    """Notes over all others that are clearly larger paper, or one that stands alone there, of another colour."""
    if len(items) < 4:
        return ()
    usual = statistics.median(i.box.width * i.box.height for i in items)
    ordered = sorted(items, key=lambda i: (i.box.y, i.index))
    for count in (2, 1):
        first, rest = ordered[:count], ordered[count:]
        side_by_side = all(abs(i.box.y - first[0].box.y) < 0.5 and 0 < i.words <= LONGEST for i in first)
        large = side_by_side and all(i.box.width * i.box.height > LARGER * usual for i in first)
        if large and max(i.box.y for i in first) < min(i.box.top for i in rest):
            return tuple(sorted(first, key=lambda i: (i.box.x, i.index)))
    return _single(items)


def _single(items: Sequence[Item]) -> tuple[Item, ...]:
    first, *rest = sorted(items, key=lambda i: (i.box.y, i.index))
    over = all(first.box.y < o.box.top for o in rest)
    unlike = all(first.colour != o.colour for o in rest)
    return (first,) if over and unlike and first.words else ()
