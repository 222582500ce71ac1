"""A photo and where its notes hang in; the wall seen straight on, at a size that suits the marks on notes, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray, Quad, clip_convex, project
from stickyscan.steps.shrink import shrink

MOST_PIXELS = 4.0e6
MARGIN = 1.0  # note sides of wall kept around the notes
FINEST = 2.2  # a small photo is enlarged at most so much: a finer grid for fitting, no new detail


@dataclass(frozen=True)
class Extent:
    """How large a flat wall gets: pixels at most, and the sides of a typical note kept free around the notes."""

    most_pixels: float = MOST_PIXELS
    margin: float = MARGIN


NEAR_NOTES = Extent()


@dataclass(frozen=True)
class FlatWall:
    """The part of the wall that has notes. `side` is a typical note's side in pixels.

    `picture` is RGB; `from_wall` (3x3) takes the wall plane to its pixels; `notes` are in its pixels, in the order
    of those that were handed in; `shown` is true where the photo shows something; `seen` is how many of its pixels
    one pixel of the photo became, about the middle.
    """

    picture: Picture
    from_wall: FloatArray
    notes: tuple[Quad, ...]
    side: float
    shown: NDArray[np.bool_]
    seen: float


def flatten_wall(
    photo: Picture, to_wall: FloatArray, on_wall: Sequence[Quad], side: float, extent: Extent = NEAR_NOTES
) -> FlatWall:
    """The wall around the notes (on the wall plane), a typical note `side` pixels wide.

    The side is less where the photo has too few pixels for it or the wall too many notes.

    Raises:
        ValueError: there are no notes.
    """
    if not on_wall:
        raise ValueError("a wall without notes cannot be laid flat")
    corners = np.concatenate([quad.array for quad in on_wall])
    usual = float(np.median([quad.area**0.5 for quad in on_wall]))
    low, high = corners.min(axis=0) - extent.margin * usual, corners.max(axis=0) + extent.margin * usual
    pixel = _pixel_size(to_wall, on_wall)
    scale = min(side / usual, FINEST / pixel, (extent.most_pixels / float(np.prod(high - low))) ** 0.5)
    size = np.maximum(np.ceil((high - low) * scale), 1).astype(int)
    from_wall = np.array([[scale, 0, -low[0] * scale], [0, scale, -low[1] * scale], [0, 0, 1.0]])
    smaller = min(1.0, 1.5 * scale * pixel)  # first to about the size, by averaging, so that the warp skips no pixels
    width, height = max(1, round(photo.shape[1] * smaller)), max(1, round(photo.shape[0] * smaller))
    small = shrink(photo, (width, height)) if smaller < 1 else photo
    to_flat = from_wall @ to_wall
    warp = to_flat @ np.diag([photo.shape[1] / width, photo.shape[0] / height, 1.0])
    method = cv2.INTER_LINEAR if smaller < 1 else cv2.INTER_CUBIC
    shape = (int(size[0]), int(size[1]))
    flat = cv2.warpPerspective(small, warp, shape, flags=method, borderMode=cv2.BORDER_REPLICATE)
    notes = tuple(quad.mapped(from_wall) for quad in on_wall)
    shown = _inside(Quad.box(0, 0, photo.shape[1], photo.shape[0]).mapped(to_flat), shape)
    return FlatWall(np.asarray(flat, np.uint8), from_wall, notes, usual * scale, shown, scale * pixel)


def _inside(outline: Quad, size: tuple[int, int]) -> NDArray[np.bool_]:
    """True inside an outline, in a picture of `size` (width, height)."""
    inside = np.zeros(size[::-1], np.uint8)
    within = clip_convex(outline.array, Quad.box(0, 0, size[0] - 1, size[1] - 1).array)
    cv2.fillPoly(inside, [np.round(within).astype(np.int32).reshape(-1, 2)], 1)
    return inside > 0


def narrowed(wall: FlatWall, about: Sequence[Quad], side: float, extent: Extent) -> FlatWall:
    """The part of a flat wall near some of its notes, made smaller if it is too large or a note wider than `side`."""
    corners = np.concatenate([quad.array for quad in about])
    margin, most = extent.margin * wall.side, np.array(wall.shown.shape[::-1])
    low = np.clip(np.floor(corners.min(axis=0) - margin), 0, most - 1).astype(int)
    high = np.clip(np.ceil(corners.max(axis=0) + margin), low + 1, most).astype(int)
    scale = min(1.0, side / wall.side, (extent.most_pixels / float(np.prod(high - low))) ** 0.5)
    size = np.maximum(np.round((high - low) * scale), 1).astype(int)
    part = np.s_[low[1] : high[1], low[0] : high[0]]
    shape = (int(size[0]), int(size[1]))
    picture = cv2.resize(wall.picture[part], shape, interpolation=cv2.INTER_AREA)
    shown = cv2.resize(wall.shown[part].astype(np.uint8), shape, interpolation=cv2.INTER_NEAREST)
    across, down = size / (high - low)
    to_part = np.array([[across, 0, -across * low[0]], [0, down, -down * low[1]], [0, 0, 1.0]])
    notes = tuple(quad.mapped(to_part) for quad in wall.notes)
    flat = np.asarray(picture, np.uint8)
    return FlatWall(flat, to_part @ wall.from_wall, notes, wall.side * scale, shown > 0, wall.seen * scale)


def _pixel_size(to_wall: FloatArray, on_wall: Sequence[Quad]) -> float:
    """Wall units per photo pixel at a typical note."""
    back = np.asarray(np.linalg.inv(to_wall), np.float64)
    corners = np.array([quad.array for quad in on_wall])
    seen = project(back, corners.reshape(-1, 2)).reshape(corners.shape)
    return float(np.median(np.sqrt(_areas(corners) / np.maximum(_areas(seen), 1e-9))))


def _areas(corners: FloatArray) -> FloatArray:
    """Of each of the quads (n, 4, 2)."""
    (a, b) = corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]
    return np.asarray(np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) / 2)
