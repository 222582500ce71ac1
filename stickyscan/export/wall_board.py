"""A map laid out as it hangs: notes keep their places on the wall, stages and lanes are pushed apart where they touch.

For whiteboards, where people look for what they remember from the room. Units as in `board`.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from stickyscan.export.board import (
    GAP,
    HEAD_HEIGHT,
    LANE_WIDTH,
    NOTE_WIDTH,
    Board,
    Box,
    Card,
    Head,
    board_of,
    boxes_on_wall,
    card_text,
    mood_row,
    stage_heads,
    with_loose,
)
from stickyscan.export.grid import Grid, cell_notes, column_title, grid_of, row_title
from stickyscan.export.words import one_line
from stickyscan.journey import JourneyMap, Note

_Cell = tuple[int, int]  # row, column


def wall_board(journey: JourneyMap, height: int) -> Board:
    """Lay the map out as on the wall, every note `height` high; as a table where the wall cannot be kept.

    It cannot where lanes are mixed on the wall, so that no row of the board could stand for a lane, and where notes
    hang on top of each other.
    """
    grid = grid_of(journey)
    table = board_of(journey, height)
    cells: dict[_Cell, tuple[Note, ...]] = {
        (row, column): notes
        for row, lane in enumerate(grid.rows)
        for column, stage in enumerate(grid.columns)
        if (notes := cell_notes(journey, stage, lane))
    }
    if grid.is_free_form or not cells or _rows_are_mixed(cells):
        return table
    board = _as_on_wall(journey, grid, cells, height)
    return table if _overlap([card.box for card in board.cards]) else with_loose(board, grid.unplaced, height)


def _rows_are_mixed(cells: Mapping[_Cell, Sequence[Note]]) -> bool:
    heights: dict[int, list[float]] = {}
    for (row, _), notes in cells.items():
        heights.setdefault(row, []).extend(note.wall.y for note in notes)
    in_order = [heights[row] for row in sorted(heights)]
    return any(max(upper) >= min(lower) for upper, lower in itertools.pairwise(in_order))


def _as_on_wall(journey: JourneyMap, grid: Grid, cells: Mapping[_Cell, Sequence[Note]], height: int) -> Board:
    notes = [(note, cell) for cell, inside in cells.items() for note in inside]
    boxes = boxes_on_wall([note for note, _ in notes], height)
    across = _bands([(cell[1], box.left, box.width) for (_, cell), box in zip(notes, boxes, strict=True)])
    down = _bands([(cell[0], box.top, box.height) for (_, cell), box in zip(notes, boxes, strict=True)])
    titles = [one_line(column_title(journey, stage)) for stage in grid.columns]
    stages = stage_heads(titles, [across.get(at, (0, NOTE_WIDTH))[1] + 2 * GAP for at in range(len(titles))])
    moods = mood_row(journey, grid, stages)
    lanes = _lanes(journey, grid, down, stages[0].box.height + (moods[0].box.height if moods else 0) + GAP)
    cards = []
    for (note, (row, column)), box in zip(notes, boxes, strict=True):
        left = stages[column].box.left + GAP + box.left - across[column][0]
        top = lanes[row].box.top + GAP + box.top - down[row][0]
        place = Box(left, top, box.width, box.height)
        cards.append(Card(f"note-{note.id}", note, card_text(note), place, row, column))
    return Board(stages, moods, lanes, tuple(cards), None, _far(stages[-1].box)[0], _far(lanes[-1].box)[1])


def _lanes(journey: JourneyMap, grid: Grid, bands: Mapping[int, tuple[int, int]], top: int) -> tuple[Head, ...]:
    heads = []
    for row, lane in enumerate(grid.rows):
        deep = bands.get(row, (0, HEAD_HEIGHT))[1] + 2 * GAP
        heads.append(Head(f"lane-{row + 1}", one_line(row_title(journey, lane)), Box(0, top, LANE_WIDTH, deep)))
        top += deep
    return tuple(heads)


def _bands(spans: Sequence[tuple[int, int, int]]) -> dict[int, tuple[int, int]]:
    """Band (stage or lane) -> where its notes begin and how far they reach, from (band, begin, length) of each."""
    bands: dict[int, tuple[int, int]] = {}
    for band in {at for at, _, _ in spans}:
        begin = min(first for at, first, _ in spans if at == band)
        bands[band] = begin, max(first + length for at, first, length in spans if at == band) - begin
    return bands


def _far(box: Box) -> tuple[int, int]:
    return box.left + box.width, box.top + box.height


def _overlap(boxes: Sequence[Box]) -> bool:
    return any(
        abs(a.left - b.left) < a.width and abs(a.top - b.top) < a.height for i, a in enumerate(boxes) for b in boxes[:i]
    )
