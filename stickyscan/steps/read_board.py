"""The wall without its notes in; what the team wrote and drew on the board out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stickyscan.engines.protocols import TextReader
from stickyscan.geometry import Point, Quad
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import Wall


@dataclass(frozen=True)
class BoardText:
    """Writing on the board itself; corners on the wall plane, `confidence` 0..1."""

    text: str
    confidence: float
    on_wall: Quad


@dataclass(frozen=True)
class BoardLine:
    """A long drawn or taped line, from end to end on the wall plane."""

    start: Point
    end: Point


@dataclass(frozen=True)
class Board:
    """Everything on the wall that is not a note."""

    texts: tuple[BoardText, ...]
    lines: tuple[BoardLine, ...]


def read_board(photos: Sequence[Photo], wall: Wall, reader: TextReader) -> Board:
    """Headings and lines on the board."""
    raise NotImplementedError
