"""A wall before it is drawn: notes, writing and lines on the wall plane.

Frame: x right, y down, one unit is the width of the wall's usual note; angles in degrees, clockwise positive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from stickyscan.geometry import FloatArray, Point
from stickyscan.journey import GroupSource, Role
from stickyscan.render.palette import Paper
from stickyscan.render.recipe import Layout, LinkTip
from stickyscan.render.streams import Rgb

Sign = Literal["+", "++", "-", "--", "happy", "sad", "even", "star"]


@dataclass(frozen=True)
class Placed:
    """A note on the wall: its place, its paper, what is written on it (nothing if empty), and between which heights.

    `band` is in shares of the paper's height from the top. `sign` is drawn below the writing. `mood` is what sign or
    height say of the customer's feelings, -2..2; `moment`: the team marked the note as decisive. `ruled`: whether lines
    are printed on a larger sheet; None for any other note, of which the pack of paper decides.
    """

    centre: Point
    size: tuple[float, float]
    angle: float
    paper: Paper
    text: str
    role: Role = "note"
    stage: str | None = None
    lane: str | None = None
    band: tuple[float, float] = (0.0, 1.0)
    sign: Sign | None = None
    mood: int | None = None
    moment: bool = False
    ruled: bool | None = None

    @property
    def outline(self) -> FloatArray:
        """Corners (4, 2) on the wall plane, clockwise from the writing's top left."""
        turn = np.deg2rad(self.angle)
        right = np.array([np.cos(turn), np.sin(turn)]) * self.size[0] / 2
        down = np.array([-np.sin(turn), np.cos(turn)]) * self.size[1] / 2
        middle = np.array(self.centre)
        return np.array([middle - right - down, middle + right - down, middle + right + down, middle - right + down])


@dataclass(frozen=True)
class Heading:
    """Writing on the board, about a centre; `height` is that of its letters."""

    text: str
    centre: Point
    width: float
    height: float
    underlined: bool = False


@dataclass(frozen=True)
class Stroke:
    """A line on the board, drawn with a marker or laid with tape."""

    points: tuple[Point, ...]
    kind: Literal["marker", "tape"] = "marker"
    arrow: bool = False
    closed: bool = False


@dataclass(frozen=True)
class PenLine:
    """A line drawn by hand with a marker, or a cord, along its points on the wall.

    Attributes:
        points: its course, dense enough to be drawn as it is.
        thick: width of the pen in wall units.
        colour: of the pen; None takes one that the board's people would.
        tip: shape of the heads.
        heads: at the last point (1), at both ends (2), or nowhere.
        over: drawn after the notes were stuck, so that it may run over them; else they cover it.
        cord: a taut string, which throws a thin shadow.
        broken: drawn as dashes.
        again: gone over a second time, not quite in the same place.
    """

    points: tuple[Point, ...]
    thick: float
    colour: Rgb | None = None
    tip: LinkTip = "open"
    heads: int = 0
    over: bool = False
    cord: bool = False
    broken: bool = False
    again: bool = False


@dataclass(frozen=True)
class Link:
    """Two notes (indices) joined by a pen line (index): from tail to head, both ways (2 heads), or undirected (0)."""

    source: int
    target: int
    line: int
    heads: int


@dataclass(frozen=True)
class Group:
    """A stage or a lane and how the wall shows it."""

    title: str
    source: GroupSource


@dataclass(frozen=True)
class Plan:
    """Everything on the wall plane. Notes are in the order in which they were stuck on: later ones lie on top.

    `curve`: stage title and level -2..2 of each stage that a drawn emotion curve crosses.
    """

    low: Point
    high: Point
    notes: tuple[Placed, ...]
    headings: tuple[Heading, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    stages: tuple[Group, ...] = ()
    lanes: tuple[Group, ...] = ()
    layout: Layout = "free"
    lines: tuple[PenLine, ...] = ()
    links: tuple[Link, ...] = ()
    curve: tuple[tuple[str, int], ...] = ()
