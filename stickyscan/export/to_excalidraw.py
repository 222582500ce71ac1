"""The map as an Excalidraw drawing: headings and notes as rectangles with their text bound inside.

What the official loader fills in by itself (seeds, versions, dates) is left out, so that equal maps give equal files.
It does not break lines: `text` holds the lines as they are drawn, `originalText` the words as they were.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from stickyscan.export.board import TYPE, Box, Card, board_of
from stickyscan.export.paper import PAPERS, ink_on
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.type_size import wrapped
from stickyscan.export.words import map_title, one_line
from stickyscan.journey import JourneyMap, Note

Element = dict[str, object]
_INK = "#1e1e1e"
_PAPER, _GROUND = "#efede8", "#ffffff"
_LINE_HEIGHT, _TITLE_RISE, _TITLE_SIZE, _INSET = 1.15, 60, 28, 8


def to_excalidraw(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """A .excalidraw file."""
    board = board_of(journey)
    moods = [mood for mood in board.moods if mood.title]
    heads = (*board.stages, *moods, *board.lanes, *([board.loose] if board.loose else []))
    title = Box(0, -_TITLE_RISE, max(board.width, 400), 40)
    elements = [_text("title", one_line(map_title(journey)), title, _TITLE_SIZE, _INK)]
    for head in heads:
        elements += _filled(head.key, head.title, head.box, _GROUND if head.key.startswith("mood-") else _PAPER)
    cards = {card.note.id: card for card in board.cards}
    arrows: list[Element] = []
    tied: dict[str, list[str]] = {}
    for number, arrow in enumerate(journey.connectors, start=1):
        if arrow.source in cards and arrow.target in cards:
            key, ends = f"arrow-{number}", (cards[arrow.source], cards[arrow.target])
            arrows.append(_arrow(key, *ends))
            for card in ends:
                tied.setdefault(card.key, []).append(key)
    for card in board.cards:
        elements += _note(card, tied.get(card.key, ()))
    elements += arrows
    drawing = {
        "type": "excalidraw",
        "version": 2,
        "source": "stickyscan",
        "elements": elements,
        "appState": {"viewBackgroundColor": "#ffffff"},
        "files": {},
    }
    return (json.dumps(drawing, ensure_ascii=False, indent=1) + "\n").encode()


def _filled(key: str, words: str, box: Box, paper: str) -> tuple[Element, Element]:
    """A rectangle and the text that is bound to it."""
    name = f"{key}-text"
    shape: Element = {
        **_placed(key, "rectangle", box),
        "backgroundColor": paper,
        "fillStyle": "solid",
        "strokeColor": _INK,
        "strokeWidth": 1,
        "roughness": 0,
        "boundElements": [{"type": "text", "id": name}],
    }
    inside = Box(box.left + _INSET, box.top + _INSET, box.width - 2 * _INSET, box.height - 2 * _INSET)
    return shape, {**_text(name, words, inside, TYPE, ink_on(paper)), "containerId": key, "autoResize": False}


def _note(card: Card, arrows: Sequence[str]) -> tuple[Element, Element]:
    """The note and its words; it knows the arrows that are tied to it, so that they go along when it is moved."""
    shape, words = _filled(card.key, card.text, card.box, PAPERS[card.note.colour.name])
    tied = [{"type": "text", "id": words["id"]}, *({"type": "arrow", "id": key} for key in arrows)]
    return {**shape, "boundElements": tied, "customData": {"stickyscan": _facts(card.note)}}, words


def _facts(note: Note) -> dict[str, object]:
    return {
        "id": note.id,
        "kind": note.kind,
        "votes": note.votes,
        "colour": note.colour.name,
        "sentiment": note.sentiment,
        "moment_of_truth": note.moment_of_truth,
    }


def _text(key: str, words: str, box: Box, size: int, ink: str) -> Element:
    return {
        **_placed(key, "text", box),
        "text": "\n".join(wrapped(words, box.width / size)),
        "originalText": words,
        "fontSize": size,
        "fontFamily": 2,
        "lineHeight": _LINE_HEIGHT,
        "textAlign": "left",
        "verticalAlign": "top",
        "strokeColor": ink,
    }


def _arrow(key: str, source: Card, target: Card) -> Element:
    """An arrow from edge to edge, tied to its notes."""
    (left, top), (right, bottom) = _docks(source.box, target.box)
    across, down = right - left, bottom - top
    return {
        **_placed(key, "arrow", Box(left, top, abs(across), abs(down))),
        "points": [[0, 0], [across, down]],
        "startBinding": {"elementId": source.key, "focus": 0, "gap": 1},
        "endBinding": {"elementId": target.key, "focus": 0, "gap": 1},
        "endArrowhead": "arrow",
        "strokeColor": _INK,
        "roughness": 0,
    }


def _docks(source: Box, target: Box) -> tuple[tuple[int, int], tuple[int, int]]:
    """The middles of the edges that face each other: left and right ones where one box is beside the other."""
    if target.left >= source.left + source.width or source.left >= target.left + target.width:
        ahead = target.left > source.left
        ends = (source.left + source.width, target.left) if ahead else (source.left, target.left + target.width)
        return (ends[0], source.top + source.height // 2), (ends[1], target.top + target.height // 2)
    ahead = target.top > source.top
    ends = (source.top + source.height, target.top) if ahead else (source.top, target.top + target.height)
    return (source.left + source.width // 2, ends[0]), (target.left + target.width // 2, ends[1])


def _placed(key: str, kind: str, box: Box) -> Element:
    return {"id": key, "type": kind, "x": box.left, "y": box.top, "width": box.width, "height": box.height}
