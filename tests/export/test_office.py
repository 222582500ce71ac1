"""What LibreOffice finds in slides and workbooks, and whether words fit their boxes there."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from stickyscan.export import export
from stickyscan.export.to_xlsx import cell_text
from stickyscan.export.words import one_line
from tests.export.maps import MAPS, Fact, fact, facts_of, place_of
from tests.export.test_other_readers import facts_in, plainly, shown

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice (soffice)")
every_map = pytest.mark.parametrize("name", MAPS)
SPACES = {
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
REPEATED = f"{{{SPACES['table']}}}number-columns-repeated"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the maps as LibreOffice saves them, having opened ours: NAME.fodp, NAME.fods, NAME-csv.fods."""
    folder = tmp_path_factory.mktemp("office")
    for name, make in MAPS.items():
        journey = make()
        for form, file in (("pptx", f"{name}.pptx"), ("xlsx", f"{name}.xlsx"), ("csv", f"{name}-csv.csv")):
            (folder / file).write_bytes(export(journey, form))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    for target, suffix in (("fodp", "pptx"), ("fods", "xlsx"), ("fods", "csv")):
        files = sorted(map(str, folder.glob(f"*.{suffix}")))
        reading = ["--infilter=CSV:44,34,76"] if suffix == "csv" else []  # commas, quotes, UTF-8
        command = ["soffice", profile, *reading, "--headless", "--convert-to", target, "--outdir", str(folder), *files]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
    return folder


def find(element: Any, path: str) -> list[Any]:
    return list(element.iterfind(path, SPACES))


def words_of(element: Any) -> str:
    """The paragraphs of a cell or shape, one line each, with ODF's elements for spaces and tabs as characters."""
    return "\n".join("".join(_letters(paragraph)) for paragraph in find(element, "text:p"))


def _letters(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = etree.QName(child).localname
        if name == "s":
            yield " " * int(child.get(f"{{{SPACES['text']}}}c", "1"))
        elif name in {"tab", "line-break"}:
            yield "\t" if name == "tab" else "\n"
        else:
            yield from _letters(child)
        yield child.tail or ""


def as_calc_takes_it(words: str) -> str:
    """A table without types leaves it to the spreadsheet what is a number; workbooks tell it."""
    return str(int(words)) if words.isdecimal() else shown(words)


def without_tabs(words: str) -> str:
    """LibreOffice drops tabs from cells of several lines."""
    return cell_text(words).replace("\t", "")


def rows_of(file: Path, sheet: str | None = None) -> list[list[str | None]]:
    tables = find(etree.parse(file).getroot(), ".//table:table")
    (table,) = tables if sheet is None else [t for t in tables if t.get(f"{{{SPACES['table']}}}name") == sheet]
    rows: list[list[str | None]] = []
    for row in find(table, ".//table:table-row"):
        cells: list[str | None] = []
        for cell in find(row, "table:table-cell"):
            cells += [words_of(cell)] * min(int(cell.get(REPEATED, "1")), 50)
        if any(cells):
            rows.append(cells)
    return rows


@every_map
def test_libreoffice_finds_every_note_on_the_slides(opened: Path, name: str) -> None:
    found: Counter[Fact] = Counter()
    for shape in find(etree.parse(opened / f"{name}.fodp").getroot(), ".//draw:custom-shape"):
        if shape.get(f"{{{SPACES['draw']}}}name", "").startswith("Note "):
            (told,) = find(shape, "svg:desc")
            head, _, words = str(told.text).partition("\n")
            heading, _, place = head.split("; ", 2)
            found[place, heading.split(" · ")[0], words] += 1
            on_slide = "".join(words_of(shape).split()).removesuffix("…")
            assert "".join(f"{heading}{words}".split()).startswith(on_slide)
    assert found == facts_of(MAPS[name]())


@every_map
def test_libreoffice_finds_every_note_in_the_workbook(opened: Path, name: str) -> None:
    journey = MAPS[name]()
    assert plainly(facts_in(rows_of(opened / f"{name}.fods", "Notes"), raw=True)) == plainly(facts_of(journey, shown))
    rows = rows_of(opened / f"{name}.fods", "Map")[2:]
    heads = rows.pop(0) if rows[0][0] == "Lane" else [""] * len(rows[0])
    found: Counter[Fact] = Counter()
    for lane, *cells in rows:
        for title, cell in zip(heads[1:], cells, strict=False):
            if cell and lane and lane != "Emotion curve":
                place = () if lane in {"Not placed", "Notes"} else (one_line(title or ""), one_line(lane))
                found[fact(place_of(*place), cell.split("\n[?] ")[0])] += 1
    assert found == facts_of(journey, without_tabs)


@every_map
def test_libreoffice_finds_every_note_in_the_csv_and_runs_none(opened: Path, name: str) -> None:
    rows = rows_of(opened / f"{name}-csv.fods")
    assert plainly(facts_in(rows, raw=False)) == plainly(facts_of(MAPS[name](), as_calc_takes_it))
    assert b"table:formula" not in (opened / f"{name}-csv.fods").read_bytes()
