"""Where notes stand: moving one into a cell, and the order in which the notes of a cell follow each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stickyscan.journey import JourneyMap, Note, ReviewReason
from stickyscan.review.edits import requests as ask
from stickyscan.review.edits.beside import Beside, RefusedError, the_lane, the_note, the_stage
from stickyscan.review.edits.kinds import by_rules
from stickyscan.review.edits.of_notes import settled

Cell = tuple[str | None, str | None]
_PLACE: frozenset[ReviewReason] = frozenset({"doubtful_place"})


def move_note(journey: JourneyMap, edit: ask.MoveNote, _: Beside) -> JourneyMap:
    """A note into a cell, where a person wants it among the notes there."""
    note = the_note(journey, edit.note)
    if note.role != "note":
        raise RefusedError(f"Note {note.id} is a heading: make it a note of the journey first, then move it.")
    stage = None if edit.stage is None else the_stage(journey, edit.stage).id
    lane = None if edit.lane is None else the_lane(journey, edit.lane).id
    others = [other for other in journey.notes_in(stage, lane) if other.id != note.id]
    at = len(others)
    if edit.before is not None and edit.before != note.id:
        at = next((n for n, other in enumerate(others) if other.id == edit.before), -1)
        if at < 0:
            raise RefusedError(f"Note {edit.before!r} is not in that cell, so nothing can be put in front of it.")
    elif edit.before == note.id:  # in front of itself: where it is, if it is there
        at = sum(other.order <= note.order for other in others) if cell_of(note) == (stage, lane) else at
    moved = settled(note, _PLACE).model_copy(update={"stage": stage, "lane": lane, "placed_confidence": 1.0})
    if moved.kind_source == "heading" and note.stage != stage:  # it said what the notes of the other stage are
        moved = moved.model_copy(update={"kind": None, "kind_source": None})
    return in_order(journey, (*others[:at], by_rules(journey, moved), *others[at:]))


def in_order(journey: JourneyMap, cell: Sequence[Note]) -> JourneyMap:
    """The map with these notes, which make up a cell, numbered in this order."""
    numbered = {note.id: note.model_copy(update={"order": rank}) for rank, note in enumerate(cell)}
    return journey.model_copy(update={"notes": tuple(numbered.get(note.id, note) for note in journey.notes)})


def moved_all(journey: JourneyMap, to: Callable[[Note], Cell]) -> JourneyMap:
    """The map with every note in the cell that `to` names; those that come into another cell are its last.

    They keep their order among each other: by the map's columns and rows, then by their order in the cell they left.
    """
    columns = {stage.id: n for n, stage in enumerate(journey.stages)}
    rows = {lane.id: n for n, lane in enumerate(journey.lanes)}
    last: dict[Cell, int] = {}
    for note in journey.notes:
        if note.role == "note" and to(note) == cell_of(note):
            last[cell_of(note)] = max(last.get(cell_of(note), -1), note.order)
    leaving = [note for note in journey.notes if to(note) != cell_of(note)]
    leaving.sort(key=lambda n: (columns.get(n.stage or "", -1), rows.get(n.lane or "", -1), n.order))
    changed: dict[str, Note] = {}
    for note in leaving:
        stage, lane = cell = to(note)
        if note.role == "note":
            last[cell] = last.get(cell, -1) + 1
        order = last[cell] if note.role == "note" else note.order
        changed[note.id] = note.model_copy(update={"stage": stage, "lane": lane, "order": order})
    return journey.model_copy(update={"notes": tuple(changed.get(note.id, note) for note in journey.notes)})


def cell_of(note: Note) -> Cell:
    """The cell a note stands in."""
    return note.stage, note.lane
