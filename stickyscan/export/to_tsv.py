"""The map as a table to paste: stages across, lanes down, tab-separated, one line per note inside a cell.

Spreadsheets and table tools take it from the clipboard or from the file; cells that might run as formulas are led by
an apostrophe, as in the CSV.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from stickyscan.export.grid import cell_notes, column_title, grid_of, row_title
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.to_csv import protected
from stickyscan.export.words import arrow_words, heading, mood_words, one_line, said
from stickyscan.journey import JourneyMap, Note


def to_tsv(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """UTF-8 without a byte order mark. Notes that are in no cell follow in a row of their own."""
    grid = grid_of(journey)
    rows: list[list[str]] = []
    if not grid.is_free_form:
        rows.append(["Lane", *(column_title(journey, stage) for stage in grid.columns)])
        levels: dict[str | None, int] = {point.stage: point.sentiment for point in journey.curve}
        if levels:
            told = [levels.get(stage.id) if stage else None for stage in grid.columns]
            rows.append(["Emotion curve", *("" if level is None else mood_words(level) for level in told)])
        for lane in grid.rows:
            cells = [_cell(cell_notes(journey, stage, lane)) for stage in grid.columns]
            rows.append([row_title(journey, lane), *cells])
    if grid.unplaced or grid.is_free_form:
        rows.append(["Notes" if grid.is_free_form else "Not placed", _cell(grid.unplaced)])
    if journey.connectors:
        rows.append(["Arrows", "\n".join(arrow_words(journey))])
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, dialect="excel-tab", lineterminator="\r\n")
    writer.writerows([[protected(_lines(cell)) for cell in row] for row in rows])
    return sheet.getvalue().encode("utf-8")


def _cell(notes: Sequence[Note]) -> str:
    return "\n".join(f"{heading(note)}: {one_line(said(note))}" for note in notes)


def _lines(cell: str) -> str:
    return "\n".join(one_line(line) for line in cell.split("\n"))
