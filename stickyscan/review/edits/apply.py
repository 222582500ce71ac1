"""A map and an edit in, the edited map out. Pure: the same map and edit always give the same map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pydantic import ValidationError

from stickyscan.geometry import Quad
from stickyscan.journey import Corners, JourneyMap
from stickyscan.review.edits import (
    cells,
    connectors,
    deleting,
    heading,
    kinds,
    lanes,
    of_notes,
    of_outlines,
    roles,
    stages,
)
from stickyscan.review.edits import requests as ask
from stickyscan.review.edits.beside import Beside, RefusedError, the_note, the_photo
from stickyscan.review.edits.outlines import fit_outline

_ALONE = Beside()
_PARTS = ("photos", "stages", "lanes", "legend", "notes", "connectors", "curve")
_EDITS: Mapping[str, Callable[..., JourneyMap]] = MappingProxyType(
    {
        "accept": of_notes.accept,
        "set_text": of_notes.set_text,
        "set_colour": of_notes.set_colour,
        "set_votes": of_notes.set_votes,
        "set_sentiment": of_notes.set_sentiment,
        "set_moment_of_truth": of_notes.set_moment_of_truth,
        "set_kind": kinds.set_kind,
        "set_legend": kinds.set_legend,
        "set_lane_kind": kinds.set_lane_kind,
        "set_role": roles.set_role,
        "move_note": cells.move_note,
        "add_note": of_outlines.add_note,
        "split_note": of_outlines.split_note,
        "merge_notes": of_outlines.merge_notes,
        "move_corners": of_outlines.move_corners,
        "delete_note": deleting.delete_note,
        "restore_note": deleting.restore_note,
        "add_stage": stages.add_stage,
        "rename_stage": stages.rename_stage,
        "move_stage": stages.move_stage,
        "merge_stages": stages.merge_stages,
        "delete_stage": stages.delete_stage,
        "set_curve": stages.set_curve,
        "add_lane": lanes.add_lane,
        "rename_lane": lanes.rename_lane,
        "move_lane": lanes.move_lane,
        "merge_lanes": lanes.merge_lanes,
        "delete_lane": lanes.delete_lane,
        "set_heading": heading.set_heading,
        "add_connector": connectors.add_connector,
        "remove_connector": connectors.remove_connector,
    }
)


def apply(journey: JourneyMap, edit: ask.Edit, beside: Beside = _ALONE) -> JourneyMap:
    """Do one edit. `beside.readings` has one reading for each outline that `to_read` names, in that order.

    Raises:
        RefusedError: it makes no sense for this map.
    """
    edited = _EDITS[edit.op](journey, edit, beside)
    try:
        return _valid(edited, journey)
    except ValidationError as problem:
        raise RefusedError(f"That would make a map that is not valid: {problem.errors()[0]['msg']}.") from problem


def _valid(edited: JourneyMap, before: JourneyMap) -> JourneyMap:
    """The edited map with every value as it will stand in the file: copies with changes skip validation and rounding.

    Parts that were in the valid map before are not looked at again, which makes this fast on large walls.
    """
    fields: dict[str, object] = {name: getattr(edited, name) for name in JourneyMap.model_fields}
    for name in _PARTS:
        known = {id(part) for part in getattr(before, name)}
        parts = getattr(edited, name)
        fields[name] = tuple(p if id(p) in known else type(p).model_validate(p.model_dump()) for p in parts)
    return JourneyMap.model_validate(fields)


def to_read(journey: JourneyMap, edit: ask.Edit) -> tuple[str, tuple[Quad, ...]]:
    """The photo in which an engine must read before the edit can be done, and the outlines; none for most edits.

    Raises:
        RefusedError: the edit names what is not there, or its outlines are of no use.
    """
    wanted: tuple[Corners, ...] = ()
    if isinstance(edit, ask.AddNote):
        photo, wanted = the_photo(journey, edit.photo), (edit.corners,)
    elif isinstance(edit, ask.SplitNote):
        photo, wanted = the_photo(journey, the_note(journey, edit.note).photo), edit.corners
    elif isinstance(edit, ask.MoveCorners) and edit.reread:
        photo, wanted = the_photo(journey, the_note(journey, edit.note).photo), (edit.corners,)
    else:
        return "", ()
    return photo.id, tuple(fit_outline(photo, corners) for corners in wanted)
