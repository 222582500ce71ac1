"""Notes in, the name of each paper's colour out, judged against the wall's own light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stickyscan.journey import ColourName
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import WallNote


@dataclass(frozen=True)
class NoteColour:
    """Colour name, measured "#rrggbb" as in the photo, and confidence 0..1."""

    name: ColourName
    hex: str
    confidence: float


def name_colours(photos: Sequence[Photo], notes: Sequence[WallNote]) -> tuple[NoteColour, ...]:
    """The colour of each note, in the order of `notes`."""
    raise NotImplementedError
