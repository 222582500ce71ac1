"""The map's own JSON (schema version 1), as it is."""

from __future__ import annotations

from stickyscan.export.photos import PhotoFolder
from stickyscan.journey import JourneyMap


def to_json(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """UTF-8 JSON; `JourneyMap.from_json` reads it back to an equal map."""
    return journey.to_json().encode("utf-8")
