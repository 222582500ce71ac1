"""Headings scattered over the board in; the clusters of notes they stand over out (affinity maps)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stickyscan.steps.layout.anchors import Anchor
from stickyscan.steps.layout.grouping import NOTHING, Group, Grouping, Place
from stickyscan.steps.layout.scene import Box, Item

TOUCH = 0.45  # note sizes of free space within a cluster
REACH = 2.5  # note sizes from a heading to its cluster
SIDE_COSTS = 1.6  # headings stand over their notes: sideways distance counts more than downward
UNDER = 2.5  # a heading below its notes is unusual
COVERED = 0.5  # share of the notes that must get a heading


def titled_areas(items: Sequence[Item], headings: Sequence[Anchor]) -> Grouping:
    """Clusters of notes by the heading that stands over them, in reading order; nothing unless two have notes."""
    if len(headings) < 2 or not items:
        return NOTHING
    costs: dict[int, tuple[int, float, float]] = {}
    for cluster in _clusters(items):
        box = cluster[0].box
        for item in cluster[1:]:
            box = box.joined(item.box)
        ranked = sorted((_cost(h.box, box), n) for n, h in enumerate(headings))
        second = ranked[1][0]
        if ranked[0][0] <= REACH:
            costs |= {i.index: (ranked[0][1], ranked[0][0], second) for i in cluster}
    used = sorted({n for n, _, _ in costs.values()})
    if len(used) < 2 or len(costs) < COVERED * len(items):
        return NOTHING
    order = sorted(used, key=lambda n: (headings[n].box.x, headings[n].box.y))
    groups = tuple(Group(headings[n].title, headings[n].source) for n in order)
    return Grouping(groups, {i: Place(order.index(n), _sureness(own, other)) for i, (n, own, other) in costs.items()})


def _sureness(own: float, other: float) -> float:
    return float(np.clip(0.35 + 0.5 * (other - own) / max(other, 0.5), 0.0, 0.85))


def _clusters(items: Sequence[Item]) -> list[list[Item]]:
    """Notes that touch, or nearly, in a stable order."""
    from sklearn.cluster import DBSCAN  # most walls have columns or rows and never get here; loading it takes a second

    ordered = sorted(items, key=lambda i: (i.box.y, i.box.x, i.index))
    apart = np.array([[a.box.distance(b.box) for b in ordered] for a in ordered])
    found = DBSCAN(eps=TOUCH, min_samples=1, metric="precomputed").fit_predict(apart)
    return [[i for i, g in zip(ordered, found, strict=True) if g == group] for group in range(int(found.max()) + 1)]


def _cost(heading: Box, cluster: Box) -> float:
    """How far the heading is from where it would stand: right over the cluster."""
    aside = max(0.0, heading.gap_across(cluster)) * SIDE_COSTS + 0.2 * abs(heading.x - cluster.x)
    down = cluster.top - heading.bottom
    return float(np.hypot(aside, max(0.0, down) if down > -1.0 else UNDER + abs(down)))
