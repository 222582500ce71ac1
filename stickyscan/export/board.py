"""A map laid out on a plane, for drawing tools: boxes for stages, lanes and notes, with nothing on top of anything.

Units are pixels of a drawing, origin top-left, y downwards. A wall without stages and lanes keeps the places that its
notes have on the wall, spread until they no longer overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stickyscan.export.grid import Grid, cell_notes, column_title, grid_of, row_title
from stickyscan.export.type_size import rows_of_text
from stickyscan.export.words import heading, mood_words, one_line, said
from stickyscan.journey import JourneyMap, Note

NOTE_WIDTH, _NOTE_HEIGHT, GAP = 200, 110, 20
HEAD_HEIGHT, LANE_WIDTH, _MOOD_HEIGHT = 60, 180, 50
# At most so many notes lie side by side in a stage; more where there are few stages, up to so many on the board.
_ACROSS, _ACROSS_BOARD = 2, 6
# The type in which boxes have room for their words, in pixels; the height of its lines; the edges, both together.
TYPE, _LINE, EDGE = 16, 20, 20
_EMS, _LANE_EMS = (NOTE_WIDTH - EDGE) / TYPE, (LANE_WIDTH - EDGE) / TYPE
# Notes that hang on top of each other on a free wall stay so: spreading them would tear the wall apart.
_SPREAD = 4.0


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    left: int
    top: int
    width: int
    height: int

    def inside(self, other: Box) -> Box:
        """The same rectangle, measured from the top-left corner of another."""
        return Box(self.left - other.left, self.top - other.top, self.width, self.height)


@dataclass(frozen=True)
class Head:
    """The heading of a stage or lane; `key` is unique on the board ("stage-1", "lane-2")."""

    key: str
    title: str
    box: Box


@dataclass(frozen=True)
class Card:
    """A note in its place; `row` and `column` count the lanes and stages of the board, None outside the table."""

    key: str
    note: Note
    text: str
    box: Box
    row: int | None
    column: int | None


@dataclass(frozen=True)
class Board:
    """A map on a plane.

    Attributes:
        stages: the headings of the columns, left to right.
        moods: the row of the emotion curve, if the map has one: its heading, then what the customer feels in each
            stage ("" where that is not known).
        lanes: the headings of the rows, top to bottom.
        cards: the ordinary notes: those of the table by row, column and order, then the unplaced ones.
        loose: the heading of the notes that are in no cell, if there are such beside a table.
        width: of everything.
        height: of everything.
    """

    stages: tuple[Head, ...]
    moods: tuple[Head, ...]
    lanes: tuple[Head, ...]
    cards: tuple[Card, ...]
    loose: Head | None
    width: int
    height: int


def board_of(journey: JourneyMap, height: int | None = None) -> Board:
    """Lay the map out; every note as high as its words need, or all of them `height`."""
    grid = grid_of(journey)
    if grid.is_free_form:
        return _free_board(grid.unplaced, height)
    titles = [one_line(column_title(journey, stage)) for stage in grid.columns]
    stages = stage_heads(titles, _stage_widths(journey, grid))
    lanes: list[Head] = []
    cards: list[Card] = []
    moods = mood_row(journey, grid, stages)
    top = stages[0].box.height + (_MOOD_HEIGHT if moods else 0) + GAP
    for row, lane in enumerate(grid.rows):
        title = one_line(row_title(journey, lane))
        deep = max(_NOTE_HEIGHT + 2 * GAP, rows_of_text(title, _LANE_EMS) * _LINE + EDGE)
        for column, stage in enumerate(grid.columns):
            notes = cell_notes(journey, stage, lane)
            placed = _filled(notes, stages[column].box, top + GAP, height)
            cards += [
                Card(f"note-{n.id}", n, card_text(n), box, row, column) for n, box in zip(notes, placed, strict=True)
            ]
            deep = max(deep, *(box.top + box.height + GAP - top for box in placed)) if placed else deep
        lanes.append(Head(f"lane-{row + 1}", title, Box(0, top, LANE_WIDTH, deep)))
        top += deep
    width = max((head.box.left + head.box.width for head in stages), default=LANE_WIDTH)
    table = Board(stages, moods, tuple(lanes), tuple(cards), None, width, top)
    return with_loose(table, grid.unplaced, height)


def with_loose(table: Board, notes: Sequence[Note], height: int | None) -> Board:
    """The board with the notes that are in no cell in a strip below it, if there are any."""
    if not notes:
        return table
    top = table.height
    strip = Box(LANE_WIDTH, top + GAP, max(table.width - LANE_WIDTH, NOTE_WIDTH + 2 * GAP), 0)
    placed = _filled(notes, strip, top + 2 * GAP, height)
    last = max(box.top + box.height for box in placed) + GAP
    loose = Head("not-placed", "Not placed", Box(0, top + GAP, LANE_WIDTH, last - top - GAP))
    cards = tuple(Card(f"note-{n.id}", n, card_text(n), b, None, None) for n, b in zip(notes, placed, strict=True))
    width = max(table.width, strip.left + strip.width)
    return replace(table, cards=(*table.cards, *cards), loose=loose, width=width, height=last)


def mood_row(journey: JourneyMap, grid: Grid, stages: Sequence[Head]) -> tuple[Head, ...]:
    """The emotion curve under the headings of the stages; nothing where the map has no curve."""
    levels: dict[str | None, int] = {point.stage: point.sentiment for point in journey.curve}
    if not levels:
        return ()
    told = [levels.get(stage.id) if stage else None for stage in grid.columns]
    top = stages[0].box.height
    row = [Head("mood", "Emotion curve", Box(0, top, LANE_WIDTH, _MOOD_HEIGHT))]
    for number, (head, level) in enumerate(zip(stages, told, strict=True), start=1):
        box = Box(head.box.left, top, head.box.width, _MOOD_HEIGHT)
        row.append(Head(f"mood-{number}", "" if level is None else mood_words(level), box))
    return tuple(row)


def card_text(note: Note) -> str:
    """What a card says: the heading on its first line, then the words of the note."""
    return f"{heading(note)}\n{said(note)}"


def stage_heads(titles: Sequence[str], widths: Sequence[int]) -> tuple[Head, ...]:
    """The headings of stages of these widths, side by side, all as high as the longest title needs."""
    lines = max(rows_of_text(title, (width - EDGE) / TYPE) for title, width in zip(titles, widths, strict=True))
    height, heads, left = max(HEAD_HEIGHT, lines * _LINE + EDGE), [], LANE_WIDTH
    for number, (title, width) in enumerate(zip(titles, widths, strict=True), start=1):
        heads.append(Head(f"stage-{number}", title, Box(left, 0, width, height)))
        left += width
    return tuple(heads)


def _stage_widths(journey: JourneyMap, grid: Grid) -> list[int]:
    across = max(_ACROSS, _ACROSS_BOARD // len(grid.columns))
    fullest = (max((len(cell_notes(journey, s, lane)) for lane in grid.rows), default=0) for s in grid.columns)
    return [(NOTE_WIDTH + GAP) * min(max(count, 1), across) + GAP for count in fullest]


def _filled(notes: Sequence[Note], column: Box, top: int, height: int | None) -> list[Box]:
    """Notes in rows from left to right, as many in a row as the column is wide; every row as high as its tallest."""
    across = max(1, (column.width - GAP) // (NOTE_WIDTH + GAP))
    boxes: list[Box] = []
    for start in range(0, len(notes), across):
        part = notes[start : start + across]
        tall = height or max(_height(note) for note in part)
        boxes += [Box(column.left + GAP + i * (NOTE_WIDTH + GAP), top, NOTE_WIDTH, tall) for i in range(len(part))]
        top += tall + GAP
    return boxes


def _height(note: Note) -> int:
    return max(_NOTE_HEIGHT, rows_of_text(card_text(note), _EMS) * _LINE + EDGE)


def _free_board(notes: Sequence[Note], height: int | None) -> Board:
    if not notes:
        return Board((), (), (), (), None, 0, 0)
    boxes = boxes_on_wall(notes, height)
    cards = tuple(Card(f"note-{n.id}", n, card_text(n), box, None, None) for n, box in zip(notes, boxes, strict=True))
    right, bottom = max(b.left + b.width for b in boxes), max(b.top + b.height for b in boxes)
    return Board((), (), (), cards, None, right + GAP, bottom + GAP)


def boxes_on_wall(notes: Sequence[Note], height: int | None = None) -> list[Box]:
    """Boxes about where the notes hang on the wall, spread until they no longer overlap; at least one note is given."""
    usual = sorted(max(note.wall.width, note.wall.height, 1e-6) for note in notes)[len(notes) // 2]
    tall = height or max(map(_height, notes))
    scale = NOTE_WIDTH / usual
    centres = [(note.wall.x * scale, note.wall.y * scale) for note in notes]
    spread = _needed_spread(centres, NOTE_WIDTH + GAP, min(tall, 2 * NOTE_WIDTH) + GAP)
    left, top = min(x for x, _ in centres), min(y for _, y in centres)
    return [
        Box(round((x - left) * spread) + GAP, round((y - top) * spread) + GAP, NOTE_WIDTH, height or _height(note))
        for (x, y), note in zip(centres, notes, strict=True)
    ]


def _needed_spread(centres: Sequence[tuple[float, float]], width: float, height: float) -> float:
    """The factor by which the centres must move apart for boxes of this size not to overlap, 1 to `_SPREAD`."""
    spread = 1.0
    for i, (x, y) in enumerate(centres):
        for other_x, other_y in centres[:i]:
            across, down = abs(x - other_x), abs(y - other_y)
            apart = min(width / across if across else _SPREAD + 1, height / down if down else _SPREAD + 1)
            if apart <= _SPREAD:
                spread = max(spread, apart)
    return spread
