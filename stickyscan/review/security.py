"""The guard at the door of the web application: what it refuses, and the headers it puts on every answer.

In this order: the Host must be ours (else another site's name may lead here: DNS rebinding), the client may not ask too
often, with --lan it must have joined, another site's page may neither change nor embed anything, and no body may be
larger than its purpose needs or come in drop by drop.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stickyscan.review.access import Door, Role, guest_may
from stickyscan.review.rate_limits import RateLimits, RequestKind
from stickyscan.review.refused_page import Refusal, refused_answer

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
# Unless a route says otherwise: only pages with a policy of their own, and pictures and files that may be kept.
DEFAULTS = {"Content-Security-Policy": CONTENT_POLICY, "Cache-Control": "no-store"}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_PHOTO = re.compile(r"/api/uploads/[^/]+/photos")
_JOIN = re.compile(r"/join/([^/]+)")


@dataclass(frozen=True)
class Limits:
    """Bytes of a request's body, and seconds that it may pause."""

    photo_bytes: int = 60_000_000  # a 48-megapixel JPEG has 15 to 25 million
    body_bytes: int = 2_000_000
    pause: float = 30.0


@dataclass(frozen=True)
class Rules:
    """What the guard goes by.

    `hosts`: what may stand in Host, with the port, such as "127.0.0.1:8765". `door`: who may come in; None = the server
    listens to this computer only. `guest_walls` gives the keys of the walls that guests may see.
    """

    hosts: frozenset[str]
    door: Door | None = None
    guest_walls: Callable[[], Set[str]] = frozenset
    limits: Limits = Limits()
    rates: RateLimits = field(default_factory=RateLimits)

    @property
    def cookie(self) -> str:
        """The cookie's name: browsers mix up the cookies of two ports of one computer."""
        return f"stickyscan_{min(self.hosts, default=':0').rpartition(':')[2]}"


def local_hosts(port: int, addresses: Set[str] = frozenset()) -> frozenset[str]:
    """The names by which a browser may call this computer: loopback, and the given addresses of its own."""
    names = {"127.0.0.1", "localhost", "[::1]", *(f"[{one}]" if ":" in one else one for one in addresses)}
    return frozenset(f"{name}:{port}" for name in names) | (frozenset(names) if port == 80 else frozenset())


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app, self._rules = app, rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or pass it on with a watch on its body."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # there are no web sockets here
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refused_answer(refusal, headers)(scope, receive, _with_headers(send))
            return
        await self._app(scope, _watched(receive, self._most(scope), self._rules.limits.pause), _with_headers(send))

    def _refusal(self, scope: Scope, headers: Headers) -> Refusal | None:
        """Why the request goes no further; None if it does."""
        rules, path = self._rules, str(scope["path"])
        host = headers.get("host", "").lower()
        if host not in rules.hosts:
            return Refusal(403, "wrong_host", {})
        client = scope["client"][0] if scope.get("client") else ""
        wait = rules.rates.wait(client, _kind(str(scope["method"]), path))
        if wait:
            return Refusal(429, "too_often", {"seconds": f"{wait:.0f}"}, wait)
        if rules.door is not None:
            closed = self._closed(rules.door, scope, headers, path)
            if closed is not None:
                return closed
        if not _from_our_page(str(scope["method"]), headers, f"{scope['scheme']}://{host}"):
            return Refusal(403, "other_site", {})
        return _oversized(headers, self._most(scope))

    def _closed(self, door: Door, scope: Scope, headers: Headers, path: str) -> Refusal | None:
        """Only who joined comes in; a guest's way is narrow."""
        if _JOIN.fullmatch(path):
            return None  # the route exchanges the token, and refuses a wrong one
        role: Role | None = door.role(cookie_of(headers, self._rules.cookie))
        if role is None:
            return Refusal(403, "not_joined", {})
        if role == "guest" and not guest_may(path, self._rules.guest_walls()):
            return Refusal(403, "not_for_guests", {})
        scope.setdefault("state", {})["role"] = role
        return None

    def _most(self, scope: Scope) -> int:
        limits = self._rules.limits
        return limits.photo_bytes if _PHOTO.fullmatch(str(scope["path"])) else limits.body_bytes


def cookie_of(headers: Headers, name: str) -> str | None:
    """The value of a cookie that came with the request."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return None
    return found.value if found else None


def is_loopback(address: str) -> bool:
    """Whether a client's address is this computer's own loopback."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _kind(method: str, path: str) -> RequestKind:
    if _JOIN.fullmatch(path):
        return "join"
    if method in SAFE_METHODS:
        return "read"
    return "photo" if _PHOTO.fullmatch(path) else "change"


def _from_our_page(method: str, headers: Headers, own: str) -> bool:
    """Whether the request was made by a page of ours, as far as its harm demands.

    Changes need proof: the Origin, which browsers send with every change, or Sec-Fetch-Site where a browser hides the
    Origin. Reading is refused to what another site embeds or fetches; it may only lead people here.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if method not in SAFE_METHODS:
        proven = origin == own if origin not in (None, "null") else site == "same-origin"
        return proven and site in (None, "same-origin")
    if site in ("cross-site", "same-site"):
        return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return True


def _oversized(headers: Headers, most: int) -> Refusal | None:
    told = headers.get("content-length", "0")
    if not told.isdecimal():
        return Refusal(400, "malformed", {})
    return Refusal(413, "too_large", {"limit": f"{most // 1_000_000}"}) if int(told) > most else None


def _watched(receive: Receive, most: int, pause: float) -> Receive:
    """The same body, but an end to it: after `most` bytes, or when nothing comes for `pause` seconds."""
    taken, complete = 0, False

    async def next_part() -> Message:
        nonlocal taken, complete
        if complete:  # what follows is the end of the connection, which may take as long as the answer
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), pause)
        except asyncio.TimeoutError as problem:
            raise HTTPException(408, "The upload stood still for too long. Try again") from problem
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if taken > most:
                raise HTTPException(413, f"That is more than {most // 1_000_000} MB. Send a smaller file")
        return message

    return next_part


def _with_headers(send: Send) -> Send:
    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            for name, value in DEFAULTS.items():
                headers.setdefault(name, value)
        await send(message)

    return dressed
