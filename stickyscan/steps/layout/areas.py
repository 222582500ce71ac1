"""Headings scattered over the board in; the clusters of notes they stand over out (affinity maps)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.steps.layout.anchors import Anchor
from stickyscan.steps.layout.grouping import NOTHING, Group, Grouping, Place
from stickyscan.steps.layout.scene import Box, Item

TOUCH = 0.45  # note sizes of free space within a cluster
REACH = 2.5  # note sizes from a heading to its cluster
FOLLOWS = 1.2  # note sizes from one cluster of an area to the next
SIDE_COSTS = 1.6  # headings stand over their notes: sideways distance counts more than downward
UNDER = 2.5  # a heading below its notes is unusual
COVERED = 0.5  # share of the notes that must get a heading


@dataclass(frozen=True)
class _Claim:
    """What a cluster belongs to: number of the heading, distance to it (or to its notes), and to the next one."""

    heading: int
    own: float
    other: float


def titled_areas(items: Sequence[Item], headings: Sequence[Anchor]) -> Grouping:
    """Clusters of notes by the heading that stands over them, in reading order; nothing unless two have notes."""
    if len(headings) < 2 or not items:
        return NOTHING
    clusters, apart = _clusters(items)
    claims: dict[int, _Claim] = {}
    for n, cluster in enumerate(clusters):
        box = reduce(Box.joined, (item.box for item in cluster))
        ranked = sorted((_cost(h.box, box), number) for number, h in enumerate(headings))
        if ranked[0][0] <= REACH:
            claims[n] = _Claim(ranked[0][1], ranked[0][0], ranked[1][0])
    claims |= _following(apart, claims)
    used = sorted({claim.heading for claim in claims.values()})
    if len(used) < 2 or sum(len(clusters[n]) for n in claims) < COVERED * len(items):
        return NOTHING
    order = sorted(used, key=lambda n: (headings[n].box.x, headings[n].box.y))
    groups = tuple(Group(headings[n].title, headings[n].source) for n in order)
    places = {
        item.index: Place(order.index(claim.heading), _sureness(claim))
        for n, claim in claims.items()
        for item in clusters[n]
    }
    return Grouping(groups, places)


def _following(apart: FloatArray, near: Mapping[int, _Claim]) -> dict[int, _Claim]:
    """Clusters too far from any heading, as far as they follow on one that has a heading, the nearest first.

    `apart`: free space between the clusters, (n, n).
    """
    heading = np.full(len(apart), -1)
    for n, claim in near.items():
        heading[n] = claim.heading
    found: dict[int, _Claim] = {}
    while (heading < 0).any() and (heading >= 0).any():
        gaps = np.where((heading < 0)[:, None] & (heading >= 0), apart, np.inf)
        cluster, nearest = divmod(int(gaps.argmin()), len(apart))
        own = float(gaps[cluster, nearest])
        if own > FOLLOWS:
            break
        others = gaps[cluster][heading != heading[nearest]]
        found[cluster] = _Claim(int(heading[nearest]), own, min(float(others.min(initial=np.inf)), 2 * FOLLOWS))
        heading[cluster] = heading[nearest]
    return found


def _sureness(claim: _Claim) -> float:
    return float(np.clip(0.35 + 0.5 * (claim.other - claim.own) / max(claim.other, 0.5), 0.0, 0.85))


def _clusters(items: Sequence[Item]) -> tuple[list[list[Item]], FloatArray]:
    """Notes that touch, or nearly, in a stable order; and the free space between any two clusters, (n, n)."""
    from sklearn.cluster import DBSCAN  # most walls have columns or rows and never get here; loading it takes a second

    ordered = sorted(items, key=lambda i: (i.box.y, i.box.x, i.index))
    apart = np.array([[a.box.distance(b.box) for b in ordered] for a in ordered])
    found = DBSCAN(eps=TOUCH, min_samples=1, metric="precomputed").fit_predict(apart)
    own = [found == group for group in range(int(found.max()) + 1)]
    clusters = [[i for i, mine in zip(ordered, members, strict=True) if mine] for members in own]
    return clusters, np.array([[apart[np.ix_(a, b)].min() for b in own] for a in own])


def _cost(heading: Box, cluster: Box) -> float:
    """How far the heading is from where it would stand: right over the cluster."""
    aside = max(0.0, heading.gap_across(cluster)) * SIDE_COSTS + 0.2 * abs(heading.x - cluster.x)
    down = cluster.top - heading.bottom
    return float(np.hypot(aside, max(0.0, down) if down > -1.0 else UNDER + abs(down)))
