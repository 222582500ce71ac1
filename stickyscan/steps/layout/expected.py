"""Titles read from the wall, and the template's; the template's spelling where both clearly mean the same."""

from __future__ import annotations

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


def lane_kind(title: str | None, template: Template) -> Kind | None:
    """What the notes of a lane are: as the template says, else by the usual words."""
    for lane in template.lanes:
        if lane.title == title and lane.kind:
            return lane.kind
    return kind_of_heading(title)
