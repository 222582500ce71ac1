"""Edits of what one note is: its text, colour, votes, feeling. Each drops the doubts that it settles."""

from __future__ import annotations

from stickyscan.journey import JourneyMap, Note, ReviewReason
from stickyscan.review.edits import requests as ask
from stickyscan.review.edits.beside import Beside, the_note, with_note
from stickyscan.review.edits.heading import with_titles_of
from stickyscan.review.edits.kinds import by_rules

_COLOUR: frozenset[ReviewReason] = frozenset({"doubtful_colour"})


def accept(journey: JourneyMap, edit: ask.Accept, _: Beside) -> JourneyMap:
    """A person has looked at the note: nothing about it is doubtful any more."""
    return with_note(journey, _checked(the_note(journey, edit.note)))


def set_text(journey: JourneyMap, edit: ask.SetText, _: Beside) -> JourneyMap:
    """What the note says, as typed; who types it has looked at the note, so all doubts end.

    Corrects also the title of the column, row or map that was read from this note.
    """
    note = the_note(journey, edit.note)
    text = edit.text.replace("\r\n", "\n").replace("\r", "\n")
    typed = _checked(note).model_copy(update={"text": text, "text_confidence": 1.0})
    return with_note(with_titles_of(journey, note, text), typed)


def set_colour(journey: JourneyMap, edit: ask.SetColour, _: Beside) -> JourneyMap:
    """The colour's name; the measured value stays. The note's kind follows the legend, unless a person named it."""
    note = the_note(journey, edit.note)
    colour = note.colour.model_copy(update={"name": edit.colour, "confidence": 1.0})
    return with_note(journey, by_rules(journey, settled(note, _COLOUR).model_copy(update={"colour": colour})))


def set_votes(journey: JourneyMap, edit: ask.SetVotes, _: Beside) -> JourneyMap:
    """How many dots stick on it."""
    return with_note(journey, the_note(journey, edit.note).model_copy(update={"votes": edit.votes}))


def set_sentiment(journey: JourneyMap, edit: ask.SetSentiment, _: Beside) -> JourneyMap:
    """How the customer feels about it."""
    return with_note(journey, the_note(journey, edit.note).model_copy(update={"sentiment": edit.sentiment}))


def set_moment_of_truth(journey: JourneyMap, edit: ask.SetMomentOfTruth, _: Beside) -> JourneyMap:
    """Whether this is a moment that decides."""
    return with_note(journey, the_note(journey, edit.note).model_copy(update={"moment_of_truth": edit.value}))


def _checked(note: Note) -> Note:
    """The note after a person has looked at it."""
    return note.model_copy(update={"reviewed": True, "needs_review": False, "review_reasons": ()})


def settled(note: Note, reasons: frozenset[ReviewReason]) -> Note:
    """The note without these doubts. It needs a look for those that are left, or if it never said why."""
    left = tuple(reason for reason in note.review_reasons if reason not in reasons)
    still = note.needs_review and (bool(left) or not note.review_reasons)
    return note.model_copy(update={"review_reasons": left, "needs_review": still})
