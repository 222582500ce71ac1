"""Where the server listens and how it ends: sockets first, so that the port is known before anything is told of it."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
import threading
from collections.abc import Iterable, Sequence

import uvicorn
from starlette.types import ASGIApp

from stickyscan.errors import UsageError

LOOPBACK = "127.0.0.1"
_BACKLOG = 256
# Addresses that are reserved for documentation: no packet is sent, the system only says which way one would go.
_FAR_AWAY = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


def own_addresses() -> tuple[str, ...]:
    """This computer's addresses in its networks, the one that others most likely reach in front; loopback left out."""
    found: list[str] = []
    for family, far_away in _FAR_AWAY:
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far_away, 9))
            found.append(str(probe.getsockname()[0]))
    with contextlib.suppress(OSError):
        found.extend(str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None))
    return tuple(one for one in dict.fromkeys(found) if _is_reachable(one))


def _is_reachable(address: str) -> bool:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:  # such as fe80::1%eth0, which no browser takes
        return False
    return not (known.is_loopback or known.is_link_local or known.is_unspecified)


def open_sockets(addresses: Sequence[str], port: int) -> tuple[tuple[socket.socket, ...], int]:
    """Listening sockets on these addresses only, all on one port, and that port; 0 takes any free one.

    Raises:
        UsageError: the port is taken, or may not be used.
    """
    opened: list[socket.socket] = []
    try:
        for address in addresses:
            opened.append(_listening(address, port))
            port = opened[0].getsockname()[1]
    except OSError as problem:
        for one in opened:
            one.close()
        if problem.errno == errno.EADDRINUSE:
            raise UsageError(f"port {port} is taken, perhaps by another stickyscan. Name another one, or 0 for any, "
                             "with --port.") from problem  # fmt: skip
        raise UsageError(
            f"cannot listen on port {port} ({problem.strerror}). Name another one with --port."
        ) from problem
    return tuple(opened), port


def _listening(address: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


class _Server(uvicorn.Server):
    """Says at once that it is about to end, so that streams without an end come to one."""

    def __init__(self, config: uvicorn.Config, stopping: threading.Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    @property
    def should_exit(self) -> bool:
        return self._asked

    @should_exit.setter
    def should_exit(self, asked: bool) -> None:
        self._asked = asked
        if asked:
            self._stopping.set()


def serve_until_stopped(app: ASGIApp, sockets: Iterable[socket.socket], stopping: threading.Event) -> None:
    """Answer requests until Ctrl-C or SIGTERM; `stopping` is set as soon as one comes."""
    config = uvicorn.Config(
        app, log_level="error", access_log=False, server_header=False, date_header=False, lifespan="off",
        proxy_headers=False, timeout_keep_alive=30, timeout_graceful_shutdown=3, limit_concurrency=300,
        h11_max_incomplete_event_size=32_768,
    )  # fmt: skip
    server = _Server(config, stopping)
    try:
        with contextlib.suppress(KeyboardInterrupt):  # the way to end it, and so no failure
            server.run(sockets=list(sockets))
    finally:
        stopping.set()
        for one in sockets:
            one.close()
