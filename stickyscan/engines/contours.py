"""The classical finder: OpenCV alone, no weights."""

from __future__ import annotations

from dataclasses import dataclass

from stickyscan.engines.outlines.search import Certainty, search_notes
from stickyscan.engines.protocols import FoundNote, Picture

CERTAINTY = Certainty(least=2.0, middle=1.95, steepness=0.53)


@dataclass(frozen=True)
class ContourFinder:
    """Finds notes by their outlines."""

    @property
    def name(self) -> str:
        """Short name for `made_by`."""
        return "contours"

    def find(self, picture: Picture) -> tuple[FoundNote, ...]:
        """All notes of an upright RGB picture."""
        return search_notes(picture, CERTAINTY)
