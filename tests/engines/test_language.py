import math

import pytest

from stickyscan.engines.language import LETTERS, Part, WordPrior
from stickyscan.engines.word_list import WordList
from stickyscan.errors import EngineMissingError

PRIOR = WordPrior({"knowledge": 1e-4, "know": 1e-3, "don't": 1e-3})
GERMAN = WordPrior.mixed(
    [
        Part(
            WordList({"kunden": 1e-4, "reise": 1e-4, "der": 1e-2, "l": 1e-3}),
            0.0,
            LETTERS["de"],
        )
    ]
)


def test_common_words_are_likelier_than_rare_ones_and_those_than_unknown_ones() -> None:
    assert PRIOR.whole("know") > PRIOR.whole("knowledge") > PRIOR.whole("knowtedge")


def test_case_and_the_shape_of_the_apostrophe_do_not_matter() -> None:
    assert PRIOR.whole("KNOW") == PRIOR.whole("know")
    assert PRIOR.whole("Don’t") == PRIOR.whole("don't")  # noqa: RUF001


@pytest.mark.parametrize("word", ["knowledge", "know", "don't", "b2b", "(know)", "know-how"])
def test_a_beginning_is_never_less_likely_than_what_it_becomes(word: str) -> None:
    prices = [PRIOR.begun(word[:end]) for end in range(len(word) + 1)]
    assert prices == sorted(prices, reverse=True)
    assert PRIOR.whole(word) <= prices[-1]


@pytest.mark.parametrize("word", ["kundenreise", "l'reise", "der'kundn", "der"])
def test_nor_is_that_of_two_words_joined(word: str) -> None:
    prices = [GERMAN.begun(word[:end]) for end in range(len(word) + 1)]
    assert prices == sorted(prices, reverse=True)
    assert GERMAN.whole(word) <= prices[-1]


def test_short_words_stand_before_others_with_an_apostrophe() -> None:
    french = WordPrior({"l": 1e-2, "addition": 1e-5})
    assert french.whole("L’addition") == pytest.approx(math.log(1e-7))  # noqa: RUF001
    assert french.begun("l'addi") == pytest.approx(math.log(1e-7))


def test_letters_that_the_language_does_not_use_are_unlikely() -> None:
    assert GERMAN.whole("Özlüß") == GERMAN.whole("Ozluss")
    assert GERMAN.whole("Łódź") < GERMAN.whole("Lodz") - 10
    assert PRIOR.whole("Łódź") == PRIOR.whole("Lodz")


def test_of_several_lists_each_word_takes_the_one_that_suits_it() -> None:
    english = Part(WordList({"know": 1e-3}), math.log(0.1))
    mixed = WordPrior.mixed([english, Part(WordList({"wissen": 1e-3}))])
    assert mixed.whole("wissen") == pytest.approx(math.log(1e-3))
    assert mixed.whole("know") == pytest.approx(math.log(1e-4))


def test_the_list_in_the_package_knows_ordinary_words() -> None:
    english = WordPrior.load()
    assert all(english.knows(word) for word in ("Knowledge", "whiteboard", "checkout", "I"))
    assert not english.knows("knowtede")


def test_a_language_without_a_list_is_said() -> None:
    with pytest.raises(EngineMissingError, match="'xx'"):
        WordPrior.load("xx")


def test_a_prior_that_learns_words_keeps_those_it_had_and_stays_as_it_was() -> None:
    prior = WordPrior({"video": 1e-4})
    wiser = prior.knowing({"brandport": 1e-2})
    assert wiser.knows("BRANDPORT")
    assert wiser.whole("video") == prior.whole("video")
    assert wiser.whole("brandport") > prior.whole("brandport") + 5
    assert wiser.begun("brandp") > prior.begun("brandp") + 5
    assert not prior.knows("brandport")
