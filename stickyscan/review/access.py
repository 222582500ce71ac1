"""Who may come in over the network: the link's token, the cookie that it is exchanged for, and what a guest may see.

There are two roles. The owner sits at the computer that serves and sees every wall. A guest came by the link (the QR
code) with a phone, may photograph walls, and sees the walls that were photographed since the server started.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Literal

Role = Literal["owner", "guest"]
LINK_JOINS = 20  # phones that one link lets in: a workshop's worth
LINK_SECONDS = 60 * 60.0  # after which a link lets nobody in any more
VISIT_SECONDS = 12 * 60 * 60.0  # how long a cookie is good for: a long workshop day
_TOKEN_BYTES = 16  # 128 bits: beyond guessing, and short enough for a code that old cameras read

_WALL = re.compile(r"/(?:api/)?walls/([^/]+)(?:/.*)?")
_FOR_GUESTS = re.compile(r"/|/phone|/static/.*|/api/uploads(?:/.*)?|/api/scans(?:/.*)?")


@dataclass(frozen=True)
class Link:
    """A link as it stands now. `joins` phones may still come, for `seconds`."""

    token: str
    joins: int
    seconds: float


class Door:
    """Lets in who has the token. Tokens and cookies live in memory only: they end with the server."""

    def __init__(
        self, joins: int = LINK_JOINS, seconds: float = LINK_SECONDS, clock: Callable[[], float] = time.time
    ) -> None:
        self._joins, self._seconds, self._clock = joins, seconds, clock
        self._secret = secrets.token_bytes(32)
        self.owner_token = secrets.token_urlsafe(_TOKEN_BYTES)
        self.renew()

    def renew(self) -> None:
        """A new link; the one before lets nobody in any more. Who is in stays in."""
        self._token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._left, self._until = self._joins, self._clock() + self._seconds

    @property
    def link(self) -> Link:
        """The present link for phones."""
        return Link(self._token, self._left, max(0.0, self._until - self._clock()))

    def join(self, token: str, *, from_here: bool, cookie: str | None = None) -> str | None:
        """The cookie for a token, or None if it lets nobody in. Coming again with a good cookie costs no join.

        `from_here`: the request comes from this computer; the owner's token is good for nothing elsewhere.
        """
        if _same(token, self.owner_token):
            return self._signed("owner") if from_here else None
        if not _same(token, self._token) or self._clock() >= self._until:
            return None
        if self.role(cookie) is not None:
            return cookie
        if self._left < 1:
            return None
        self._left -= 1
        return self._signed("guest")

    def role(self, cookie: str | None) -> Role | None:
        """Whose cookie this is; None if it is not one of ours, or too old."""
        role, _, rest = (cookie or "").partition(".")
        until, _, signature = rest.partition(".")
        if not _same(signature, self._signature(role, until)) or not until.isdecimal() or int(until) < self._clock():
            return None
        return "owner" if role == "owner" else "guest"

    def _signed(self, role: Role) -> str:
        until = f"{self._clock() + VISIT_SECONDS:.0f}"
        return f"{role}.{until}.{self._signature(role, until)}"

    def _signature(self, role: str, until: str) -> str:
        said = f"{role}.{until}".encode(errors="surrogateescape")
        return hmac.new(self._secret, said, hashlib.sha256).hexdigest()


def guest_may(path: str, walls: Set[str]) -> bool:
    """Whether a guest may go to this path; `walls`: the keys of those photographed since the server started."""
    if ".." in path.split("/"):
        return False
    wall = _WALL.fullmatch(path)
    return wall[1] in walls if wall else _FOR_GUESTS.fullmatch(path) is not None


def _same(given: str, secret: str) -> bool:
    """Equal or not, in a time that does not tell how much of it was right."""
    return hmac.compare_digest(given.encode(errors="surrogateescape"), secret.encode())
