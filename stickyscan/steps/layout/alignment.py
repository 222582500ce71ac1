"""Notes without headers in; columns that their alignment alone bears out, or nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray
from stickyscan.steps.layout.grouping import NOTHING, Group, Grouping, Place
from stickyscan.steps.layout.scene import Item

Numbers = NDArray[np.int64]  # of the column each note stands in

LINK = 0.4  # note sizes: centres closer than this stand in one column
WIDEST = 1.0  # note sizes over which the centres of one column may spread
IN_COLUMNS = 0.9  # share of the notes that must stand in columns of two or more
STRAIGHT = 0.12  # note sizes: columns meant as such are hung in line with that deviation (root mean square) or less
TABLE_STRAIGHT = 0.2  # the same where lines, headings or a few headers show that the wall is a table
NOTES_EACH = 2.0  # notes a column must have on average: one row is a sequence, no set of columns
CLEAR = 0.75  # silhouette of well-parted columns
REACHING = 0.1  # share of the notes that may reach beyond the next column's middle
STRIP = 0.15  # note sizes of free wall between columns that nothing else bears out
DRAWS = 400
BY_CHANCE = 0.005  # how often evenly scattered notes may look as well aligned


def aligned_columns(items: Sequence[Item], alone: bool = False, table: bool = False) -> Grouping:
    """Columns by the notes' centres, if scattered notes would hardly ever line up like that; else nothing.

    `alone`: nothing is known of the other axis; then the columns must stand clearly apart, for notes hung line by
    line fall into rows without meaning them. `table`: something else shows that the wall has columns or rows.

    A note that lines up with no other is left out. Single-linkage clustering of the centres across; the silhouette
    is compared with that of as many notes spread evenly at random over the same width (Monte Carlo with a fixed
    seed, so that the result is repeatable).
    """
    ordered = sorted(items, key=lambda i: (i.box.x, i.box.y, i.index))
    x = np.array([i.box.x for i in ordered])
    if len(x) < 4:
        return NOTHING
    groups = _clustered(x)
    together = np.bincount(groups)[groups] >= 2
    if together.mean() < IN_COLUMNS:
        return NOTHING
    ordered = [item for item, kept in zip(ordered, together, strict=True) if kept]
    x = x[together]
    groups = np.asarray(np.unique(groups[together], return_inverse=True)[1], np.int64)
    y = np.array([i.box.y for i in ordered])
    straight = _off_line(x, y, groups) <= (TABLE_STRAIGHT if table else STRAIGHT)
    if not straight or not _are_columns(x, groups) or not _bands_are_free(ordered, groups, alone):
        return NOTHING
    clear = _clearness(x, groups)
    if clear < CLEAR or _chance(x, clear) > BY_CHANCE:
        return NOTHING
    count = int(groups.max()) + 1
    middles = [float(x[groups == g].mean()) for g in range(count)]
    places = {}
    for item, group in zip(ordered, groups, strict=True):
        off = abs(item.box.x - middles[group])
        others = [abs(item.box.x - m) for g, m in enumerate(middles) if g != group]
        lead = 1.0 - off / max(min(others), 1e-9)
        places[item.index] = Place(int(group), float(0.3 + 0.6 * np.clip(lead, 0, 1)))
    return Grouping(tuple(Group(None, "alignment") for _ in range(count)), places)


def _clustered(x: FloatArray) -> Numbers:
    """Cluster number of each centre; `x` runs from left to right, so single linkage parts it at its wide gaps."""
    return np.concatenate([[0], np.cumsum(np.diff(x) >= LINK)]).astype(np.int64)


def _are_columns(x: FloatArray, groups: Numbers) -> bool:
    sizes = np.bincount(groups)
    spreads = [float(np.ptp(x[groups == g])) for g in range(len(sizes))]
    several = sizes >= 2
    return bool(
        several.sum() >= 2
        and sizes[several].sum() >= IN_COLUMNS * len(x)
        and sizes[several].mean() >= NOTES_EACH
        and max(spreads) <= WIDEST
    )


def _bands_are_free(ordered: Sequence[Item], groups: Numbers, alone: bool) -> bool:
    """True if hardly any note reaches into the next column: text set in lines that drift is no table."""
    count = int(groups.max()) + 1
    own = [[item.box for item, g in zip(ordered, groups, strict=True) if g == n] for n in range(count)]
    pairs = list(pairwise(own))
    reaching = sum(box.right > right[0].x for left, right in pairs for box in left)
    strips = [min(b.left for b in right) - max(b.right for b in left) for left, right in pairs]
    return reaching <= REACHING * len(ordered) and (not alone or min(strips) >= STRIP)


def _off_line(x: FloatArray, y: FloatArray, groups: Numbers) -> float:
    """How far the notes hang off the lines of their columns (root mean square), which all lean alike."""
    across, down = _about_own_middle(x, groups), _about_own_middle(y, groups)
    lean = float((across * down).sum() / max((down**2).sum(), 1e-9))
    freedom = len(x) - int(groups.max()) - 1
    return math.sqrt(float(((across - lean * down) ** 2).sum()) / max(freedom, 1))


def _about_own_middle(values: FloatArray, groups: Numbers) -> FloatArray:
    """Each value less the mean of its column."""
    means = np.bincount(groups, weights=values) / np.bincount(groups)
    return np.asarray(values - means[groups])


def _clearness(x: FloatArray, groups: Numbers) -> float:
    """Mean silhouette (Rousseeuw 1987), -1..1; -1 where there is nothing to compare."""
    count = int(groups.max()) + 1
    if not 2 <= count < len(x):
        return -1.0
    apart = np.abs(x[:, None] - x[None])
    sizes = np.bincount(groups)
    sums = np.stack([apart[:, groups == g].sum(axis=1) for g in range(count)], axis=1)
    own = groups[:, None] == np.arange(count)[None]
    inner = sums[own] / np.maximum(sizes[groups] - 1, 1)
    outer = np.where(own, np.inf, sums / sizes).min(axis=1)
    silhouettes = (outer - inner) / np.maximum(np.maximum(inner, outer), 1e-9)
    return float(np.where(sizes[groups] > 1, silhouettes, 0.0).mean())


def _chance(x: FloatArray, clear: float) -> float:
    """Share of random scatters over the same width that cluster at least as clearly."""
    rng = np.random.default_rng(len(x))
    hits = 0
    for _ in range(DRAWS):
        scatter = np.sort(rng.uniform(x.min(), x.max(), len(x)))
        groups = _clustered(scatter)
        hits += _are_columns(scatter, groups) and _clearness(scatter, groups) >= clear
    return hits / DRAWS
