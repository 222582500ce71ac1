"""A chat endpoint on this machine that answers as a test says, and keeps what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What is sent back.

    `wait`: seconds before it. `drip`: seconds between its bytes. `cut`: bytes that are promised and not sent.
    """

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    drip: float = 0.0
    cut: int = 0


@dataclass
class ChatServer:
    """Where it listens, and the questions in the order they came: path, headers, body."""

    url: str
    asked: list[tuple[str, Mapping[str, str], dict[str, Any]]]
    most_at_once: int = 0


Script = Callable[[int, dict[str, Any]], Reply]  # the number of the question, from 0, and its body


def said(content: object) -> Reply:
    """A chat completion that says this; anything but text as JSON."""
    text = content if isinstance(content, str) else json.dumps(content)
    return Reply(json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode())


def lines(*texts: str, sure: bool = True) -> Reply:
    """The answer of a model that follows instructions."""
    return said({"lines": [{"text": text, "sure": sure} for text in texts]})


@contextmanager
def a_chat_server(script: Script) -> Iterator[ChatServer]:
    """Serve until the end of the block."""
    lock = threading.Lock()
    over = threading.Event()
    busy = 0

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits 40 ms for the reader's acknowledgement

        def do_POST(self) -> None:
            nonlocal busy
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                number = len(server.asked)
                server.asked.append((self.path, dict(self.headers.items()), body))
                busy += 1
                server.most_at_once = max(server.most_at_once, busy)
            try:
                self._send(script(number, body))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the reader has hung up, as it should on a slow answer
            finally:
                with lock:
                    busy -= 1

        def _send(self, reply: Reply) -> None:
            over.wait(reply.wait)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body) + reply.cut))
            self.end_headers()
            if not reply.drip:
                self.wfile.write(reply.body)
            for byte in reply.body if reply.drip else b"":
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                if over.wait(reply.drip):
                    return
            if reply.cut:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: tests look at what is printed."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = ChatServer(f"http://127.0.0.1:{http.server_address[1]}/v1", [])
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        over.set()
        http.shutdown()
        thread.join()
        http.server_close()


def elapsed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    started = time.monotonic()
    work()
    return time.monotonic() - started
