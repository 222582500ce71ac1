"""The map as an Excalidraw drawing: headings as texts, notes as rectangles with their text bound inside.

What the official loader fills in by itself (seeds, versions, dates) is left out, so that equal maps give equal files.
"""

from __future__ import annotations

import json

from stickyscan.export.board import Box, Card, Head, board_of
from stickyscan.export.paper import PAPERS, ink_on
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.words import lines, map_title
from stickyscan.journey import JourneyMap

Element = dict[str, object]
_INK = "#1e1e1e"
_LINE_HEIGHT, _TITLE_RISE, _HEADING, _BODY = 1.15, 60, 20, 16


def to_excalidraw(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """A .excalidraw file."""
    board = board_of(journey)
    moods = [mood for mood in board.moods if mood.title]
    heads = (*board.stages, *moods, *board.lanes, *([board.loose] if board.loose else []))
    title = Box(0, -_TITLE_RISE, max(board.width, 400), 40)
    elements = [_text("title", lines(map_title(journey)), title, 28), *map(_heading, heads)]
    for card in board.cards:
        elements += _note(card)
    boxes = {card.note.id: card.box for card in board.cards}
    for number, arrow in enumerate(journey.connectors, start=1):
        if arrow.source in boxes and arrow.target in boxes:
            elements.append(_arrow(f"arrow-{number}", boxes[arrow.source], boxes[arrow.target]))
    drawing = {
        "type": "excalidraw",
        "version": 2,
        "source": "stickyscan",
        "elements": elements,
        "appState": {"viewBackgroundColor": "#ffffff"},
        "files": {},
    }
    return (json.dumps(drawing, ensure_ascii=False, indent=1) + "\n").encode()


def _heading(head: Head) -> Element:
    return _text(head.key, head.title, head.box, _BODY if head.key.startswith("mood") else _HEADING)


def _note(card: Card) -> tuple[Element, Element]:
    note, words = card.note, f"{card.key}-text"
    paper = PAPERS[note.colour.name]
    shape: Element = {
        **_placed(card.key, "rectangle", card.box),
        "backgroundColor": paper,
        "fillStyle": "solid",
        "strokeColor": _INK,
        "roughness": 0,
        "boundElements": [{"type": "text", "id": words}],
        "customData": {
            "stickyscan": {
                "id": note.id,
                "kind": note.kind,
                "votes": note.votes,
                "colour": note.colour.name,
                "sentiment": note.sentiment,
                "moment_of_truth": note.moment_of_truth,
            }
        },
    }
    inside = Box(card.box.left + 5, card.box.top + 5, card.box.width - 10, card.box.height - 10)
    text = _text(words, card.text, inside, _BODY, ink_on(paper))
    return shape, {**text, "containerId": card.key, "autoResize": False}


def _text(key: str, words: str, box: Box, size: int, ink: str = _INK) -> Element:
    return {
        **_placed(key, "text", box),
        "text": words,
        "originalText": words,
        "fontSize": size,
        "fontFamily": 2,
        "lineHeight": _LINE_HEIGHT,
        "textAlign": "left",
        "verticalAlign": "top",
        "strokeColor": ink,
    }


def _arrow(key: str, start: Box, end: Box) -> Element:
    left, top = start.left + start.width // 2, start.top + start.height // 2
    across, down = end.left + end.width // 2 - left, end.top + end.height // 2 - top
    line = _placed(key, "arrow", Box(left, top, abs(across), abs(down)))
    return {**line, "points": [[0, 0], [across, down]], "endArrowhead": "arrow", "strokeColor": _INK, "roughness": 0}


def _placed(key: str, kind: str, box: Box) -> Element:
    return {"id": key, "type": kind, "x": box.left, "y": box.top, "width": box.width, "height": box.height}
