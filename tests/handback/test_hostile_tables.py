"""Tables that somebody may have made to harm: each is refused at once, in a sentence."""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from stickyscan.errors import InputError
from stickyscan.export import export
from stickyscan.handback import read_table
from stickyscan.settings import LimitSettings
from tests.export.demo_wall import demo_map

SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + f"]><sst {MAIN}><si><t>&i;</t></si></sst>"
)


def notes_sheet() -> str:
    with zipfile.ZipFile(io.BytesIO(export(demo_map(), "xlsx"))) as book:
        names = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        return next(name for name in names if b">note_id<" in book.read(name) or name == names[0])


def changed(parts: Mapping[str, str | bytes | Callable[[str], str]]) -> bytes:
    """The exported workbook with other contents in some of its parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(export(demo_map(), "xlsx"))) as book,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {*book.namelist(), *(name for name, part in parts.items() if not callable(part))}:
            part = parts.get(name)
            if callable(part):
                new.writestr(name, part(book.read(name).decode()))
            else:
                new.writestr(name, book.read(name) if part is None else part)
    return out.getvalue()


def many(tag: str, count: int, around: str) -> str:
    return f'<?xml version="1.0"?><{around} {MAIN}>{tag * count}</{around}>'


def every_sheet(change: Callable[[str], str]) -> dict[str, str | bytes | Callable[[str], str]]:
    with zipfile.ZipFile(io.BytesIO(export(demo_map(), "xlsx"))) as book:
        return {name: change for name in book.namelist() if name.startswith("xl/worksheets/sheet")}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: changed({STRINGS: LAUGHS}), "document type"),
        (lambda: changed({STRINGS: LAUGHS.encode("utf-16")}), "unusual encoding"),
        (lambda: changed({STRINGS: f'<?xml version="1.0" encoding="cp037"?><sst {MAIN}/>'}), "unusual encoding"),
        (lambda: changed({STRINGS: b"<sst>" + b" " * 60_000_000 + b"</sst>"}), "unpacks to"),
        (lambda: changed({STRINGS: many("<si/>", 400_000, "sst")}), "far more than a table"),
        (lambda: changed({"xl/styles.xml": many("<xf/>", 400_000, "styleSheet")}), "far more than a table"),
        (lambda: changed({f"xl/x{i}.xml": "" for i in range(3_000)}), "parts"),
        (lambda: changed(every_sheet(lambda text: text.replace('<row r="2"', '<row r="99999999999"'))), "rows than"),
        (lambda: changed({BOOK: "<workbook>"}), "not a workbook"),
        (lambda: changed({BOOK: "<workbook><!-- no end"}), "not a workbook"),
        (lambda: changed({BOOK: "<workbook a=<b></workbook>"}), "not a workbook"),
        (lambda: b"PK\x03\x04" + bytes(100), "not a workbook"),
    ],
)
def test_a_hostile_workbook_is_refused_at_once(tmp_path: Path, content: Callable[[], bytes], words: str) -> None:
    file = tmp_path / "map.xlsx"
    file.write_bytes(content())
    started = time.process_time()
    with pytest.raises(InputError, match=words):
        read_table(file)
    assert time.process_time() - started < 5


def test_a_cell_in_the_last_corner_and_a_merge_of_everything_cost_nothing(tmp_path: Path) -> None:
    (tmp_path / "plain.xlsx").write_bytes(export(demo_map(), "xlsx"))
    file = tmp_path / "map.xlsx"

    def change(text: str) -> str:
        far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        merged = '<mergeCells count="1"><mergeCell ref="A2:XFD1048576"/></mergeCells>'
        return text.replace("</sheetData>", far + merged)

    file.write_bytes(changed(every_sheet(change)))
    started = time.process_time()
    assert read_table(file) == read_table(tmp_path / "plain.xlsx")
    assert time.process_time() - started < 10


def test_rows_and_columns_are_limited(tmp_path: Path) -> None:
    file = tmp_path / "map.csv"
    file.write_text("note_id,text\n" + "n1,a\n" * 30)
    assert len(read_table(file, LimitSettings(table_rows=30))) == 30
    with pytest.raises(InputError, match="table_rows"):
        read_table(file, LimitSettings(table_rows=29))
    file.write_text("note_id,text\n" + "," * 5_000)
    with pytest.raises(InputError, match="columns"):
        read_table(file)
    file.write_text("note_id,text\n" + "\n" * 5_000_000 + "n1,b\n")
    assert [row.number for row in read_table(file)] == [5_000_002]
    with pytest.raises(InputError, match="table_bytes"):
        read_table(file, LimitSettings(table_bytes=1_000))


def test_a_pipe_is_no_table(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "map.csv")
    with pytest.raises(InputError, match="pipe"):
        read_table(tmp_path / "map.csv")
