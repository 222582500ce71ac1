from __future__ import annotations

import pytest

from stickyscan.export.type_size import rows_of_text


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", 1),
        ("short", 1),
        ("two\nlines", 2),
        ("\n", 2),
        ("about twenty letters", 2),
        ("CAPITALS ARE WIDER", 2),
        ("capitals are wider", 1),
        ("Donaudampfschifffahrt", 2),
        ("漢字漢字漢字漢字漢字漢字漢字", 2),
    ],
)
def test_rows_in_a_line_of_eleven_ems(text: str, rows: int) -> None:
    assert rows_of_text(text, 11) == rows


def test_words_are_not_torn_apart_while_they_fit() -> None:
    assert rows_of_text("IDENTIFY THE DATA REQUIRED TO IMPLEMENT REAL TIME UPDATES", 9.5) >= 5


def test_a_longer_text_never_takes_fewer_rows() -> None:
    words = "some words, of which each is a little longer than the one before it, until all of them are used" * 5
    rows = [rows_of_text(words[:end], 10) for end in range(len(words))]
    assert rows == sorted(rows)
