import math
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stickyscan.engines.language import LETTERS
from stickyscan.engines.word_list import WordList, common_words, listed_languages, load_list
from stickyscan.errors import EngineMissingError

LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv")


@given(st.dictionaries(st.text("abc", min_size=1, max_size=4), st.floats(1e-7, 0.1), max_size=12), st.text("abc"))
def test_a_list_answers_as_a_plain_search_does(shares: dict[str, float], asked: str) -> None:
    words = WordList(shares)
    assert words.whole(asked) == (math.log(shares[asked]) if asked in shares else -math.inf)
    begun = [math.log(share) for word, share in shares.items() if word.startswith(asked)]
    assert words.begun(asked) == max(begun, default=-math.inf)


def test_nine_languages_come_with_the_package() -> None:
    assert listed_languages() == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_list_is_small_and_sorted_and_spelled_with_its_letters(language: str) -> None:
    packed = files("stickyscan.engines") / "words" / f"{language}.txt.gz"
    assert len(packed.read_bytes()) < 300_000
    words = common_words(language)
    assert len(words) >= 50_000
    assert list(common_words(language, 3)) == list(words)[:3]
    assert list(words.values()) == sorted(words.values(), reverse=True)
    rare = set("æÿîĳ")
    assert set(LETTERS[language].casefold()) - rare <= set("".join(words)) | {"s"}


@pytest.mark.parametrize(
    ("language", "word"),
    [("de", "überlegung"), ("fr", "où"), ("es", "año"), ("nl", "één"), ("it", "perché"), ("pt", "opções"),
     ("sv", "många"), ("pl", "możliwości"), ("en", "don't")],
)  # fmt: skip
def test_words_keep_their_letters(language: str, word: str) -> None:
    assert load_list(language).whole(word) > -math.inf


def test_a_language_without_a_list_is_said() -> None:
    with pytest.raises(EngineMissingError, match=r"'xx'.*de, en, es"):
        load_list("xx")
