"""A map and an edit in, the edited map out. Pure: the same map and edit always give the same map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pydantic import ValidationError

from stickyscan.journey import JourneyMap
from stickyscan.review.edits import of_notes
from stickyscan.review.edits.beside import Beside, RefusedError
from stickyscan.review.edits.requests import Edit

_EDITS: Mapping[str, Callable[..., JourneyMap]] = MappingProxyType(
    {
        "accept": of_notes.accept,
        "set_text": of_notes.set_text,
        "set_colour": of_notes.set_colour,
        "set_kind": of_notes.set_kind,
        "set_votes": of_notes.set_votes,
        "set_role": of_notes.set_role,
        "set_sentiment": of_notes.set_sentiment,
        "set_moment_of_truth": of_notes.set_moment_of_truth,
    }
)


def apply(journey: JourneyMap, edit: Edit, beside: Beside = Beside()) -> JourneyMap:
    """Do one edit.

    Raises:
        RefusedError: it makes no sense for this map.
    """
    if edit.op not in _EDITS:
        raise RefusedError(f"{edit.op} is not there yet.")
    return _valid(_EDITS[edit.op](journey, edit, beside))


def _valid(journey: JourneyMap) -> JourneyMap:
    """The same map with every value as it will stand in the file: copies with changes skip validation and rounding."""
    try:
        return JourneyMap.model_validate(journey.model_dump())
    except ValidationError as problem:
        raise RefusedError(f"That would make a map that is not valid: {problem.errors()[0]['msg']}.") from problem
