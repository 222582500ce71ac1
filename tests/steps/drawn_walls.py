"""Walls put together by hand, without pixels: notes on the wall plane, headings and lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stickyscan.geometry import FloatArray, Point, Quad
from stickyscan.journey import ColourName, JourneyMap, MadeBy
from stickyscan.steps.arrange_map import Readings, arrange_map
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import Sighting, Wall, WallNote
from stickyscan.steps.name_colours import NoteColour
from stickyscan.steps.read_board import Board, BoardLine, BoardText
from stickyscan.steps.read_notes import NoteText
from stickyscan.template import Template

SIDE = 0.05  # of a note, in wall units
PIXELS = 1000  # the photo shows the wall as it is, this many pixels to the unit
PAPER: dict[ColourName, str] = {
    "yellow": "#f0e050", "orange": "#f0a040", "pink": "#f080b0", "purple": "#a060c0", "blue": "#4090d0",
    "teal": "#40a0a0", "green": "#80c040", "white": "#f0f0f0",
}  # fmt: skip
BARE = Board((), ())
MADE_BY = MadeBy(version="0", finder="hand", reader="hand")


@dataclass(frozen=True)
class Drawn:
    """A note to be hung: place of its centre and size in note sides."""

    x: float
    y: float
    text: str | None = "a few words about it"
    colour: ColourName = "yellow"
    width: float = 1.0
    height: float = 1.0
    sure: bool = True


def heading(text: str, x: float, y: float, size: float = 0.6) -> BoardText:
    """Writing centred on a place given in note sides."""
    width = 0.6 * size * len(text)
    return BoardText(text, 0.95, Quad.box((x - width / 2) * SIDE, (y - size / 2) * SIDE, width * SIDE, size * SIDE))


def line(start: Point, end: Point) -> BoardLine:
    """A drawn line between places given in note sides."""
    return BoardLine((start[0] * SIDE, start[1] * SIDE), (end[0] * SIDE, end[1] * SIDE))


def readings(notes: Sequence[Drawn], board: Board = BARE, turn: float = 0.0) -> Readings:
    """What the steps before would hand on; the whole wall turned by some degrees about its middle."""
    matrix = _turn(turn)
    hung = []
    for note in notes:
        box = Quad.box(
            (note.x - note.width / 2) * SIDE, (note.y - note.height / 2) * SIDE, note.width * SIDE, note.height * SIDE
        )
        on_wall = box.mapped(matrix)
        hung.append(WallNote(Sighting(0, on_wall.mapped(np.diag([PIXELS, PIXELS, 1.0]))), (), on_wall, 0.99))
    wall = Wall((np.diag([1 / PIXELS, 1 / PIXELS, 1.0]),), tuple(hung), ())
    return Readings(
        wall,
        tuple(NoteColour(note.colour, PAPER.get(note.colour, "#f0e050"), 0.9) for note in notes),
        tuple(NoteText(note.text, note.text, 0.9 if note.text else 0.0, (), not note.sure, 0) for note in notes),
        _turned_board(board, matrix),
    )


def arranged(
    notes: Sequence[Drawn], board: Board = BARE, template: Template | None = None, turn: float = 0.0
) -> JourneyMap:
    """The map of a hand-made wall."""
    return arrange_map([photo()], readings(notes, board, turn), template, MADE_BY)


def photo() -> Photo:
    """A blank photo that shows the whole wall."""
    return Photo("wall.jpg", np.zeros((PIXELS, PIXELS, 3), np.uint8), None, "0" * 64)


def cells(journey: JourneyMap) -> dict[str | None, set[str | None]]:
    """Texts of the ordinary notes by stage title (or id, where it has none)."""
    names = {s.id: s.title or s.id for s in journey.stages}
    return _by(journey, {n.id: names.get(n.stage or "") for n in journey.notes})


def rows(journey: JourneyMap) -> dict[str | None, set[str | None]]:
    """Texts of the ordinary notes by lane title (or id)."""
    names = {lane.id: lane.title or lane.id for lane in journey.lanes}
    return _by(journey, {n.id: names.get(n.lane or "") for n in journey.notes})


def _by(journey: JourneyMap, group_of: dict[str, str | None]) -> dict[str | None, set[str | None]]:
    found: dict[str | None, set[str | None]] = {}
    for note in journey.notes:
        if note.role == "note":
            found.setdefault(group_of[note.id], set()).add(note.text)
    return found


def _turn(degrees: float) -> FloatArray:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    to_middle = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1.0]])
    return np.asarray(np.linalg.inv(to_middle) @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]]) @ to_middle)


def _turned_board(board: Board, matrix: FloatArray) -> Board:
    def moved(point: Point) -> Point:
        x, y = (matrix @ np.array([point[0], point[1], 1.0]))[:2]
        return float(x), float(y)

    return Board(
        tuple(BoardText(t.text, t.confidence, t.on_wall.mapped(matrix)) for t in board.texts),
        tuple(BoardLine(moved(s.start), moved(s.end)) for s in board.lines),
    )
