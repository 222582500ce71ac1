"""A workbook that anybody may have made in, the rows of one sheet out: checked before a parser sees it.

A few kilobytes can unpack into gigabytes, XML may define entities that multiply, a single cell may claim to stand in
the last row of the last column. So sizes, the number of XML tags, document types and encodings are looked at first,
and the sheet is read row by row.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from stickyscan.errors import InputError
from stickyscan.export.extras import missing_extra
from stickyscan.settings import LIMITS, LimitSettings

_MOST_MEMBERS = 2_000
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM")  # no XML parser gets past these
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{0,40})[\"']")
_PLAIN = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
# Tags per row that a table of ours needs at most, with room; strings and styles cost the parser far more than cells.
_SHEET_TAGS, _STRING_TAGS, _OTHER_TAGS = 300, 50, 50_000
_MOST_COLUMNS = 256
_LAST_ROW = 1_048_576  # of any spreadsheet
# What openpyxl, zipfile and the XML parsers (ElementTree or lxml, SyntaxErrors both) raise on files that are not what
# they seem.
_DAMAGES = (
    zipfile.BadZipFile, SyntaxError, OSError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError,
    EOFError, RuntimeError, AssertionError, MemoryError, struct.error, zlib.error,
)  # fmt: skip


def workbook_rows(
    path: Path, content: bytes, sheet: str, limits: LimitSettings
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """The rows of a sheet that are not empty, numbered from 1; the values that formulas had when it was saved.

    Raises:
        InputError: no workbook, without that sheet, or one that takes more memory or time than a table can need.
        EngineMissingError: openpyxl is not installed.
    """
    try:
        import openpyxl
        from openpyxl.utils.exceptions import InvalidFileException
    except ModuleNotFoundError as problem:
        raise missing_extra("openpyxl", "xlsx") from problem
    damages: tuple[type[Exception], ...] = (*_DAMAGES, InvalidFileException)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that it does not know; none of them is asked for
            _refuse_bombs(path, content, limits)
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, read_only=True, keep_links=False)
            if sheet not in book.sheetnames:
                raise InputError(f"{path}: there is no sheet {sheet}. It is the one to edit and hand back.")
            rows = book[sheet]
            rows.reset_dimensions()  # what the file says of its size may be wrong
            for number, row in enumerate(rows.iter_rows(values_only=True, max_col=_MOST_COLUMNS), start=1):
                if number > _LAST_ROW:
                    raise InputError(f"{path}: the sheet {sheet} has more rows than a spreadsheet can have.")
                if row.count(None) < len(row):  # a single cell in the last row has a million empty ones above it
                    yield number, row
    except damages as problem:
        raise InputError(f"{path}: not a workbook that can be read ({str(problem)[:200]}).") from problem


def _refuse_bombs(path: Path, content: bytes, limits: LimitSettings) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > _MOST_MEMBERS:
            raise InputError(f"{path}: the workbook has {len(members):,} parts; a table has a few dozen.")
        # An archive that says less than it holds is cut off at what it says.
        unpacked = sum(member.file_size for member in members)
        if unpacked > 2 * limits.table_bytes:
            raise InputError(
                f"{path}: the workbook unpacks to {unpacked:,} bytes, more than {2 * limits.table_bytes:,}. "
                "Hand back what `stickyscan export --to xlsx` made."
            )
        tags = {"sheet": 0, "strings": 0, "other": 0}
        for member in members:
            part = archive.read(member)
            if not part.startswith(_PICTURES):
                _refuse_tricks(path, member.filename, part)
                tags[_kind(part)] += part.count(b"<")
    rows = max(LIMITS.table_rows, limits.table_rows)
    if tags["sheet"] > _SHEET_TAGS * rows or tags["strings"] > _STRING_TAGS * rows or tags["other"] > _OTHER_TAGS:
        raise InputError(
            f"{path}: the workbook holds far more than a table of {limits.table_rows:,} rows. "
            "Delete what does not belong to it, or raise table_rows in [limits]."
        )


def _kind(part: bytes) -> str:
    if b"sheetData" in part and b"<si" not in part:
        return "sheet"
    return "strings" if b"<sst" in part[:2000] or b":sst" in part[:2000] else "other"


def _refuse_tricks(path: Path, name: str, part: bytes) -> None:
    """No part may define entities, nor be written so that this cannot be seen."""
    told = _ENCODING.search(part[:400])
    hidden = b"\0" in part[:400] or (told is not None and told[1].lower() not in _PLAIN)
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or hidden:
        raise InputError(
            f"{path}: its part {name[:80]!r} has a document type or an unusual encoding, which no spreadsheet program "
            "writes. Save it anew in yours."
        )
