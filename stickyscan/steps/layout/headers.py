"""Notes in; those that head a column out (or a row, in the turned scene): first of their column, and unlike the rest.

Paper colour, place, gap and size mostly speak for themselves; short words, and those that name a lane, add to it.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from stickyscan.steps.layout.kinds import kind_of_heading
from stickyscan.steps.layout.scene import Item

NEXT = 1.3  # note sizes of free space: what stands further off is no neighbour
SPARSE = 3.0  # the same on walls with much room between the notes
TOUCHING = 0.5  # note sizes of free space: a header of the next panel may stand this near behind a note
SHARED = 0.3  # of the smaller width: neighbours in a column share this much
ENOUGH = 1.9  # evidence needed
STRAY = 2  # notes that may hang above a row of headers
SMALLEST = 0.5  # of a typical note's area: smaller papers are tags
BY_CHANCE = 0.05  # how likely the notes of some colour may all begin a column by accident
SURE = 2.8  # evidence needed where that is likelier
SURE_OF_TWO = 3.3  # evidence needed for a pair of headers
FOLLOWED = 0.4  # share of headers that must have a note next to them
NAMED = 0.5  # share of headers that name a lane from which the rest of the wall may stand off
LEADING = 0.7  # share of headers that must have a note somewhere below
OTHER_PAPER = 16.0  # Lab units between tints: shade and lamp light move the same paper by less
PITCH = 0.6  # note sizes from header to header at least: closer ones are a stack
UNEVEN = 0.5  # note sizes by which the headers' heights may differ (median) unless chains hang from them
CHAINED = 2.0  # notes hanging from each header on average, if the headers are uneven
IN_LINE = 0.35  # note sizes: what stands that well in line with the headers is one, whatever its colour
MOST_ADDED = 1.7  # times the headers: where more stand in line with them, their colour is one of many among the notes
WORDY = 5.5  # words on average: more are sentences
COVERED = 0.7  # share of the other notes that must stand under a header


def header_notes(items: Sequence[Item]) -> tuple[tuple[Item, ...], float]:
    """The notes that head columns, left to right, and the evidence for them; ((), 0) if the wall has none."""
    begins = sum(not before(i, items, SPARSE) for i in items) / max(len(items), 1)
    candidates = [_of_colour(items, colour) for colour in sorted({i.colour for i in items})] + _rows_on_top(items)
    candidates = [c for c in map(_in_line, candidates) if len(_completed(c, items)) <= MOST_ADDED * len(c)]
    scored = [(_evidence(c, items), len(c), [i.index for i in c], c) for c in candidates if 2 <= len(c) < len(items)]
    evidence, _, _, best = max(scored, key=lambda s: s[:3], default=(0.0, 0, [], []))
    by_chance = len(candidates) * begins ** len(best)
    needed = SURE_OF_TWO if len(best) == 2 else SURE if by_chance > BY_CHANCE else ENOUGH
    if evidence < needed:
        return (), 0.0
    return tuple(sorted(_completed(best, items), key=lambda i: (i.box.x, i.box.y, i.index))), evidence


def crossing_headers(heads: Sequence[Item], items: Sequence[Item]) -> tuple[Item, ...]:
    """Headers of the other axis: given the row of column headers, the one column that stands before it, of one colour.

    Where headers of both axes meet, the corner is free, so a column that begins left of all column headers is theirs no
    more. () if nothing there looks like headers.
    """
    left, top = min(h.box.left for h in heads), statistics.median(h.box.y for h in heads)
    chosen = {h.index for h in heads}
    outside = [i for i in items if i.index not in chosen and i.box.right < left + PITCH / 2]
    inside = [i for i in items if i.index not in chosen and i not in outside]
    if len(outside) < 2 or len(outside) > len(inside) or any(i.box.y < top + PITCH for i in outside):
        return ()
    one_column = max(i.box.x for i in outside) - min(i.box.x for i in outside) < PITCH
    one_colour = len({i.colour for i in outside}) == 1 and len(outside) >= 3
    beside = sum(any(abs(i.box.y - o.box.y) < i.box.height for o in outside) for i in inside)
    likely = (one_colour or _named(outside) >= NAMED) and beside >= COVERED * len(inside)
    return tuple(sorted(outside, key=lambda i: (i.box.y, i.index))) if one_column and likely else ()


def before(item: Item, others: Sequence[Item], reach: float = NEXT) -> list[Item]:
    """The notes that stand above an item in its column, with at most `reach` of free space between."""
    return [o for o in others if _stands_above(o, item, reach)]


def _stands_above(other: Item, item: Item, reach: float = NEXT) -> bool:
    return other.box.y < item.box.y - 0.4 * item.box.height and _neighbours(other, item, reach)


def _right_above(item: Item, others: Sequence[Item]) -> bool:
    return any(_stands_above(o, item) and item.box.gap_down(o.box) < TOUCHING for o in others)


def _neighbours(a: Item, b: Item, reach: float) -> bool:
    shared = -a.box.gap_across(b.box)
    return shared > SHARED * min(a.box.width, b.box.width) and a.box.gap_down(b.box) < reach


def _of_colour(items: Sequence[Item], colour: str) -> list[Item]:
    """The notes of one colour that begin a column, with those in line with them."""
    mine = [i for i in items if i.colour == colour]
    others = [i for i in items if i.colour != colour]
    first = [i for i in mine if not _right_above(i, others)]
    if len(first) < 0.6 * len(mine):
        return []
    return [i for i in mine if i in first or any(abs(i.box.y - f.box.y) < 0.5 for f in first)]


def _rows_on_top(items: Sequence[Item]) -> list[list[Item]]:
    """The uppermost rows: notes that follow one another closely in height; a stray note may hang above the first."""
    rows: list[list[Item]] = []
    for item in sorted(items, key=lambda i: (i.box.y, i.index)):
        if rows and item.box.y - rows[-1][-1].box.y <= 0.35 and item.box.y - rows[-1][0].box.y <= 1.0:
            rows[-1].append(item)
        else:
            rows.append([item])
    full = [n for n, row in enumerate(rows) if len(row) >= 2]
    return [rows[n] for n in full[:1] if sum(len(row) for row in rows[:n]) <= STRAY]


def _in_line(heads: Sequence[Item]) -> list[Item]:
    """The headers without a few of the same colour far off the line on which nearly all of them stand."""
    if len(heads) < 3:
        return list(heads)
    middle = statistics.median(i.box.y for i in heads)
    near = [i for i in heads if abs(i.box.y - middle) <= UNEVEN]
    return near if len(near) >= 0.7 * len(heads) else list(heads)


def _evidence(heads: Sequence[Item], items: Sequence[Item]) -> float:
    """How clearly these notes are headers; 0 where their place rules it out."""
    chosen = {i.index for i in heads}
    rest = [i for i in items if i.index not in chosen]
    gaps = [_gap_below(head, rest) for head in heads]
    followed = [g for g in gaps if g is not None]
    if not _stand_like_headers(heads, rest, len(followed) / len(heads)):
        return 0.0
    apart = _unlike_gap(followed, rest) * len(followed) / len(heads)
    return _unlike_colour(heads, rest) + apart + _unlike_size(heads, rest) + _brief(heads, rest) + 2 * _named(heads)


def _stand_like_headers(heads: Sequence[Item], rest: Sequence[Item], followed: float) -> bool:
    """True if place and size allow it: notes below, none of them on top of another, no tags."""
    leading = sum(any(h.box.gap_across(i.box) < 0 and h.box.y < i.box.y for i in rest) for h in heads)
    stacked = sum(_right_above(h, heads) for h in heads)
    across = sorted(h.box.x for h in heads)
    pitch = statistics.median(b - a for a, b in pairwise(across))
    middle = statistics.median(h.box.y for h in heads)
    uneven = statistics.median(abs(h.box.y - middle) for h in heads) > UNEVEN
    return (
        (followed >= FOLLOWED or _named(heads) >= NAMED)
        and leading >= LEADING * len(heads)
        and len(rest) >= len(heads)
        and _area(heads) >= SMALLEST * _area(rest)
        and stacked <= 0.15 * len(heads)
        and (pitch >= PITCH or _tiered(heads))
        and sum(_under_one(item, heads) for item in rest) >= COVERED * len(rest)
        and (not uneven or _tiered(heads) or _hanging(heads, rest) >= CHAINED * len(heads))
    )


def _tiered(heads: Sequence[Item]) -> bool:
    """True if nearly every header has another at its height: two or more even rows of them."""
    paired = sum(any(abs(h.box.y - o.box.y) < IN_LINE for o in heads if o is not h) for h in heads)
    return paired >= 0.85 * len(heads) and len(heads) >= 4


def _hanging(heads: Sequence[Item], rest: Sequence[Item]) -> int:
    """How many notes hang from the headers in unbroken chains."""
    reached = list(heads)
    waiting = list(rest)
    grown = True
    while grown:
        fresh = [i for i in waiting if _right_above(i, reached)]
        grown = bool(fresh)
        reached += fresh
        waiting = [i for i in waiting if i not in fresh]
    return len(reached) - len(heads)


def _completed(heads: Sequence[Item], items: Sequence[Item]) -> list[Item]:
    """The headers, with notes that stand exactly in line with two or more of them and head something themselves."""
    more = []
    for item in items:
        line = [h for h in heads if abs(item.box.y - h.box.y) < IN_LINE]
        apart = item not in heads and all(item.box.gap_across(h.box) > -0.5 for h in line)
        if len(line) >= 2 and apart and not _right_above(item, items):
            more.append(item)
    return [*heads, *more]


def _gap_below(head: Item, rest: Sequence[Item]) -> float | None:
    """Free space to the first note below, within reach."""
    gaps = [head.box.gap_down(i.box) for i in rest if _stands_above(head, i)]
    return min(gaps) if gaps else None


def _under_one(item: Item, heads: Sequence[Item]) -> bool:
    """True if one of the headers nearest across stands above the item."""
    nearest = min(abs(h.box.x - item.box.x) for h in heads)
    return any(h.box.y < item.box.y - 0.3 for h in heads if abs(h.box.x - item.box.x) < nearest + 1)


def _unlike_colour(heads: Sequence[Item], rest: Sequence[Item]) -> float:
    """2.4 if the headers share a colour that no other note has; less if only the name differs, not the paper."""
    colour, count = Counter(i.colour for i in heads).most_common(1)[0]
    by_name = count / len(heads) - sum(i.colour == colour for i in rest) / len(rest)
    own = [i.tint for i in heads if i.colour == colour]
    other = [i.tint for i in rest]
    apart = math.dist(
        *((statistics.median(t[0] for t in ts), statistics.median(t[1] for t in ts)) for ts in (own, other))
    )
    return 2.4 * by_name * (min(1.0, apart / OTHER_PAPER) if by_name > 0 else 1.0)


def _unlike_gap(followed: Sequence[float], rest: Sequence[Item]) -> float:
    """1.5 if the headers stand clearly off the notes below, measured by how those stand to one another."""
    usual = [g for item in rest if (g := _gap_below(item, rest)) is not None] if followed else []
    if len(usual) < 2:
        return 0.0
    own, other = statistics.median(followed), statistics.median(usual)
    spread = statistics.median(abs(g - other) for g in usual)
    return 1.5 * min(1.0, max(0.0, (own - other - 0.1) / (0.2 + 2 * spread)))


def _unlike_size(heads: Sequence[Item], rest: Sequence[Item]) -> float:
    """1 if the headers are clearly larger or smaller paper."""
    ratio = _area(heads) / max(_area(rest), 1e-9)
    ratio = max(ratio, 1 / max(ratio, 1e-9))
    return min(1.0, max(0.0, (ratio - 1.2) / 0.4))


def _brief(heads: Sequence[Item], rest: Sequence[Item]) -> float:
    """0.5 if the headers carry far fewer words; -1 if they are the wordier ones, and no titles by any measure."""
    own = [i.words for i in heads if i.text]
    other = [i.words for i in rest if i.text]
    if len(own) < 2 or len(other) < 2:
        return 0.0
    if statistics.fmean(own) > max(WORDY, statistics.fmean(other)):
        return -1.0
    return 0.5 if statistics.fmean(own) <= 0.6 * statistics.fmean(other) else 0.0


def _named(heads: Sequence[Item]) -> float:
    """Share of the headers whose words are those of a lane: "feelings", "pain points"..."""
    return sum(kind_of_heading(i.text) is not None for i in heads) / len(heads)


def _area(items: Sequence[Item]) -> float:
    return statistics.median(i.box.width * i.box.height for i in items)
