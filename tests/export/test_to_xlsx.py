from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from stickyscan.export import PhotoFolder, export
from stickyscan.export.columns import COLUMNS
from stickyscan.export.to_xlsx import cell_text
from stickyscan.export.words import heading, lines, place, said
from stickyscan.journey import JourneyMap, Note
from tests.builders import a_lane, a_map, a_note, a_stage
from tests.export.demo_wall import demo_map, draw_photo, free_form_map
from tests.export.hostile import hostile_map


def book_of(journey: JourneyMap) -> Any:
    return openpyxl.load_workbook(io.BytesIO(export(journey, "xlsx")))


def card(note: Note) -> str:
    return f"{heading(note)}\n{said(note)}"


def cells_of(journey: JourneyMap) -> list[tuple[str, str, str]]:
    """Lane, stage and text of every note on the sheet Map; doubts left out."""
    rows = [[cell.value for cell in row] for row in book_of(journey)["Map"].iter_rows()][2:]
    heads = rows.pop(0) if rows[0][0] == "Lane" else ["", "", *[""] * len(rows[0])]
    notes = [row for row in rows if row[0] != "Emotion curve"]
    return [
        (row[0], "" if row[0] in {"Not placed", "Notes"} else heads[i], row[i].split("\n[?]")[0])
        for row in notes
        for i in range(1, len(row))
        if row[i]
    ]


def test_the_sheet_notes_holds_every_note_as_it_is() -> None:
    journey = hostile_map()
    head, *rows = ([cell.value for cell in row] for row in book_of(journey)["Notes"].iter_rows())
    assert head == list(COLUMNS)
    expected = [[column(journey, note) for column in COLUMNS.values()] for note in journey.notes]
    told = [[lines(cell) if isinstance(cell, str) else cell for cell in row] for row in expected]
    assert rows == told


def test_no_cell_is_a_formula_or_a_link() -> None:
    for sheet in book_of(hostile_map()):
        for row in sheet.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n"}
            assert [cell.hyperlink for cell in row if cell.hyperlink] == []
            assert not any(isinstance(cell.value, str) and cell.data_type != "s" for cell in row)


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 170", "0012", "1e5", "http://x.example", "2026-01-01", "{=1}", "_x0041_"]
)
def test_strings_stay_strings(text: str) -> None:
    sheet = book_of(a_map(a_note(text)))["Notes"]
    (cell,) = (cell for cell in sheet[2] if sheet.cell(1, cell.column).value == "text")
    assert (cell.value, cell.data_type) == (text, "s")


def test_every_ordinary_note_is_on_the_sheet_map_in_its_cell() -> None:
    journey = hostile_map()
    stages = {"s1": "<Discover>", "s2": "=Buy | pay", "s3": "Stage 3", None: "No stage"}
    lanes = {"l1": "| lane", "l2": "Pain point", None: "No lane"}
    expected = Counter(
        ("Not placed", "", card(note))
        if note.stage is None and note.lane is None
        else (lanes[note.lane], stages[note.stage], card(note))
        for note in journey.notes
        if note.role == "note"
    )
    assert Counter(cells_of(journey)) == expected


def test_a_free_wall_is_one_column() -> None:
    journey = free_form_map(5)
    assert cells_of(journey) == [("Notes", "", card(note)) for note in journey.notes]


def test_notes_have_the_colour_of_their_paper_and_doubts_are_told() -> None:
    sheet = book_of(
        a_map(
            a_note("x", colour="pink", stage="s1", needs_review=True, review_reasons=("cut_off",)), stages=(a_stage(),)
        )
    )["Map"]
    (cell,) = (cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("Note (pink)"))
    assert cell.fill.fgColor.rgb == "FFFFB9CF"
    assert cell.value.endswith("[?] Part of the note is hidden or outside the photo.")


def test_the_columns_offer_what_may_be_chosen() -> None:
    book = book_of(a_map(a_note("x", stage="s1", lane="l1"), stages=(a_stage(title="A, b"),), lanes=(a_lane(),)))
    offered = {str(rule.sqref): rule.formula1 for rule in book["Notes"].data_validations.dataValidation}
    assert offered == {"H2": "Legend!$D$2:$D$19", "D2": "Legend!$E$2:$E$2", "F2": "Legend!$F$2:$F$2"}
    assert book["Legend"]["E2"].value == "A, b"


def test_too_long_a_text_is_cut_with_a_mark() -> None:
    cut = cell_text("\N{GRINNING FACE}" * 20_000)
    assert len(cut.encode("utf-16-le")) // 2 in {32_766, 32_767}
    assert cut.endswith("[cut here: a cell holds no more]")
    assert cell_text("x" * 32_767) == "x" * 32_767
    assert any(cell.value == cell_text("y" * 40_000) for cell in book_of(a_map(a_note("y" * 40_000)))["Notes"][2])


def test_the_curve_is_told_in_words() -> None:
    rows = [[cell.value for cell in row] for row in book_of(demo_map())["Map"].iter_rows()]
    assert [
        "Emotion curve",
        "↑ Positive (+1)",
        "→ Neutral (+0)",
        "↓↓ Very negative (-2)",
        "↓ Negative (-1)",
        "↑↑ Very positive (+2)",
    ] in rows


def test_on_request_every_note_has_its_picture_in_its_row(tmp_path: Path) -> None:
    journey = demo_map()
    draw_photo(journey, tmp_path / "wall.jpg")
    made = export(journey, "xlsx-crops", PhotoFolder(tmp_path))
    sheet: Any = openpyxl.load_workbook(io.BytesIO(made))["Crops"]
    head, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert head == ["note_id", "picture", "place", "note"]
    assert [(row[0], row[2]) for row in rows] == [(note.id, place(journey, note)) for note in journey.notes]
    assert [picture.anchor._from.row for picture in sheet._images] == [*range(1, len(journey.notes) + 1)]
    for picture in sheet._images:
        height = sheet.row_dimensions[picture.anchor._from.row + 1].height / 0.75  # points to pixels
        assert picture.height < height
        assert picture.width < 170
    assert (
        "(no picture)"
        in zipfile.ZipFile(io.BytesIO(export(journey, "xlsx-crops"))).read("xl/sharedStrings.xml").decode()
    )
