from __future__ import annotations

import csv
import io
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stickyscan.export import export
from stickyscan.export.to_csv import protected, unprotected
from stickyscan.export.words import KINDS, place_words, printable
from stickyscan.journey import JourneyMap
from tests.builders import a_map, a_note
from tests.export.hostile import Fact, facts, hostile_map

FREE_TEXT = ("stage", "lane", "text", "text_as_read", "other_readings", "photo", "also_in_photos")
NUMBERS = ("votes", "sentiment", "wall_x", "top_left_x_px", "text_confidence", "stage_number", "order_in_cell")


def rows_of(journey: JourneyMap) -> list[dict[str, str]]:
    text = export(journey, "csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_it_starts_with_a_byte_order_mark_and_ends_lines_with_crlf() -> None:
    made = export(a_map(a_note("one"), a_note("two", id="n2")), "csv")
    assert made.startswith(b"\xef\xbb\xbfnote_id,role,")
    assert made.count(b"\r\n") == 3
    assert made.count(b"\n") == 3


def test_every_note_is_a_row_in_order_headings_and_unplaced_too() -> None:
    journey = hostile_map()
    assert [row["note_id"] for row in rows_of(journey)] == [note.id for note in journey.notes]


def test_stage_lane_kind_and_text_survive() -> None:
    journey = hostile_map()
    words = {kind: word for kind, (_, word) in KINDS.items()}
    read: Counter[Fact] = Counter(
        (
            unprotected(row["stage"]) or None,
            unprotected(row["lane"]) or None,
            words[row["kind"]] if row["kind"] else "Note",  # type: ignore[index]
            None if row["text_state"] == "unreadable" else unprotected(row["text"]),
        )
        for row in rows_of(journey)
        if row["role"] == "note"
    )
    kept: Counter[Fact] = Counter()
    for (stage, lane, kind, text), number in facts(journey).items():
        kept[stage, lane, kind, None if text is None else printable(text)] += number
    assert read == kept


def test_no_free_text_starts_a_formula() -> None:
    triggers = set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
    cells = [row[name] for row in rows_of(hostile_map()) for name in FREE_TEXT]
    assert [cell for cell in cells if cell and cell[0] in triggers] == []
    assert any(cell.startswith("'=") for cell in cells)


def test_numbers_stay_numbers() -> None:
    cells = [row[name] for row in rows_of(hostile_map()) for name in NUMBERS]
    assert [cell for cell in cells if not re.fullmatch(r"(-?\d+(\.\d+)?)?", cell)] == []
    assert {row["sentiment"] for row in rows_of(hostile_map())} == {"", "-2", "2"}


def test_votes_not_counted_differ_from_none_given() -> None:
    rows = rows_of(a_map(a_note(votes=None), a_note(id="n2", votes=0)))
    assert [row["votes"] for row in rows] == ["", "0"]


@pytest.mark.parametrize(("text", "state"), [(None, "unreadable"), ("", "empty"), ("x", "read")])
def test_unreadable_differs_from_empty(text: str | None, state: str) -> None:
    (row,) = rows_of(a_map(a_note(text)))
    assert (row["text"], row["text_state"]) == (text or "", state)


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}a ")))
def test_protection_can_be_undone(text: str) -> None:
    assert unprotected(protected(text)) == text


@pytest.mark.parametrize("text", ["-20% code", "=1", "+1", "@x", "'-x", "\t=1", "\N{FULLWIDTH EQUALS SIGN}1"])
def test_what_might_run_is_led_by_an_apostrophe(text: str) -> None:
    assert protected(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a", "a-b", "'quoted'", "2 - 1", "#1"])
def test_harmless_text_is_left_alone(text: str) -> None:
    assert protected(text) == text


def test_places_match_the_map() -> None:
    journey = hostile_map()
    for row, note in zip(rows_of(journey), journey.notes, strict=True):
        stage, lane = place_words(journey, note)
        assert (unprotected(row["stage"]), unprotected(row["lane"])) == (stage or "", lane or "")
