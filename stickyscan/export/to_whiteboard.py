"""The map as the requests that would put it on a Miro board or a mural; nothing is sent.

Miro measures from the middle of the board to the middle of an item and knows sixteen colours by name; bulk calls take
20 items. Mural measures from the top-left corner and takes 1,000 widgets in a call. Neither has a field for votes or
kinds: they stand in the text, and in Miro as tags too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from stickyscan.export.board import GAP, NOTE_WIDTH, Board, Box, Card, Head, board_of
from stickyscan.export.paper import PAPERS
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.words import KINDS, counted, map_title, one_line
from stickyscan.journey import ColourName, JourneyMap, Note

Request = dict[str, object]
_MIRO_ITEMS, _MURAL_WIDGETS, _TAGS_OF_NOTE, _TAGS_OF_BOARD, _TAG_TITLE = 20, 1000, 8, 100, 120
# The nearest of Miro's sticky-note colours, by eye: it has no brown and no white.
MIRO_COLOURS: Mapping[ColourName, str] = MappingProxyType(
    {
        "yellow": "yellow", "orange": "orange", "pink": "pink", "red": "red", "purple": "violet", "blue": "light_blue",
        "teal": "cyan", "green": "light_green", "white": "gray", "brown": "orange", "grey": "gray", "black": "black",
    }
)  # fmt: skip


def to_miro(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """JSON with the calls of Miro's REST API (v2) in their order; `key` names what later calls refer to."""
    board = board_of(journey)
    middle = (board.width // 2, board.height // 2)
    items = [
        *(_miro_lane(head, middle) for head in _row_heads(board)),
        *(_miro_note(card, middle) for card in board.cards),
    ]
    tags = _tags(board)
    calls = {
        "about": "A dry run: each `body` would go to https://api.miro.com/v2/boards/{board_id}/..., in this order. "
        "Bulk calls take a list of bodies; where a `key` stands for an item or tag, the id that Miro gave it.",
        "title": one_line(map_title(journey)),
        "frames": [_miro_frame(head, board, middle) for head in board.stages],
        "items/bulk": [items[start : start + _MIRO_ITEMS] for start in range(0, len(items), _MIRO_ITEMS)],
        "tags": [{"key": title, "body": {"title": title, "fillColor": "blue"}} for title in tags],
        "tagged": [
            {"item": card.key, "tag": title}
            for card in board.cards
            for title in _tags_of(card.note)[:_TAGS_OF_NOTE]
            if title in tags
        ],
        "connectors": [
            _miro_arrow(f"note-{arrow.source}", f"note-{arrow.target}")
            for arrow in journey.connectors
            if {card.note.id for card in board.cards} >= {arrow.source, arrow.target}
        ],
    }
    return (json.dumps(calls, ensure_ascii=False, indent=1) + "\n").encode()


def to_mural(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """JSON with the bodies of Mural's calls to create sticky notes, and text boxes for the headings."""
    board = board_of(journey)
    notes = [
        {**_corner(card.box), "shape": "rectangle", "text": card.text,
         "style": {"backgroundColor": f"{PAPERS[card.note.colour.name].upper()}FF"}}
        for card in board.cards
    ]  # fmt: skip
    calls = {
        "about": "A dry run: bodies for https://app.mural.co/api/public/v1/murals/{muralId}/widgets/...",
        "title": one_line(map_title(journey)),
        "widgets/textbox": [{**_corner(head.box), "text": head.title} for head in (*board.stages, *_row_heads(board))],
        "widgets/sticky-note": [notes[i : i + _MURAL_WIDGETS] for i in range(0, len(notes), _MURAL_WIDGETS)],
    }
    return (json.dumps(calls, ensure_ascii=False, indent=1) + "\n").encode()


def _row_heads(board: Board) -> tuple[Head, ...]:
    return (*board.lanes, *([board.loose] if board.loose else []))


def _miro_frame(head: Head, board: Board, middle: tuple[int, int]) -> Request:
    last = board.lanes[-1].box
    box = Box(head.box.left, head.box.top, head.box.width - GAP // 2, last.top + last.height)
    body = {
        "data": {"title": head.title, "format": "custom", "type": "freeform"},
        "style": {"fillColor": "#ffffff"},
        "position": _centre(box, middle),
        "geometry": {"width": box.width, "height": box.height},
    }
    return {"key": head.key, "body": body}


def _miro_lane(head: Head, middle: tuple[int, int]) -> Request:
    body = {
        "type": "text",
        "data": {"content": f"<p><strong>{escape(head.title)}</strong></p>"},
        "position": _centre(head.box, middle),
        "geometry": {"width": head.box.width},
    }
    return {"key": head.key, "body": body}


def _miro_note(card: Card, middle: tuple[int, int]) -> Request:
    content = "".join(f"<p>{escape(line)}</p>" for line in card.text.split("\n"))
    body = {
        "type": "sticky_note",
        "data": {"content": content, "shape": "square"},
        "style": {
            "fillColor": MIRO_COLOURS[card.note.colour.name],
            "textAlign": "center",
            "textAlignVertical": "middle",
        },
        "position": _centre(card.box, middle),
        "geometry": {"width": NOTE_WIDTH - 1},
    }
    return {"key": card.key, "body": body}


def _miro_arrow(source: str, target: str) -> Request:
    return {"body": {"startItem": {"id": source}, "endItem": {"id": target}, "shape": "curved"}}


def _tags(board: Board) -> list[str]:
    """The tags of the board, in the order of their first use; Miro takes so many and no more."""
    titles = (title for card in board.cards for title in _tags_of(card.note))
    return list(dict.fromkeys(titles))[:_TAGS_OF_BOARD]


def _tags_of(note: Note) -> list[str]:
    kind = [KINDS[note.kind][1][:_TAG_TITLE]] if note.kind else []
    return [*kind, *([counted(note.votes, "vote")] if note.votes else [])]


def _centre(box: Box, middle: tuple[int, int]) -> dict[str, int]:
    return {"x": box.left + box.width // 2 - middle[0], "y": box.top + box.height // 2 - middle[1]}


def _corner(box: Box) -> dict[str, int]:
    return {"x": box.left, "y": box.top, "width": box.width, "height": box.height}
