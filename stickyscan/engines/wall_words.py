"""Words that several notes of a wall share: a product's name, a ticket's prefix, what the workshop is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from stickyscan.engines.language import folded
from stickyscan.spelling import words_in

SHORTEST = 3  # letters; shorter words are often misread strokes
NOTES = 2  # on which a word must have been read; a misread word seldom is misread alike twice
SHARE = 0.3  # of the wall's words that are said again
OTHERS = 20  # words taken as read besides, so that a wall of four notes does not insist on two of them


def shared_words(notes: Iterable[Iterable[str]]) -> dict[str, float]:
    """How likely each word is that was read on several notes, as a share of running text (0..1), in lower case.

    Args:
        notes: for each note the texts that were read on it and can be relied on.
    """
    on = Counter(word for texts in notes for word in _words(texts))
    read = on.total() + OTHERS
    return {word: SHARE * count / read for word, count in on.items() if count >= NOTES}


def _words(texts: Iterable[str]) -> set[str]:
    found = (folded(word) for text in texts for word in words_in(text))
    return {word for word in found if len(word) >= SHORTEST}
