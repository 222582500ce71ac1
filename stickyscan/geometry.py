"""Plane geometry of notes: points, quadrilaterals and homographies. Pure arithmetic, no pixels.

Frames: x grows to the right, y grows downwards (as in a photo), so "clockwise" is as seen on the screen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Quad:
    """Four corners of a note, clockwise from the corner that is top-left when the writing is upright."""

    corners: tuple[Point, Point, Point, Point]

    def __post_init__(self) -> None:
        """Refuse anything but four finite points."""
        if len(self.corners) != 4 or not all(math.isfinite(v) for p in self.corners for v in p):
            raise ValueError(f"a quad needs 4 finite corners, got {self.corners!r}")

    @classmethod
    def of(cls, points: Iterable[Sequence[float]] | FloatArray) -> Quad:
        """Build from any four (x, y) pairs, kept in the order given."""
        a, b, c, d = ((float(p[0]), float(p[1])) for p in points)
        return cls((a, b, c, d))

    @classmethod
    def box(cls, left: float, top: float, width: float, height: float) -> Quad:
        """Build an axis-aligned rectangle."""
        right, bottom = left + width, top + height
        return cls(((left, top), (right, top), (right, bottom), (left, bottom)))

    @property
    def array(self) -> FloatArray:
        """The corners as a fresh (4, 2) float array."""
        return np.array(self.corners, dtype=np.float64)

    @property
    def centre(self) -> Point:
        """Mean of the four corners."""
        x, y = self.array.mean(axis=0)
        return float(x), float(y)

    @property
    def area(self) -> float:
        """Enclosed area (shoelace formula), never negative."""
        return abs(polygon_area(self.corners))

    @property
    def width(self) -> float:
        """Mean length of the top and bottom sides."""
        a, b, c, d = self.corners
        return (math.dist(a, b) + math.dist(d, c)) / 2

    @property
    def height(self) -> float:
        """Mean length of the left and right sides."""
        a, b, c, d = self.corners
        return (math.dist(a, d) + math.dist(b, c)) / 2

    @property
    def angle(self) -> float:
        """Direction of the reading line in degrees, clockwise positive, in (-180, 180]."""
        a, b, c, d = self.array
        x, y = (b - a) + (c - d)
        return math.degrees(math.atan2(y, x))

    def is_convex(self) -> bool:
        """True if the corners go clockwise round a convex shape without crossing."""
        p = self.array
        e = np.roll(p, -1, axis=0) - p
        turn = e[:, 0] * np.roll(e, -1, axis=0)[:, 1] - e[:, 1] * np.roll(e, -1, axis=0)[:, 0]
        return bool((turn > 0).all())

    def mapped(self, homography: FloatArray) -> Quad:
        """The same corners in another frame."""
        return Quad.of(project(homography, self.array))

    def shrunk(self, factor: float) -> Quad:
        """The quad scaled about its centre."""
        centre = np.array(self.centre)
        return Quad.of(centre + (self.array - centre) * factor)

    def turned(self, quarters: int) -> Quad:
        """The same outline with the reading direction turned by quarter turns clockwise."""
        c = self.corners
        return Quad((c[quarters % 4], c[(quarters + 1) % 4], c[(quarters + 2) % 4], c[(quarters + 3) % 4]))


def polygon_area(points: Sequence[Point] | FloatArray) -> float:
    """Signed area of a simple polygon (n, 2); positive when clockwise on the screen."""
    corners = points.tolist() if isinstance(points, np.ndarray) else points  # a few plain numbers are quicker so
    return float(sum(x * v - y * u for (x, y), (u, v) in zip(corners, (*corners[1:], *corners[:1]), strict=True)) / 2)


def clip_convex(subject: FloatArray, window: FloatArray) -> FloatArray:
    """Intersection of two convex polygons, both clockwise on the screen (Sutherland-Hodgman), (n, 2)."""
    shape = subject
    for a, b in zip(window, np.roll(window, -1, axis=0), strict=True):
        if len(shape) == 0:
            break
        side = (b[0] - a[0]) * (shape[:, 1] - a[1]) - (b[1] - a[1]) * (shape[:, 0] - a[0])
        kept: list[FloatArray] = []
        for i in range(len(shape)):
            j = (i + 1) % len(shape)
            if side[i] >= 0:
                kept.append(shape[i])
            if (side[i] >= 0) != (side[j] >= 0):
                kept.append(shape[i] + (shape[j] - shape[i]) * (side[i] / (side[i] - side[j])))
        shape = np.array(kept).reshape(-1, 2)
    return shape


def shared_area(a: Quad, b: Quad) -> float:
    """Area that two convex quads have in common."""
    for one, other in zip(zip(*a.corners, strict=True), zip(*b.corners, strict=True), strict=True):  # x, then y
        if max(min(one), min(other)) >= min(max(one), max(other)):
            return 0.0
    shape = clip_convex(_clockwise(a.array), _clockwise(b.array))
    return abs(polygon_area(shape)) if len(shape) >= 3 else 0.0


def overlap(a: Quad, b: Quad) -> float:
    """Intersection over union of two convex quads, 0..1."""
    shared = shared_area(a, b)
    if not shared:
        return 0.0
    whole = a.area + b.area - shared
    return shared / whole if whole > 0 else 0.0


def project(homography: FloatArray, points: FloatArray) -> FloatArray:
    """Map points (n, 2) through a 3x3 homography."""
    flat = points @ homography[:, :2].T + homography[:, 2]
    return np.asarray(flat[:, :2] / flat[:, 2:3], dtype=np.float64)


def homography_between(source: FloatArray, target: FloatArray) -> FloatArray:
    """The 3x3 homography, scaled to h33 = 1, that takes source (n >= 4, 2) to target, least squares (DLT).

    Raises:
        ValueError: the points do not determine a homography (fewer than four, or collinear).
    """
    if len(source) < 4 or len(source) != len(target):
        raise ValueError(f"need 4 or more point pairs, got {len(source)} and {len(target)}")
    to_unit_s, to_unit_t = _normaliser(source), _normaliser(target)
    rows = []
    for (x, y), (u, v) in zip(project(to_unit_s, source), project(to_unit_t, target), strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, -u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, -v])
    _, strength, basis = np.linalg.svd(np.array(rows))
    if strength[7] < 1e-9:
        raise ValueError("the points do not determine a homography (three or more on one line)")
    full = np.linalg.inv(to_unit_t) @ basis[-1].reshape(3, 3) @ to_unit_s
    return np.asarray(full / full[2, 2], dtype=np.float64)


def _normaliser(points: FloatArray) -> FloatArray:
    """Similarity that centres points and scales them to unit spread (Hartley 1997)."""
    centre = points.mean(axis=0)
    scale = 1.0 / max(float(np.abs(points - centre).mean()), 1e-12)
    return np.array([[scale, 0, -scale * centre[0]], [0, scale, -scale * centre[1]], [0, 0, 1]])


def _clockwise(points: FloatArray) -> FloatArray:
    return points if polygon_area(points) >= 0 else points[::-1]
