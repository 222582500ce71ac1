"""The upright cut-out of a note in; a face or a star drawn on it out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray

Part = tuple[float, float, float, float]

SIDE = 192  # px of the cut-out's longer side
SMALLEST, LARGEST = 0.11, 0.75  # of that side: a drawn face or star
PAD = 6  # px
ROUND = 0.93  # 4 pi area / perimeter^2 of a face's hull
RADIUS = 16  # px of the circle in which a face is compared with drawn ones
EYES_AND_MOUTH = (-0.6, -0.6, 0.6, 0.6)  # left, top, right, bottom about the middle, in radii: inside the ring
MOUTH = (-0.55, 0.13, 0.55, 0.63)
SLACK = 0.1  # radii that either may be off
FAINTEST = 2.0  # spread of what a ring holds, in units of CIE Lab: bare paper has less
LIKE = 0.55  # correlation of eyes and mouth with drawn ones
CURVED = 0.11  # correlation with mouths that curve one way, over that with the other way
NOTCH = 0.055  # of a star's size: how deep its five notches are
LIGHTNESS_AT_HALF = np.array([[0.25, 1, 1]], np.float32)  # of squares of differences in CIE Lab
EVEN = 24.0  # degrees that a star's tips may be off a fifth of a turn


@dataclass(frozen=True)
class Signs:
    """What is drawn on a note: `mood` of a face (-1 sad, 0 even, 1 happy; None without one), `star`."""

    mood: int | None
    star: bool


def find_signs(cut_out: Picture) -> Signs:
    """Look for one face and one star on a note whose longer side is SIDE; anything doubtful is none."""
    off, ink = _ink(cut_out)
    _, parts, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    labels, stats = np.asarray(parts, np.int32), np.asarray(boxes, np.int32)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    size, least = np.maximum(wide, high), np.minimum(wide, high)
    fits = (size > SMALLEST * SIDE) & (size < LARGEST * SIDE) & (least > 0.7 * size)
    moods, star = [], False
    for label in (int(i) for i in np.flatnonzero(fits) if i > 0):
        shape = _padded(labels == label, stats[label])
        star = star or _is_star(shape)
        moods.append(_expression(off, shape, stats[label, :2] - PAD))
    faces = [mood for mood in moods if mood is not None]
    return Signs(faces[0] if len(faces) == 1 else None, star)


def _padded(mask: NDArray[np.bool_], box: NDArray[np.int32]) -> NDArray[np.uint8]:
    """The part of a mask in a box, with a free rim."""
    left, top, width, height = (int(v) for v in box[:4])
    return np.pad(mask[top : top + height, left : left + width].astype(np.uint8), PAD)


def _ink(cut_out: Picture) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """How much each pixel differs from the paper about it; pen strokes, 255 where that is written on."""
    lab = cv2.cvtColor(cut_out, cv2.COLOR_RGB2LAB)
    small = cv2.resize(lab, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.resize(cv2.medianBlur(small, 25), cut_out.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    apart = cv2.absdiff(lab, paper)
    off = cv2.sqrt(cv2.transform(cv2.multiply(apart, apart, dtype=cv2.CV_32F), LIGHTNESS_AT_HALF))
    peak = cv2.dilate(off, np.ones((11, 11), np.uint8))
    level = np.maximum(0.5 * peak, max(10.0, 0.35 * float(np.percentile(off[::2, ::2], 98))))
    return np.asarray(off, np.float32), np.asarray((off > level).astype(np.uint8) * 255, np.uint8)


def _expression(off: NDArray[np.float32], shape: NDArray[np.uint8], corner: NDArray[np.int32]) -> int | None:
    """The mood of a round shape with eyes and a mouth in it.

    These are compared with drawn ones where they stand, as in thick or blurred ink they run into the ring.
    """
    contours, _ = cv2.findContours(shape, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    if 4 * np.pi * cv2.contourArea(hull) < ROUND * cv2.arcLength(hull, True) ** 2:
        return None
    left, top, wide, high = cv2.boundingRect(hull)
    middle = np.array([left + wide / 2, top + high / 2]) + corner
    to_radii = np.array([[wide / 2, 0, middle[0]], [0, high / 2, middle[1]]])
    happy, sad = _drawn(EYES_AND_MOUTH, True), _drawn(EYES_AND_MOUTH, False)
    if max(_likeness(off, to_radii, EYES_AND_MOUTH, happy), _likeness(off, to_radii, EYES_AND_MOUTH, sad)) < LIKE:
        return None
    up, down = (_likeness(off, to_radii, MOUTH, _drawn(MOUTH, curve)) for curve in (True, False))
    return 0 if abs(up - down) < CURVED else (1 if up > down else -1)


def _likeness(off: NDArray[np.float32], to_radii: FloatArray, part: Part, drawn: FloatArray) -> float:
    """Correlation of a part of a face with the most similar of drawn pictures (n, pixels), -1..1."""
    left, top, right, bottom = part[0] - SLACK, part[1] - SLACK, part[2] + SLACK, part[3] + SLACK
    to_part = to_radii @ np.array([[1 / RADIUS, 0, left], [0, 1 / RADIUS, top], [0, 0, 1.0]])
    size = round((right - left) * RADIUS), round((bottom - top) * RADIUS)
    seen = cv2.warpAffine(off, to_part, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    windows = sliding_window_view(seen, _size(part)[::-1]).reshape(-1, drawn.shape[1]).astype(np.float64)
    windows -= windows.mean(axis=1, keepdims=True)
    spread = np.maximum(windows.std(axis=1), FAINTEST) * drawn.shape[1] ** 0.5
    return float((drawn @ (windows / spread[:, None]).T).max())


def _size(part: Part) -> tuple[int, int]:
    """Width and height of a part of a face in pixels."""
    return round((part[2] - part[0]) * RADIUS), round((part[3] - part[1]) * RADIUS)


@cache
def _drawn(part: Part, happy: bool) -> FloatArray:
    """A part of faces as people draw them: mouths narrow and wide, flat and deep, with thin and thick pens.

    Each row has the mean 0 and the length 1.
    """
    looks = product((0.15, 0.25), (0.33, 0.42), (0.1, 0.2))
    faces = np.array([_drawn_face(part, bend if happy else -bend, half, pen).ravel() for bend, half, pen in looks])
    faces = faces.astype(np.float64) - faces.mean(axis=1, keepdims=True)
    return np.asarray(faces / np.linalg.norm(faces, axis=1, keepdims=True), np.float64)


def _drawn_face(part: Part, bend: float, half: float, pen: float) -> NDArray[np.float32]:
    """A part of a face of radius 1; its mouth is 2 `half` wide and `bend` deep."""
    left, top, right, bottom = part
    fine = 8 * RADIUS
    picture = np.zeros((round((bottom - top) * fine), round((right - left) * fine)), np.float32)
    along = np.linspace(-1, 1, 21)
    mouth = np.stack([half * along, 0.38 + bend * (0.5 - along**2)], axis=1)
    eyes = np.array([[-0.34, -0.3], [0.34, -0.3]])
    spots, course = (np.round((points - (left, top)) * fine).astype(np.int32) for points in (eyes, mouth))
    cv2.polylines(picture, [course], False, 1.0, round(pen * fine))
    for x, y in spots:
        cv2.circle(picture, (int(x), int(y)), round(0.75 * pen * fine), 1.0, -1)
    return np.asarray(cv2.resize(picture, _size(part), interpolation=cv2.INTER_AREA), np.float32)


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
