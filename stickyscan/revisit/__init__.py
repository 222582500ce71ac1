"""A second visit to a wall: which notes are the same, what has changed, and an earlier map brought up to date.

`same_notes` pairs the notes of two maps, `changes` says what became of each, `carry_over` makes one map of both that
keeps ids and what people corrected. Maps in, maps out: no photo is looked at.
"""

from stickyscan.revisit.carry_over import carried_over
from stickyscan.revisit.changes import Changes, NoteChange, changes_between
from stickyscan.revisit.same_notes import SameNote, same_notes

__all__ = ["Changes", "NoteChange", "SameNote", "carried_over", "changes_between", "same_notes"]
