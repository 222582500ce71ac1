import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stickyscan.engines.ctc import Frames, LatinAlphabet, as_seen, likely_texts
from stickyscan.engines.language import WordPrior

LETTERS = ("", "a", "b", "c", " ")
NO_LANGUAGE = WordPrior({})


def spelled(*steps: dict[str, float], letters: tuple[str, ...] = LETTERS) -> Frames:
    """Frames with the given probabilities; what is left over goes to the blank."""
    frames = np.zeros((len(steps), len(letters)), dtype=np.float32)
    for row, step in enumerate(steps):
        for letter, share in step.items():
            frames[row, letters.index(letter)] = share
        frames[row, 0] += 1 - sum(step.values())
    return frames


def test_repeats_merge_unless_a_blank_stands_between() -> None:
    assert as_seen(spelled({"a": 1}, {"a": 1}, {"": 1}, {"a": 1}, {"b": 1}), LETTERS)[0] == "aab"
    assert as_seen(spelled({"": 1}, {"": 1}), LETTERS) == ("", 0.0)


def test_confidence_is_the_mean_of_the_letters() -> None:
    assert as_seen(spelled({"a": 0.9}, {"": 1}, {"b": 0.7}), LETTERS)[1] == pytest.approx(0.8)


def test_a_letter_in_either_case_is_the_same_letter() -> None:
    alphabet = LatinAlphabet(["", "s", "S", "t"])
    frames = spelled({"s": 0.5, "S": 0.4}, {"": 1}, {"t": 0.7, "s": 0.2}, letters=("", "s", "S", "t"))
    assert as_seen(frames, alphabet.letters)[0] == "st"
    assert alphabet.letter_chances(frames) == pytest.approx((0.9, 0.7))


def test_language_settles_what_the_ink_leaves_open() -> None:
    frames = spelled({"a": 1}, {"b": 0.45, "c": 0.5}, {"b": 0.5, "c": 0.45})
    assert as_seen(frames, LETTERS)[0] == "acb"
    assert likely_texts(frames, LETTERS, WordPrior({"abc": 0.01}))[0].text == "abc"


def test_clear_ink_wins_over_language() -> None:
    frames = spelled({"a": 1}, {"": 1}, {"c": 0.9995, "b": 0.0005}, {"": 1}, {"c": 1})
    assert likely_texts(frames, LETTERS, WordPrior({"abc": 0.001}))[0].text == "acc"


def test_full_width_forms_count_as_ordinary_ones_and_other_scripts_not_at_all() -> None:
    alphabet = LatinAlphabet(["", "!", "A", "！", "水", "é"])  # noqa: RUF001
    assert alphabet.letters == ("", "!", "A", "é")
    reduced = alphabet.reduced(np.array([[0.1, 0.2, 0.1, 0.3, 0.2, 0.1]], dtype=np.float32))
    assert reduced[0] == pytest.approx([0.1, 0.5, 0.1, 0.1])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.floats(0.01, 1), min_size=4, max_size=4), min_size=1, max_size=4))
def test_search_without_language_finds_the_text_with_the_most_probability(weights: list[list[float]]) -> None:
    letters = ("", "a", "b", "c")
    frames = np.array([[w / sum(row) for w in row] for row in weights], dtype=np.float32)
    totals: dict[str, float] = {}
    for path in np.ndindex(*([4] * len(frames))):  # every alignment, summed by the text it spells
        kept = [letters[k] for i, k in enumerate(path) if k and (i == 0 or path[i - 1] != k)]
        chance = math.prod(float(frames[i, k]) for i, k in enumerate(path))
        totals["".join(kept)] = totals.get("".join(kept), 0.0) + chance
    found = {guess.text: math.exp(guess.ink) for guess in likely_texts(frames, letters, NO_LANGUAGE)}
    assert all(found[text] <= totals[text] * 1.001 for text in found)
    assert sum(found.values()) > 0.2  # of all texts, most of them as probable as the others where the ink says nothing
