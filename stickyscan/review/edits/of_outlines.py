"""Edits of where notes are in the photo: add one that was missed, split two, merge two, move corners."""

from __future__ import annotations

from stickyscan.geometry import Quad
from stickyscan.journey import TEXT_REASONS, Corners, JourneyMap, Note, ReviewReason
from stickyscan.review.edits import requests as ask
from stickyscan.review.edits.beside import Beside, Reading, RefusedError, the_note, the_photo, with_note
from stickyscan.review.edits.cells import in_order
from stickyscan.review.edits.connectors import bent
from stickyscan.review.edits.kinds import by_rules
from stickyscan.review.edits.of_notes import settled
from stickyscan.review.edits.outlines import (
    around,
    fit_outline,
    rank_in,
    suggested_lane,
    suggested_stage,
    wall_place,
)
from stickyscan.review.edits.sequence import unused_id

SURE_COLOUR, SURE_PLACE = 0.75, 0.5
_OUTLINE: frozenset[ReviewReason] = frozenset({"doubtful_note", "cut_off"})
_SEEN: frozenset[ReviewReason] = TEXT_REASONS | {"doubtful_colour"}


def add_note(journey: JourneyMap, edit: ask.AddNote, beside: Beside) -> JourneyMap:
    """A note that was missed, as it was read, in the cell that its place on the wall suggests."""
    photo = the_photo(journey, edit.photo)
    (reading,) = beside.readings
    quad = fit_outline(photo, reading.corners)
    place = wall_place(photo, quad)
    stage, sure_stage = suggested_stage(journey, place)
    lane, sure_lane = suggested_lane(journey, place)
    axes = ((journey.stages, stage, sure_stage), (journey.lanes, lane, sure_lane))
    lost = any(groups and (name is None or sure < SURE_PLACE) for groups, name, sure in axes)
    reasons = _doubts(reading) + (("doubtful_place",) if lost else ())
    note = Note(
        id=unused_id("n", (other.id for other in journey.notes), beside.highest),
        text=reading.text,
        text_read=reading.read,
        text_confidence=reading.confidence,
        alternatives=reading.alternatives,
        needs_review=bool(reasons),
        review_reasons=reasons,
        colour=reading.colour,
        photo=photo.id,
        corners=quad.corners,
        wall=place,
        stage=stage,
        lane=lane,
        placed_confidence=min((sure for _, name, sure in axes if name is not None), default=0.0),
    )
    cell = journey.notes_in(stage, lane)
    at = rank_in(cell, place)
    whole = journey.model_copy(update={"notes": (*journey.notes, note)})
    return in_order(whole, (*cell[:at], by_rules(journey, note), *cell[at:]))


def split_note(journey: JourneyMap, edit: ask.SplitNote, beside: Beside) -> JourneyMap:
    """One outline made two, as they were read. The first keeps the id and what a person said; the second follows it."""
    note = the_note(journey, edit.note)
    photo = the_photo(journey, note.photo)
    first, second = beside.readings
    quads = tuple(fit_outline(photo, reading.corners) for reading in beside.readings)
    kept = _seen(note, first, quads[0]).model_copy(update={"also_in": (), "wall": wall_place(photo, quads[0])})
    new = _seen(note, second, quads[1]).model_copy(
        update={
            "id": unused_id("n", (other.id for other in journey.notes), beside.highest),
            "role": "note",
            "also_in": (),
            "wall": wall_place(photo, quads[1]),
            "votes": None,
            "sentiment": None,
            "moment_of_truth": False,
        }
    )
    new = by_rules(journey, new)
    at = next(n for n, other in enumerate(journey.notes) if other.id == note.id) + 1
    kept = by_rules(journey, kept)
    whole = with_note(journey, kept)
    whole = whole.model_copy(update={"notes": (*whole.notes[:at], new, *whole.notes[at:])})
    others = [other for other in whole.notes_in(note.stage, note.lane) if other.id not in (kept.id, new.id)]
    if note.role != "note":
        return in_order(whole, (*others, new))
    place = sum(other.order <= note.order for other in others)
    return in_order(whole, (*others[:place], kept, new, *others[place:]))


def merge_notes(journey: JourneyMap, edit: ask.MergeNotes, _: Beside) -> JourneyMap:
    """Two outlines made one round both. The first keeps its id and cell; texts are joined, votes added."""
    a, b = (the_note(journey, wanted) for wanted in edit.notes)
    if a.id == b.id:
        raise RefusedError("Two different notes are needed to merge them.")
    photo = the_photo(journey, a.photo)
    other = next((corners for name, corners in _sightings(b) if name == a.photo), None)
    if other is None:
        raise RefusedError(f"Notes {a.id} and {b.id} are in different photos: delete one of them instead.")
    quad = fit_outline(photo, around(Quad.of(a.corners), Quad.of(other)).corners)
    reasons = tuple(dict.fromkeys((*a.review_reasons, *b.review_reasons)))
    votes = [note.votes for note in (a, b) if note.votes is not None]
    whole = a.model_copy(
        update={
            "text": _joined(a.text, b.text),
            "text_read": _joined(a.text_read, b.text_read),
            "text_confidence": min(a.text_confidence, b.text_confidence),
            "alternatives": (),
            "needs_review": a.needs_review or b.needs_review,
            "review_reasons": tuple(r for r in reasons if r not in _OUTLINE),
            "reviewed": a.reviewed and b.reviewed,
            "corners": quad.corners,
            "also_in": (),
            "wall": wall_place(photo, quad),
            "kind": a.kind if a.kind is not None or a.kind_source == "human" else b.kind,
            "kind_source": a.kind_source or b.kind_source,
            "votes": sum(votes) if votes else None,
            "sentiment": a.sentiment if a.sentiment is not None else b.sentiment,
            "moment_of_truth": a.moment_of_truth or b.moment_of_truth,
        }
    )
    left = with_note(journey, whole)
    notes = tuple(note for note in left.notes if note.id != b.id)
    return left.model_copy(update={"notes": notes, "connectors": bent(journey.connectors, b.id, a.id)})


def move_corners(journey: JourneyMap, edit: ask.MoveCorners, beside: Beside) -> JourneyMap:
    """Another outline, so nobody need doubt that there is a note. Read again, it says what was read now."""
    note = the_note(journey, edit.note)
    photo = the_photo(journey, note.photo)
    drawn: Corners = beside.readings[0].corners if edit.reread else edit.corners
    quad = fit_outline(photo, drawn)
    changed = settled(note, _OUTLINE).model_copy(update={"corners": quad.corners, "wall": wall_place(photo, quad)})
    if edit.reread:
        changed = by_rules(journey, _seen(changed, beside.readings[0], quad))
    return with_note(journey, changed)


def _seen(note: Note, reading: Reading, quad: Quad) -> Note:
    """The note with another outline and what was read in it. Only doubts about its place stay."""
    left = tuple(reason for reason in note.review_reasons if reason not in _SEEN | _OUTLINE)
    reasons = _doubts(reading) + left
    return note.model_copy(
        update={
            "text": reading.text,
            "text_read": reading.read,
            "text_confidence": reading.confidence,
            "alternatives": reading.alternatives,
            "needs_review": bool(reasons),
            "review_reasons": reasons,
            "reviewed": False,
            "colour": reading.colour,
            "corners": quad.corners,
        }
    )


def _doubts(reading: Reading) -> tuple[ReviewReason, ...]:
    doubts: tuple[tuple[ReviewReason, bool], ...] = (
        ("unreadable", reading.text is None),
        ("doubtful_text", reading.text is not None and reading.doubtful),
        ("drawing", reading.drawing),
        ("doubtful_colour", reading.colour.confidence < SURE_COLOUR),
    )
    return tuple(reason for reason, holds in doubts if holds)


def _sightings(note: Note) -> tuple[tuple[str, Corners], ...]:
    return ((note.photo, note.corners), *((seen.photo, seen.corners) for seen in note.also_in))


def _joined(a: str | None, b: str | None) -> str | None:
    if a is None and b is None:
        return None
    return "\n".join(text for text in (a, b) if text)
