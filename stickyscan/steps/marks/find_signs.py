"""The upright cut-out of a note in; a face or a star drawn on it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture

SIDE = 192  # px of the cut-out's longer side
SMALLEST, LARGEST = 0.11, 0.75  # of that side: a drawn face or star
PAD = 6  # px
GAPS = (0.0, 0.1, 0.2)  # of its size: what a hurried circle leaves open
LEAST_INSIDE = 0.45  # of its box: the space in a ring
ROUND, FILLED = 0.85, 0.75  # 4 pi area / perimeter^2 of a face's hull, and share of that which is inside
BEND = 0.07  # of the mouth's width: less is a straight mouth
NOTCH = 0.09  # of a star's size: how deep its five notches are
LIGHTNESS_AT_HALF = np.array([[0.25, 1, 1]], np.float32)  # of squares of differences in CIE Lab
EVEN = 24.0  # degrees that a star's tips may be off a fifth of a turn


@dataclass(frozen=True)
class Signs:
    """What is drawn on a note: `mood` of a face (-1 sad, 0 even, 1 happy; None without one), `star`."""

    mood: int | None
    star: bool


def find_signs(cut_out: Picture) -> Signs:
    """Look for one face and one star; anything doubtful is none."""
    ink = _ink(cut_out)
    count, parts, boxes, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    labels, stats = np.asarray(parts, np.int32), np.asarray(boxes, np.int32)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    size, least = np.maximum(wide, high), np.minimum(wide, high)
    fits = (size > SMALLEST * SIDE) & (size < LARGEST * SIDE) & (least > 0.7 * size)
    moods, star = [], False
    for label in (int(i) for i in np.flatnonzero(fits) if i > 0):
        shape = _padded(labels == label, stats[label])
        star = star or _is_star(shape)
        corner = stats[label, :2] - PAD
        for gap in GAPS:
            inside = _inside_of_ring(shape, gap)
            if inside is not None:
                near = [i for i in range(1, count) if i != label and _within(inside, centres[i] - corner)]
                moods.append(_expression(_parts(near, labels, inside, corner)))
                break
    faces = [mood for mood in moods if mood is not None]
    return Signs(faces[0] if len(faces) == 1 else None, star)


def _padded(mask: NDArray[np.bool_], box: NDArray[np.int32]) -> NDArray[np.uint8]:
    """The part of a mask in a box, with a free rim."""
    left, top, width, height = (int(v) for v in box[:4])
    return np.pad(mask[top : top + height, left : left + width].astype(np.uint8), PAD)


def _inside_of_ring(shape: NDArray[np.uint8], share: float) -> NDArray[np.int32] | None:
    """The contour of the round space that a line encloses; it may leave a small gap."""
    gap = 2 * round(share * max(shape.shape) / 2) + 1
    closed = cv2.morphologyEx(shape, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (gap, gap)))
    contours, tree = cv2.findContours(closed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    holes = [c for c, row in zip(contours, np.asarray(tree).reshape(-1, 4), strict=True) if row[3] >= 0]
    if not holes:
        return None
    hole = max(holes, key=cv2.contourArea)
    hull = cv2.convexHull(hole)
    area, around, full = cv2.contourArea(hole), cv2.arcLength(hull, True), cv2.contourArea(hull)
    large = area > LEAST_INSIDE * (shape.shape[0] - 2 * PAD) * (shape.shape[1] - 2 * PAD)
    return (
        np.asarray(hole, np.int32) if large and area > FILLED * full and 4 * np.pi * full > ROUND * around**2 else None
    )


def _within(contour: NDArray[np.int32], spot: NDArray[np.float64]) -> bool:
    return bool(cv2.pointPolygonTest(contour, (float(spot[0]), float(spot[1])), False) >= 0)


def _parts(
    near: Sequence[int], labels: NDArray[np.int32], inside: NDArray[np.int32], corner: NDArray[np.int32]
) -> list[NDArray[np.float64]]:
    """The pixels of each patch of ink inside a ring, in shares of the ring's width and height."""
    left, top, width, height = cv2.boundingRect(inside)
    x0, y0 = int(left + corner[0]), int(top + corner[1])
    window = labels[max(y0, 0) : y0 + height, max(x0, 0) : x0 + width]
    parts = []
    for label in near:
        rows, columns = np.nonzero(window == label)
        if len(rows):
            parts.append(np.stack([columns / width, rows / height], axis=1))
    return parts


def _ink(cut_out: Picture) -> NDArray[np.uint8]:
    """Pen strokes, 255 where the paper is written on."""
    scale = SIDE / max(cut_out.shape[:2])
    size = (max(8, round(cut_out.shape[1] * scale)), max(8, round(cut_out.shape[0] * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    lab = cv2.cvtColor(cv2.resize(cut_out, size, interpolation=method), cv2.COLOR_RGB2LAB)
    small = cv2.resize(lab, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    apart = cv2.absdiff(lab, cv2.resize(cv2.medianBlur(small, 25), size, interpolation=cv2.INTER_LINEAR))
    off = cv2.sqrt(cv2.transform(cv2.multiply(apart, apart, dtype=cv2.CV_32F), LIGHTNESS_AT_HALF))
    peak = cv2.dilate(off, np.ones((11, 11), np.uint8))
    level = np.maximum(0.5 * peak, max(10.0, 0.35 * float(np.percentile(off, 98))))
    return np.asarray((off > level).astype(np.uint8) * 255, np.uint8)


def _expression(parts: Sequence[NDArray[np.float64]]) -> int | None:
    """From the shapes inside a face, in shares of its width and height."""
    if not 3 <= len(parts) <= 5:
        return None
    wide = sorted(parts, key=lambda p: -float(np.ptp(p[:, 0])))
    mouth, rest = wide[0], sorted(wide[1:], key=lambda p: float(p[:, 1].mean()))
    eyes = sorted(rest[:2], key=lambda p: float(p[:, 0].mean()))
    (left, right) = (e.mean(axis=0) for e in eyes)
    middle, width = mouth.mean(axis=0), float(np.ptp(mouth[:, 0]))
    paired = abs(left[1] - right[1]) < 0.15 and 0.2 < right[0] - left[0] < 0.7 and left[0] < 0.5 < right[0]
    small = all(float(np.ptp(e, axis=0).max()) < 0.36 for e in eyes)
    low = middle[1] > max(left[1], right[1]) + 0.12 and width > 0.28 and 0.3 < middle[0] < 0.7
    if not (paired and small and low):
        return None
    thirds = mouth[:, 0].min() + width * np.array([0.2, 0.35, 0.65, 0.8])
    outer = mouth[(mouth[:, 0] < thirds[0]) | (mouth[:, 0] > thirds[3])][:, 1].mean()
    inner = mouth[(mouth[:, 0] > thirds[1]) & (mouth[:, 0] < thirds[2])][:, 1].mean()
    bend = float(inner - outer) / width
    return 0 if abs(bend) < BEND else (1 if bend > 0 else -1)


def _is_star(shape: NDArray[np.uint8]) -> bool:
    """True for an outline with five even tips and five deep notches."""
    contours, _ = cv2.findContours(shape, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    contour = max(contours, key=cv2.contourArea)
    size = max(cv2.boundingRect(contour)[2:])
    hull = cv2.convexHull(contour, returnPoints=False)
    if hull is None or len(hull) < 5:
        return False
    defects = cv2.convexityDefects(contour, np.sort(hull, axis=0)[::-1])
    if defects is None:
        return False
    pits = defects.reshape(-1, 4)
    deep = pits[pits[:, 3] / 256 > NOTCH * size]
    if len(deep) != 5:
        return False
    points = contour.reshape(-1, 2).astype(np.float64)
    notches = points[deep[:, 2]]
    centre = notches.mean(axis=0)
    turn = np.sort(np.degrees(np.arctan2(*(notches - centre).T[::-1])))
    steps = np.diff(np.append(turn, turn[0] + 360))
    near, far = np.linalg.norm(notches - centre, axis=1), np.linalg.norm(points - centre, axis=1).max()
    return bool((np.abs(steps - 72) < EVEN).all() and near.max() < 0.75 * far and near.max() < 1.8 * near.min())
