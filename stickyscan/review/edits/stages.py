"""Edits of the columns: add, rename, move, merge, delete."""

from __future__ import annotations

from stickyscan.journey import CurvePoint, JourneyMap, Stage
from stickyscan.review.edits import requests as ask
from stickyscan.review.edits.beside import Beside, RefusedError, the_stage
from stickyscan.review.edits.cells import moved_all
from stickyscan.review.edits.sequence import put_before, replaced, titled_or_none, unused_id


def add_stage(journey: JourneyMap, edit: ask.AddStage, _: Beside) -> JourneyMap:
    """A further, empty column."""
    new = Stage(id=unused_id("s", (one.id for one in journey.stages)), title=titled_or_none(edit.title), source="human")
    before = None if edit.before is None else the_stage(journey, edit.before)
    return journey.model_copy(update={"stages": put_before(journey.stages, new, before)})


def rename_stage(journey: JourneyMap, edit: ask.RenameStage, _: Beside) -> JourneyMap:
    """Another title."""
    stage = the_stage(journey, edit.stage)
    named = stage.model_copy(update={"title": titled_or_none(edit.title), "source": "human"})
    return journey.model_copy(update={"stages": replaced(journey.stages, named)})


def move_stage(journey: JourneyMap, edit: ask.MoveStage, _: Beside) -> JourneyMap:
    """Another place in the sequence; the curve follows."""
    stage = the_stage(journey, edit.stage)
    before = None if edit.before is None else the_stage(journey, edit.before)
    stages = put_before(journey.stages, stage, before)
    ranks = {one.id: n for n, one in enumerate(stages)}
    curve = tuple(sorted(journey.curve, key=lambda point: ranks[point.stage]))
    return journey.model_copy(update={"stages": stages, "curve": curve})


def merge_stages(journey: JourneyMap, edit: ask.MergeStages, _: Beside) -> JourneyMap:
    """All that is in a column into another, after what is there. That keeps its title and feeling, if it has any."""
    stage, into = the_stage(journey, edit.stage), the_stage(journey, edit.into)
    if stage.id == into.id:
        raise RefusedError("A stage cannot be merged into itself: choose another one.")
    moved = moved_all(journey, lambda note: (into.id if note.stage == stage.id else note.stage, note.lane))
    whole = into.model_copy(update={"title": into.title or stage.title, "source": "human"})
    stages = replaced(tuple(one for one in journey.stages if one.id != stage.id), whole)
    has_own = any(point.stage == into.id for point in journey.curve)
    points = (
        point.model_copy(update={"stage": into.id}) if point.stage == stage.id and not has_own else point
        for point in journey.curve
    )
    ranks = {one.id: n for n, one in enumerate(stages)}
    curve = sorted((point for point in points if point.stage in ranks), key=lambda point: ranks[point.stage])
    return moved.model_copy(update={"stages": stages, "curve": tuple(curve)})


def delete_stage(journey: JourneyMap, edit: ask.DeleteStage, _: Beside) -> JourneyMap:
    """The column goes, its notes stay in the map without a stage."""
    stage = the_stage(journey, edit.stage)
    moved = moved_all(journey, lambda note: (None if note.stage == stage.id else note.stage, note.lane))
    stages = tuple(one for one in journey.stages if one.id != stage.id)
    curve = tuple(point for point in journey.curve if point.stage != stage.id)
    return moved.model_copy(update={"stages": stages, "curve": curve})


def set_curve(journey: JourneyMap, edit: ask.SetCurve, _: Beside) -> JourneyMap:
    """How the customer feels in a stage. The curve keeps the sequence of the stages."""
    the_stage(journey, edit.stage)
    felt = {point.stage: point for point in journey.curve}
    felt.pop(edit.stage, None)
    if edit.sentiment is not None:
        felt[edit.stage] = CurvePoint(stage=edit.stage, sentiment=edit.sentiment)
    curve = tuple(felt[stage.id] for stage in journey.stages if stage.id in felt)
    return journey.model_copy(update={"curve": curve})
