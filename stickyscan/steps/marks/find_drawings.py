"""A photo of the wall and its notes in; what was drawn between and round the notes, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray, Quad, project
from stickyscan.steps.marks import arrow_maps as seen
from stickyscan.steps.marks.find_ink import find_ink
from stickyscan.steps.marks.find_links import find_links, likely_links
from stickyscan.steps.marks.find_loops import find_loops
from stickyscan.steps.marks.flat_wall import Extent, FlatWall, flatten_wall, narrowed
from stickyscan.steps.marks.trace_strokes import trace_strokes

LOOK_SIDE = 64.0  # px of a typical note: a pen line is then 1 to 4 wide
EXTENT = Extent(most_pixels=2.0e6, margin=3.0)  # a curve may be drawn below the notes
GLIMPSE_SIDE, GLIMPSE = 40.0, Extent(most_pixels=0.32e6, margin=0.8)  # what is first asked for arrows, quickly
MAY_JOIN = 0.5  # confidence of links at a glimpse
SHORTEST = 0.2  # sides: strokes that may be a piece of a curve over the stages, or of a sign at its axis


@dataclass(frozen=True)
class Drawn:
    """An arrow or line from one note to another (indices of those handed in).

    `course` (n, 2) goes from tail to head on the wall plane; `heads`: 0 a plain line, 1 at its end, 2 at both ends;
    `confidence` 0..1.
    """

    source: int
    target: int
    heads: int
    course: FloatArray
    confidence: float


@dataclass(frozen=True)
class Drawings:
    """Arrows between notes, notes with a line round them (indices), and pen strokes (n, 2) on the wall plane."""

    arrows: tuple[Drawn, ...]
    circled: frozenset[int]
    strokes: tuple[FloatArray, ...]


def find_drawings(photo: Picture, to_wall: FloatArray, notes: Sequence[Quad]) -> Drawings:
    """Everything drawn with a pen about the notes (outlines on the wall plane), found in one photo."""
    wall = flatten_wall(photo, to_wall, notes, LOOK_SIDE, EXTENT)
    ink = find_ink(wall)
    strokes = trace_strokes(ink.mask, ink.bare, wall.side)
    back = np.asarray(np.linalg.inv(wall.from_wall), np.float64)
    step = max(1, round(wall.side / 12))
    drawn = [s.points[::step] for s in strokes if s.length > SHORTEST * wall.side]
    return Drawings(
        _arrows(wall),
        find_loops(strokes, wall.notes, wall.side),
        tuple(project(back, points) for points in drawn),
    )


def _arrows(wall: FlatWall) -> tuple[Drawn, ...]:
    """The arrows and lines from note to note, on the wall plane.

    Most walls have none: a glimpse tells where there may be some, and only there it is worth to look closely.
    """
    glimpse = narrowed(wall, wall.notes, GLIMPSE_SIDE, GLIMPSE)
    maybe = likely_links(seen.arrow_maps(glimpse, seen.VIEWS[:1]), *seen.in_cells(glimpse), MAY_JOIN)
    if not maybe:
        return ()
    ends = sorted({i for link in maybe for i in (link.source, link.target)})
    wall = narrowed(wall, [wall.notes[i] for i in ends], LOOK_SIDE, seen.EXTENT)
    links = find_links(seen.arrow_maps(wall), *seen.in_cells(wall))
    back = np.asarray(np.linalg.inv(wall.from_wall) @ np.diag([seen.STRIDE, seen.STRIDE, 1.0]), np.float64)
    return tuple(
        Drawn(link.source, link.target, link.number_of_heads, project(back, link.course), link.confidence)
        for link in links
    )
