"""A Miro board on this machine, which checks each request with the vendor's published schema.

What the vendor's description does not hold is from its pages: the list of items (limit 10..50, cursor), tags put on
with `?tag_id=` and answered with 204, at most 8 tags on a note and 100 on a board, an item inside its frame, credits.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from tests.push.a_board_server import Answer, BadRequestError, BoardOnline

SCHEMAS = json.loads((Path(__file__).parents[1] / "export" / "readers" / "miro-schemas.json").read_text("utf-8"))
_SINGLE = {"sticky_note": "StickyNoteCreateRequest", "text": "TextCreateRequest"}
_ANSWERS = {"sticky_note": "StickyNoteItem", "text": "TextItem", "frame": "FrameItem"}


def valid(body: object, name: str) -> None:
    """Raise what jsonschema raises if the body is not what the vendor's schema of that name says."""
    _checker(name).validate(body)


@cache
def _checker(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{name}", **SCHEMAS})


@dataclass
class MiroOnline(BoardOnline):
    """What is on the board."""

    tagged: list[tuple[str, str]] = field(default_factory=list)
    connectors: list[dict[str, Any]] = field(default_factory=list)
    root = "/v2/boards/B="

    def written(self) -> dict[str, str]:
        """Id -> what is written on each item."""
        return {key: str(item["data"].get("content") or item["data"]["title"]) for key, item in self.items.items()}

    def notes(self) -> Counter[str]:
        """The texts of the sticky notes."""
        return Counter(
            "\n".join(html.unescape(line) for line in re.findall("<p>(.*?)</p>", item["data"]["content"], re.DOTALL))
            for item in self.items.values()
            if item["type"] == "sticky_note"
        )

    def frames(self) -> list[str]:
        """The ids of the frames."""
        return [key for key, item in self.items.items() if item["type"] == "frame"]

    def taggings(self) -> list[tuple[str, str]]:
        """The ids of items, each with that of a tag that it has."""
        return self.tagged

    def arrows(self) -> int:
        """How many arrows there are."""
        return len(self.connectors)

    def cost(self, method: str, path: str, body: Any) -> int:
        """The credits of a call."""
        if path == "/items/bulk":
            return 100 * len(body)
        return 50 if "tags" in path or (method == "POST" and path.startswith("/items/")) else 100

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        """Carry a request out."""
        for pattern, function in _ROUTES.items():
            if found := re.fullmatch(pattern, f"{method} {path}"):
                return function(self, *found.groups(), query=query, body=body)
        raise BadRequestError(f"no such call: {method} {path}")

    def _new_id(self) -> str:
        return str(3458764517517819000 + len(self.items) + len(self.tags) + len(self.connectors))

    def _put(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        if len(body.get("geometry", {"": 0})) != (2 if kind == "frame" else 1):
            raise BadRequestError("either width or height")
        frame = self.items.get(body.get("parent", {}).get("id", ""))
        if "parent" in body:
            if frame is None or frame["type"] != "frame":
                raise BadRequestError("no such frame")
            x, y = body["position"]["x"], body["position"]["y"]
            if not (0 <= x <= frame["geometry"]["width"] and 0 <= y <= frame["geometry"]["height"]):
                raise BadRequestError("the position is outside of the parent")
        item = {**body, "id": self._new_id(), "type": kind, "links": {"self": "http://x.example"}}
        valid({name: part for name, part in item.items() if name not in {"links", "parent"}}, _ANSWERS[kind])
        return item

    def make_frame(self, *, query: dict[str, str], body: Any) -> Answer:
        valid(body, "FrameCreateRequest")
        frame = self._put("frame", body)
        self.items[frame["id"]] = frame
        return 201, frame

    def make_items(self, *, query: dict[str, str], body: Any) -> Answer:
        if not 1 <= len(body) <= 20:
            raise BadRequestError("1 to 20 items")
        before = dict(self.items)
        made = []
        try:
            for part in body:
                valid(part, "ItemCreate")
                single = {name: value for name, value in part.items() if name != "type"}
                valid(single, _SINGLE[part["type"]])
                item = self._put(part["type"], single)
                self.items[item["id"]] = item
                made.append(item)
        except BadRequestError:
            self.items = before
            raise
        answer = {"type": "bulk-list", "data": [{**item, "links": {}} for item in made]}
        valid(answer, "Items")
        return 201, answer

    def list_items(self, *, query: dict[str, str], body: Any) -> Answer:
        return 200, _page(list(self.items.values()), query)

    def make_tag(self, *, query: dict[str, str], body: Any) -> Answer:
        valid(body, "TagCreateRequest")
        if body["title"] in self.tags or len(self.tags) >= 100:
            raise BadRequestError("the title is taken, or there are 100 tags")
        self.tags[body["title"]] = self._new_id()
        answer = {**self._tag(body["title"]), "links": {"self": "http://x.example"}}
        valid(answer, "TagWithLinks")
        return 201, answer

    def list_tags(self, *, query: dict[str, str], body: Any) -> Answer:
        start, limit = int(query.get("offset", 0)), int(query.get("limit", 20))
        assert 1 <= limit <= 50
        part = [self._tag(title) for title in self.tags][start : start + limit]
        answer = {"data": part, "total": len(self.tags), "size": len(part), "offset": start, "limit": limit}
        valid(answer, "TagsPagedResponse")
        return 200, answer

    def attach(self, item: str, *, query: dict[str, str], body: Any) -> Answer:
        if self.items[item]["type"] != "sticky_note" or query["tag_id"] not in self.tags.values() or body is not None:
            raise BadRequestError("this cannot be tagged so")
        if sum(1 for at, _ in self.tagged if at == item) >= 8:
            raise BadRequestError("8 tags at most")
        self.tagged.append((item, query["tag_id"]))
        return 204, None

    def tags_of(self, item: str, *, query: dict[str, str], body: Any) -> Answer:
        own = {tag for at, tag in self.tagged if at == item}
        answer = {"tags": [self._tag(title) for title, tag in self.tags.items() if tag in own]}
        valid(answer, "GetTagsResponse")
        return 200, answer

    def make_connector(self, *, query: dict[str, str], body: Any) -> Answer:
        valid(body, "ConnectorCreationData")
        ends = [body[end]["id"] for end in ("startItem", "endItem")]
        if ends[0] == ends[1] or any(self.items[end]["type"] == "frame" for end in ends):
            raise BadRequestError("these cannot be connected")
        connector = {"id": self._new_id(), "type": "connector", **body}
        valid(connector, "ConnectorWithLinks")
        self.connectors.append(connector)
        return 200, connector

    def list_connectors(self, *, query: dict[str, str], body: Any) -> Answer:
        answer = _page(self.connectors, query)
        valid(answer, "ConnectorsCursorPaged")
        return 200, answer

    def _tag(self, title: str) -> dict[str, Any]:
        return {"id": self.tags[title], "title": title, "type": "tag", "fillColor": "blue"}


_ROUTES: dict[str, Callable[..., Answer]] = {
    "POST /frames": MiroOnline.make_frame,
    "POST /items/bulk": MiroOnline.make_items,
    "GET /items": MiroOnline.list_items,
    "POST /tags": MiroOnline.make_tag,
    "GET /tags": MiroOnline.list_tags,
    "POST /items/([0-9]+)": MiroOnline.attach,
    "GET /items/([0-9]+)/tags": MiroOnline.tags_of,
    "POST /connectors": MiroOnline.make_connector,
    "GET /connectors": MiroOnline.list_connectors,
}


def _page(things: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
    start, limit = int(query.get("cursor", "0")), int(query.get("limit", "10"))
    assert 10 <= limit <= 50
    part = things[start : start + limit]
    more = {"cursor": str(start + limit)} if start + limit < len(things) else {}
    return {"data": part, "total": len(things), "size": len(part), "limit": limit, **more}
