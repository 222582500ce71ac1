"""A mural on this machine, which checks each request with a schema after the vendor's reference.

From the vendor's pages, too: lists go on with `next`, an answer has what was asked for as its `value`, what is made is
answered with 201. What people have formatted, it tells as `htmlText` alone.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from tests.push.a_board_server import Answer, BadRequestError, BoardOnline

SCHEMAS = json.loads((Path(__file__).parents[1] / "export" / "readers" / "mural-schemas.json").read_text("utf-8"))
_PAGE = 100
_EDITOR = {"id": "u1", "firstName": "A", "lastName": "B"}


def valid(body: object, name: str) -> None:
    """Raise what jsonschema raises if the body is not what the schema of that name says."""
    _checker(name).validate(body)


@cache
def _checker(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator({"$ref": f"#/schemas/{name}", **SCHEMAS})


@dataclass
class MuralOnline(BoardOnline):
    """What is on the mural."""

    root = "/api/public/v1/murals/team.17"

    def written(self) -> dict[str, str]:
        """Id -> what is written on each item."""
        shown = {key: widget for key, widget in self.items.items() if widget["type"] != "arrow"}
        return {key: str(widget.get("text") or widget["title"]) for key, widget in shown.items()}

    def notes(self) -> Counter[str]:
        """The texts of the sticky notes."""
        return Counter(widget["text"] for widget in self.items.values() if widget["type"] == "sticky note")

    def frames(self) -> list[str]:
        """The ids of the areas."""
        return [key for key, widget in self.items.items() if widget["type"] == "area"]

    def taggings(self) -> list[tuple[str, str]]:
        """The ids of items, each with that of a tag that it has."""
        return [(key, tag) for key, widget in self.items.items() for tag in widget.get("tags", ())]

    def arrows(self) -> int:
        """How many arrows there are."""
        return sum(1 for widget in self.items.values() if widget["type"] == "arrow")

    def cost(self, method: str, path: str, body: Any) -> int:
        """Calls are counted, whatever they do."""
        return 1

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        """Carry a request out."""
        for pattern, function in _ROUTES.items():
            if found := re.fullmatch(pattern, f"{method} {path}"):
                return function(self, *found.groups(), query=query, body=body)
        raise BadRequestError(f"no such call: {method} {path}")

    def _put(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        area = self.items.get(body.get("parentId", ""))
        if "parentId" in body:
            if area is None or area["type"] != "area":
                raise BadRequestError("PARENT_NOT_FOUND")
            inside = all(body[at] >= 0 and body[at] + body[size] <= area[size] for at, size in _SIDES)
            if not inside:
                raise BadRequestError("the widget is outside of its area")
        if not set(body.get("tags", ())) <= set(self.tags.values()):
            raise BadRequestError("TAG_NOT_FOUND")
        widget = {"title": "", "hidden": False, "rotation": 0, "createdBy": _EDITOR, **body}
        widget |= {"type": kind, "id": f"0-{len(self.items) + 1700}"}
        self.items[widget["id"]] = widget
        return widget

    def make_area(self, *, query: dict[str, str], body: Any) -> Answer:
        valid(body, "CreateArea")
        return 201, {"value": self._put("area", body)}

    def make_notes(self, *, query: dict[str, str], body: Any) -> Answer:
        valid(body, "CreateStickyNotes")
        return 201, {"value": self._put_all("sticky note", body)}

    def make_texts(self, *, query: dict[str, str], body: Any) -> Answer:
        valid(body, "CreateTextboxes")
        return 201, {"value": self._put_all("text", body)}

    def _put_all(self, kind: str, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        before = dict(self.items)
        try:
            return [self._put(kind, body) for body in bodies]
        except BadRequestError:
            self.items = before
            raise

    def make_arrow(self, *, query: dict[str, str], body: Any) -> Answer:
        valid(body, "CreateArrow")
        if body["startRefId"] not in self.items or body["endRefId"] not in self.items:
            raise BadRequestError("WIDGET_REFERENCE_NOT_FOUND")
        if any(not (0 <= p["x"] <= body["width"] and 0 <= p["y"] <= body["height"]) for p in body["points"]):
            raise BadRequestError("the arrow leaves its box")
        return 201, {"value": self._put("arrow", body)}

    def list_widgets(self, *, query: dict[str, str], body: Any) -> Answer:
        start, limit = int(query.get("next", "0")), int(query.get("limit", _PAGE))
        if not 1 <= limit <= _PAGE:
            raise BadRequestError("limit")
        widgets = [_as_told(widget) for widget in self.items.values()][start : start + limit]
        more = {"next": str(start + limit)} if start + limit < len(self.items) else {}
        return 200, {"value": widgets, **more}

    def widget(self, item: str, *, query: dict[str, str], body: Any) -> Answer:
        return 200, {"value": _as_told(self.items[item])}

    def change_note(self, item: str, *, query: dict[str, str], body: Any) -> Answer:
        valid(body, "UpdateStickyNote")
        self.items[item].update(body)
        return 200, {"value": _as_told(self.items[item])}

    def make_tag(self, *, query: dict[str, str], body: Any) -> Answer:
        valid(body, "CreateTag")
        if body["text"] in self.tags:
            raise BadRequestError("there is such a tag")
        self.tags[body["text"]] = f"t-{len(self.tags)}"
        return 201, {"value": {"id": self.tags[body["text"]], **body}}

    def list_tags(self, *, query: dict[str, str], body: Any) -> Answer:
        return 200, {"value": [{"id": key, "text": text} for text, key in self.tags.items()]}


_SIDES = (("x", "width"), ("y", "height"))
_ROUTES: dict[str, Callable[..., Answer]] = {
    "POST /widgets/area": MuralOnline.make_area,
    "POST /widgets/sticky-note": MuralOnline.make_notes,
    "POST /widgets/textbox": MuralOnline.make_texts,
    "POST /widgets/arrow": MuralOnline.make_arrow,
    "GET /widgets": MuralOnline.list_widgets,
    "GET /widgets/([0-9-]+)": MuralOnline.widget,
    "PATCH /widgets/sticky-note/([0-9-]+)": MuralOnline.change_note,
    "POST /tags": MuralOnline.make_tag,
    "GET /tags": MuralOnline.list_tags,
}


def _as_told(widget: dict[str, Any]) -> dict[str, Any]:
    if widget["type"] != "sticky note":
        return widget
    shown = "".join(f"<div>{html.escape(line)}</div>" for line in widget["text"].split("\n"))
    return {**widget, "text": "", "htmlText": f'<html v="1">{shown}</html>'}
