"""Two maps of one wall in, what became of each note out: moved, edited, new, gone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from stickyscan.journey import JourneyMap, Lane, Note, Stage
from stickyscan.revisit.same_notes import reading_likeness, same_notes
from stickyscan.spelling import likeness

SAME_TITLE = 0.7  # likeness from which two titles are two readings of one
MISREAD = 0.85  # likeness down to which two readings of one note may differ without anybody having rewritten it
ORDER = 0.1  # what the order of groups is worth, against their titles' 1
SURE_READING = 0.8  # text_confidence from which a reading counts as what is written


@dataclass(frozen=True)
class NoteChange:
    """A note of both maps. `moved`: it hangs in another stage or lane; `edited`: it says something else."""

    before: Note
    after: Note
    moved: bool
    edited: bool


@dataclass(frozen=True)
class Changes:
    """What became of the notes.

    Attributes:
        kept: the notes of both maps, in the order of the earlier.
        new: those of the later map only.
        gone: those of the earlier map only.
        stages, lanes: ids of the earlier map's, by those of the later map that mean the same.
    """

    kept: tuple[NoteChange, ...]
    new: tuple[Note, ...]
    gone: tuple[Note, ...]
    stages: dict[str, str]
    lanes: dict[str, str]

    @property
    def moved(self) -> tuple[NoteChange, ...]:
        """The kept notes that hang elsewhere."""
        return tuple(change for change in self.kept if change.moved)

    @property
    def edited(self) -> tuple[NoteChange, ...]:
        """The kept notes that say something else."""
        return tuple(change for change in self.kept if change.edited)


def changes_between(before: JourneyMap, after: JourneyMap, *, fresh: bool = False) -> Changes:
    """Compare two maps of the same wall, from different photos or before and after somebody's corrections.

    `fresh`: `after` is a new scan, whose ids say nothing.
    """
    pairs = same_notes(before, after, fresh=fresh)
    stages, lanes = _same_groups(before.stages, after.stages), _same_groups(before.lanes, after.lanes)
    corrected = {photo.sha256 for photo in before.photos} == {photo.sha256 for photo in after.photos}
    kept = tuple(
        NoteChange(
            pair.before,
            pair.after,
            moved=(pair.before.stage, pair.before.lane)
            != (_known(pair.after.stage, stages), _known(pair.after.lane, lanes)),
            edited=_says_something_else(pair.before, pair.after, exactly=corrected),
        )
        for pair in pairs
    )
    old, later = {change.before.id for change in kept}, {change.after.id for change in kept}
    return Changes(
        kept,
        new=tuple(note for note in after.notes if note.id not in later),
        gone=tuple(note for note in before.notes if note.id not in old),
        stages=stages,
        lanes=lanes,
    )


def _known(group: str | None, same: dict[str, str]) -> str | None:
    """The earlier map's id of a later group; a group that the earlier map does not have keeps a name of its own."""
    return None if group is None else same.get(group, f"new {group}")


def _same_groups(before: Sequence[Stage | Lane], after: Sequence[Stage | Lane]) -> dict[str, str]:
    """Ids of `before` by ids of `after`: by their titles, and where those say nothing by their order."""
    if not before or not after:
        return {}
    worth = np.array([[_same_title(a.title, b.title) for b in before] for a in after])
    places = [np.linspace(0, 1, len(groups)) for groups in (after, before)]
    rows, columns = linear_sum_assignment(
        worth - ORDER * np.abs(places[0][:, None] - places[1]) * (worth > 0), maximize=True
    )
    return {after[i].id: before[j].id for i, j in zip(rows.tolist(), columns.tolist(), strict=True) if worth[i, j] > 0}


def _same_title(a: str | None, b: str | None) -> float:
    """0 for titles that are not the same; two untitled groups may be the same, a titled and an untitled one may not."""
    if not a or not b:
        return 0.0 if a or b else SAME_TITLE
    alike = likeness(a, b)
    return alike if alike >= SAME_TITLE else 0.0


def _says_something_else(before: Note, after: Note, *, exactly: bool) -> bool:
    """Whether somebody wrote or corrected the text; unless `exactly`, readings may differ as those of two photos do."""
    if exactly or before.text == after.text:
        return before.text != after.text
    if min(before.text_confidence, after.text_confidence) < SURE_READING:
        return False
    alike = reading_likeness(before, after)
    return alike is not None and (alike < MISREAD or _figures(before) != _figures(after))


def _figures(note: Note) -> list[str]:
    """The numbers in a text: a price or a date that changes is an edit, however small."""
    return re.findall(r"\b\d+\b", note.text or "")
