import pytest
from hypothesis import given
from hypothesis import strategies as st

from stickyscan.engines.wall_words import OTHERS, SHARE, shared_words


def test_words_on_several_notes_are_likely_and_words_on_one_are_not() -> None:
    shared = shared_words([["Brandport-119 graph"], ["BRANDPORT-7", "video"], ["Video of the month"]])
    assert set(shared) == {"brandport", "video"}


def test_a_word_said_twice_on_one_note_counts_once() -> None:
    assert shared_words([["again and again"], ["once"]]) == {}


def test_short_words_and_numbers_are_left_to_the_language() -> None:
    assert shared_words([["to 12 it 3rd"], ["to 12 it 3rd"]]) == {}


def test_typographic_apostrophes_count_as_ordinary_ones() -> None:
    assert set(shared_words([["don’t"], ["don't"]])) == {"don't"}  # noqa: RUF001


def test_the_more_notes_the_likelier() -> None:
    shared = shared_words([["sales"], ["sales"], ["sales budget"], ["budget"]])
    assert shared["sales"] == pytest.approx(SHARE * 3 / (5 + OTHERS))
    assert shared["sales"] > shared["budget"]


@given(st.lists(st.lists(st.text("abc d", max_size=12), max_size=3), max_size=8))
def test_shares_are_shares_and_the_order_of_notes_does_not_matter(notes: list[list[str]]) -> None:
    shared = shared_words(notes)
    assert sum(shared.values()) <= SHARE
    assert shared == shared_words(notes[::-1])
