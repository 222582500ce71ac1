"""Which versions of a map undo and redo lead to: a value with its JSON (history/undo.json) and the steps on it. Pure.

The file is written before map.json changes. Whether the change took place is told by map.json itself, whose
fingerprint is that of the version arrived at, or still that of the one departed from. So no moment of a crash can make
the two disagree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, ValidationError

LONGEST = 200  # versions that undo remembers; older ones stay in history/ as files


class Version(BaseModel):
    """One state of the map.

    `sha256` of its bytes; `file` in history/ that holds them, null as long as only map.json does; `label`: the kind of
    edit that led to it, null for the first; `gone`: notes that a person deleted, each with the file in history/ of
    the last version that has it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    file: str | None = None
    label: str | None = None
    gone: Mapping[str, str] = Field(default_factory=dict)


class Timeline(BaseModel):
    """Versions from the earliest to the latest. The map is at `position`, or at `departed` if a crash came between.

    `highest`: the largest number that the id of a note ever had; `through`: up to which file in history/ that is known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    versions: tuple[Version, ...]
    position: int = Field(ge=0)
    departed: int = Field(ge=0)
    highest: int = Field(ge=0)
    through: int = Field(ge=0)

    @property
    def now(self) -> Version:
        """The version that map.json is."""
        return self.versions[self.position]

    @property
    def undo(self) -> str | None:
        """What undo would take back."""
        return self.now.label if self.position > 0 and self.versions[self.position - 1].file else None

    @property
    def redo(self) -> str | None:
        """What redo would do again."""
        following = self.versions[self.position + 1 : self.position + 2]
        return following[0].label if following and following[0].file else None

    def to_json(self) -> str:
        """As in history/undo.json."""
        return self.model_dump_json(indent=1) + "\n"


def begin(sha256: str, highest: int, through: int, gone: Mapping[str, str]) -> Timeline:
    """The timeline of a map about which nothing else is known."""
    return Timeline(
        versions=(Version(sha256=sha256, gone=gone),), position=0, departed=0, highest=highest, through=through
    )


def read_timeline(text: bytes | None) -> Timeline | None:
    """What history/undo.json says; None if it is missing or says nothing of use."""
    if text is None:
        return None
    try:
        timeline = Timeline.model_validate_json(text)
    except ValidationError:
        return None
    inside = max(timeline.position, timeline.departed) < len(timeline.versions)
    return timeline if inside else None


def located(timeline: Timeline, sha256: str) -> Timeline | None:
    """The timeline with its position where the map of that fingerprint is; None if somebody else changed the map."""
    for place in (timeline.position, timeline.departed):
        if timeline.versions[place].sha256 == sha256:
            return timeline.model_copy(update={"position": place, "departed": place})
    return None


def kept(timeline: Timeline, file: str) -> Timeline:
    """The timeline after the present version was put into history/ under that name."""
    return _with(timeline, timeline.position, timeline.now.model_copy(update={"file": file}))


def advanced(timeline: Timeline, version: Version, highest: int) -> Timeline:
    """A new version after the present one; what could be done again is forgotten."""
    versions = (*timeline.versions[: timeline.position + 1], version)[-LONGEST:]
    return timeline.model_copy(
        update={
            "versions": versions,
            "position": len(versions) - 1,
            "departed": len(versions) - 2,
            "highest": max(highest, timeline.highest),
        }
    )


def stepped(timeline: Timeline, by: int) -> Timeline:
    """One version back (-1) or on (+1)."""
    return timeline.model_copy(update={"position": timeline.position + by, "departed": timeline.position})


def fingerprint(text: bytes) -> str:
    """The SHA-256 of a map's bytes, in hex."""
    return hashlib.sha256(text).hexdigest()


def _with(timeline: Timeline, place: int, version: Version) -> Timeline:
    versions = (*timeline.versions[:place], version, *timeline.versions[place + 1 :])
    return timeline.model_copy(update={"versions": versions})
