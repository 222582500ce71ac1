"""Edits of the rows: add, rename, move, merge, delete."""

from __future__ import annotations

from stickyscan.journey import JourneyMap, Lane
from stickyscan.review.edits import requests as ask
from stickyscan.review.edits.beside import Beside, RefusedError, the_lane
from stickyscan.review.edits.cells import moved_all
from stickyscan.review.edits.kinds import ruled
from stickyscan.review.edits.sequence import put_before, replaced, titled_or_none, unused_id


def add_lane(journey: JourneyMap, edit: ask.AddLane, _: Beside) -> JourneyMap:
    """A further, empty row."""
    new = Lane(id=unused_id("l", (one.id for one in journey.lanes)), title=titled_or_none(edit.title), source="human")
    before = None if edit.before is None else the_lane(journey, edit.before)
    return journey.model_copy(update={"lanes": put_before(journey.lanes, new, before)})


def rename_lane(journey: JourneyMap, edit: ask.RenameLane, _: Beside) -> JourneyMap:
    """Another title. What its notes are about stays."""
    lane = the_lane(journey, edit.lane)
    named = lane.model_copy(update={"title": titled_or_none(edit.title), "source": "human"})
    return journey.model_copy(update={"lanes": replaced(journey.lanes, named)})


def move_lane(journey: JourneyMap, edit: ask.MoveLane, _: Beside) -> JourneyMap:
    """Another place in the sequence."""
    lane = the_lane(journey, edit.lane)
    before = None if edit.before is None else the_lane(journey, edit.before)
    return journey.model_copy(update={"lanes": put_before(journey.lanes, lane, before)})


def merge_lanes(journey: JourneyMap, edit: ask.MergeLanes, _: Beside) -> JourneyMap:
    """All that is in a row into another, after what is there. That keeps its title and kind, if it has any."""
    lane, into = the_lane(journey, edit.lane), the_lane(journey, edit.into)
    if lane.id == into.id:
        raise RefusedError("A lane cannot be merged into itself: choose another one.")
    moved = moved_all(journey, lambda note: (note.stage, into.id if note.lane == lane.id else note.lane))
    update = {"title": into.title or lane.title, "kind": into.kind or lane.kind, "source": "human"}
    rest = tuple(one for one in journey.lanes if one.id != lane.id)
    whole = moved.model_copy(update={"lanes": replaced(rest, into.model_copy(update=update))})
    return ruled(whole, lambda note: note.lane == into.id)


def delete_lane(journey: JourneyMap, edit: ask.DeleteLane, _: Beside) -> JourneyMap:
    """The row goes, its notes stay in the map without a lane; what only the row said of them goes too."""
    lane = the_lane(journey, edit.lane)
    there = frozenset(note.id for note in journey.notes if note.lane == lane.id)
    moved = moved_all(journey, lambda note: (note.stage, None if note.lane == lane.id else note.lane))
    left = moved.model_copy(update={"lanes": tuple(one for one in journey.lanes if one.id != lane.id)})
    return ruled(left, lambda note: note.id in there)
