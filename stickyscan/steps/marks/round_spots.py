"""A picture in; round spots of one even colour in it out: what voting dots, magnets and printed discs look like."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray
from stickyscan.steps.marks.set_pixels import set_pixels

Labs = NDArray[np.float32]  # (height, width, 3) CIE Lab, L 0..100

EDGE = 7.0  # Lab units per pixel: weaker edges are texture
DIRECTIONS = 32
LEAST_VOTES = 0.45  # of a circle's length must be edge that looks towards the centre
EVEN = 9.0  # Lab units within which the inside of a spot is of one colour
BLENDS = 0.15  # of how far that is from what is around: so much of the latter's colour a photo's blur may bring in
APART = 15.0  # Lab units between a spot and what it lies on
LEAST_EVEN, LEAST_APART = 0.93, 0.87  # share of directions
MOST_LIKE_BEYOND = 0.5
PEAK = 2  # px: how far about a centre has the most votes


@dataclass(frozen=True)
class Spots:
    """Round spots, n of them: centres (n, 2) and radii (n,) in pixels, mean colours (n, 3) in Lab."""

    centres: FloatArray
    radii: FloatArray
    colours: FloatArray


def find_spots(lab: Labs, where: NDArray[np.bool_], radii: FloatArray) -> Spots:
    """Spots with one of the radii whose centres lie where allowed; each spot may be found with several radii.

    Every edge pixel votes for the two points that lie a radius away across the edge (Hough transform with gradient
    directions, Kimme et al. 1975); where enough votes meet, the inside must be even and differ from what is around.
    """
    points, normals = _edges(lab, cv2.dilate(where.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0)
    found = [_spots_of(lab, where, (points, normals), float(radius)) for radius in radii]
    return Spots(
        np.concatenate([np.empty((0, 2)), *(s.centres for s in found)]),
        np.concatenate([np.empty(0), *(s.radii for s in found)]),
        np.concatenate([np.empty((0, 3)), *(s.colours for s in found)]),
    )


def _edges(lab: Labs, where: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
    """Edge pixels (n, 2) as (x, y) and their unit normals (n, 2), either way; the strongest channel counts."""
    soft = cv2.GaussianBlur(lab, (0, 0), 1.0)
    dx = cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=0.125)
    dy = cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=0.125)
    strength = cv2.accumulateSquare(dy, cv2.multiply(dx, dx))
    total = cv2.sqrt(cv2.transform(strength, np.ones((1, 3), np.float32)))
    ridge = cv2.dilate(total, np.ones((3, 3), np.uint8))
    columns, rows = set_pixels((total > EDGE) & where & (total > 0.7 * ridge))
    best = strength[rows, columns].argmax(axis=1)
    normals = np.stack([dx[rows, columns, best], dy[rows, columns, best]], axis=1)
    normals /= np.maximum(np.hypot(normals[:, 0], normals[:, 1]), 1e-6)[:, None]
    return np.stack([columns, rows], axis=1).astype(np.float64), normals.astype(np.float64)


def _spots_of(lab: Labs, where: NDArray[np.bool_], edges: tuple[FloatArray, FloatArray], radius: float) -> Spots:
    points, normals = edges
    height, width = where.shape
    rim = math.ceil(radius) + 1  # votes may fall beyond the picture
    x, y = np.rint(np.concatenate([points + radius * normals, points - radius * normals])).astype(np.int64).T + rim
    votes = np.zeros((height + 2 * rim, width + 2 * rim), np.float32)
    np.add.at(votes.ravel(), y * votes.shape[1] + x, np.float32(1))
    heat = cv2.GaussianBlur(votes[rim:-rim, rim:-rim], (0, 0), max(0.8, 0.12 * radius))
    least = LEAST_VOTES * radius / max(0.8, 0.12 * radius) ** 2  # the blur spreads each vote that thin
    columns, rows = set_pixels((heat > least) & where)
    if not len(rows):
        return Spots(np.empty((0, 2)), np.empty(0), np.empty((0, 3)))
    near = np.arange(-PEAK, PEAK + 1)
    about = (
        np.clip(rows[:, None] + near, 0, height - 1)[:, :, None],
        np.clip(columns[:, None] + near, 0, width - 1)[:, None],
    )
    peak = heat[rows, columns] >= heat[about].max(axis=(1, 2))
    rows, columns = rows[peak], columns[peak]
    centres = np.stack([columns, rows], axis=1).astype(np.float64)
    colours, sure = _looks(lab, centres, radius)
    return Spots(centres[sure], np.full(int(sure.sum()), radius), colours[sure])


def _looks(lab: Labs, centres: FloatArray, radius: float) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Mean colour inside each spot (n, 3), and whether it is even inside and different all round."""
    if not len(centres):
        return np.empty((0, 3)), np.empty(0, bool)
    turn = np.arange(DIRECTIONS) * 2 * np.pi / DIRECTIONS
    ways = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    rings = [_sampled(lab, centres, ways * share * radius) for share in (0.25, 0.5, 0.75)]
    inside = np.concatenate(rings, axis=1)
    colours = np.median(inside, axis=1)
    off = np.linalg.norm((inside - colours[:, None]) * (0.7, 1, 1), axis=2)
    outside = _sampled(lab, centres, ways * (radius + max(2.5, 0.28 * radius)))
    apart = np.linalg.norm(outside - colours[:, None], axis=2)
    beyond = np.linalg.norm(_sampled(lab, centres, ways * 1.75 * radius) - colours[:, None], axis=2)
    ringed = (beyond < APART).mean(axis=1) > MOST_LIKE_BEYOND  # the bowl of a letter: paper within, paper without
    even = off < np.maximum(EVEN, BLENDS * np.median(apart, axis=1))[:, None]
    sure = ~ringed & (even.mean(axis=1) > LEAST_EVEN) & ((apart > APART).mean(axis=1) > LEAST_APART)
    return colours, sure


def _sampled(lab: Labs, centres: FloatArray, offsets: FloatArray) -> FloatArray:
    """Colours (n, m, 3) at each centre plus each offset."""
    spots = centres[:, None] + offsets[None]
    x = np.clip(np.round(spots[..., 0]).astype(int), 0, lab.shape[1] - 1)
    y = np.clip(np.round(spots[..., 1]).astype(int), 0, lab.shape[0] - 1)
    return np.asarray(lab[y, x], np.float64)
