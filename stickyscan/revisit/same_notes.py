"""Two maps of one wall in, the pairs of notes that are the same sheet of paper out.

Notes move between visits, and the same handwriting is read a little differently each time. So the text counts most, as
far as two readings resemble each other; then the colour, then the place. All pairs are weighed together (linear
assignment), because two visits hold each sheet at most once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from stickyscan.geometry import FloatArray
from stickyscan.journey import JourneyMap, Note
from stickyscan.spelling import likeness

SAME = 0.55  # likeness of two notes, all counted, from which they may be the same
# Likeness of texts below which neither colour nor place can make two notes the same: for readings nobody is sure of,
# and what is asked in addition of sure ones ("SMS notifications" is not a misread "Weather notifications").
OTHER_TEXT, SURELY_OTHER = 0.4, 0.35
UNREAD = 0.45  # likeness of texts that counts where one was not read: neither for nor against
SHORT = 4  # letters below which a text says little: "+1", "ok", a heading repeated
COLOUR, PLACE = 0.2, 0.15  # what colour and place are worth, against the text's 1
NEAR = 0.08  # of the wall's longer side: how far apart two places are hardly the same any more
SAME_TEXTS = 0.6  # share of equal ids with the same text from which ids are trusted: one map came from the other


@dataclass(frozen=True)
class SameNote:
    """A note as it was and as it is."""

    before: Note
    after: Note


def same_notes(before: JourneyMap, after: JourneyMap, *, fresh: bool = False) -> tuple[SameNote, ...]:
    """The pairs of notes that are the same, in the order of `before`.

    Maps of which one was made from the other (a correction, an update) share ids, and those decide. Otherwise text,
    colour and place do; so they do where `after` is known to be a `fresh` scan.
    """
    if not fresh and _shares_ids(before, after):
        later = {note.id: note for note in after.notes}
        return tuple(SameNote(note, later[note.id]) for note in before.notes if note.id in later)
    return _most_alike(before.notes, after.notes)


def _shares_ids(before: JourneyMap, after: JourneyMap) -> bool:
    later = {note.id: note for note in after.notes}
    texts = [(note.text, later[note.id].text) for note in before.notes if note.id in later]
    told = [(a, b) for a, b in texts if a and b]
    return len(told) > 0 and sum(a == b for a, b in told) >= SAME_TEXTS * len(told)


def _most_alike(before: Sequence[Note], after: Sequence[Note]) -> tuple[SameNote, ...]:
    if not before or not after:
        return ()
    score = np.array([[_alike(a, b) for b in after] for a in before])
    score += PLACE * _near(before, after)
    # a pair that may not be is worth as little as none, so that it never costs another pair
    worth = np.where(score >= SAME, score, 0.0)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return tuple(
        SameNote(before[i], after[j]) for i, j in zip(rows.tolist(), columns.tolist(), strict=True) if worth[i, j] > 0
    )


def _alike(a: Note, b: Note) -> float:
    """Likeness of two notes, places aside: their texts, and whether the paper has the same colour."""
    text = _same_text(a, b)
    if readings(a) and readings(b) and text < OTHER_TEXT + SURELY_OTHER * min(a.text_confidence, b.text_confidence):
        return -1.0
    same_paper = a.colour.name == b.colour.name
    sure = min(a.colour.confidence, b.colour.confidence)
    return text + COLOUR * (sure if same_paper else -sure)


def _same_text(a: Note, b: Note) -> float:
    """How alike two texts are, 0..1."""
    best = reading_likeness(a, b)
    if best is None:
        both_empty = a.text == "" and b.text == ""
        return UNREAD if both_empty or None in (a.text, b.text) else 0.0
    short = min(len(text) for note in (a, b) for text in readings(note)) < SHORT
    return UNREAD + (best - UNREAD) * 0.5 if short else best


def readings(note: Note) -> tuple[str, ...]:
    """What the note says, and what was read before that was settled."""
    return tuple(text for text in (note.text, note.text_read) if text)


def reading_likeness(a: Note, b: Note) -> float | None:
    """How alike two notes' texts are, 0..1, by the closest of their readings; None where one has none."""
    return max((likeness(x, y) for x in readings(a) for y in readings(b)), default=None)


def _near(before: Sequence[Note], after: Sequence[Note]) -> FloatArray:
    """1 where places are the same, towards 0 far apart, (n, m); both visits laid on each other by their notes' box."""
    old, new = (_spread(notes) for notes in (before, after))
    apart = np.linalg.norm(old[:, None] - new[None], axis=-1)
    return np.asarray(np.exp(-((apart / NEAR) ** 2)))


def _spread(notes: Sequence[Note]) -> FloatArray:
    """Places (n, 2), moved and scaled so that the notes' box has its longer side from 0 to 1."""
    places = np.array([[note.wall.x, note.wall.y] for note in notes])
    low = places.min(axis=0)
    return np.asarray((places - low) / max(float((places - low).max()), 1e-6))
