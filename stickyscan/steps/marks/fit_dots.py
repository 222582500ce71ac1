"""Where the colours of the wall's voting dots show in; the fewest dots of its one size that explain them out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray

Mask = NDArray[np.bool_]

LEAST_ARC, LEAST_GAIN = 0.16, 0.45  # of a dot's outline, and of outline plus area, must be explained by it alone
LEAST_INSIDE = 0.8  # share of a dot that shows its colour, or another dot that may lie on it
LEAST_SEEN = 0.12  # share of a dot that must show its own colour
AREA = 0.8  # weight of explained area against explained outline
OFF = 0.13  # of the radius, at least 1 px: how far the outline may be from the circle
FACING = 0.75  # cosine between the outline's normal and the way to the centre
TOO_NEAR = 0.5  # radii between the middles of two dots: nearer ones are one dot, blurred or seen a little aslant
STEP = 2  # px: areas are compared on every second pixel


@dataclass(frozen=True)
class Outline:
    """Boundary pixels of one colour: points (n, 2) as (x, y) and unit normals (n, 2) that look inwards."""

    points: FloatArray
    normals: FloatArray


@dataclass(frozen=True)
class Candidates:
    """Places for dots: centres (n, 2), index of the colour (n,)."""

    centres: FloatArray
    kinds: NDArray[np.int64]


def fit_dots(masks: tuple[Mask, ...], radius: float) -> Candidates:
    """Dots of the given radius in pixels whose discs and outlines explain the masks (one per colour), greedily.

    A dot may lie on others of any colour; of the one below, a part must be seen with some of its round outline.
    """
    anywhere = np.logical_or.reduce(masks)
    outlines = tuple(_outline(mask) for mask in masks)
    candidates = _candidates(masks, anywhere, outlines, radius)
    count, labels = cv2.connectedComponents(cv2.dilate(anywhere.astype(np.uint8), np.ones((3, 3), np.uint8)))
    x, y = np.round(candidates.centres).astype(int).T
    home = labels[np.clip(y, 0, labels.shape[0] - 1), np.clip(x, 0, labels.shape[1] - 1)]
    rows, columns = np.nonzero(labels[::STEP, ::STEP] * anywhere[::STEP, ::STEP])
    pixels = np.stack([columns, rows], axis=1) * STEP
    where = labels[pixels[:, 1], pixels[:, 0]]
    edge_homes = [labels[o.points[:, 1].astype(int), o.points[:, 0].astype(int)] for o in outlines]
    kept: list[int] = []
    for part in range(1, count):
        mine = np.flatnonzero(home == part)
        if not len(mine):
            continue
        own = [Outline(o.points[h == part], o.normals[h == part]) for o, h in zip(outlines, edge_homes, strict=True)]
        inside = pixels[where == part]
        colours = [mask[inside[:, 1], inside[:, 0]] for mask in masks]
        evidence = _Evidence.of(candidates.centres[mine], candidates.kinds[mine], own, (inside, colours), radius)
        kept += mine[evidence.chosen()].tolist()
    return Candidates(candidates.centres[kept], candidates.kinds[kept])


def _outline(mask: Mask) -> Outline:
    """Boundary of a mask with normals from its smoothed picture."""
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 1.5)
    dx, dy = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    inner = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1) > 0
    rows, columns = np.nonzero(mask & ~inner)
    normals = np.stack([dx[rows, columns], dy[rows, columns]], axis=1).astype(np.float64)
    size = np.linalg.norm(normals, axis=1)
    sure = size > 1e-3
    points = np.stack([columns, rows], axis=1).astype(np.float64)
    return Outline(points[sure] - 0.5 * normals[sure] / size[sure, None], normals[sure] / size[sure, None])


def _candidates(masks: tuple[Mask, ...], anywhere: Mask, outlines: tuple[Outline, ...], radius: float) -> Candidates:
    """Peaks of the outlines' votes where a disc fits within the masks."""
    reach = int(np.ceil(radius)) + 1
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = (np.clip(radius + 0.5 - np.hypot(x, y), 0, 1)).astype(np.float32)
    disc /= disc.sum()
    roomy = cv2.filter2D(anywhere.astype(np.float32), -1, disc, borderType=cv2.BORDER_CONSTANT) > LEAST_INSIDE
    centres, kinds = [], []
    for kind, (mask, outline) in enumerate(zip(masks, outlines, strict=True)):
        seen = cv2.filter2D(mask.astype(np.float32), -1, disc, borderType=cv2.BORDER_CONSTANT) > LEAST_SEEN
        heat = _votes(outline, mask.shape, radius)
        peak = (heat >= cv2.dilate(heat, np.ones((3, 3), np.uint8))) & roomy & seen & (heat > LEAST_ARC)
        rows, columns = np.nonzero(peak)
        centres.append(np.stack([columns, rows], axis=1).astype(np.float64))
        kinds.append(np.full(len(rows), kind))
    return Candidates(np.concatenate(centres), np.concatenate(kinds).astype(np.int64))


def _votes(outline: Outline, shape: tuple[int, ...], radius: float) -> NDArray[np.float32]:
    """How much of a circle's outline each centre would have, about 1 for a whole circle."""
    height, width = shape[:2]
    x, y = np.round(outline.points + radius * outline.normals).astype(int).T
    inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    votes = np.bincount(y[inside] * width + x[inside], minlength=height * width).astype(np.float32)
    spread = max(1.0, 0.12 * radius)
    heat = cv2.GaussianBlur(votes.reshape(height, width), (0, 0), spread) * (2 * np.pi * spread**2)
    return np.asarray(heat / (2 * np.pi * radius), np.float32)


@dataclass(frozen=True)
class _Evidence:
    """What each candidate explains: outline pixels facing it (n, e), those it passes (n, e), pixels it shows (n, p)."""

    facing: Mask
    passing: Mask
    showing: Mask
    covering: Mask
    rivals: Mask
    around: float
    area: float

    @classmethod
    def of(
        cls,
        centres: FloatArray,
        kinds: NDArray[np.int64],
        outlines: list[Outline],
        inside: tuple[NDArray[np.int64], list[Mask]],
        radius: float,
    ) -> _Evidence:
        points = np.concatenate([o.points for o in outlines])
        normals = np.concatenate([o.normals for o in outlines])
        owner = np.concatenate([np.full(len(o.points), k) for k, o in enumerate(outlines)])
        way = centres[:, None] - points[None]
        distance = np.linalg.norm(way, axis=2)
        passing = np.abs(distance - radius) < max(1.0, OFF * radius)
        along = (way * normals[None]).sum(axis=2) / np.maximum(distance, 1e-6)
        facing = passing & (along > FACING) & (owner[None] == kinds[:, None])
        pixels, colours = inside
        covering = np.linalg.norm(centres[:, None] - pixels[None], axis=2) < radius + 0.5
        showing = covering & np.stack(colours)[kinds]
        passing &= np.abs(along) > FACING
        rivals = np.linalg.norm(centres[:, None] - centres[None], axis=2) < TOO_NEAR * radius
        return cls(facing, passing, showing, covering, rivals, 2 * np.pi * radius, np.pi * radius**2 / STEP**2)

    def chosen(self) -> list[int]:
        """The best candidate first, then what explains most of the rest, until little is left."""
        open_edge = np.ones(self.facing.shape[1], bool)
        open_area = np.ones(self.showing.shape[1], bool)
        free = np.ones(len(self.rivals), bool)
        chosen: list[int] = []
        while True:
            arc = (self.facing & open_edge).sum(axis=1) / self.around
            gain = np.minimum(arc, 1) + AREA * (self.showing & open_area).sum(axis=1) / self.area
            gain[(arc < LEAST_ARC) | ~free] = 0
            best = int(gain.argmax())
            if gain[best] < LEAST_GAIN:
                return chosen
            chosen.append(best)
            open_edge &= ~self.passing[best]
            open_area &= ~self.covering[best]
            free &= ~self.rivals[best]
