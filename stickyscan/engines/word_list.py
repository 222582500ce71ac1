"""Words with the share of running text that each makes up; those that come with the package, by language."""

from __future__ import annotations

import gzip
import math
from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from stickyscan.errors import EngineMissingError

_FOLDER = files("stickyscan.engines") / "words"
_AFTER_ALL = "\U0010ffff"


class WordList:
    """Log probability of words, and of the commonest word that begins in a given way. Words are in lower case."""

    def __init__(self, frequencies: Mapping[str, float]) -> None:
        """Take over shares of running text, 0..1."""
        # Sorted words and a table of maxima over 1, 2, 4, 8... neighbours, because a table of all beginnings is four
        # times as large and takes four times as long to build.
        self._words = sorted(frequencies)
        likely = np.array([math.log(frequencies[word]) for word in self._words], dtype=np.float64)
        self._likeliest: list[NDArray[np.float64]] = [likely]
        while 2 ** len(self._likeliest) <= len(likely):
            last, step = self._likeliest[-1], 2 ** (len(self._likeliest) - 1)
            self._likeliest.append(np.maximum(last[:-step], last[step:]))

    def whole(self, word: str) -> float:
        """Log probability of a word; minus infinity if it is not listed."""
        place = bisect_left(self._words, word)
        if place == len(self._words) or self._words[place] != word:
            return -math.inf
        return float(self._likeliest[0][place])

    def begun(self, start: str) -> float:
        """Log probability of the commonest word that begins so; minus infinity if there is none."""
        low = bisect_left(self._words, start)
        high = bisect_left(self._words, start + _AFTER_ALL, low)
        if low == high:
            return -math.inf
        level = (high - low).bit_length() - 1
        row = self._likeliest[level]
        return float(max(row[low], row[high - 2**level]))


def listed_languages() -> tuple[str, ...]:
    """Codes (ISO 639-1) of the languages with a list in the package, sorted."""
    return tuple(sorted(file.name.partition(".")[0] for file in _FOLDER.iterdir() if file.name.endswith(".txt.gz")))


@lru_cache(maxsize=16)
def load_list(language: str) -> WordList:
    """The list of a language that comes with the package, read once per process.

    Raises:
        EngineMissingError: there is none for this language.
    """
    return WordList(common_words(language))


def common_words(language: str, most: int | None = None) -> dict[str, float]:
    """The commonest words of a language, commonest first, with their shares of running text; all for None.

    Raises:
        EngineMissingError: there is no list for this language.
    """
    source = _FOLDER / f"{language}.txt.gz"
    if not source.is_file():
        raise EngineMissingError(
            f"no word list for language {language!r} in this installation; "
            f"there are lists for: {', '.join(listed_languages())}."
        )
    with source.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        pairs = (line.split(" ") for line in islice(lines, most))
        return {word: 10 ** (int(share) / 100) for word, share in pairs}
