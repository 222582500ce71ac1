"""A whiteboard service on this machine, that fails as a test says; what is on the board, the board itself knows."""

from __future__ import annotations

import json
import socket
import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Literal
from urllib.parse import parse_qs, urlsplit

import jsonschema

# "busy": refused with 429. "fail": 500, nothing done. "fail after": done, then 500. "hang up": no answer, nothing done.
# "hang up after": done, no answer. "slow after": done, the answer comes too late.
Fault = Literal["busy", "fail", "fail after", "hang up", "hang up after", "slow after"]
Answer = tuple[int, dict[str, Any] | None]


class BadRequestError(Exception):
    """What the service would answer with 400."""


@dataclass
class BoardOnline(ABC):
    """What is on a board, what was asked of it, and what it allows."""

    root: ClassVar[str]
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)  # title -> id
    asked: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    refused: int = 0
    credits: float = 1e9
    minute: float = 0.0

    @abstractmethod
    def written(self) -> dict[str, str]:
        """Id -> what is written on each item, arrows left out."""

    @abstractmethod
    def notes(self) -> Counter[str]:
        """The texts of the sticky notes, a line for each of theirs."""

    @abstractmethod
    def frames(self) -> list[str]:
        """The ids of the frames."""

    @abstractmethod
    def taggings(self) -> list[tuple[str, str]]:
        """The ids of items, each with that of a tag that it has."""

    @abstractmethod
    def arrows(self) -> int:
        """How many arrows there are."""

    def remove(self, item: str) -> None:
        """As somebody takes it off the board."""
        del self.items[item]

    @abstractmethod
    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        """Carry a request out."""

    @abstractmethod
    def cost(self, method: str, path: str, body: Any) -> int:
        """What a call uses up of the credits."""


Script = Callable[[int, str], Fault | None]  # the number of the request, from 0, and "METHOD /path"


# What other boards have addresses under.
_OTHERS = ("/v2/", "/api/")


class _Server(ThreadingHTTPServer):
    def __init__(self, board: BoardOnline, script: Script, clock: Callable[[], float], per_minute: float) -> None:
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

    def do_PATCH(self) -> None:
        self._serve("PATCH")

    def _serve(self, method: str) -> None:
        board, parts = self.server.board, urlsplit(self.path)
        path = parts.path.removeprefix(board.root)
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
        if path.startswith(_OTHERS) or self.headers["Authorization"] != "Bearer secret":
            return 404 if path.startswith(_OTHERS) else 401
        self.server.refill()
        needed = board.cost(method, path, body)
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
def a_board_server(
    board: BoardOnline,
    script: Script = lambda *_: None,
    clock: Callable[[], float] = lambda: 0.0,
    per_minute: float = 1e9,
) -> Iterator[str]:
    """Serve the board to the token `secret` until the end of the block; its address."""
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
