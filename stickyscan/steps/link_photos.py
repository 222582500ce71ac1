"""Photos of one wall in, groups of overlapping photos out, each with its homographies into one frame.

Features are SIFT (Lowe 2004) with the ratio test; homographies are robust (RANSAC) and chained along the spanning tree
of the best-matching pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray, Quad, polygon_area, project


@dataclass(frozen=True)
class LinkSettings:
    """How photos are matched, and what counts as an overlap.

    `longer_side`: pixels to which a photo is reduced first; `features` kept per photo; `ratio` of Lowe's test;
    `reach`: RANSAC tolerance in reduced pixels; an overlap needs `fewest` agreeing features that are at least
    `share` of all matches, and no enlargement beyond `zoom` (area).
    """

    longer_side: int = 1600
    features: int = 6000
    ratio: float = 0.75
    reach: float = 6.0
    fewest: int = 25
    share: float = 0.25
    zoom: float = 16.0


@dataclass(frozen=True)
class Features:
    """What is recognised of a picture: `points` with their `descriptors`, found at `scale`; `frame`: its corners."""

    points: FloatArray  # (n, 2), photo pixels
    descriptors: NDArray[np.float32]  # (n, 128)
    scale: float  # reduced pixels per photo pixel
    frame: FloatArray  # the photo's corners


@dataclass(frozen=True)
class Link:
    """Two pictures that overlap, by their indices; `strength`: features that agree."""

    first: int
    second: int
    to_first: FloatArray  # second photo's pixels to the first's
    strength: int


def link_photos(
    pictures: Sequence[Picture], settings: LinkSettings = LinkSettings()
) -> tuple[dict[int, FloatArray], ...]:
    """Groups of overlapping pictures, the largest first.

    Each group maps the index of a picture to the homography from its pixels to those of the group's first picture,
    which is the best connected one.
    """
    features = [features_of(picture, settings) for picture in pictures]
    links = [
        link
        for i, j in combinations(range(len(pictures)), 2)
        if (link := link_pair(i, j, features[i], features[j], settings)) is not None
    ]
    links.sort(key=lambda k: -k.strength)
    strength = [sum(k.strength for k in links if i in (k.first, k.second)) for i in range(len(pictures))]
    groups = []
    left = set(range(len(pictures)))
    while left:
        anchor = max(left, key=lambda i: (strength[i], -i))
        group = _grown(anchor, links)
        groups.append(group)
        left -= group.keys()
    return tuple(sorted(groups, key=lambda g: -len(g)))


def _grown(anchor: int, links: Sequence[Link]) -> dict[int, FloatArray]:
    """Everything reachable from the anchor, always over the strongest link next (Prim's tree)."""
    group: dict[int, FloatArray] = {anchor: np.eye(3)}
    while True:
        link = next((k for k in links if (k.first in group) != (k.second in group)), None)
        if link is None:
            return group
        if link.first in group:
            group[link.second] = group[link.first] @ link.to_first
        else:
            group[link.first] = group[link.second] @ np.linalg.inv(link.to_first)


def features_of(picture: Picture, settings: LinkSettings) -> Features:
    """The features of an RGB picture."""
    height, width = picture.shape[:2]
    scale = min(1.0, settings.longer_side / max(height, width))
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    if scale < 1.0:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found, descriptors = cv2.SIFT.create(settings.features).detectAndCompute(grey, None)
    points = np.array([k.pt for k in found], dtype=np.float64).reshape(-1, 2) / scale
    table = np.zeros((0, 128), dtype=np.float32) if descriptors is None else np.asarray(descriptors, dtype=np.float32)
    return Features(points, table, scale, Quad.box(0, 0, width, height).array)


def link_pair(i: int, j: int, first: Features, second: Features, settings: LinkSettings) -> Link | None:
    """The overlap of the pictures i and j; None if they do not overlap."""
    pairs = _matches(second.descriptors, first.descriptors, settings.ratio)
    if len(pairs) < settings.fewest:
        return None
    source, target = second.points[pairs[:, 0]], first.points[pairs[:, 1]]
    homography, agreeing = cv2.findHomography(source, target, cv2.RANSAC, settings.reach / first.scale, maxIters=5000)
    if homography is None:
        return None
    inliers = int(np.count_nonzero(agreeing))
    enough = inliers >= max(settings.fewest, settings.share * len(pairs))
    to_first = np.asarray(homography, dtype=np.float64)
    if not enough or not _is_plausible(to_first, second.frame, settings.zoom):
        return None
    return Link(i, j, to_first, inliers)


def _matches(source: NDArray[np.float32], target: NDArray[np.float32], ratio: float) -> NDArray[np.int64]:
    """Pairs of indices (n, 2) that pass the ratio test, each target once."""
    if len(source) < 2 or len(target) < 2:
        return np.zeros((0, 2), dtype=np.int64)
    best: dict[int, tuple[float, int]] = {}
    for near, far in cv2.BFMatcher(cv2.NORM_L2).knnMatch(source, target, k=2):
        if near.distance < ratio * far.distance:
            best[near.trainIdx] = min(best.get(near.trainIdx, (np.inf, 0)), (near.distance, near.queryIdx))
    return np.array([(q, t) for t, (_, q) in sorted(best.items())], dtype=np.int64).reshape(-1, 2)


def _is_plausible(homography: FloatArray, frame: FloatArray, zoom: float) -> bool:
    """No mirror image, no part behind the camera, no absurd enlargement."""
    depth = np.column_stack([frame, np.ones(4)]) @ homography[2]
    if depth.min() <= 0.1 * depth.max():
        return False
    growth = polygon_area(project(homography, frame)) / polygon_area(frame)
    return 1 / zoom < growth < zoom
