"""Sheets that touch or cover each other, cut apart with the wall's usual sheet as the measure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.outlines.evidence import pixels_at
from stickyscan.engines.outlines.proposals import Contour
from stickyscan.geometry import FloatArray
from stickyscan.quad_arrays import extents, ordered, points_within

SHORTEST_PART, LONGEST_PART = 0.55, 1.35  # of the usual sheet: how far the parts of a strip may differ from it
PART_SPREAD = 0.22  # how freely they do


@dataclass(frozen=True)
class UsualSheet:
    """Width and height, in pixels, of the sheets that most of the wall is made of."""

    width: float
    height: float


def is_multiple(quads: FloatArray, usual: UsualSheet) -> NDArray[np.bool_]:
    """Whether each outline measures two or more usual sheets in a row, (n,)."""
    width, height = extents(quads)

    def row(length: FloatArray, part: float, across: FloatArray, usual_across: float) -> NDArray[np.bool_]:
        count = length / part
        whole = (np.rint(count) >= 2) & (np.abs(count - np.rint(count)) < 0.25)
        return np.asarray(whole & (np.abs(np.log(np.maximum(across, 1) / usual_across)) < 0.25))

    return row(width, usual.width, height, usual.height) | row(height, usual.height, width, usual.width)


def cut_strips(lab: NDArray[np.float32], quads: FloatArray, usual: UsualSheet) -> FloatArray:
    """Single sheets (m, 4, 2) out of outlines that are rows or columns of several."""
    parts = [_cut(lab, quad, usual, across=across) for quad in quads for across in (True, False)]
    return np.concatenate(parts) if parts else np.empty((0, 4, 2))


def _cut(lab: NDArray[np.float32], quad: FloatArray, usual: UsualSheet, *, across: bool) -> FloatArray:
    (width,), (height,) = extents(quad[None])
    length, depth = (width, height) if across else (height, width)
    part, usual_depth = (usual.width, usual.height) if across else (usual.height, usual.width)
    if not 0.6 < depth / usual_depth < 1.5 or length / part < 1.45:
        return np.empty((0, 4, 2))
    cuts = _best_cuts(_creases(lab, quad, part, across=across), part)
    parts = []
    for start, end in itertools.pairwise(cuts):
        places = np.array([[start, 0], [end, 0], [end, 1], [start, 1]])
        if not across:
            places = np.array([[0, start], [1, start], [1, end], [0, end]])
        parts.append(points_within(quad[None], places)[0])
    return np.array(parts).reshape(-1, 4, 2)


def _creases(lab: NDArray[np.float32], quad: FloatArray, part: float, *, across: bool) -> FloatArray:
    """How strongly an edge runs right across the strip, at each pixel of its length (standard scores)."""
    (width,), (height,) = extents(quad[None])
    count, rows = max(16, round(width if across else height)), 24
    grid = np.stack(np.meshgrid((np.arange(count) + 0.5) / count, (np.arange(rows) + 0.5) / rows * 0.9 + 0.05), -1)
    places = grid.reshape(-1, 2) if across else grid.reshape(-1, 2)[:, ::-1]
    strip = pixels_at(lab, points_within(quad[None], places)[0]).reshape(rows, count, 3)
    reach = max(2, int(part * 0.04))
    padded = np.pad(strip, ((0, 0), (reach, reach), (0, 0)), mode="edge")
    before, after = padded[:, : -2 * reach], padded[:, 2 * reach :]
    crease = np.minimum(np.linalg.norm(strip - after, axis=-1), np.linalg.norm(strip - before, axis=-1))
    strength = np.minimum(np.maximum(0.8 * np.linalg.norm(after - before, axis=-1), crease), 12)
    profile = np.quantile(strength, 0.35, axis=0)  # writing crosses only a part of the strip, an edge all of it
    profile = cv2.GaussianBlur(profile.astype(np.float32)[None], (0, 0), max(1.0, part * 0.01))[0]
    return np.asarray((profile - np.median(profile)) / (profile.std() + 1e-6), dtype=np.float64)


def _best_cuts(crease: FloatArray, part: float) -> FloatArray:
    """Where to cut (shares of the length, 0 and 1 included): on creases, into parts near the usual length.

    Dynamic programming over the last cut. Empty when no cutting keeps all parts within bounds.
    """
    count = len(crease)
    shortest, longest = max(1, int(SHORTEST_PART * part)), int(LONGEST_PART * part)
    best = np.full(count + 1, -np.inf)
    came_from = np.zeros(count + 1, dtype=np.intp)
    best[0] = 0.0
    for end in range(shortest, count + 1):
        starts = np.arange(max(0, end - longest), end - shortest + 1)
        value = best[starts] - (((end - starts) / part - 1) / PART_SPREAD) ** 2
        choice = int(value.argmax())
        gain = crease[end] if end < count - shortest // 2 else 0.0
        best[end], came_from[end] = value[choice] + gain, starts[choice]
    if not np.isfinite(best[count]):
        return np.empty(0)
    cuts = [count]
    while cuts[-1] > 0:
        cuts.append(int(came_from[cuts[-1]]))
    return np.array(cuts[::-1]) / count


def hang_on_corners(clumps: Sequence[Contour], usual: UsualSheet) -> tuple[FloatArray, FloatArray]:
    """Usual sheets hung on every outer right-angled corner of a clump, and how many contours agree on each.

    Returns quads (m, 4, 2) and support (m,). A sheet half covered by others still shows a corner or two.
    """
    sheet = usual.width * usual.height
    hung = [quad for c in clumps if 0.7 * sheet < cv2.contourArea(c) < 15 * sheet for quad in _hang(c, usual)]
    if not hung:
        return np.empty((0, 4, 2)), np.empty(0)
    quads = ordered(np.array(hung))
    keys = np.rint(np.concatenate([quads.mean(axis=1), quads[:, 0]], axis=1) / (0.12 * min(usual.width, usual.height)))
    _, first, support = np.unique(keys, axis=0, return_index=True, return_counts=True)
    return quads[first], support.astype(np.float64)


def _hang(clump: Contour, usual: UsualSheet) -> list[FloatArray]:
    shorter = min(usual.width, usual.height)
    simple = cv2.approxPolyDP(clump, 0.08 * shorter, True)[:, 0].astype(np.float64)
    if not 4 <= len(simple) <= 60:
        return []
    if cv2.contourArea(simple.astype(np.float32), True) < 0:
        simple = simple[::-1]
    quads = []
    for i, corner in enumerate(simple):
        back, ahead = simple[i - 1] - corner, simple[(i + 1) % len(simple)] - corner
        lengths = np.linalg.norm(back), np.linalg.norm(ahead)
        if min(lengths) < 0.3 * shorter:
            continue
        back, ahead = back / lengths[0], ahead / lengths[1]
        if abs(back @ ahead) > 0.3 or back[0] * ahead[1] - back[1] * ahead[0] > 0:
            continue  # not a right angle, or a corner that points inwards
        for width, height in dict.fromkeys([(usual.width, usual.height), (usual.height, usual.width)]):
            along_back, along_ahead = (width, height) if abs(back[0]) > abs(back[1]) else (height, width)
            step_back = back * _near(float(lengths[0]), along_back)
            step_ahead = ahead * _near(float(lengths[1]), along_ahead)
            quads.append(np.array([corner, corner + step_back, corner + step_back + step_ahead, corner + step_ahead]))
    return quads


def _near(measured: float, usual: float) -> float:
    """The measured length where it is about the usual one: then it is the sheet's own side."""
    return measured if abs(measured / usual - 1) < 0.15 else usual
