"""Notes, their colours and texts, and the board in; the arranged `JourneyMap` out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stickyscan.journey import JourneyMap, MadeBy
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import Wall
from stickyscan.steps.name_colours import NoteColour
from stickyscan.steps.read_board import Board
from stickyscan.steps.read_notes import NoteText
from stickyscan.template import Template


@dataclass(frozen=True)
class Readings:
    """What the earlier steps saw, note by note in the order of `wall.notes`."""

    wall: Wall
    colours: tuple[NoteColour, ...]
    texts: tuple[NoteText, ...]
    board: Board

    def __post_init__(self) -> None:
        """Refuse tuples that do not belong together."""
        counts = (len(self.wall.notes), len(self.colours), len(self.texts))
        if len(set(counts)) != 1:
            raise ValueError(f"notes, colours and texts must go together, got {counts} of them")


def arrange_map(photos: Sequence[Photo], seen: Readings, template: Template | None, made_by: MadeBy) -> JourneyMap:
    """Put the notes into stages and lanes."""
    raise NotImplementedError
