from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from stickyscan.spelling import edits
from stickyscan.steps.layout.phrases import Phrases

texts = st.text("abcdeéß żł", max_size=12)


@given(texts, st.lists(texts, min_size=1, max_size=5))
def test_no_letter_that_is_shared_is_overlooked(said: str, phrases: list[str]) -> None:
    shared = Phrases.of(phrases).shared(said)
    for phrase, count in zip(phrases, shared, strict=True):
        assert count >= (Counter(said) & Counter(phrase)).total()
        assert edits(said, phrase) >= max(len(said), len(phrase)) - count


def test_letters_are_counted_as_often_as_both_have_them() -> None:
    assert Phrases.of(["feelings", "pains", "ideas"]).shared("feelngs").tolist() == [7, 2, 2]
