"""Which language a wall is written in, told from rough readings of its notes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from stickyscan.engines.word_list import common_words, listed_languages

COMMON = 5000  # words per language that are looked at
UNKNOWN = 1e-6  # share of running text of a word that is not among them, in every language alike
SPREAD = 0.5  # words of each language that are taken as seen before the first
ROUNDS = 20
SURE = 0.4  # share of a wall's words above which its language is told; with `SPREAD`, that takes three words or more
AHEAD = 1.5  # times as many words as the next language has
SHORTEST = 2  # letters; single ones are bullets, initials and misread strokes as often as words
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Mapping[str, float]]:
    return {language: common_words(language, COMMON) for language in listed_languages()}


def language_shares(texts: Iterable[str], among: Sequence[str] = ()) -> dict[str, float]:
    """The share of each language in the different words of one wall; the shares add up to 1.

    They are even where nothing speaks for any. The words are taken as drawn from a mixture of the languages, whose
    shares are estimated by expectation maximisation (Dempster, Laird, Rubin 1977), so that a wall in two languages, or
    with another's jargon, has both.

    Args:
        texts: what the letters spell, misread ones included.
        among: codes of the languages that it can be; all that have a word list by default.
    """
    tables = {code: table for code, table in _tables().items() if not among or code in among}
    # Each word once: a name or heading on every note says no more than on one.
    words = sorted({word for text in texts for word in _WORD.findall(text.casefold()) if len(word) >= SHORTEST})
    rows = [[table.get(word, UNKNOWN) for table in tables.values()] for word in words]
    telling = [row for row in rows if max(row) > UNKNOWN]
    shares = [1 / len(tables)] * len(tables)
    for _ in range(ROUNDS):
        seen = [SPREAD] * len(tables)
        for row in telling:
            total = math.fsum(p * share for p, share in zip(row, shares, strict=True))
            seen = [s + p * share / total for s, p, share in zip(seen, row, shares, strict=True)]
        shares = [s / math.fsum(seen) for s in seen]
    return dict(zip(tables, shares, strict=True))


def tell_language(texts: Iterable[str], among: Sequence[str] = ()) -> str | None:
    """The language that most words of a wall are in, or None where that is not clear.

    Args:
        texts: what the letters spell, misread ones included.
        among: codes of the languages that it can be, if a person said so; one alone is taken as it is, and of several
            the first where the words leave it open or one has no word list.
    """
    if len(among) == 1 or not set(among) <= set(listed_languages()):
        return among[0]
    shares = language_shares(texts, among)
    likeliest, *others = sorted(shares, key=lambda code: -shares[code])
    ahead = AHEAD * max((shares[code] for code in others), default=0.0)
    if shares[likeliest] > max(SURE, ahead):
        return likeliest
    return among[0] if among else None
