"""Take a note out of the map, and bring it back."""

from __future__ import annotations

import re

from stickyscan.journey import JourneyMap, Note
from stickyscan.review.edits import requests as ask
from stickyscan.review.edits.beside import Beside, RefusedError, the_note
from stickyscan.review.edits.cells import in_order
from stickyscan.review.edits.connectors import without


def delete_note(journey: JourneyMap, edit: ask.DeleteNote, _: Beside) -> JourneyMap:
    """Out of the map, with the arrows that touch it."""
    note = the_note(journey, edit.note)
    notes = tuple(other for other in journey.notes if other.id != note.id)
    return journey.model_copy(update={"notes": notes, "connectors": without(journey.connectors, note.id)})


def restore_note(journey: JourneyMap, edit: ask.RestoreNote, beside: Beside) -> JourneyMap:
    """Back under its id, where it was, as far as its column, row and photo are still there."""
    if any(note.id == edit.note for note in journey.notes):
        raise RefusedError(f"Note {edit.note!r} is in the map already.")
    if edit.note not in beside.deleted:
        raise RefusedError(f"No deleted note {edit.note!r} is known. Undo may still bring it back.")
    old = beside.deleted[edit.note]
    photos = {photo.id for photo in journey.photos}
    if old.photo not in photos:
        raise RefusedError(f"The photo that shows note {old.id!r} is no longer part of the map.")
    note = old.model_copy(
        update={
            "stage": old.stage if any(stage.id == old.stage for stage in journey.stages) else None,
            "lane": old.lane if any(lane.id == old.lane for lane in journey.lanes) else None,
            "also_in": tuple(seen for seen in old.also_in if seen.photo in photos),
        }
    )
    at = next((n for n, other in enumerate(journey.notes) if _number(other) > _number(note)), len(journey.notes))
    whole = journey.model_copy(update={"notes": (*journey.notes[:at], note, *journey.notes[at:])})
    if note.role != "note":
        return whole
    cell = journey.notes_in(note.stage, note.lane)
    rank = sum(other.order < note.order for other in cell)
    return in_order(whole, (*cell[:rank], note, *cell[rank:]))


def _number(note: Note) -> int:
    found = re.fullmatch(r"n(\d{1,15})", note.id)
    return int(found[1]) if found else 0
