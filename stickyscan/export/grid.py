"""A map as the table people read: stages across, lanes down, and what hangs outside it."""

from __future__ import annotations

from dataclasses import dataclass

from stickyscan.export.words import lane_title, stage_title
from stickyscan.journey import JourneyMap, Lane, Note, Stage


@dataclass(frozen=True)
class Grid:
    """The table of a map. None among the columns or rows is the one for notes without a stage or lane.

    Attributes:
        columns: the stages in order, then None if some note has a lane but no stage.
        rows: the lanes in order, then None if some note has a stage but no lane.
        unplaced: the notes with neither, in order.
    """

    columns: tuple[Stage | None, ...]
    rows: tuple[Lane | None, ...]
    unplaced: tuple[Note, ...]

    @property
    def is_free_form(self) -> bool:
        """True if the wall has neither stages nor lanes, so that there is no table to show."""
        return not self.columns and not self.rows


def grid_of(journey: JourneyMap) -> Grid:
    """Lay the map out as a table; every ordinary note is in exactly one cell or among the unplaced."""
    notes = [note for note in journey.notes if note.role == "note"]
    columns: tuple[Stage | None, ...] = journey.stages
    rows: tuple[Lane | None, ...] = journey.lanes
    if any(note.stage is None and note.lane is not None for note in notes) or (rows and not columns):
        columns = (*columns, None)
    if any(note.lane is None and note.stage is not None for note in notes) or (columns and not rows):
        rows = (*rows, None)
    return Grid(columns, rows, journey.notes_in(None, None))


def column_title(journey: JourneyMap, stage: Stage | None) -> str:
    """The heading of a column."""
    if stage is not None:
        return stage_title(journey, stage)
    return "No stage" if journey.stages else "Notes"


def row_title(journey: JourneyMap, lane: Lane | None) -> str:
    """The heading of a row."""
    if lane is not None:
        return lane_title(journey, lane)
    return "No lane" if journey.lanes else "Notes"


def cell_notes(journey: JourneyMap, stage: Stage | None, lane: Lane | None) -> tuple[Note, ...]:
    """The notes of one cell of the table, in order. Notes with neither stage nor lane are in no cell."""
    if stage is None and lane is None:
        return ()
    return journey.notes_in(stage.id if stage else None, lane.id if lane else None)
