"""What an edit may need beside the map, and how it is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from stickyscan.journey import Colour, Corners, JourneyMap, Lane, Note, PhotoInfo, Stage


class RefusedError(ValueError):
    """An edit that makes no sense for this map. The message says why and what to do."""


@dataclass(frozen=True)
class Reading:
    """What an engine saw inside an outline that a person drew.

    `corners`: the outline, turned so that the writing is upright. The rest as in `Note`; `doubtful` = a person should
    check the text, `drawing` = something is drawn on it and nothing written.
    """

    corners: Corners
    colour: Colour
    text: str | None
    read: str | None
    confidence: float
    alternatives: tuple[str, ...] = ()
    doubtful: bool = False
    drawing: bool = False


@dataclass(frozen=True)
class Beside:
    """Facts that are not in the map. `highest`: the largest number that the id of a note ever had; none comes again.

    `deleted`: notes that can be restored, by id. `readings`: one for each outline of the edit that asks for reading.
    """

    highest: int = 0
    deleted: Mapping[str, Note] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()


class _Part(Protocol):
    @property
    def id(self) -> str: ...


Part = TypeVar("Part", bound=_Part)


def the_note(journey: JourneyMap, wanted: str) -> Note:
    """The note of that id; RefusedError if there is none."""
    return _the(journey.notes, "note", wanted)


def the_photo(journey: JourneyMap, wanted: str) -> PhotoInfo:
    """The photo of that id; RefusedError if there is none."""
    return _the(journey.photos, "photo", wanted)


def the_stage(journey: JourneyMap, wanted: str) -> Stage:
    """The stage of that id; RefusedError if there is none."""
    return _the(journey.stages, "stage", wanted)


def the_lane(journey: JourneyMap, wanted: str) -> Lane:
    """The lane of that id; RefusedError if there is none."""
    return _the(journey.lanes, "lane", wanted)


def _the(parts: Iterable[Part], what: str, wanted: str) -> Part:
    found = next((part for part in parts if part.id == wanted), None)
    if found is None:
        raise RefusedError(f"There is no {what} {wanted!r} in the map. It may have been deleted: reload the page.")
    return found


def with_note(journey: JourneyMap, changed: Note) -> JourneyMap:
    """The map with this note in the place of the one of its id."""
    notes = tuple(changed if note.id == changed.id else note for note in journey.notes)
    return journey.model_copy(update={"notes": notes})
