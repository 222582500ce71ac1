"""What part a note plays: a note of the journey, or a heading, the title, the legend."""

from __future__ import annotations

from stickyscan.journey import JourneyMap, Note, ReviewReason, Role
from stickyscan.review.edits import requests as ask
from stickyscan.review.edits.beside import Beside, the_note, with_note
from stickyscan.review.edits.cells import in_order
from stickyscan.review.edits.kinds import by_rules
from stickyscan.review.edits.of_notes import settled

# Naming what it is says that it is a note, and where it belongs.
_SETTLED: frozenset[ReviewReason] = frozenset({"doubtful_note", "doubtful_place"})


def set_role(journey: JourneyMap, edit: ask.SetRole, _: Beside) -> JourneyMap:
    """Give a note its part. A heading belongs to its column or row alone, and has no kind and no votes.

    A column or row without a title takes that of its new heading.
    """
    note = the_note(journey, edit.note)
    if note.role == edit.role:
        return with_note(journey, settled(note, _SETTLED))
    changed = settled(note, _SETTLED).model_copy(update={"role": edit.role, "placed_confidence": 1.0})
    if edit.role == "note":
        journey = with_note(journey, by_rules(journey, changed))
        others = [other for other in journey.notes_in(note.stage, note.lane) if other.id != note.id]
        return in_order(journey, (*others, by_rules(journey, changed)))
    stage, lane = _heads(note, edit.role)
    bare = {"stage": stage, "lane": lane, "order": 0, "kind": None, "kind_source": None, "votes": None}
    return _titled(with_note(journey, changed.model_copy(update=bare)), note.text, stage, lane)


def _heads(note: Note, role: Role) -> tuple[str | None, str | None]:
    """The column or the row that a note of this role belongs to."""
    return note.stage if role == "stage_header" else None, note.lane if role == "lane_header" else None


def _titled(journey: JourneyMap, text: str | None, stage: str | None, lane: str | None) -> JourneyMap:
    title = " ".join((text or "").split()) or None
    named = {"title": title, "source": "note"}
    stages = (one.model_copy(update=named) if one.id == stage and not one.title else one for one in journey.stages)
    lanes = (one.model_copy(update=named) if one.id == lane and not one.title else one for one in journey.lanes)
    return journey.model_copy(update={"stages": tuple(stages), "lanes": tuple(lanes)}) if title else journey
