"""Titles read from the wall, and the template's; the template's spelling where both clearly mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from stickyscan.journey import Kind
from stickyscan.steps.layout.kinds import folded, kind_of_heading, similarity
from stickyscan.template import Template

CLOSE = 0.7  # similarity at which a title read is the expected one, misread


def expected_title(read: str | None, expected: tuple[str, ...]) -> str | None:
    """The expected title that the reading comes close to, else the reading itself."""
    said = folded(read or "")
    if not said or not expected:
        return read
    score, title = max(((similarity(said, folded(t)), t) for t in expected), key=lambda pair: pair[0])
    return title if score >= CLOSE else read


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
