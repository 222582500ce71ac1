"""What the notes under a heading are, from the words of the heading."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

import numpy as np

from stickyscan.journey import Kind
from stickyscan.steps.layout.heading_words import AXIS_WORDS, KIND_WORDS, STAGES_AS_SUCH, listed
from stickyscan.steps.layout.phrases import Phrases

CLOSE = 0.85  # similarity at which a misread word still counts
SHORTEST = 5  # letters of a word that may be misread: short ones resemble too much
_UNLIKE_ACCENTS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})  # letters no accent explains


def folded(text: str) -> str:
    """Lower case, without accents, punctuation and double spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_UNLIKE_ACCENTS))
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", letters).strip()


def similarity(a: str, b: str) -> float:
    """0..1, of two folded texts."""
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def nearest(said: str, phrases: Phrases, least: float) -> tuple[float, str] | None:
    """The phrase most like what was said (folded) and how like it is, if that is at least `least`."""
    possible = 2 * phrases.shared(said) >= least * (phrases.lengths + len(said))
    likes = ((similarity(said, phrases.texts[i]), phrases.texts[i]) for i in np.flatnonzero(possible))
    return max((like for like in likes if like[0] >= least), default=None)


def kind_of_heading(title: str | None) -> Kind | None:
    """The kind a heading names, if it is one of the usual words (or nearly so), else None."""
    return _kind_of(folded(title or ""))


def names_stages(heading: str) -> bool:
    """True for what stands before a row of stages ("Phases", "Customer journey"), rather than before a lane."""
    return folded(heading).startswith(_stage_names())


@lru_cache(maxsize=1)
def _stage_names() -> tuple[str, ...]:
    return tuple(folded(phrase) for phrase in listed(STAGES_AS_SUCH))


def names_axis(heading: str) -> bool:
    """True for what stands along an axis of a matrix ("Likelihood"), beside the names of its steps."""
    said = folded(heading)
    return said in _axis_names() or nearest(said, _long_axis_names(), CLOSE) is not None


@lru_cache(maxsize=1)
def _axis_names() -> frozenset[str]:
    return frozenset(folded(phrase) for phrase in listed(AXIS_WORDS))


@lru_cache(maxsize=1)
def _long_axis_names() -> Phrases:
    return Phrases.of(sorted(name for name in _axis_names() if len(name) >= SHORTEST))


@lru_cache(maxsize=1)
def _words() -> dict[str, Kind]:
    """Folded phrase to kind. Where a phrase serves two kinds the first in the table wins."""
    pairs = [(folded(phrase), kind) for kind, text in KIND_WORDS.items() for phrase in listed(text)]
    return dict(reversed(pairs))


@lru_cache(maxsize=1)
def _long_words() -> Phrases:
    return Phrases.of(word for word in _words() if len(word) >= SHORTEST)


@lru_cache(maxsize=4096)
def _kind_of(said: str) -> Kind | None:
    words = _words()
    if said in words:
        return words[said]
    close = nearest(said, _long_words(), CLOSE) if said else None
    return words[close[1]] if close else None
