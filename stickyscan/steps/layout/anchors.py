"""Headers or headings and drawn borders in; the notes divided among them out. Rows are columns of the turned scene."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from stickyscan.steps.layout.dividers import CORE, place_between
from stickyscan.steps.layout.grouping import NOTHING, Group, Grouping, Place, Source
from stickyscan.steps.layout.scene import Box, Divider, Item
from stickyscan.steps.layout.touching import join_what_they_touch

FAR_OUT = 2.5  # note sizes of nothing: what stands beyond is no part of the outermost column
AHEAD = 0.75  # note sizes: a note this far above its header does not belong under it
DOUBT = 0.5  # note sizes from the border at which a place is beyond doubt
LINKED = 0.35  # note sizes of free space within a chain of notes
STRIP = 0.3  # note sizes of free wall round a block of notes that has lost its header
BLOCK = 3  # notes that make such a block
STEP = 0.05  # note sizes between the borders tried


@dataclass(frozen=True)
class Anchor:
    """What names a column: a header note (`index`), or writing on the board."""

    title: str | None
    box: Box
    source: Source
    index: int | None = None


@dataclass(frozen=True)
class _Border:
    """Between two columns; `drawn` if it is a line."""

    line: Divider
    drawn: bool


def divide(
    items: Sequence[Item], anchors: Sequence[Anchor], dividers: Sequence[Divider], heads_begin: bool = True
) -> Grouping:
    """The notes (without header notes) by column, left to right.

    Where headers stand in several tiers (two panels, one above the other), each note belongs to the last tier above
    it. `heads_begin`: headers stand before their notes, so that what is above them is theirs no more.
    """
    groups: list[Group] = []
    places: dict[int, Place] = {}
    tiers = _tiers(anchors)
    for tier, own in zip(tiers, _by_tier(items, tiers, heads_begin), strict=True):
        part = _one_tier(own, tier, dividers)
        places |= {i: Place(p.group + len(groups), p.confidence) for i, p in part.places.items()}
        groups += part.groups
    return Grouping(tuple(groups), places) if len(groups) > 1 else NOTHING


def _tiers(anchors: Sequence[Anchor]) -> list[tuple[Anchor, ...]]:
    """Anchors by height, if some stand right under others of the same column; else all in one tier."""
    ordered = sorted(anchors, key=lambda a: (a.box.y, a.box.x))
    stacked = any(
        b.box.y - a.box.y > 1.5 and a.box.gap_across(b.box) < -0.5 * min(a.box.width, b.box.width)
        for a in ordered for b in ordered
    )  # fmt: skip
    tiers: list[list[Anchor]] = []
    for anchor in ordered:
        if tiers and (not stacked or anchor.box.y - tiers[-1][-1].box.y < 1.0):
            tiers[-1].append(anchor)
        else:
            tiers.append([anchor])
    return [tuple(sorted(t, key=lambda a: (a.box.x, a.box.y))) for t in tiers] or [()]


def _by_tier(items: Sequence[Item], tiers: Sequence[Sequence[Anchor]], heads_begin: bool) -> list[list[Item]]:
    own: list[list[Item]] = [[] for _ in tiers]
    for item in items:
        above = [n for n, tier in enumerate(tiers) if tier and _start(tier, item) - AHEAD < item.box.y]
        if above:
            own[above[-1]].append(item)
        elif not heads_begin or not tiers[0]:
            own[0].append(item)
    return own


def _start(tier: Sequence[Anchor], item: Item) -> float:
    """Height of the tier's anchor nearest to the item's column."""
    return min(tier, key=lambda a: (abs(a.box.x - item.box.x), a.box.x)).box.y


def _one_tier(items: Sequence[Item], anchors: Sequence[Anchor], dividers: Sequence[Divider]) -> Grouping:
    drawn = [d for d in dividers if not any(_through(d, a.box) for a in anchors)]
    borders = [_Border(d, True) for d in drawn]
    for left, right in pairwise(anchors):
        if place_between(left.box, drawn) == place_between(right.box, drawn):
            aside = _headless(left, right, items)
            places = aside or (_best_border(left.box.x, right.box.x, items),)
            borders += [_Border(Divider(x, 0.0, left.box.y, left.box.y), False) for x in places]
    borders.sort(key=lambda b: b.line.middle)
    lines = [b.line for b in borders]
    named = {place_between(a.box, lines): a for a in reversed(anchors)}
    raw = {item.index: _placed(item, lines) for item in items}
    drawn_at = frozenset(n for n, b in enumerate(borders) if b.drawn)
    raw = join_what_they_touch(raw, items, {n: a.box for n, a in named.items()}, drawn_at)
    raw = _follow_chains(raw, items, anchors, {a.index: n for n, a in named.items() if a.index is not None})
    raw = _without_far_ones(raw, items, named)
    raw = _doubted(raw, items, named, drawn_at)
    return _numbered(raw, named, len(lines), "lines" if drawn else "alignment")


def _through(divider: Divider, box: Box) -> bool:
    """True if the line strikes the anchor out: it is the anchor's tick or underline, no border."""
    here = divider.low - 0.5 <= box.y <= divider.high + 0.5
    return here and abs(divider.x(box.y) - box.x) < CORE / 2 * box.width


def _best_border(low: float, high: float, items: Sequence[Item]) -> float:
    """Where between two headers their columns part: in the widest free strip, rather in the middle than aside."""
    middle, half = (low + high) / 2, max((high - low) / 2, 1e-6)
    edges = np.array([(i.box.left + 0.1 * i.box.width, i.box.right - 0.1 * i.box.width) for i in items]).reshape(-1, 2)
    near = edges[(edges[:, 1] > low) & (edges[:, 0] < high)]
    best = (-np.inf, middle)
    for x in np.arange(low + 0.2 * half, high - 0.2 * half + STEP, STEP):
        crossed = int(((near[:, 0] < x) & (near[:, 1] > x)).sum())
        free = min(1.0, float(np.abs(near - x).min())) if len(near) and not crossed else float(not len(near))
        value = free - crossed / max(len(near), 1) * 3.0 - 0.6 * abs(x - middle) / half
        best = max(best, (round(value, 6), float(x)), key=lambda b: (b[0], -abs(b[1] - middle)))
    return best[1]


def _headless(left: Anchor, right: Anchor, items: Sequence[Item]) -> tuple[float, ...]:
    """Two borders round a block of notes between two headers that stands under neither: its header was missed."""
    between = [i.box for i in items if left.box.x < i.box.x < right.box.x]
    edges = sorted((b.left, b.right) for b in between)
    blocks: list[list[float]] = []
    for low, high in edges:
        if blocks and low - blocks[-1][1] < STRIP:
            blocks[-1][1] = max(blocks[-1][1], high)
        else:
            blocks.append([low, high])
    for low, high in blocks:
        size = sum(low <= b.x <= high for b in between)
        if size >= BLOCK and low - left.box.right >= STRIP and right.box.left - high >= STRIP:
            outer_left = max((i.box.right for i in items if i.box.x < low), default=left.box.right)
            outer_right = min((i.box.left for i in items if i.box.x > high), default=right.box.left)
            return (outer_left + low) / 2, (outer_right + high) / 2
    return ()


def _placed(item: Item, lines: Sequence[Divider]) -> Place:
    nearest = min((abs(d.x(item.box.y) - item.box.x) for d in lines), default=DOUBT)
    return Place(place_between(item.box, lines), 0.4 + 0.55 * min(1.0, nearest / DOUBT))


def _follow_chains(
    places: dict[int, Place], items: Sequence[Item], anchors: Sequence[Anchor], heads: dict[int, int]
) -> dict[int, Place]:
    """Notes that hang together under a single header note go with it, even where the chain runs aslant."""
    nodes = [(i.index, i.box) for i in items] + [(a.index, a.box) for a in anchors if a.index is not None]
    followed = dict(places)
    for chain in _chains(nodes):
        crowned = [i for i in chain if i in heads]
        if len(crowned) == 1:
            group = heads[crowned[0]]
            followed |= {i: Place(group, 0.9) for i in chain if i in places and places[i].group != group}
    return followed


def _chains(nodes: Sequence[tuple[int, Box]]) -> list[list[int]]:
    """Notes linked by standing right under one another."""
    root = {i: i for i, _ in nodes}

    def top(i: int) -> int:
        while root[i] != i:
            i = root[i]
        return i

    for i, a in nodes:
        for j, b in nodes:
            if a.y < b.y and -a.gap_across(b) > 0.5 * min(a.width, b.width) and a.gap_down(b) < LINKED:
                root[top(j)] = top(i)
    chains: dict[int, list[int]] = {}
    for i, _ in nodes:
        chains.setdefault(top(i), []).append(i)
    return list(chains.values())


def _without_far_ones(places: dict[int, Place], items: Sequence[Item], named: dict[int, Anchor]) -> dict[int, Place]:
    """Without the notes that stand beyond the outermost columns, across a wide gap."""
    if not places:
        return places
    boxes = {i.index: i.box for i in items}
    marks = [(b.left, b.right, i) for i, b in boxes.items()]
    marks += [(a.box.left, a.box.right, -1) for a in named.values()]
    islands: list[list[int]] = []
    reached = -np.inf
    for left, right, index in sorted(marks):
        if not islands or left - reached > FAR_OUT:
            islands.append([])
        islands[-1].append(index)
        reached = max(reached, right)
    lonely = {i for island in islands if -1 not in island and len(island) <= 2 for i in island}
    if not named or len(lonely) > 0.2 * len(places):
        return places
    return {i: p for i, p in places.items() if i not in lonely}


def _doubted(
    places: dict[int, Place], items: Sequence[Item], named: dict[int, Anchor], drawn: frozenset[int]
) -> dict[int, Place]:
    """Places with less confidence where a note stands as near to the next column's notes as to its own.

    `drawn`: the borders that are lines; these leave no doubt.
    """
    across = {i.index: i.box.x for i in items}
    columns: dict[int, list[tuple[int, float]]] = {n: [(-1, a.box.x)] for n, a in named.items()}
    for index, place in places.items():
        columns.setdefault(place.group, []).append((index, across[index]))
    weighed = {}
    for index, place in places.items():
        sides = ((place.group - 1, place.group - 1), (place.group + 1, place.group))
        rivals = [columns[n] for n, border in sides if n in columns and border not in drawn]
        own = _nearness(index, across[index], columns[place.group])
        other = min((_nearness(index, across[index], rival) for rival in rivals), default=np.inf)
        lead = 1.0 if not np.isfinite(other) else (other - own) / max(other + own, 0.5)
        weighed[index] = Place(place.group, min(place.confidence, float(np.clip(0.45 + 0.75 * lead, 0.2, 0.95))))
    return weighed


def _nearness(index: int, x: float, column: Sequence[tuple[int, float]]) -> float:
    """Distance across to the nearer notes of a column (mean of up to two), without the note itself."""
    apart = sorted(abs(x - other) for i, other in column if i != index)
    return float(np.mean(apart[:2])) if apart else 0.0


def _numbered(places: dict[int, Place], named: dict[int, Anchor], last: int, unnamed: Source) -> Grouping:
    """Groups that have a title or a note, or lie between such, numbered from the left."""
    used = sorted(set(named) | {p.group for p in places.values()})
    if not used:
        return NOTHING
    kept = [n for n in range(last + 1) if used[0] <= n <= used[-1]]
    groups = []
    for n in kept:
        anchor = named.get(n)
        groups.append(Group(anchor.title, anchor.source, anchor.index) if anchor else Group(None, unnamed))
    return Grouping(tuple(groups), {i: Place(kept.index(p.group), p.confidence) for i, p in places.items()})
