"""Titles read from the wall, and expected ones; the expected spelling where both clearly mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from stickyscan.journey import Kind
from stickyscan.spelling import edits
from stickyscan.steps.layout.heading_words import KIND_WORDS, STAGE_WORDS, listed
from stickyscan.steps.layout.kinds import folded, kind_of_heading, similarity
from stickyscan.steps.layout.phrases import Phrases
from stickyscan.template import Template

CLOSE = 0.7  # similarity at which a title read is the expected one, misread
MISREAD = 0.2  # wrong letters per letter up to which it is a usual heading, though nobody said that it is expected
SHORTEST = 6  # letters of such a heading: short words resemble too many


def expected_title(read: str | None, expected: tuple[str, ...]) -> str | None:
    """The expected title that the reading comes close to, else the usual heading that it all but is, else itself."""
    said = folded(read or "")
    if not said:
        return read
    score, title = max(((similarity(said, folded(t)), t) for t in expected), key=lambda pair: pair[0], default=(0, ""))
    return title if score >= CLOSE else _usual_title(read or "", said)


def taken_for(read: str | None, title: str | None) -> str | None:
    """What a person must be told if the title is not what was read, else None."""
    if read is None or title is None or folded(read) == folded(title):
        return None
    return f'the heading read as "{read}" is taken for "{title}"'


def _usual_title(read: str, said: str) -> str:
    """The usual heading that was misread in one or two letters, written as the reading is (capitals or not).

    A word that only ends otherwise is a word of its own (test, tests; sprint 1, sprint 4).
    """
    usual = _usual_headings()
    if said in usual or len(said) < SHORTEST:
        return read
    phrases = _long_headings()
    longer = np.maximum(phrases.lengths, len(said))
    possible = (abs(phrases.lengths - len(said)) <= 1) & (longer - phrases.shared(said) <= len(said) * MISREAD)
    alike = [phrases.texts[i] for i in np.flatnonzero(possible)]
    misread = (p for p in alike if p[: max(len(p), len(said)) - 1] != said[: max(len(p), len(said)) - 1])
    close = min(((edits(said, p), p) for p in misread), default=(len(said), ""))
    if close[0] > len(said) * MISREAD:
        return read
    title = usual[close[1]]
    return title.upper() if read.isupper() else title[:1].upper() + title[1:] if read[:1].isupper() else title


@lru_cache(maxsize=1)
def _usual_headings() -> dict[str, str]:
    """Folded to as written: the usual names of stages and lanes in all languages."""
    texts = (STAGE_WORDS, *KIND_WORDS.values())
    return {folded(phrase): phrase for text in texts for phrase in listed(text)}


@lru_cache(maxsize=1)
def _long_headings() -> Phrases:
    return Phrases.of(phrase for phrase in _usual_headings() if len(phrase) >= SHORTEST)


def same_titles(titles: Sequence[str | None]) -> tuple[int, ...]:
    """For each title the number, from 1, of the first one like it, where whole panels repeat their headings.

    A single title that comes twice may be two, of which a sign was not read ("Exercise 1", "Exercise 2"); if at least
    two different ones repeat, side by side (Mon, Tue, Mon, Tue), they are meant to be the same.
    """
    said = [folded(title or "") for title in titles]
    often = {t for t in said if len(t) >= 2 and said.count(t) > 1}
    follow = [pair for pair in pairwise(said) if set(pair) <= often and pair[0] != pair[1]]
    panels = any(follow.count(pair) > 1 for pair in follow)
    return tuple(said.index(t) + 1 if panels and t in often else n for n, t in enumerate(said, 1))


def lane_kind(title: str | None, template: Template) -> Kind | None:
    """What the notes of a lane are: as the template says, else by the usual words."""
    for lane in template.lanes:
        if lane.title == title and lane.kind:
            return lane.kind
    return kind_of_heading(title)
