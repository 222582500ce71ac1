"""Photo in, the outlines of its notes out, in reading order."""

from __future__ import annotations

from stickyscan.engines.protocols import FoundNote, NoteFinder
from stickyscan.steps.decode_photo import Photo


def find_notes(photo: Photo, finder: NoteFinder) -> tuple[FoundNote, ...]:
    """All notes of one photo, from the top down and left to right, so that the order never depends on the engine."""
    return tuple(sorted(finder.find(photo.pixels), key=lambda n: (n.corners.centre[1], n.corners.centre[0])))
