"""The map as a draw.io file: a cross-functional table of stages and lanes, one note shape per note.

Coordinates are relative to the parent cell, cells of the table tile without gaps, and labels are plain text (html=0),
so that no note can become markup.
"""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from stickyscan.export.board import EDGE, TYPE, Board, Box, Card, board_of
from stickyscan.export.paper import PAPERS, ink_on
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.type_size import longest_word
from stickyscan.export.words import map_title, one_line
from stickyscan.journey import JourneyMap

_WORDS = "html=0;whiteSpace=wrap;spacing=6;"
_CENTRED = f"{_WORDS}fontSize={TYPE};align=center;verticalAlign=middle;fontColor=#1D1C1A;"
_HEAD = f"{_CENTRED}fontStyle=1;fillColor=#EFEDE8;"
_MOOD = f"{_CENTRED}fillColor=none;strokeColor=#8C8880;"
_NOTE = f"shape=note;size=12;{_WORDS}align=left;verticalAlign=top;" + "fontSize={};fillColor={};fontColor={};"
_SMALLEST = 8  # pixels: smaller type cannot be read
_TABLE = "shape=table;childLayout=tableLayout;startSize=0;collapsible=0;fillColor=none;strokeColor=#8C8880;"
_ROW = "shape=tableRow;horizontal=0;startSize=0;collapsible=0;dropTarget=0;fillColor=none;strokeColor=#8C8880;"
_CELL = "html=0;fillColor=none;strokeColor=#8C8880;"
_ARROW = "endArrow=block;html=0;rounded=1;strokeWidth=2;strokeColor=#1D1C1A;"


def to_drawio(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """An uncompressed .drawio file."""
    board = board_of(journey)
    title = one_line(map_title(journey))
    file = Xml.Element("mxfile", host="stickyscan")
    page = Xml.SubElement(file, "diagram", id="map", name=title[:100])
    model = Xml.SubElement(page, "mxGraphModel", grid="1", gridSize="10", page="0", math="0")
    root = Xml.SubElement(model, "root")
    Xml.SubElement(root, "mxCell", id="0")
    Xml.SubElement(root, "mxCell", {"id": "1", "parent": "0"})
    cells = _table(root, board) if board.stages else {}
    if board.loose:
        _cell(root, board.loose.key, board.loose.title, _HEAD, "1", board.loose.box)
    for card in board.cards:
        if card.row is None or card.column is None:
            _note(root, card, "1", card.box)
        else:
            parent, box = cells[card.row, card.column]
            _note(root, card, parent, card.box.inside(box))
    for number, arrow in enumerate(journey.connectors, start=1):
        ends = {"source": f"note-{one_line(arrow.source)}", "target": f"note-{one_line(arrow.target)}"}
        if {card.note.id for card in board.cards} >= {arrow.source, arrow.target}:
            facts = {"id": f"arrow-{number}", "style": _ARROW, "edge": "1", "parent": "1", **ends}
            edge = Xml.SubElement(root, "mxCell", facts)
            Xml.SubElement(edge, "mxGeometry", {"relative": "1", "as": "geometry"})
    Xml.indent(file, " ")
    return bytes(Xml.tostring(file, encoding="utf-8", xml_declaration=True)) + b"\n"


def _table(root: Xml.Element, board: Board) -> dict[tuple[int, int], tuple[str, Box]]:
    """Draw the table; (row, column) -> the id of its cell and where that is on the board."""
    first = board.lanes[0].box.top
    width, bottom = board.stages[-1].box.left + board.stages[-1].box.width, board.lanes[-1].box
    whole = Box(0, 0, width, bottom.top + bottom.height)
    _cell(root, "table", "", _TABLE, "1", whole)
    corner = Box(0, 0, board.lanes[0].box.width, board.moods[0].box.top if board.moods else first)
    _cell(root, "row-0", "", _ROW, "table", Box(0, 0, width, corner.height))
    _cell(root, "corner", "", _HEAD, "row-0", corner)
    for head in board.stages:
        _cell(root, head.key, head.title, _HEAD, "row-0", Box(head.box.left, 0, head.box.width, corner.height))
    if board.moods:
        strip = Box(0, corner.height, width, first - corner.height)
        _cell(root, "row-mood", "", _ROW, "table", strip)
        for head in board.moods:
            box = Box(head.box.left, 0, head.box.width, strip.height)
            _cell(root, head.key, head.title, _HEAD if head.key == "mood" else _MOOD, "row-mood", box)
    cells: dict[tuple[int, int], tuple[str, Box]] = {}
    for row, lane in enumerate(board.lanes):
        strip = Box(0, lane.box.top, width, lane.box.height)
        _cell(root, f"row-{row + 1}", "", _ROW, "table", strip)
        _cell(root, lane.key, lane.title, _HEAD, f"row-{row + 1}", lane.box.inside(strip))
        for column, stage in enumerate(board.stages):
            box = Box(stage.box.left, lane.box.top, stage.box.width, lane.box.height)
            name = f"cell-{row + 1}-{column + 1}"
            _cell(root, name, "", _CELL, f"row-{row + 1}", box.inside(strip))
            cells[row, column] = name, box
    return cells


def _note(root: Xml.Element, card: Card, parent: str, box: Box) -> None:
    note, paper = card.note, PAPERS[card.note.colour.name]
    facts = {"kind": note.kind or "", "colour": note.colour.name, "note_id": one_line(note.id)}
    votes = {} if note.votes is None else {"votes": str(note.votes)}
    if note.sentiment is not None:
        votes["sentiment"] = str(note.sentiment)
    tags: dict[str, str] = {"tags": note.kind} if note.kind else {}
    holder = Xml.SubElement(
        root, "object", {"label": card.text, **tags, **facts, **votes, "id": f"note-{one_line(note.id)}"}
    )
    # It breaks no words: long ones fit in smaller type.
    size = min(TYPE, max(_SMALLEST, int((box.width - EDGE) / max(longest_word(card.text), 1))))
    style = _NOTE.format(size, paper, ink_on(paper))
    shape = Xml.SubElement(holder, "mxCell", {"style": style, "vertex": "1", "parent": parent})
    _geometry(shape, box)


def _cell(root: Xml.Element, key: str, value: str, style: str, parent: str, box: Box) -> None:
    facts = {"id": key, "value": value, "style": style, "vertex": "1", "parent": parent}
    _geometry(Xml.SubElement(root, "mxCell", facts), box)


def _geometry(cell: Xml.Element, box: Box) -> None:
    numbers = {"x": box.left, "y": box.top, "width": box.width, "height": box.height}
    Xml.SubElement(cell, "mxGeometry", {**{name: str(value) for name, value in numbers.items()}, "as": "geometry"})
