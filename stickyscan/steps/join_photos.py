"""Notes of every photo in, one wall plane out: a homography per photo, and each note once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stickyscan.engines.protocols import FoundNote
from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.decode_photo import Photo


@dataclass(frozen=True)
class Sighting:
    """A note as one photo shows it: index of the photo, corners in that photo's pixels."""

    photo: int
    corners: Quad


@dataclass(frozen=True)
class WallNote:
    """A note of the wall, once. `best` is the sharpest sighting; `on_wall` its corners on the wall plane."""

    best: Sighting
    also: tuple[Sighting, ...]
    on_wall: Quad
    score: float


@dataclass(frozen=True)
class Wall:
    """The wall seen straight on; its longer side is 1, origin top-left. `to_wall[i]` maps photo i's pixels to it."""

    to_wall: tuple[FloatArray, ...]
    notes: tuple[WallNote, ...]
    warnings: tuple[str, ...]


def join_photos(photos: Sequence[Photo], found: Sequence[tuple[FoundNote, ...]]) -> Wall:
    """Bring all photos of one wall onto one plane."""
    raise NotImplementedError
