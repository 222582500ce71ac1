"""The classical finder: OpenCV alone, no weights."""

from __future__ import annotations

from dataclasses import dataclass

from stickyscan.engines.outlines.search import NoOpinion, search_notes
from stickyscan.engines.protocols import FoundNote, Picture

LEAST_SCORE = 2.0


@dataclass(frozen=True)
class ContourFinder:
    """Finds notes by their outlines. `least_score`: log-odds-like score from which an outline counts as a note."""

    least_score: float = LEAST_SCORE

    @property
    def name(self) -> str:
        """Short name for `made_by`."""
        return "contours"

    def find(self, picture: Picture) -> tuple[FoundNote, ...]:
        """All notes of an upright RGB picture."""
        return search_notes(picture, NoOpinion(), self.least_score)
