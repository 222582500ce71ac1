"""The map as the requests that would put it on a Miro board or a mural. `stickyscan push` sends them; this does not."""

from __future__ import annotations

import json
from collections.abc import Sequence

from stickyscan.export.board_plan import Plan
from stickyscan.export.miro_plan import FRAMES, ITEMS, miro_plan
from stickyscan.export.mural_plan import AREAS, ARROWS, NOTES, TEXTS, mural_plan
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.words import map_title, one_line
from stickyscan.journey import JourneyMap

# The most that a call takes.
_MIRO_ITEMS, _MURAL_WIDGETS = 20, 1000
_MURAL = "https://app.mural.co/api/public/v1"
_KEYS = (
    "Calls that make many take a list of bodies; each item is given the id of its frame, and where a `key` stands for "
    "an item or tag, the id that the service gave it."
)


def to_miro(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """JSON with the calls of Miro's REST API (v2) in their order; `key` names what later calls refer to."""
    return _file(miro_calls(journey, miro_plan(journey)))


def to_mural(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """JSON with the calls of Mural's public API (v1) in their order; `key` names what later calls refer to."""
    return _file(mural_calls(journey, mural_plan(journey)))


def miro_calls(journey: JourneyMap, plan: Plan) -> dict[str, object]:
    """The plan as calls to Miro, in the order in which they are sent."""
    return {
        "about": f"A dry run: each `body` would go to https://api.miro.com/v2/boards/{{board_id}}/... {_KEYS}",
        "title": one_line(map_title(journey)),
        "tags": [{"key": title, "body": {"title": title, "fillColor": "blue"}} for title in plan.tags],
        **_made(plan, FRAMES, [ITEMS], _MIRO_ITEMS),
        "connectors": [
            {"body": {"startItem": {"id": arrow.source}, "endItem": {"id": arrow.target}, **arrow.body}}
            for arrow in plan.arrows
        ],
    }


def mural_calls(journey: JourneyMap, plan: Plan) -> dict[str, object]:
    """The plan as calls to Mural, in the order in which they are sent."""
    return {
        "about": f"A dry run: each `body` would go to {_MURAL}/murals/{{muralId}}/... {_KEYS}",
        "title": one_line(map_title(journey)),
        "tags": [{"key": title, "body": {"text": title}} for title in plan.tags],
        **_made(plan, AREAS, [TEXTS, NOTES], _MURAL_WIDGETS),
        ARROWS: [
            {"body": {"startRefId": arrow.source, "endRefId": arrow.target, **arrow.body}} for arrow in plan.arrows
        ],
    }


def _made(plan: Plan, frames: str, items: Sequence[str], at_once: int) -> dict[str, object]:
    """What is made one by one, and in calls for many: call -> bodies, or lists of them."""
    made: dict[str, object] = {frames: [{"key": frame.key, "body": frame.body} for frame in plan.frames]}
    for call in items:
        own = [
            {"key": item.key, "frame": item.frame, "tags": plan.tagged.get(item.key, ()), "body": item.body}
            for item in plan.items
            if item.call == call
        ]
        made[call] = [own[start : start + at_once] for start in range(0, len(own), at_once)]
    return made


def _file(calls: dict[str, object]) -> bytes:
    return (json.dumps(calls, ensure_ascii=False, indent=1) + "\n").encode()
