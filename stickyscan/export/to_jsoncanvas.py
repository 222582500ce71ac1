"""The map as a JSON Canvas 1.0 (Obsidian and others): stages and lanes as groups and headings, notes as text cards.

Cards hold Markdown there, so what notes say is written literally, and a hash does not become a tag.
"""

from __future__ import annotations

import json

from stickyscan.export.board import Box, Card, board_of
from stickyscan.export.literal import escaped
from stickyscan.export.paper import PAPERS
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.words import heading, said
from stickyscan.journey import JourneyMap

Node = dict[str, object]


def to_jsoncanvas(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """A .canvas file."""
    board = board_of(journey)
    nodes: list[Node] = [
        {"id": h.key, "type": "group", **_box(Box(h.box.left, h.box.top, h.box.width, _bottom(board.lanes[-1].box))),
         "label": h.title}
        for h in (board.stages if board.lanes else ())
    ]  # fmt: skip
    heads = (*board.lanes, *([board.loose] if board.loose else []))
    nodes += [{"id": h.key, "type": "text", **_box(h.box), "text": f"**{escaped(h.title)}**"} for h in heads]
    nodes += [{"id": h.key, "type": "text", **_box(h.box), "text": escaped(h.title)} for h in board.moods if h.title]
    nodes += [_card(card) for card in board.cards]
    keys = {card.note.id: card.key for card in board.cards}
    edges = [
        {"id": f"arrow-{number}", "fromNode": keys[arrow.source], "toNode": keys[arrow.target]}
        for number, arrow in enumerate(journey.connectors, start=1)
        if arrow.source in keys and arrow.target in keys
    ]
    return (json.dumps({"nodes": nodes, "edges": edges}, ensure_ascii=False, indent=1) + "\n").encode()


def _card(card: Card) -> Node:
    # One blank line per line end of the note: Markdown joins lines that follow each other.
    words = "\n\n".join(escaped(line) for line in said(card.note).split("\n"))
    text = f"**{escaped(heading(card.note))}**\n\n{words}"
    return {"id": card.key, "type": "text", **_box(card.box), "color": PAPERS[card.note.colour.name], "text": text}


def _box(box: Box) -> dict[str, int]:
    return {"x": box.left, "y": box.top, "width": box.width, "height": box.height}


def _bottom(box: Box) -> int:
    return box.top + box.height
