"""A file that `stickyscan export` made and people edited in, its rows out: workbooks and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from stickyscan.bounded import read_bounded
from stickyscan.errors import InputError
from stickyscan.export.columns import EDITABLE
from stickyscan.export.to_csv import unprotected
from stickyscan.export.to_xlsx import NOTES_SHEET
from stickyscan.handback.workbook import workbook_rows
from stickyscan.settings import LIMITS, LimitSettings

_ID = "note_id"
_RAW = ".raw.csv"
# Spreadsheets write a CSV with what their country puts between numbers.
_SEPARATORS = ",;\t"
_HUGE_CELL = 10_000_000
_MOST_COLUMNS = 1_000


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Attributes:
        number: of the row in its file, the header being 1.
        cells: column name -> what stands there, "" for an empty cell; columns that were deleted are not in it.
    """

    number: int
    cells: MappingProxyType[str, str]


def read_table(path: Path, limits: LimitSettings = LIMITS) -> tuple[Row, ...]:
    """The rows of an .xlsx (its sheet Notes) or .csv, without empty ones.

    Raises:
        InputError: the file cannot be read, is larger than `limits` allow, or is not such a table.
        EngineMissingError: openpyxl is not installed, for workbooks.
    """
    try:
        content = read_bounded(path, limits.table_bytes, "If it is a table, raise table_bytes in [limits].")
    except (OSError, ValueError) as problem:
        raise InputError(f"{path}: cannot be read ({problem}). Check the name.") from problem
    suffix = path.suffix.lower()
    lines: Iterator[tuple[int, list[str]]]
    if suffix == ".xlsx":
        cells = workbook_rows(path, content, NOTES_SHEET, limits)
        lines = ((number, [_worded(cell) for cell in row]) for number, row in cells)
    elif suffix == ".csv":
        lines = _csv_rows(path, content, raw=path.name.lower().endswith(_RAW))
    else:
        raise InputError(f"{path}: not an .xlsx or .csv. Hand back what `stickyscan export --to xlsx` made.")
    head = [name.strip() for name in next(lines, (0, []))[1]]
    if _ID not in head or not set(head) & set(EDITABLE):
        raise InputError(
            f"{path}: the first row must name the columns, among them {_ID} and one of {', '.join(EDITABLE)}, "
            "as `stickyscan export` writes them."
        )
    rows: list[Row] = []
    for number, line in lines:
        if not any(cell and not cell.isspace() for cell in line):
            continue
        if len(rows) == limits.table_rows:
            raise InputError(f"{path}: it has more than the {limits.table_rows:,} rows (table_rows in [limits]).")
        rows.append(Row(number, MappingProxyType({n: cell for n, cell in zip(head, line, strict=False) if n})))
    return tuple(rows)


def _worded(value: object) -> str:
    """What a cell says; whole numbers lose the fraction that workbooks give them."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _csv_rows(path: Path, content: bytes, *, raw: bool) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputError(f"{path}: not UTF-8. Save it as “CSV UTF-8”, or hand back an .xlsx.") from problem
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    # The reader's own limit is below what a cell may hold.
    before = csv.field_size_limit(_HUGE_CELL)
    try:
        for number, line in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
            if len(line) > _MOST_COLUMNS:
                raise InputError(
                    f"{path}: a row has more than {_MOST_COLUMNS:,} columns. Hand back the exported table."
                )
            if line:
                yield number, line if raw else _unprotected(line)
    except csv.Error as problem:
        raise InputError(f"{path}: not a CSV that can be read ({problem}).") from problem
    finally:
        csv.field_size_limit(before)


def _unprotected(line: Sequence[str]) -> list[str]:
    return [unprotected(cell) for cell in line]
