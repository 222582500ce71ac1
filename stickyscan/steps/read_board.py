"""The wall without its notes in; what the team wrote and drew on the board out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from stickyscan.engines.protocols import TextLine, TextReader
from stickyscan.geometry import FloatArray, Point, Quad, overlap, project
from stickyscan.steps.board.choose_texts import FARTHEST, choose_texts
from stickyscan.steps.board.cover_notes import BareWall, cover_notes
from stickyscan.steps.board.find_lines import find_lines
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import Wall

READ_SIDE = 160.0  # px a note's side measures in the picture given to the reader: headings are then 50 to 200 px high
READ_MOST = 2800  # px, the longest side of that picture
SAME_TEXT = 0.3  # overlap at which two photos show the same writing
SAME_LINE = 0.02  # of the wall's longer side: two lines whose ends all lie this near each other's course are one


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
    """Headings and lines on the board, each once, from the top down.

    The notes are painted over first, so that neither their writing nor their edges are taken for the board's.
    """
    texts: list[BoardText] = []
    lines: list[BoardLine] = []
    for index, photo in enumerate(photos):
        notes = [s.corners for n in wall.notes for s in (n.best, *n.also) if s.photo == index]
        if not notes:
            continue
        bare = cover_notes(photo.pixels, notes)
        to_wall = wall.to_wall[index] @ np.diag([1 / bare.scale, 1 / bare.scale, 1.0])
        reduced = [note.mapped(np.diag([bare.scale, bare.scale, 1.0])) for note in notes]
        texts += _texts(bare, reduced, to_wall, reader)
        lines += _lines(bare, reduced, to_wall)
    texts = _each_text_once(texts)
    return Board(
        tuple(sorted(texts, key=lambda t: (t.on_wall.centre[1], t.on_wall.centre[0], t.text))),
        tuple(sorted(_each_line_once(lines), key=lambda s: (s.start, s.end))),
    )


def _texts(bare: BareWall, notes: list[Quad], to_wall: FloatArray, reader: TextReader) -> list[BoardText]:
    """Headings, read from the part of the wall around the notes, at a scale that suits the writing."""
    side = _typical_side(notes)
    low, high = _around(notes, FARTHEST * side, bare.picture.shape)
    part = bare.picture[low[1] : high[1], low[0] : high[0]]
    scale = min(READ_SIDE / side, READ_MOST / max(part.shape[:2]))
    size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    (found,) = reader.read([np.asarray(cv2.resize(part, size, interpolation=method), np.uint8)])
    back = np.array([[part.shape[1] / size[0], 0, low[0]], [0, part.shape[0] / size[1], low[1]], [0, 0, 1.0]])
    placed = [TextLine(line.text, line.confidence, line.corners.mapped(back)) for line in found]
    chosen = choose_texts(placed, bare, notes)
    return [BoardText(t.text.strip(), t.confidence, t.corners.mapped(to_wall)) for t in chosen]


def _typical_side(notes: list[Quad]) -> float:
    return max(1.0, float(np.median([note.area**0.5 for note in notes])))


def _around(notes: list[Quad], margin: float, shape: tuple[int, ...]) -> tuple[tuple[int, int], tuple[int, int]]:
    """The part of the picture that holds the notes and a margin: its upper left and lower right pixel."""
    corners = np.concatenate([note.array for note in notes])
    low = np.clip(corners.min(axis=0) - margin, 0, (shape[1] - 1, shape[0] - 1)).astype(int)
    high = np.clip(corners.max(axis=0) + margin, low + 1, (shape[1], shape[0])).astype(int)
    return (int(low[0]), int(low[1])), (int(high[0]), int(high[1]))


def _lines(bare: BareWall, notes: list[Quad], to_wall: FloatArray) -> list[BoardLine]:
    side = _typical_side(notes)
    lines = []
    for stroke in find_lines(bare.picture, bare.covered, side):
        (ax, ay), (bx, by) = project(to_wall, np.array([stroke.start, stroke.end]))
        lines.append(BoardLine((float(ax), float(ay)), (float(bx), float(by))))
    return lines


def _each_text_once(texts: list[BoardText]) -> list[BoardText]:
    """Of writing seen in several photos, the surest reading."""
    kept: list[BoardText] = []
    for text in sorted(texts, key=lambda t: (-t.confidence, t.on_wall.centre, t.text)):
        if all(overlap(text.on_wall, other.on_wall) < SAME_TEXT for other in kept):
            kept.append(text)
    return kept


def _each_line_once(lines: list[BoardLine]) -> list[BoardLine]:
    """Of lines along the same course, over the same stretch, the longest."""
    kept: list[BoardLine] = []
    for line in sorted(lines, key=lambda s: (-float(np.hypot(*np.subtract(s.end, s.start))), s.start)):
        if not any(_along(line, other) for other in kept):
            kept.append(line)
    return kept


def _along(line: BoardLine, other: BoardLine) -> bool:
    """True if both ends of line lie on the other one."""
    start = np.array(other.start)
    way = np.array(other.end) - start
    length = float(np.hypot(*way))
    way = way / max(length, 1e-9)
    ends = np.array([line.start, line.end]) - start
    beside = np.abs(ends[:, 0] * way[1] - ends[:, 1] * way[0])
    onward = ends @ way
    return bool((beside < SAME_LINE).all() and (onward > -SAME_LINE).all() and (onward < length + SAME_LINE).all())
