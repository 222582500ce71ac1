"""Outlines that a person draws: made fit for a note, put on the wall, and given the cell that lies there."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from stickyscan.geometry import Quad, polygon_area
from stickyscan.journey import Corners, JourneyMap, Note, PhotoInfo, WallPlace
from stickyscan.review.edits.beside import RefusedError

SMALLEST = 8.0  # pixels of a side, below which nobody could read a note
NEIGHBOURS = 3  # notes that vote on the cell of a new one
REACH = 2.5  # note sides along the axis that counts, beyond which a neighbour says nothing
ACROSS = 0.25  # weight of the other axis


def fit_outline(photo: PhotoInfo, corners: Corners) -> Quad:
    """The outline within its photo, clockwise from the corner it began with.

    Raises:
        RefusedError: it is too small or not convex, or lies beyond the photo.
    """
    inside = np.clip(np.array(corners, dtype=np.float64), 0, (photo.width, photo.height))
    if polygon_area(inside) < 0:
        inside = inside[[0, 3, 2, 1]]
    quad = Quad.of(np.round(inside, 1))
    if min(quad.width, quad.height) < SMALLEST:
        raise RefusedError("That outline is too small, or beyond the photo: draw it round the whole note.")
    if not quad.is_convex():
        raise RefusedError("That outline folds over itself: draw its corners one after the other, round the note.")
    return quad


def wall_place(photo: PhotoInfo, outline: Quad) -> WallPlace:
    """Where an outline in a photo hangs on the wall.

    Raises:
        RefusedError: the map's matrix for that photo is of no use there.
    """
    try:
        with np.errstate(all="ignore"):
            on_wall = outline.mapped(np.array(photo.to_wall, dtype=np.float64))
    except ValueError as problem:
        raise RefusedError(f"The map does not know where photo {photo.id} hangs on the wall.") from problem
    x, y = on_wall.centre
    values = (x, y, on_wall.width, on_wall.height, on_wall.angle)
    if not all(math.isfinite(value) for value in values):
        raise RefusedError(f"The map does not know where photo {photo.id} hangs on the wall.")
    return WallPlace(x=x, y=y, width=on_wall.width, height=on_wall.height, angle=on_wall.angle)


def around(a: Quad, b: Quad) -> Quad:
    """The rectangle, turned as `a` is, that holds both."""
    turn = math.radians(a.angle)
    axes = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    points = np.vstack([a.array, b.array]) @ axes.T
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return Quad.of(np.array([(left, top), (right, top), (right, bottom), (left, bottom)]) @ axes)


def suggested_stage(journey: JourneyMap, place: WallPlace) -> tuple[str | None, float]:
    """The column that notes nearby, above and below, stand in; and how much of them agree, 0..1."""
    notes = [note for note in journey.notes if note.stage is not None and note.role in ("note", "stage_header")]
    return _suggested([(note.stage or "", _away(note, place)) for note in notes])


def suggested_lane(journey: JourneyMap, place: WallPlace) -> tuple[str | None, float]:
    """The row that notes nearby, left and right, stand in; and how much of them agree, 0..1."""
    notes = [note for note in journey.notes if note.lane is not None and note.role in ("note", "lane_header")]
    return _suggested([(note.lane or "", _away(note, place)[::-1]) for note in notes])


def rank_in(cell: Sequence[Note], place: WallPlace) -> int:
    """Where a note at that place comes among the notes of its cell, read row by row."""
    for rank, other in enumerate(cell):
        down = other.wall.y - place.y
        same_row = abs(down) < max(place.height, other.wall.height, 1e-9) / 2
        if (other.wall.x > place.x) if same_row else down > 0:
            return rank
    return len(cell)


def _away(note: Note, place: WallPlace) -> tuple[float, float]:
    """How far a note is from a place across and down, in note sides."""
    side = max(place.width, place.height, note.wall.width, note.wall.height, 1e-9)
    return abs(note.wall.x - place.x) / side, abs(note.wall.y - place.y) / side


def _suggested(witnesses: Sequence[tuple[str, tuple[float, float]]]) -> tuple[str | None, float]:
    """The group that most of the nearest witnesses (group, distances along the axis and across it) name."""
    near = sorted((along + ACROSS * across, group) for group, (along, across) in witnesses if along <= REACH)
    votes: dict[str, float] = {}
    for distance, group in near[:NEIGHBOURS]:
        votes[group] = votes.get(group, 0.0) + 1 / (0.1 + distance)
    if not votes:
        return None, 0.0
    best = max(votes, key=lambda group: (votes[group], group))
    return best, votes[best] / sum(votes.values())
