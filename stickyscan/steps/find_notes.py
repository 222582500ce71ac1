"""Photos of one wall in, the outlines of the notes of each out, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stickyscan.engines.protocols import FoundNote, NoteFinder, WallFinder
from stickyscan.steps.decode_photo import Photo


def find_notes(photos: Sequence[Photo], finder: NoteFinder) -> tuple[tuple[FoundNote, ...], ...]:
    """All notes of each photo, from the top down and left to right, so that the order never depends on the engine."""
    pictures = [photo.pixels for photo in photos]
    if isinstance(finder, WallFinder):
        found = finder.find_together(pictures)
    else:
        found = tuple(finder.find(picture) for picture in pictures)
    return tuple(_in_order(notes) for notes in found)


def _in_order(notes: Iterable[FoundNote]) -> tuple[FoundNote, ...]:
    return tuple(sorted(notes, key=lambda n: (n.corners.centre[1], n.corners.centre[0])))
