"""Every note of a map, with its place, kind and words, is found again in each drawing by a reader that is not ours."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import jsonschema
import pytest
from lxml import etree
from markdown_it import MarkdownIt

from stickyscan.export import export
from stickyscan.export.words import one_line
from stickyscan.journey import JourneyMap
from tests.builders import a_map, a_note
from tests.export.demo_wall import demo_map
from tests.export.maps import MAPS, Fact, fact, facts_of, place_of
from tests.export.test_to_markdown import plain

Box = tuple[float, float, float, float]
every_map = pytest.mark.parametrize("make", MAPS.values(), ids=list(MAPS))
Make = Callable[[], JourneyMap]
_NUMBER = {"type": "integer"}
_BOXED = {"x": _NUMBER, "y": _NUMBER, "width": {**_NUMBER, "minimum": 1}, "height": {**_NUMBER, "minimum": 1}}
# JSON Canvas 1.0, the parts that are used here.
CANVAS = {
    "type": "object",
    "required": ["nodes", "edges"],
    "additionalProperties": False,
    "properties": {
        "nodes": {
            "items": {
                "required": ["id", "type", "x", "y", "width", "height"],
                "properties": {
                    **_BOXED,
                    "id": {"type": "string"},
                    "type": {"enum": ["text", "group"]},
                    "color": {"pattern": "^(#[0-9a-fA-F]{6}|[1-6])$"},
                },
                "oneOf": [{"required": ["text"]}, {"required": ["label"]}],
            }
        },
        "edges": {"items": {"required": ["id", "fromNode", "toNode"]}},
    },
}
_ID = {"type": "string", "pattern": "^[A-Za-z0-9._~-]{1,36}$"}
_TEXT, _COLOUR = {"type": "string"}, {"pattern": "^#[0-9a-fA-F]{6}$"}
_STROKE = {
    "properties": {"color": _COLOUR, "width": {"type": "number"}, "style": {"enum": ["solid", "dashed", "dotted"]}},
    "additionalProperties": False,
}
_END = {
    "required": ["type", "style", "shapeId"],
    "properties": {"type": {"const": "shapeEndpoint"}, "style": {"enum": ["none", "arrow"]}, "shapeId": _ID},
    "additionalProperties": False,
}
_FACTS = {"items": {"required": ["key", "value"], "properties": {"key": _TEXT, "value": _TEXT}}}
# Lucid's standard import, from the vendor's pages on pages, shapes and lines: what is used here, and nothing else.
LUCID = {
    "type": "object",
    "required": ["version", "pages"],
    "properties": {
        "version": {"const": 1},
        "pages": {
            "minItems": 1,
            "items": {
                "required": ["id", "title", "shapes", "lines"],
                "properties": {
                    "id": _ID,
                    "title": _TEXT,
                    "shapes": {
                        "items": {
                            "required": ["id", "type", "boundingBox"],
                            "properties": {
                                "id": _ID,
                                "type": {"enum": ["stickyNote", "rectangle"]},
                                "boundingBox": {
                                    "required": ["x", "y", "w", "h"],
                                    "patternProperties": {"^[xywh]$": {"type": "number"}},
                                    "additionalProperties": False,
                                },
                                "text": _TEXT,
                                "style": {
                                    "properties": {
                                        "fill": {
                                            "required": ["type", "color"],
                                            "properties": {"type": {"const": "color"}, "color": _COLOUR},
                                            "additionalProperties": False,
                                        },
                                        "stroke": _STROKE,
                                        "textColor": _COLOUR,
                                    },
                                    "additionalProperties": False,
                                },
                                "customData": _FACTS,
                            },
                            "additionalProperties": False,
                        }
                    },
                    "lines": {
                        "items": {
                            "required": ["id", "lineType", "endpoint1", "endpoint2"],
                            "properties": {
                                "id": _ID,
                                "lineType": {"enum": ["straight", "elbow", "curved"]},
                                "endpoint1": _END,
                                "endpoint2": _END,
                            },
                            "additionalProperties": False,
                        }
                    },
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def where(box: Box, stages: Iterable[tuple[str, Box]], lanes: Iterable[tuple[str, Box]]) -> str:
    """The place told by geometry: the stage under which and the lane beside which the middle of the box lies."""
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    across = [title for title, (left, _, width, _) in stages if left <= x <= left + width]
    down = [title for title, (_, top, _, height) in lanes if top <= y <= top + height]
    assert (len(across), len(down)) <= (1, 1)
    return "not placed" if "Not placed" in down else place_of(*across, *down)


def assert_apart(boxes: list[Box]) -> None:
    for i, (x, y, width, height) in enumerate(boxes):
        for other_x, other_y, other_width, other_height in boxes[:i]:
            apart_x = x >= other_x + other_width or other_x >= x + width
            assert apart_x or y >= other_y + other_height or other_y >= y + height, (boxes[i], i)


def box_of(thing: dict[str, Any], names: str = "x y width height") -> Box:
    x, y, width, height = (thing[name] for name in names.split())
    return x, y, width, height


@every_map
def test_json_canvas(make: Make) -> None:
    journey = make()
    canvas = json.loads(export(journey, "jsoncanvas"))
    jsonschema.validate(canvas, CANVAS)
    nodes = {node["id"]: node for node in canvas["nodes"]}
    assert len(nodes) == len(canvas["nodes"])
    read = {key: "\n".join(_paragraphs(node["text"])) for key, node in nodes.items() if node["type"] == "text"}
    stages = [(node["label"], box_of(node)) for node in nodes.values() if node["type"] == "group"]
    lanes = [(read[key], box_of(nodes[key])) for key in read if key.startswith(("lane-", "not-placed"))]
    found: Counter[Fact] = Counter()
    for key, text in read.items():
        if key.startswith("note-"):
            found[fact(where(box_of(nodes[key]), stages, lanes), text)] += 1
    assert found == facts_of(journey, _as_paragraphs)
    assert {end for edge in canvas["edges"] for end in (edge["fromNode"], edge["toNode"])} <= set(nodes)


def _as_paragraphs(words: str) -> str:
    return "\n".join(one_line(line) for line in words.split("\n") if line.strip())


def _paragraphs(markdown: str) -> list[str]:
    return [plain(token) for token in MarkdownIt("commonmark").parse(markdown) if token.type == "inline"]


@every_map
def test_drawio(make: Make) -> None:
    journey = make()
    root = etree.fromstring(export(journey, "drawio")).find("diagram/mxGraphModel/root")
    assert root is not None
    cells: dict[str, Any] = {}
    for element in root:
        cell = element if element.tag == "mxCell" else element[0]
        assert element.get("id") not in cells
        cells[str(element.get("id"))] = cell
    parents = {key: cell.get("parent") for key, cell in cells.items() if key != "0"}
    assert set(parents.values()) <= set(cells), "an orphan would be hung somewhere else without a word"
    found: Counter[Fact] = Counter()
    for element in root.iter("object"):
        cell = parents[str(element.get("id"))]
        titles: tuple[str, ...] = ()
        if cell is not None and cell.startswith("cell-"):
            _, row, column = cell.split("-")
            titles = cells[f"stage-{column}"].get("value"), cells[f"lane-{row}"].get("value")
        found[fact(place_of(*titles), str(element.get("label")))] += 1
        assert "html=0" in element[0].get("style", "")
    assert found == facts_of(journey)
    _assert_tiled(cells)


def _assert_tiled(cells: dict[str, Any]) -> None:
    """The cells of each row of the table lie side by side without a gap, and fill the row."""
    for key, row in cells.items():
        if key.startswith("row-"):
            boxes = [_geometry(cell) for cell in cells.values() if cell.get("parent") == key]
            x = 0.0
            for left, top, width, height in boxes:
                assert (left, top, height) == (x, 0, _geometry(row)[3])
                x += width
            assert x == _geometry(row)[2]


def _geometry(cell: Any) -> Box:
    left, top, width, height = (float(cell[0].get(name)) for name in ("x", "y", "width", "height"))
    return left, top, width, height


@every_map
def test_opml_has_a_head_and_a_body(make: Make) -> None:
    root = etree.fromstring(export(make(), "opml"))
    assert (root.tag, root.get("version"), [child.tag for child in root]) == ("opml", "2.0", ["head", "body"])
    assert all(leaf.get("text") for leaf in root.iter("outline"))


@every_map
def test_lucid(make: Make) -> None:
    journey = make()
    with zipfile.ZipFile(io.BytesIO(export(journey, "lucid"))) as file:
        assert file.namelist() == ["document.json"]
        assert file.getinfo("document.json").file_size <= 2_000_000, "the vendor's limit"
        document = json.loads(file.read("document.json"))
    jsonschema.validate(document, LUCID)
    wrong = json.dumps(document).replace('"boundingBox"', '"box"', 1)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(wrong), LUCID)
    (page,) = document["pages"]
    shapes = {shape["id"]: shape for shape in page["shapes"]}
    assert len(shapes) == len(page["shapes"])
    boxes = {key: box_of(shape["boundingBox"], "x y w h") for key, shape in shapes.items()}
    stages = [(shapes[key]["text"], box) for key, box in boxes.items() if key.startswith("stage-")]
    lanes = [(shapes[key]["text"], box) for key, box in boxes.items() if key.startswith(("lane-", "not-placed"))]
    notes = {key: shape["text"] for key, shape in shapes.items() if shape["type"] == "stickyNote"}
    assert Counter(fact(where(boxes[key], stages, lanes), text) for key, text in notes.items()) == facts_of(journey)
    ends = {line[end]["shapeId"] for line in page["lines"] for end in ("endpoint1", "endpoint2")}
    assert ends <= set(shapes)


def test_ids_that_break_markup_stay_ids() -> None:
    journey = a_map(a_note("x", id='"><b>\x00 1'), a_note("y", id="' 2"))
    for name in ("drawio", "excalidraw", "jsoncanvas", "opml", "lucid", "miro", "pptx", "html", "xlsx", "mermaid"):
        assert export(journey, name)


def test_arrows_lead_from_note_to_note() -> None:
    journey = demo_map()
    (link,) = journey.connectors
    drawn = etree.fromstring(export(journey, "drawio")).find(".//mxCell[@edge='1']")
    assert drawn is not None
    assert (drawn.get("source"), drawn.get("target")) == (f"note-{link.source}", f"note-{link.target}")
    assert json.loads(export(journey, "jsoncanvas"))["edges"] == [
        {"id": "arrow-1", "fromNode": f"note-{link.source}", "toNode": f"note-{link.target}"}
    ]
