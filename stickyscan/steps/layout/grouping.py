"""What a division of the notes into columns (or rows) is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Source = Literal["note", "board", "lines", "alignment"]


@dataclass(frozen=True)
class Group:
    """A column or row: its title as read, where that comes from, and the note that is its header, if one is."""

    title: str | None
    source: Source
    header: int | None = None


@dataclass(frozen=True)
class Place:
    """A note's group (index into the groups) and how sure that is, 0..1."""

    group: int
    confidence: float


@dataclass(frozen=True)
class Grouping:
    """Groups in order, and the place of each note that has one (by its index in `wall.notes`)."""

    groups: tuple[Group, ...]
    places: dict[int, Place]

    def __post_init__(self) -> None:
        """Refuse places in groups that do not exist."""
        wrong = [p.group for p in self.places.values() if not 0 <= p.group < len(self.groups)]
        if wrong:
            raise ValueError(f"places name the groups {wrong}, but there are {len(self.groups)}")


NOTHING = Grouping((), {})
