"""What notes are about, as far as rules say it: the legend, else the lane. What a person said stands above both."""

from __future__ import annotations

from collections.abc import Callable

from stickyscan.journey import JourneyMap, LegendEntry, Note
from stickyscan.review.edits import requests as ask
from stickyscan.review.edits.beside import Beside, the_lane, the_note, with_note

_OWN_WORD = frozenset({"human", "text"})  # said by a person, or by the note itself


def set_kind(journey: JourneyMap, edit: ask.SetKind, _: Beside) -> JourneyMap:
    """What the note is about. Also "nothing in particular" is a person's word that no legend overrules."""
    note = the_note(journey, edit.note)
    return with_note(journey, note.model_copy(update={"kind": edit.kind, "kind_source": "human"}))


def set_legend(journey: JourneyMap, edit: ask.SetLegend, _: Beside) -> JourneyMap:
    """What a colour means on this wall; its notes follow."""
    others = tuple(entry for entry in journey.legend if entry.colour != edit.colour)
    entry = () if edit.kind is None else (LegendEntry(colour=edit.colour, kind=edit.kind, source="human"),)
    at = next((n for n, old in enumerate(journey.legend) if old.colour == edit.colour), len(others))
    changed = journey.model_copy(update={"legend": (*others[:at], *entry, *others[at:])})
    return ruled(changed, lambda note: note.colour.name == edit.colour)


def set_lane_kind(journey: JourneyMap, edit: ask.SetLaneKind, _: Beside) -> JourneyMap:
    """What the notes of a row are about; those that have no better word for it follow."""
    lane = the_lane(journey, edit.lane)
    lanes = tuple(lane.model_copy(update={"kind": edit.kind}) if one == lane else one for one in journey.lanes)
    return ruled(journey.model_copy(update={"lanes": lanes}), lambda note: note.lane == edit.lane)


def ruled(journey: JourneyMap, which: Callable[[Note], bool]) -> JourneyMap:
    """The map with the kinds of these notes as the rules have it."""
    notes = tuple(by_rules(journey, note) if which(note) else note for note in journey.notes)
    return journey.model_copy(update={"notes": notes})


def by_rules(journey: JourneyMap, note: Note) -> Note:
    """The note with the kind that its colour or its lane gives it; one with a word of its own keeps it."""
    if note.role != "note" or note.kind_source in _OWN_WORD:
        return note
    meaning = next((entry.kind for entry in journey.legend if entry.colour == note.colour.name), None)
    of_lane = next((lane.kind for lane in journey.lanes if lane.id == note.lane), None)
    if meaning is not None:
        return note.model_copy(update={"kind": meaning, "kind_source": "legend"})
    if of_lane is not None:
        return note.model_copy(update={"kind": of_lane, "kind_source": "lane"})
    if note.kind_source == "heading":
        return note
    return note.model_copy(update={"kind": None, "kind_source": None})
