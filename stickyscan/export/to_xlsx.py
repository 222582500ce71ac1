"""The map as a workbook: Map (stages across, lanes down), Notes (one row per note, to filter and edit), Legend.

On request Crops, too: the picture of each note, cut out of the photo.

Everything that people wrote is a string cell, so nothing a note says can run as a formula or turn into a number, a
date or a link. `stickyscan import` reads the sheet Notes back.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from stickyscan.export.columns import COLUMNS, Cell
from stickyscan.export.extras import missing_extra
from stickyscan.export.grid import cell_notes, column_title, grid_of, row_title
from stickyscan.export.paper import PAPERS, ink_on
from stickyscan.export.photos import Jpeg, PhotoFolder, cutouts_of
from stickyscan.export.words import (
    KINDS,
    arrow_words,
    heading,
    lane_title,
    lines,
    map_title,
    mood_words,
    one_line,
    place,
    reasons,
    said,
    stage_title,
)
from stickyscan.journey import ColourName, JourneyMap, Note

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

NOTES_SHEET = "Notes"
# The most a cell holds, in UTF-16 units; what is longer ends with the mark, and stays whole in every other export.
_LONGEST, _CUT = 32_767, " … [cut here: a cell holds no more]"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDE, _NARROW, _CHARACTERS, _LINE, _TALLEST = 30, 20, 28, 15.5, 400
_A3, _A4, _A4_COLUMNS = 8, 9, 6  # the format's numbers for paper sizes; more columns than this need the larger
_PICTURE, _EDGE = 160, 4  # pixels: the longer side of a picture, and the room around it
_WIDTHS = {"text": 50, "text_as_read": 30, "other_readings": 30, "stage": 20, "lane": 20, "review_reasons": 20}


def to_xlsx(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """An .xlsx file.

    Raises:
        EngineMissingError: XlsxWriter is not installed.
    """
    return _workbook(journey, None)


def to_xlsx_crops(journey: JourneyMap, photos: PhotoFolder | None = None) -> bytes:
    """An .xlsx file with the sheet Crops.

    Raises:
        EngineMissingError: XlsxWriter is not installed.
    """
    return _workbook(journey, cutouts_of(journey, photos, _PICTURE))


def _workbook(journey: JourneyMap, cutouts: Mapping[str, Jpeg] | None) -> bytes:
    try:
        import xlsxwriter
    except ModuleNotFoundError as problem:
        raise missing_extra("XlsxWriter", "xlsx") from problem
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        # Without a date of its own the library would write today's, and no two files would be equal.
        made = {"title": cell_text(map_title(journey)), "created": datetime.datetime(2000, 1, 1)}
        book.set_properties(made)
        sheets = [book.add_worksheet(name) for name in ("Map", NOTES_SHEET, "Legend")]
        _MapSheet(journey, book, sheets[0]).fill()
        _fill_notes(journey, book, sheets[1])
        _fill_legend(journey, book, sheets[2])
        if cutouts is not None:
            _fill_crops(journey, cutouts, book, book.add_worksheet("Crops"))
    return file.getvalue()


def cell_text(text: str) -> str:
    """The text as a cell can hold it: printable, plain line ends, not too long."""
    clean = lines(text)
    if 2 * len(clean) <= _LONGEST or _units(clean) <= _LONGEST:
        return clean
    room, kept = _LONGEST - len(_CUT), 0
    for letter in clean:
        room -= _units(letter)
        if room < 0:
            break
        kept += 1
    return clean[:kept] + _CUT


def _units(text: str) -> int:
    return len(text) + sum(letter > "\uffff" for letter in text)


class _MapSheet:
    """The sheet Map, filled from top to bottom."""

    def __init__(self, journey: JourneyMap, book: Workbook, sheet: Worksheet) -> None:
        self._journey, self._book, self._sheet = journey, book, sheet
        self._head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EFEDE8", "border": 1}
        )
        self._papers: dict[ColourName, Format] = {}

    def fill(self) -> None:
        journey, sheet, grid = self._journey, self._sheet, grid_of(self._journey)
        sheet.write_string(0, 0, cell_text(map_title(journey)), self._book.add_format({"bold": True, "font_size": 16}))
        about = [
            f"{name}: {one_line(told)}"
            for name, told in (("Persona", journey.persona), ("Scenario", journey.scenario))
            if told
        ]
        sheet.write_string(1, 0, cell_text(". ".join((*about, "To correct notes, edit the sheet Notes."))))
        sheet.set_column(0, 0, _NARROW)
        sheet.set_column(1, max(len(grid.columns), 1), _WIDE)
        row = 2
        if not grid.is_free_form:
            titles = ["Lane", *(column_title(journey, stage) for stage in grid.columns)]
            for column, title in enumerate(titles):
                sheet.write_string(row, column, cell_text(title), self._head)
            sheet.freeze_panes(row + 1, 1)
            row = self._curve(row + 1, [stage.id if stage else None for stage in grid.columns])
            for lane in grid.rows:
                cells = [cell_notes(journey, stage, lane) for stage in grid.columns]
                row = self._band(row, row_title(journey, lane), cells)
        if grid.unplaced:
            self._band(row, "Notes" if grid.is_free_form else "Not placed", [grid.unplaced])
        sheet.set_landscape()
        sheet.set_paper(_A3 if len(grid.columns) > _A4_COLUMNS else _A4)
        sheet.fit_to_pages(1, 0)

    def _curve(self, row: int, stages: Sequence[str | None]) -> int:
        levels = {point.stage: point.sentiment for point in self._journey.curve}
        if not levels:
            return row
        self._sheet.write_string(row, 0, "Emotion curve", self._head)
        for column, stage in enumerate(stages, start=1):
            if stage in levels:
                self._sheet.write_string(row, column, f"{mood_words(levels[stage])} ({levels[stage]:+d})")
        return row + 1

    def _band(self, row: int, title: str, cells: Sequence[Sequence[Note]]) -> int:
        """One lane: its title on every row, one note per cell. Returns the row after it."""
        deep = max(1, *(len(notes) for notes in cells)) if cells else 1
        for depth in range(deep):
            self._sheet.write_string(row + depth, 0, cell_text(title), self._head)
            tallest = 1
            for column, notes in enumerate(cells, start=1):
                if depth < len(notes):
                    text = cell_text(_card(notes[depth]))
                    self._sheet.write_string(row + depth, column, text, self._paper(notes[depth].colour.name))
                    tallest = max(tallest, sum(1 + len(line) // _CHARACTERS for line in text.split("\n")))
            self._sheet.set_row(row + depth, min(tallest * _LINE, _TALLEST))
        return row + deep

    def _paper(self, colour: ColourName) -> Format:
        if colour not in self._papers:
            paper = {"bg_color": PAPERS[colour], "font_color": ink_on(PAPERS[colour])}
            look = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#8C8880"}
            self._papers[colour] = self._book.add_format({**paper, **look})
        return self._papers[colour]


def _card(note: Note) -> str:
    doubt = f"\n[?] {' '.join(reasons(note))}" if note.needs_review and note.text is not None else ""
    return f"{heading(note)}\n{said(note)}{doubt}"


def _fill_notes(journey: JourneyMap, book: Workbook, sheet: Worksheet) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, _WIDTHS.get(name, 12))
    for row, note in enumerate(journey.notes, start=1):
        for column, cell in enumerate(COLUMNS.values()):
            _write(sheet, row, column, cell(journey, note), wrapped)
    last = max(len(journey.notes), 1)
    heads = [{"header": name} for name in COLUMNS]
    sheet.add_table(
        0, 0, last, len(COLUMNS) - 1, {"name": "NotesTable", "columns": heads, "style": "Table Style Light 1"}
    )
    sheet.freeze_panes(1, 1)
    names = list(COLUMNS)
    for name, letter, count in (
        ("kind", "D", len(KINDS)),
        ("stage", "E", len(journey.stages)),
        ("lane", "F", len(journey.lanes)),
    ):
        if count:
            column, source = names.index(name), f"=Legend!${letter}$2:${letter}${count + 1}"
            sheet.data_validation(
                1, column, last, column, {"validate": "list", "source": source, "error_type": "warning"}
            )


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, wrapped: Format) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell_text(cell), wrapped)
    elif cell is not None:
        sheet.write_number(row, column, cell)


def _fill_legend(journey: JourneyMap, book: Workbook, sheet: Worksheet) -> None:
    """What the colours mean, and the words that the columns kind, stage and lane of the sheet Notes choose from."""
    bold = book.add_format({"bold": True})
    columns: dict[int, tuple[str, Sequence[str]]] = {
        0: ("Colour", [entry.colour for entry in journey.legend]),
        1: ("means", [" ".join(KINDS[entry.kind]) for entry in journey.legend]),
        3: ("Kinds", list(KINDS)),
        4: ("Stages", [stage_title(journey, stage) for stage in journey.stages]),
        5: ("Lanes", [lane_title(journey, lane) for lane in journey.lanes]),
        7: ("Made from", [photo.file for photo in journey.photos]),
        8: ("Warnings", list(journey.warnings)),
        9: ("Arrows", list(arrow_words(journey))),
    }
    for column, (head, cells) in columns.items():
        sheet.set_column(column, column, _NARROW)
        sheet.write_string(0, column, head, bold)
        for row, cell in enumerate(cells, start=1):
            sheet.write_string(row, column, cell_text(cell))
    for row, entry in enumerate(journey.legend, start=1):
        paper = PAPERS[entry.colour]
        sheet.write_string(row, 0, entry.colour, book.add_format({"bg_color": paper, "font_color": ink_on(paper)}))


def _fill_crops(journey: JourneyMap, cutouts: Mapping[str, Jpeg], book: Workbook, sheet: Worksheet) -> None:
    """A row per note: its id, its picture, where it is, and what it says."""
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for column, (head, width) in enumerate((("note_id", 12), ("picture", 0), ("place", 30), ("note", 50))):
        sheet.write_string(0, column, head, bold)
        sheet.set_column(column, column, width)
    sheet.set_column_pixels(1, 1, _PICTURE + 2 * _EDGE)
    for row, note in enumerate(journey.notes, start=1):
        cutout = cutouts.get(note.id)
        sheet.set_row_pixels(row, (cutout.height if cutout else _PICTURE // 4) + 2 * _EDGE)
        for column, words in ((0, note.id), (2, place(journey, note)), (3, _card(note))):
            sheet.write_string(row, column, cell_text(words), wrapped)
        if cutout is None:
            sheet.write_string(row, 1, "(no picture)", wrapped)
            continue
        told = {"image_data": io.BytesIO(cutout.data), "description": cell_text(heading(note))}
        sheet.insert_image(row, 1, f"{row}.jpg", {**told, "x_offset": _EDGE, "y_offset": _EDGE, "object_position": 1})
    sheet.freeze_panes(1, 1)
    sheet.fit_to_pages(1, 0)
