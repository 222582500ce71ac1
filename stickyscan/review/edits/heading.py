"""What stands above the map: title, persona, scenario; and titles that follow the notes they were read from."""

from __future__ import annotations

from stickyscan.journey import JourneyMap, Note
from stickyscan.review.edits import requests as ask
from stickyscan.review.edits.beside import Beside
from stickyscan.review.edits.sequence import titled_or_none


def set_heading(journey: JourneyMap, edit: ask.SetHeading, _: Beside) -> JourneyMap:
    """Title, persona or scenario; blank is none."""
    return journey.model_copy(update={edit.field: titled_or_none(edit.value or "")})


def with_titles_of(journey: JourneyMap, note: Note, text: str) -> JourneyMap:
    """The map with the titles that were read from a heading note following its corrected text.

    A title that says something else than the note did is not taken from it, and stays.
    """
    before, now = titled_or_none(note.text or ""), titled_or_none(text)
    if before is None or now is None or note.role in ("note", "legend"):
        return journey
    if note.role == "title":
        return journey.model_copy(update={"title": now}) if journey.title == before else journey
    stages = (
        one.model_copy(update={"title": now})
        if note.role == "stage_header" and one.id == note.stage and one.title == before
        else one
        for one in journey.stages
    )
    lanes = (
        one.model_copy(update={"title": now})
        if note.role == "lane_header" and one.id == note.lane and one.title == before
        else one
        for one in journey.lanes
    )
    return journey.model_copy(update={"stages": tuple(stages), "lanes": tuple(lanes)})
