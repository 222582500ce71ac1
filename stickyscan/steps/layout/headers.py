"""Notes in; those that head a column out (or a row, in the turned scene): first of their column, and unlike the rest.

Nothing here needs the writing: paper colour, place, gap and size speak for themselves; short words only add to it.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence

from stickyscan.steps.layout.scene import Item

NEXT = 1.3  # note sizes of free space: what stands further off is no neighbour
SHARED = 0.3  # of the smaller width: neighbours in a column share this much
ENOUGH = 2.0  # evidence needed
FOLLOWED = 0.6  # share of headers that must have a note next to them
COVERED = 0.8  # share of the other notes that must stand under a header


def header_notes(items: Sequence[Item]) -> tuple[Item, ...]:
    """The notes that head columns, left to right; () if the wall has no such notes."""
    candidates = [_of_colour(items, colour) for colour in sorted({i.colour for i in items})] + [_first_row(items)]
    scored = [(_evidence(c, items), len(c), [i.index for i in c], c) for c in candidates if 2 <= len(c) < len(items)]
    if not scored:
        return ()
    evidence, _, _, best = max(scored, key=lambda s: s[:3])
    return tuple(sorted(best, key=lambda i: (i.box.x, i.box.y, i.index))) if evidence >= ENOUGH else ()


def before(item: Item, others: Sequence[Item]) -> list[Item]:
    """The notes that stand right above an item."""
    return [o for o in others if o.index != item.index and o.box.y < item.box.y and _neighbours(o, item)]


def _neighbours(a: Item, b: Item) -> bool:
    shared = -a.box.gap_across(b.box)
    return shared > SHARED * min(a.box.width, b.box.width) and a.box.gap_down(b.box) < NEXT


def _of_colour(items: Sequence[Item], colour: str) -> list[Item]:
    """The notes of one colour that begin a column, with those in line with them."""
    mine = [i for i in items if i.colour == colour]
    others = [i for i in items if i.colour != colour]
    first = [i for i in mine if not before(i, others)]
    if len(first) < 0.6 * len(mine):
        return []
    return [i for i in mine if i in first or any(abs(i.box.y - f.box.y) < 0.5 for f in first)]


def _first_row(items: Sequence[Item]) -> list[Item]:
    """The uppermost row: notes that follow one another closely in height, from the top down."""
    ordered = sorted(items, key=lambda i: (i.box.y, i.index))
    row = ordered[:1]
    for item in ordered[1:]:
        if item.box.y - row[-1].box.y > 0.35 or item.box.y - row[0].box.y > 1.0:
            break
        row.append(item)
    return row


def _evidence(heads: Sequence[Item], items: Sequence[Item]) -> float:
    """How clearly these notes are headers; 0 where their place rules it out."""
    chosen = {i.index for i in heads}
    rest = [i for i in items if i.index not in chosen]
    gaps = [_gap_below(head, rest) for head in heads]
    followed = [g for g in gaps if g is not None]
    if len(followed) < FOLLOWED * len(heads) or len(rest) < len(heads):
        return 0.0
    if sum(_under_one(item, heads) for item in rest) < COVERED * len(rest):
        return 0.0
    return _unlike_colour(heads, rest) + _unlike_gap(followed, rest) + _unlike_size(heads, rest) + _brief(heads, rest)


def _gap_below(head: Item, rest: Sequence[Item]) -> float | None:
    """Free space to the first note below, within reach."""
    gaps = [head.box.gap_down(i.box) for i in rest if head in before(i, [head])]
    return min(gaps) if gaps else None


def _under_one(item: Item, heads: Sequence[Item]) -> bool:
    """True if the header nearest across stands above the item."""
    nearest = min(heads, key=lambda h: (abs(h.box.x - item.box.x), h.index))
    return any(h.box.y < item.box.y - 0.3 for h in heads if abs(h.box.x - item.box.x) < abs(nearest.box.x - item.box.x) + 1)


def _unlike_colour(heads: Sequence[Item], rest: Sequence[Item]) -> float:
    """2 if the headers share a colour that no other note has."""
    colour, count = Counter(i.colour for i in heads).most_common(1)[0]
    return 2.4 * (count / len(heads) - sum(i.colour == colour for i in rest) / len(rest))


def _unlike_gap(followed: Sequence[float], rest: Sequence[Item]) -> float:
    """1.5 if the headers stand clearly off the notes below, measured by how those stand to one another."""
    usual = [g for item in rest if (g := _gap_below(item, rest)) is not None]
    if len(usual) < 2:
        return 0.0
    own, other = statistics.median(followed), statistics.median(usual)
    spread = statistics.median(abs(g - other) for g in usual)
    return 1.5 * min(1.0, max(0.0, (own - other - 0.1) / (0.2 + 2 * spread)))


def _unlike_size(heads: Sequence[Item], rest: Sequence[Item]) -> float:
    """1 if the headers are clearly larger or smaller paper."""
    own = statistics.median(i.box.width * i.box.height for i in heads)
    other = statistics.median(i.box.width * i.box.height for i in rest)
    ratio = max(own, other) / max(min(own, other), 1e-9)
    return min(1.0, max(0.0, (ratio - 1.2) / 0.4))


def _brief(heads: Sequence[Item], rest: Sequence[Item]) -> float:
    """0.5 if the headers carry far fewer words."""
    own = [i.words for i in heads if i.text]
    other = [i.words for i in rest if i.text]
    if len(own) < 2 or len(other) < 2:
        return 0.0
    return 0.5 if statistics.fmean(own) <= 0.6 * statistics.fmean(other) else 0.0
