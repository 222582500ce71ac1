"""Edits of what one note is: its text, colour, kind, votes, role, feeling. Each drops the doubts that it settles."""

from __future__ import annotations

from stickyscan.journey import JourneyMap, Note, ReviewReason
from stickyscan.review.edits import requests as ask
from stickyscan.review.edits.beside import Beside, the_note, with_note

_COLOUR: frozenset[ReviewReason] = frozenset({"doubtful_colour"})
_NOTE: frozenset[ReviewReason] = frozenset({"doubtful_note"})


def accept(journey: JourneyMap, edit: ask.Accept, _: Beside) -> JourneyMap:
    """A person has looked at the note: nothing about it is doubtful any more."""
    return with_note(journey, checked(the_note(journey, edit.note)))


def set_text(journey: JourneyMap, edit: ask.SetText, _: Beside) -> JourneyMap:
    """What the note says, as typed; who types it has looked at the note, so all doubts end."""
    note = checked(the_note(journey, edit.note))
    return with_note(journey, note.model_copy(update={"text": edit.text, "text_confidence": 1.0}))


def set_colour(journey: JourneyMap, edit: ask.SetColour, _: Beside) -> JourneyMap:
    """The colour's name. The kind follows the legend, unless it comes from elsewhere."""
    note = the_note(journey, edit.note)
    colour = note.colour.model_copy(update={"name": edit.colour, "confidence": 1.0})
    changed = settled(note, _COLOUR).model_copy(update={"colour": colour})
    if note.kind_source in (None, "legend"):
        meaning = next((entry.kind for entry in journey.legend if entry.colour == edit.colour), None)
        if meaning is not None and note.role == "note":
            changed = changed.model_copy(update={"kind": meaning, "kind_source": "legend"})
        elif note.kind_source == "legend":
            changed = changed.model_copy(update={"kind": None, "kind_source": None})
    return with_note(journey, changed)


def set_kind(journey: JourneyMap, edit: ask.SetKind, _: Beside) -> JourneyMap:
    """What the note is about. Also "nothing in particular" is a person's word that no legend overrules."""
    note = the_note(journey, edit.note)
    return with_note(journey, note.model_copy(update={"kind": edit.kind, "kind_source": "human"}))


def set_votes(journey: JourneyMap, edit: ask.SetVotes, _: Beside) -> JourneyMap:
    """How many dots stick on it."""
    return with_note(journey, the_note(journey, edit.note).model_copy(update={"votes": edit.votes}))


def set_sentiment(journey: JourneyMap, edit: ask.SetSentiment, _: Beside) -> JourneyMap:
    """How the customer feels about it."""
    return with_note(journey, the_note(journey, edit.note).model_copy(update={"sentiment": edit.sentiment}))


def set_moment_of_truth(journey: JourneyMap, edit: ask.SetMomentOfTruth, _: Beside) -> JourneyMap:
    """Whether this is a moment that decides."""
    return with_note(journey, the_note(journey, edit.note).model_copy(update={"moment_of_truth": edit.value}))


def set_role(journey: JourneyMap, edit: ask.SetRole, _: Beside) -> JourneyMap:
    """A note of the journey, or a heading and the like. Naming its role says that it is a note."""
    note = the_note(journey, edit.note)
    return with_note(journey, settled(note, _NOTE).model_copy(update={"role": edit.role}))


def checked(note: Note) -> Note:
    """The note after a person has looked at it."""
    return note.model_copy(update={"reviewed": True, "needs_review": False, "review_reasons": ()})


def settled(note: Note, reasons: frozenset[ReviewReason]) -> Note:
    """The note without these doubts. It needs a look for those that are left, or if it never said why."""
    left = tuple(reason for reason in note.review_reasons if reason not in reasons)
    still = note.needs_review and (bool(left) or not note.review_reasons)
    return note.model_copy(update={"review_reasons": left, "needs_review": still})
