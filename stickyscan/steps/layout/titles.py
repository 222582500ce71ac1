"""Notes in; the one or few that name the whole wall out."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from stickyscan.steps.layout.scene import Item

LARGER = 1.8  # times the area of a typical note
ALONE = 0.6  # note sizes of free space to the next note below or beside


def title_notes(items: Sequence[Item]) -> tuple[Item, ...]:
    """Notes over all others that are clearly larger paper, or one that stands alone there, of another colour."""
    if len(items) < 4:
        return ()
    usual = statistics.median(i.box.width * i.box.height for i in items)
    large = [i for i in items if i.box.width * i.box.height > LARGER * usual]
    on_top = [i for i in large if all(i.box.y < o.box.top for o in items if o not in large)]
    if on_top and len(on_top) == len(large) and len(on_top) <= 2:
        return tuple(sorted(on_top, key=lambda i: (i.box.x, i.index)))
    return _single(items)


def _single(items: Sequence[Item]) -> tuple[Item, ...]:
    first, *rest = sorted(items, key=lambda i: (i.box.y, i.index))
    over = all(first.box.y < o.box.top for o in rest)
    unlike = all(first.colour != o.colour for o in rest)
    return (first,) if over and unlike else ()
