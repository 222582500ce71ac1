"""The map as the requests that would put it on a Miro board or a mural; nothing is sent.

`stickyscan push miro` sends the first. Mural measures from the top-left corner and takes 1,000 widgets in a call; it
has no field for votes or kinds: they stand in the text.
"""

from __future__ import annotations

import json

from stickyscan.export.board import Box, Head, board_of
from stickyscan.export.miro_plan import Plan, miro_plan
from stickyscan.export.paper import PAPERS
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.words import arrow_words, map_title, one_line
from stickyscan.journey import JourneyMap

_MIRO_ITEMS, _MURAL_WIDGETS = 20, 1000


def to_miro(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """JSON with the calls of Miro's REST API (v2) in their order; `key` names what later calls refer to."""
    return (json.dumps(miro_calls(journey, miro_plan(journey)), ensure_ascii=False, indent=1) + "\n").encode()


def miro_calls(journey: JourneyMap, plan: Plan) -> dict[str, object]:
    """The plan as calls, in the order in which they are sent."""
    items = [{"key": item.key, "frame": item.frame, "body": dict(item.body)} for item in plan.items]
    return {
        "about": "A dry run: each `body` would go to https://api.miro.com/v2/boards/{board_id}/..., in this order. "
        "Bulk calls take a list of bodies, each with its frame as parent; where a `key` stands for an item or tag, the "
        "id that Miro gave it.",
        "title": one_line(map_title(journey)),
        "frames": [{"key": frame.key, "body": dict(frame.body)} for frame in plan.frames],
        "items/bulk": [items[start : start + _MIRO_ITEMS] for start in range(0, len(items), _MIRO_ITEMS)],
        "tags": [{"key": title, "body": {"title": title, "fillColor": "blue"}} for title in plan.tags],
        "tagged": [{"item": key, "tag": title} for key, titles in plan.tagged.items() for title in titles],
        "connectors": [
            {"body": {"startItem": {"id": arrow.source}, "endItem": {"id": arrow.target}, "shape": "curved"}}
            for arrow in plan.arrows
        ],
    }


def to_mural(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """JSON with the bodies of Mural's calls to create sticky notes, and text boxes for the headings."""
    board = board_of(journey)
    notes = [
        {**_corner(card.box), "shape": "rectangle", "text": card.text,
         "style": {"backgroundColor": f"{PAPERS[card.note.colour.name].upper()}FF"}}
        for card in board.cards
    ]  # fmt: skip
    moods = [mood for mood in board.moods if mood.title]
    heads: tuple[Head, ...] = (*board.stages, *moods, *board.lanes, *([board.loose] if board.loose else []))
    calls = {
        "about": "A dry run: bodies for https://app.mural.co/api/public/v1/murals/{muralId}/widgets/...",
        "title": one_line(map_title(journey)),
        "widgets/textbox": [{**_corner(head.box), "text": head.title} for head in heads],
        "widgets/sticky-note": [notes[i : i + _MURAL_WIDGETS] for i in range(0, len(notes), _MURAL_WIDGETS)],
        "arrows in words": list(arrow_words(journey)),
    }
    return (json.dumps(calls, ensure_ascii=False, indent=1) + "\n").encode()


def _corner(box: Box) -> dict[str, int]:
    return {"x": box.left, "y": box.top, "width": box.width, "height": box.height}
