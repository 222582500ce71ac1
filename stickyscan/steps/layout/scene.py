"""The wall as boxes and lines in note sizes, set upright; and the same scene turned, so that rows become columns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from stickyscan.geometry import FloatArray, Point, Quad, project

SLANT = 30.0  # degrees: writing that slants less is meant to be level


@dataclass(frozen=True)
class Box:
    """An upright rectangle in note sizes: a typical note of the wall is 1 wide and 1 high."""

    left: float
    top: float
    right: float
    bottom: float

    @cached_property
    def x(self) -> float:
        """Centre across."""
        return (self.left + self.right) / 2

    @cached_property
    def y(self) -> float:
        """Centre down."""
        return (self.top + self.bottom) / 2

    @cached_property
    def width(self) -> float:
        """Size across."""
        return self.right - self.left

    @cached_property
    def height(self) -> float:
        """Size down."""
        return self.bottom - self.top

    def turned(self) -> Box:
        """Across and down exchanged."""
        return Box(self.top, self.left, self.bottom, self.right)

    def gap_across(self, other: Box) -> float:
        """Free space between the two, across; negative where they share columns."""
        return max(self.left, other.left) - min(self.right, other.right)

    def gap_down(self, other: Box) -> float:
        """Free space between the two, down; negative where they share rows."""
        return max(self.top, other.top) - min(self.bottom, other.bottom)

    def distance(self, other: Box) -> float:
        """Free space between the two, 0 where they touch or overlap."""
        return math.hypot(max(0.0, self.gap_across(other)), max(0.0, self.gap_down(other)))

    def joined(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left), min(self.top, other.top),
            max(self.right, other.right), max(self.bottom, other.bottom),
        )  # fmt: skip


@dataclass(frozen=True)
class Item:
    """A note: its index in `wall.notes`, box, colour name, tint (a and b of CIE Lab, for distances) and text."""

    index: int
    box: Box
    colour: str
    tint: Point
    text: str | None

    @property
    def words(self) -> int:
        """How many words could be read."""
        return len((self.text or "").split())


@dataclass(frozen=True)
class Label:
    """Writing on the board. `size` is its height in sides of a typical note, which turning does not change."""

    text: str
    box: Box
    size: float


@dataclass(frozen=True)
class Divider:
    """A drawn line that runs down: x = at + slope * y for y in [low, high]."""

    at: float
    slope: float
    low: float
    high: float

    def x(self, y: float) -> float:
        """Where the line, prolonged if need be, stands at height y."""
        return self.at + self.slope * y

    @property
    def middle(self) -> float:
        """Its x half-way down."""
        return self.x((self.low + self.high) / 2)

    @property
    def length(self) -> float:
        """How far it runs."""
        return self.high - self.low


@dataclass(frozen=True)
class Scene:
    """Everything on the wall. `uprights` run down, `levels` run across (as dividers of the turned scene)."""

    items: tuple[Item, ...]
    labels: tuple[Label, ...]
    uprights: tuple[Divider, ...]
    levels: tuple[Divider, ...]

    def turned(self) -> Scene:
        """Across and down exchanged: what finds columns here finds rows there."""
        return Scene(
            tuple(replace(i, box=i.box.turned()) for i in self.items),
            tuple(replace(t, box=t.box.turned()) for t in self.labels),
            self.levels,
            self.uprights,
        )

    def without(self, indices: frozenset[int]) -> Scene:
        """The scene without some notes."""
        return replace(self, items=tuple(i for i in self.items if i.index not in indices))


@dataclass(frozen=True)
class Upright:
    """Takes wall coordinates to note sizes: turns by the notes' own tilt, then scales both axes."""

    to_scene: FloatArray
    width: float  # of a typical note, in wall units
    height: float

    @classmethod
    def of(cls, notes: Sequence[Quad]) -> Upright:
        """From the notes on the wall plane: their median tilt, width and height."""
        tilts = [(note.angle + 45.0) % 90.0 - 45.0 for note in notes]
        tilt = np.radians(float(np.median(tilts))) if tilts else 0.0
        turn = np.array([[np.cos(tilt), np.sin(tilt), 0], [-np.sin(tilt), np.cos(tilt), 0], [0, 0, 1.0]])
        boxes = [_bounds(note.mapped(turn).array) for note in notes]
        width = float(np.median([b.width for b in boxes])) if boxes else 1.0
        height = float(np.median([b.height for b in boxes])) if boxes else 1.0
        width, height = max(width, 1e-9), max(height, 1e-9)
        return cls(np.diag([1 / width, 1 / height, 1.0]) @ turn, width, height)

    def box(self, quad: Quad) -> Box:
        """A quad's upright bounding box in note sizes."""
        return _bounds(project(self.to_scene, quad.array))

    def label(self, text: str, quad: Quad) -> Label:
        """Writing as a label. Its box is as wide and high as the writing itself, even if it slants a little."""
        box = self.box(quad)
        if abs(quad.angle) <= SLANT:
            half_width, half_height = quad.width / self.width / 2, quad.height / self.height / 2
            box = Box(box.x - half_width, box.y - half_height, box.x + half_width, box.y + half_height)
        return Label(text, box, quad.height / (self.width * self.height) ** 0.5)

    def dividers(self, lines: Sequence[tuple[Point, Point]]) -> tuple[tuple[Divider, ...], tuple[Divider, ...]]:
        """Lines that run down, and lines that run across; steeper ones than 30 degrees off either are left out."""
        uprights, levels = [], []
        for line in lines:
            a, b = project(self.to_scene, np.array(line))
            run, rise = np.abs(b - a)
            if rise > 1.7 * run:
                uprights.append(_divider(a, b))
            elif run > 1.7 * rise:
                levels.append(_divider(a[::-1], b[::-1]))
        return tuple(sorted(uprights, key=_left_to_right)), tuple(sorted(levels, key=_left_to_right))


def _left_to_right(divider: Divider) -> tuple[float, float]:
    return divider.middle, divider.low


def _divider(a: FloatArray, b: FloatArray) -> Divider:
    slope = float((b[0] - a[0]) / (b[1] - a[1]))
    low, high = sorted((float(a[1]), float(b[1])))
    return Divider(float(a[0] - slope * a[1]), slope, low, high)


def _bounds(points: FloatArray) -> Box:
    low, high = points.min(axis=0), points.max(axis=0)
    return Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))
