import pytest

from stickyscan.engines.language import WordPrior
from stickyscan.errors import EngineMissingError

PRIOR = WordPrior({"knowledge": 1e-4, "know": 1e-3, "don't": 1e-3})


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


def test_the_list_in_the_package_knows_ordinary_words() -> None:
    english = WordPrior.load()
    assert all(english.knows(word) for word in ("Knowledge", "whiteboard", "checkout", "I"))
    assert not english.knows("knowtede")


def test_a_language_without_a_list_is_said() -> None:
    with pytest.raises(EngineMissingError, match="'xx'"):
        WordPrior.load("xx")
