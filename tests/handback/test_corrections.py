from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stickyscan.errors import InputError
from stickyscan.export import FORMATS, export
from stickyscan.export.words import KINDS, lines
from stickyscan.handback import Handback, corrected, read_table
from stickyscan.journey import JourneyMap, Note
from tests.builders import a_lane, a_map, a_note, a_stage
from tests.export.demo_wall import demo_map, free_form_map
from tests.export.hostile import hostile_map

TABLES = ("xlsx", "csv", "csv-raw")
Edit = dict[str, object]
every_table = pytest.mark.parametrize("name", TABLES)


def exported(journey: JourneyMap, name: str, folder: Path) -> Path:
    file = folder / f"map{FORMATS[name].suffix}"
    file.write_bytes(export(journey, name))
    return file


def edit(file: Path, edits: dict[str, Edit]) -> None:
    """Change cells as a person would: note id -> column -> what to put there."""
    if file.suffix == ".xlsx":
        book = openpyxl.load_workbook(file)
        sheet = book["Notes"]
        names = [cell.value for cell in sheet[1]]
        for row in range(2, sheet.max_row + 1):
            for column, value in edits.get(str(sheet.cell(row, 1).value), {}).items():
                cell = sheet.cell(row, names.index(column) + 1)
                cell.value = value  # type: ignore[assignment]
                if isinstance(value, str):
                    cell.data_type = "s"
        book.save(file)
        return
    head, *rows = csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline=""))
    for line in rows:
        for column, value in edits.get(line[0], {}).items():
            line[head.index(column)] = "" if value is None else str(value)
    made = io.StringIO(newline="")
    csv.writer(made).writerows([head, *rows])
    file.write_text(made.getvalue(), "utf-8-sig", newline="")


def handed_back(journey: JourneyMap, name: str, folder: Path, edits: dict[str, Edit] | None = None) -> Handback:
    file = exported(journey, name, folder)
    if edits:
        edit(file, edits)
    return corrected(journey, read_table(file))


def note_of(result: Handback, wanted: str) -> Note:
    return next(note for note in result.journey.notes if note.id == wanted)


@every_table
@pytest.mark.parametrize("make", [demo_map, free_form_map, hostile_map])
def test_an_untouched_table_changes_nothing(make: Callable[[], JourneyMap], name: str, tmp_path: Path) -> None:
    journey = make()
    assert handed_back(journey, name, tmp_path) == Handback(journey, (), (), ())


@every_table
def test_edits_become_corrections_by_hand(name: str, tmp_path: Path) -> None:
    journey = demo_map()
    doubtful = next(note for note in journey.notes if note.text == "Password rules?!")
    unreadable = next(note for note in journey.notes if note.text is None)
    loose = next(note for note in journey.notes if note.text == "Ask legal!")
    result = handed_back(
        journey,
        name,
        tmp_path,
        {
            doubtful.id: {"text": "Password rules?", "votes": 3, "kind": "Idea"},
            unreadable.id: {"text": "Too crowded"},
            loose.id: {"stage": "Travel", "lane": "Ideas"},
        },
    )
    assert result.conflicts == result.absent == ()
    assert len(result.edits) == 6
    changed = note_of(result, doubtful.id)
    assert (changed.text, changed.votes, changed.kind, changed.kind_source) == ("Password rules?", 3, "idea", "human")
    assert (changed.reviewed, changed.needs_review, changed.text_read) == (True, False, doubtful.text_read)
    assert (note_of(result, unreadable.id).text, note_of(result, unreadable.id).needs_review) == ("Too crowded", False)
    moved = note_of(result, loose.id)
    assert (moved.stage, moved.lane, moved.order, moved.placed_confidence) == ("s4", "l4", 1, 1.0)
    touched = {doubtful.id, unreadable.id, loose.id}
    pairs = zip(journey.notes, result.journey.notes, strict=True)
    assert {old.id for old, new in pairs if old != new} == touched
    JourneyMap.model_validate(result.journey.model_dump(by_alias=True))


@every_table
def test_a_second_time_changes_nothing_more(name: str, tmp_path: Path) -> None:
    first = handed_back(demo_map(), name, tmp_path, {"n7": {"text": "=1+1", "votes": 9}})
    assert first.edits
    again = corrected(first.journey, read_table(tmp_path / f"map{FORMATS[name].suffix}"))
    assert (again.journey, again.edits, again.conflicts) == (first.journey, (), ())


@every_table
def test_what_cannot_be_taken_over_is_listed_and_nothing_is_lost(name: str, tmp_path: Path) -> None:
    journey = demo_map()
    wrong: dict[str, Edit] = {
        "n7": {"stage": "Nowhere", "votes": "many", "kind": "wish"},
        "n8": {"note_id": "n999"},
        "n9": {"note_id": ""},
    }
    result = handed_back(journey, name, tmp_path, wrong)
    assert result.journey == journey
    assert result.edits == ()
    assert result.absent == ("n8", "n9")
    assert len(result.conflicts) == 5
    told = "\n".join(result.conflicts)
    for words in ("no stage of this map", "not a number of votes", "is no kind", "no note 'n999'", "has no note id"):
        assert words in told


def test_two_rows_for_one_note_are_taken_only_if_they_agree(tmp_path: Path) -> None:
    journey = demo_map()
    file = exported(journey, "csv", tmp_path)
    edit(file, {"n7": {"text": "New"}, "n8": {"note_id": "n7"}})
    result = corrected(journey, read_table(file))
    assert result.journey == journey
    assert "several different rows" in result.conflicts[0]
    rows = read_table(exported(journey, "csv", tmp_path))
    assert corrected(journey, (*rows, *rows)) == Handback(journey, (), (), ())


def test_a_note_that_changed_in_the_meantime_keeps_what_the_map_says(tmp_path: Path) -> None:
    journey = a_map(a_note("old", votes=1), a_note("other", id="n2"))
    file = exported(journey, "csv", tmp_path)
    edit(file, {"n1": {"text": "from the table"}, "n2": {"votes": 2}})
    first, second = journey.notes
    later = journey.model_copy(update={"notes": (first.model_copy(update={"text": "from review"}), second)})
    result = corrected(later, read_table(file))
    assert [note.text for note in result.journey.notes] == ["from review", "other"]
    assert result.journey.notes[1].votes == 2
    assert len(result.conflicts) == 1
    assert "comes too late" in result.conflicts[0]


def test_a_title_of_two_stages_is_a_conflict(tmp_path: Path) -> None:
    journey = a_map(a_note("x", lane="l1"), stages=(a_stage("s1", "Wait"), a_stage("s2", "Wait")), lanes=(a_lane(),))
    result = handed_back(journey, "csv", tmp_path, {"n1": {"stage": "wait"}})
    assert "is the name of 2 stages" in result.conflicts[0]


def test_a_table_with_semicolons_is_read(tmp_path: Path) -> None:
    file = tmp_path / "map.csv"
    file.write_bytes('\ufeffnote_id;text;votes\r\nn1;"\'-20%; more";2\r\n'.encode())
    (note,) = corrected(a_map(a_note("x")), read_table(file)).journey.notes
    assert (note.text, note.votes) == ("-20%; more", 2)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("map.csv", b"a,b\r\n1,2\r\n", "note_id"),
        ("map.csv", "note_id,text\r\nn1,\u00e4".encode("latin-1"), "not UTF-8"),
        ("map.csv", b"", "note_id"),
        ("map.xlsx", b"PK nothing", "not a workbook"),
        ("map.docx", b"", "not an .xlsx or .csv"),
    ],
)
def test_other_files_are_refused_with_a_reason(name: str, content: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=words):
        read_table(tmp_path / name)


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
WORDS = st.text(LETTERS, max_size=40) | st.sampled_from(["=1", "-x", "'=", "a\nb"])
STAGES = {"s1": "Discover", "s2": "Compare", None: None}
Wanted = tuple[str, str | None, str | None, int | None]
WANTED = st.tuples(
    WORDS, st.sampled_from(list(STAGES.values())), st.sampled_from([*KINDS, None]), st.integers(0, 99) | st.none()
)
SLOW = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(st.lists(WANTED, min_size=1, max_size=6))
def test_export_edit_import_is_the_edit(tmp_path: Path, wanted: list[Wanted]) -> None:
    journey = demo_map()
    ids = [note.id for note in journey.notes if note.role == "note" and note.text][: len(wanted)]
    edits: dict[str, Edit] = {
        name: dict(zip(("text", "stage", "kind", "votes"), values, strict=True))
        for name, values in zip(ids, wanted, strict=True)
    }
    result = handed_back(journey, "csv-raw", tmp_path, edits)
    assert result.conflicts == ()
    for name, (text, stage, kind, votes) in zip(ids, wanted, strict=True):
        note = note_of(result, name)
        assert (note.text, STAGES[note.stage], note.kind, note.votes) == (lines(text), stage, kind, votes)


def test_a_drawing_that_somebody_put_into_words_needs_no_further_look(tmp_path: Path) -> None:
    drawn = a_note("", needs_review=True, review_reasons=("drawing", "doubtful_colour"))
    journey = a_map(drawn.model_copy(update={"review_reasons": ("drawing",)}), drawn.model_copy(update={"id": "n2"}))
    file = exported(journey, "csv", tmp_path)
    edit(file, {"n1": {"text": "A queue"}, "n2": {"text": "A smile"}})
    notes = corrected(journey, read_table(file)).journey.notes
    assert [(note.needs_review, note.review_reasons) for note in notes] == [(False, ()), (True, ("doubtful_colour",))]
