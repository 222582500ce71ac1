"""A Miro board on this machine: checks each request with the vendor's published schema, and fails as a test says.

What the vendor's description does not hold is from its pages: the list of items (limit 10..50, cursor), tags put on
with `?tag_id=` and answered with 204, at most 8 tags on a note and 100 on a board, an item inside its frame, credits.
"""

from __future__ import annotations

import json
import re
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import jsonschema

SCHEMAS = json.loads((Path(__file__).parents[1] / "export" / "readers" / "miro-schemas.json").read_text("utf-8"))
# "busy": refused with 429. "fail": 500, nothing done. "fail after": done, then 500. "hang up": no answer, nothing done.
# "hang up after": done, no answer. "slow after": done, the answer comes too late.
Fault = Literal["busy", "fail", "fail after", "hang up", "hang up after", "slow after"]
Answer = tuple[int, dict[str, Any] | None]
_SINGLE = {"sticky_note": "StickyNoteCreateRequest", "text": "TextCreateRequest"}
_ANSWERS = {"sticky_note": "StickyNoteItem", "text": "TextItem", "frame": "FrameItem"}
_WHO = {"id": "1", "type": "user"}


def valid(body: object, name: str) -> None:
    """Raise what jsonschema raises if the body is not what the vendor's schema of that name says."""
    jsonschema.validate(body, {"$ref": f"#/components/schemas/{name}", **SCHEMAS})


class BadRequestError(Exception):
    """What Miro would answer with 400."""


@dataclass
class Board:
    """What is on the board, and what was asked."""

    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    tagged: list[tuple[str, str]] = field(default_factory=list)
    connectors: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    refused: int = 0
    credits: float = 1e9
    minute: float = 0.0

    def texts(self, kind: str = "sticky_note") -> Counter[str]:
        """The contents of the items of a kind."""
        return Counter(i["data"].get("content") or i["data"]["title"] for i in self.items.values() if i["type"] == kind)

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
    "POST /frames": Board.make_frame,
    "POST /items/bulk": Board.make_items,
    "GET /items": Board.list_items,
    "POST /tags": Board.make_tag,
    "GET /tags": Board.list_tags,
    "POST /items/([0-9]+)": Board.attach,
    "GET /items/([0-9]+)/tags": Board.tags_of,
    "POST /connectors": Board.make_connector,
    "GET /connectors": Board.list_connectors,
}


def _page(things: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
    start, limit = int(query.get("cursor", "0")), int(query.get("limit", "10"))
    assert 10 <= limit <= 50
    part = things[start : start + limit]
    more = {"cursor": str(start + limit)} if start + limit < len(things) else {}
    return {"data": part, "total": len(things), "size": len(part), "limit": limit, **more}


def cost(method: str, path: str, body: Any) -> int:
    """The credits of a call."""
    if path == "/items/bulk":
        return 100 * len(body)
    return 50 if "tags" in path or (method == "POST" and path.startswith("/items/")) else 100


Script = Callable[[int, str], Fault | None]  # the number of the request, from 0, and "METHOD /path"


class _Server(ThreadingHTTPServer):
    def __init__(self, board: Board, script: Script, clock: Callable[[], float], per_minute: float) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.board, self.script, self.clock, self.per_minute = board, script, clock, per_minute
        self.over = threading.Event()
        self.refill()

    def refill(self) -> None:
        """A new minute, new credits."""
        if self.clock() >= self.board.minute:
            self.board.credits, self.board.minute = self.per_minute, self.clock() + 60


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def _serve(self, method: str) -> None:
        board, parts = self.server.board, urlsplit(self.path)
        path = parts.path.removeprefix("/v2/boards/B=")
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        fault = self.server.script(len(board.asked), f"{method} {path}")
        board.asked.append(f"{method} {path}")
        refusal = self._refusal(method, path, body, fault)
        if refusal is not None:
            self._send(refusal, {"status": refusal, "message": "no", "type": "error"})
        elif fault == "hang up":
            self._hang_up()
        else:
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self._send_or_fail(fault, *self._carried_out(method, path, query, body))

    def _refusal(self, method: str, path: str, body: Any, fault: Fault | None) -> int | None:
        board = self.server.board
        if path.startswith("/v2/") or self.headers["Authorization"] != "Bearer secret":
            return 404 if path.startswith("/v2/") else 401
        self.server.refill()
        needed = cost(method, path, body)
        if fault == "busy" or board.credits < needed:
            board.refused += 1
            return 429
        board.credits -= needed
        return 500 if fault == "fail" else None

    def _carried_out(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        board = self.server.board
        try:
            return board.answer(method, path, query, body)
        except (BadRequestError, jsonschema.ValidationError, AssertionError, KeyError) as problem:
            board.problems.append(f"{method} {path}: {type(problem).__name__}: {str(problem)[:300]}")
            return 400, {"status": 400, "message": str(problem)[:200], "type": "error"}

    def _send_or_fail(self, fault: Fault | None, status: int, answer: dict[str, Any] | None) -> None:
        if fault == "hang up after":
            self._hang_up()
        elif fault == "fail after":
            self._send(502, None)
        else:
            self.server.over.wait(8.0 if fault == "slow after" else 0.0)
            self._send(status, answer)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, status: int, answer: dict[str, Any] | None) -> None:
        board = self.server.board
        told = b"" if answer is None else json.dumps(answer).encode()
        try:
            self.send_response(status)
            self.send_header("X-RateLimit-Remaining", f"{board.credits:.0f}")
            self.send_header("X-RateLimit-Reset", f"{board.minute:.0f}")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)
        except OSError:
            self.close_connection = True  # the other side has hung up or died, as it should

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: tests look at what is printed."""


@contextmanager
def a_miro_server(
    board: Board, script: Script = lambda *_: None, clock: Callable[[], float] = lambda: 0.0, per_minute: float = 1e9
) -> Iterator[str]:
    """Serve the board `B=` to the token `secret` until the end of the block; its address."""
    http = _Server(board, script, clock, per_minute)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_address[1]}"
    finally:
        http.over.set()
        http.shutdown()
        thread.join()
        http.server_close()
