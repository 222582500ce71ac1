"""A file that `stickyscan export` made and people edited in, its rows out: workbooks and CSV."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from xml.etree.ElementTree import ParseError

from stickyscan.errors import InputError
from stickyscan.export.columns import EDITABLE
from stickyscan.export.extras import missing_extra
from stickyscan.export.to_csv import unprotected
from stickyscan.export.to_xlsx import NOTES_SHEET

_ID = "note_id"
_RAW = ".raw.csv"
# Spreadsheets write a CSV with what their country puts between numbers.
_SEPARATORS = ",;\t"
_HUGE_CELL = 10_000_000


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Attributes:
        number: of the row in its file, the header being 1.
        cells: column name -> what stands there, "" for an empty cell; columns that were deleted are not in it.
    """

    number: int
    cells: MappingProxyType[str, str]


def read_table(path: Path) -> tuple[Row, ...]:
    """The rows of an .xlsx (its sheet Notes) or .csv, without empty ones.

    Raises:
        InputError: the file cannot be read, or is not such a table.
        EngineMissingError: openpyxl is not installed, for workbooks.
    """
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise InputError(f"{path}: cannot be read ({problem.strerror}). Check the name.") from problem
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        lines = _workbook_rows(path, content)
    elif suffix == ".csv":
        lines = _csv_rows(path, content, raw=path.name.lower().endswith(_RAW))
    else:
        raise InputError(f"{path}: not an .xlsx or .csv. Hand back what `stickyscan export --to xlsx` made.")
    head = [name.strip() for name in lines[0]] if lines else []
    if _ID not in head or not set(head) & set(EDITABLE):
        raise InputError(
            f"{path}: the first row must name the columns, among them {_ID} and one of {', '.join(EDITABLE)}, "
            "as `stickyscan export` writes them."
        )
    return tuple(
        Row(number, MappingProxyType({name: cell for name, cell in zip(head, line, strict=False) if name}))
        for number, line in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in line)
    )


def _workbook_rows(path: Path, content: bytes) -> list[list[str]]:
    try:
        import openpyxl
        from openpyxl.utils.exceptions import InvalidFileException
    except ModuleNotFoundError as problem:
        raise missing_extra("openpyxl", "xlsx") from problem
    damages = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError, ParseError)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        if NOTES_SHEET not in book.sheetnames:
            raise InputError(f"{path}: there is no sheet {NOTES_SHEET}. It is the one to edit and hand back.")
        return [[_worded(cell) for cell in row] for row in book[NOTES_SHEET].iter_rows(values_only=True)]
    except damages as problem:
        raise InputError(f"{path}: not a workbook that can be read ({problem}).") from problem


def _worded(value: object) -> str:
    """What a cell says; whole numbers lose the fraction that workbooks give them."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _csv_rows(path: Path, content: bytes, *, raw: bool) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputError(f"{path}: not UTF-8. Save it as “CSV UTF-8”, or hand back an .xlsx.") from problem
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    # The reader's own limit is below what a cell may hold.
    before = csv.field_size_limit(_HUGE_CELL)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as problem:
        raise InputError(f"{path}: not a CSV that can be read ({problem}).") from problem
    finally:
        csv.field_size_limit(before)
    return lines if raw else [_unprotected(line) for line in lines]


def _unprotected(line: Sequence[str]) -> list[str]:
    return [unprotected(cell) for cell in line]
