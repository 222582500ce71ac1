"""Edits of what stands above the map: title, persona, scenario."""

from __future__ import annotations

from stickyscan.journey import JourneyMap
from stickyscan.review.edits import requests as ask
from stickyscan.review.edits.beside import Beside
from stickyscan.review.edits.sequence import titled_or_none


def set_heading(journey: JourneyMap, edit: ask.SetHeading, _: Beside) -> JourneyMap:
    """Title, persona or scenario; blank is none."""
    return journey.model_copy(update={edit.field: titled_or_none(edit.value or "")})
