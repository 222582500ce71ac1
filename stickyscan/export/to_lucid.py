"""The map as a Lucid standard import (Lucidchart, Lucidspark): a zip with one document.json.

Lucid takes documents of at most 2 MB; ids hold letters, digits and `-_.~` only, so shapes are counted.
"""

from __future__ import annotations

import json

from stickyscan.export.archive import zipped
from stickyscan.export.board import Box, Card, Head, board_of
from stickyscan.export.paper import PAPERS, ink_on
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.words import map_title, one_line
from stickyscan.journey import JourneyMap

Shape = dict[str, object]


def to_lucid(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """A .lucid file: sticky notes, headings as rectangles, arrows as lines."""
    board = board_of(journey)
    keys = {card.note.id: f"note-{number}" for number, card in enumerate(board.cards, start=1)}
    heads = (
        *board.stages,
        *(mood for mood in board.moods if mood.title),
        *board.lanes,
        *([board.loose] if board.loose else []),
    )
    lines = [
        {
            "id": f"line-{number}",
            "lineType": "elbow",
            "endpoint1": {"type": "shapeEndpoint", "style": "none", "shapeId": keys[arrow.source]},
            "endpoint2": {"type": "shapeEndpoint", "style": "arrow", "shapeId": keys[arrow.target]},
        }
        for number, arrow in enumerate(journey.connectors, start=1)
        if arrow.source in keys and arrow.target in keys
    ]
    title = one_line(map_title(journey))[:100]
    shapes = [*(_head(head) for head in heads), *(_note(card, keys[card.note.id]) for card in board.cards)]
    document = {"version": 1, "pages": [{"id": "map", "title": title, "shapes": shapes, "lines": lines}]}
    return zipped({"document.json": json.dumps(document, ensure_ascii=False, indent=1).encode()})


def _head(head: Head) -> Shape:
    style = {"fill": {"type": "color", "color": "#efede8"}, "stroke": {"color": "#8c8880", "width": 1}}
    return {"id": head.key, "type": "rectangle", "boundingBox": _box(head.box), "text": head.title, "style": style}


def _note(card: Card, key: str) -> Shape:
    paper = PAPERS[card.note.colour.name]
    facts = {"note": card.note.id, "kind": card.note.kind or "", "colour": card.note.colour.name}
    return {
        "id": key,
        "type": "stickyNote",
        "boundingBox": _box(card.box),
        "text": card.text,
        "style": {"fill": {"type": "color", "color": paper}, "textColor": ink_on(paper)},
        "customData": [{"key": name, "value": one_line(value)} for name, value in facts.items()],
    }


def _box(box: Box) -> dict[str, int]:
    return {"x": box.left, "y": box.top, "w": box.width, "h": box.height}
