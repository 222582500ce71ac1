from __future__ import annotations

import csv
import io

from stickyscan.export import export
from stickyscan.export.to_csv import unprotected
from stickyscan.export.words import heading, one_line, said
from stickyscan.journey import JourneyMap, Note
from tests.export.demo_wall import free_form_map
from tests.export.hostile import hostile_map


def rows_of(journey: JourneyMap) -> list[list[str]]:
    text = export(journey, "tsv").decode("utf-8")
    return list(csv.reader(io.StringIO(text, newline=""), dialect="excel-tab", strict=True))


def told(*notes: Note) -> str:
    return "\n".join(f"{heading(note)}: {one_line(said(note))}" for note in notes)


def test_each_cell_holds_its_notes_and_the_rest_follows() -> None:
    journey = hostile_map()
    head, curve, *rows = rows_of(journey)
    assert curve == ["Emotion curve", "↑ Positive", "↓↓ Very negative", "", ""]
    assert rows.pop()[0] == "Arrows"
    assert [unprotected(cell) for cell in head] == ["Lane", "<Discover>", "=Buy | pay", "Stage 3", "No stage"]
    for lane, row in zip(("l1", "l2", None), rows[:3], strict=True):
        for stage, cell in zip(("s1", "s2", "s3", None), row[1:], strict=True):
            assert cell == ("" if stage is None and lane is None else told(*journey.notes_in(stage, lane)))
    assert rows[3:] == [["Not placed", told(*journey.notes_in(None, None))]]


def test_no_cell_starts_a_formula() -> None:
    assert [cell for row in rows_of(hostile_map()) for cell in row if cell and cell[0] in "=+-@\t\r\n"] == []


def test_a_free_wall_is_one_cell() -> None:
    journey = free_form_map(3)
    assert rows_of(journey) == [["Notes", told(*journey.notes)]]
