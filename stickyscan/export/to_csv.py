"""One row per note, for spreadsheets and scripts: RFC 4180, UTF-8 with a byte order mark, safe to open.

Spreadsheets run a cell that starts with `=`, `+`, `-` or `@` as a formula, and quoting does not stop them (OWASP,
"CSV Injection"). People start sticky notes with `-` and `+` all the time, so free text is protected by one leading
apostrophe, and only where needed; `unprotected` takes it away again without loss. Numbers are never touched.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

from stickyscan.export.columns import COLUMNS, Cell
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.words import printable
from stickyscan.journey import JourneyMap

# Apostrophes before a trigger count too, so that a note that really reads "'=1" keeps its own and can be told apart.
_TRIGGERS = (
    "[-=+@\t\r\n\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH COMMERCIAL AT}]"
)
_FORMULA = re.compile("'*" + _TRIGGERS)
_PROTECTED = re.compile("'+" + _TRIGGERS)


def protected(text: str) -> str:
    """The text, led by an apostrophe if a spreadsheet might run it as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unprotected(cell: str) -> str:
    """The text that `protected` was given."""
    return cell[1:] if _PROTECTED.match(cell) else cell


def to_csv(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """All notes of the map, headings and unplaced ones too, in the order of the map."""
    return _sheet(journey, lambda text: protected(printable(text)))


def to_csv_raw(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """The same rows for programs: the words exactly as they are, not safe to open in a spreadsheet."""
    return _sheet(journey, lambda text: text)


def _sheet(journey: JourneyMap, written: Callable[[str], str]) -> bytes:
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for note in journey.notes:
        row: list[Cell] = [cell(journey, note) for cell in COLUMNS.values()]
        writer.writerow([written(cell) if isinstance(cell, str) else cell for cell in row])
    return sheet.getvalue().encode("utf-8-sig")
