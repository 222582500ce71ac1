"""One call to Miro's REST API in, its answer out: patience, the rate limit, and errors that say what to do.

Miro counts credits per minute: each answer tells how many are left and when there are new ones
(`X-RateLimit-Remaining`, `X-RateLimit-Reset`, seconds since 1970). A call that would need more waits until then.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import urllib3
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

from stickyscan.errors import PushRefusedError, PushUnfinishedError, UsageError

Answer = dict[str, Any]
MIRO = "https://api.miro.com"
_BUSY = 429
_LARGEST_ANSWER, _TOLD = 20_000_000, 200  # bytes; letters of the service's own words in a message
_MANY = 1_000_000.0  # credits, where nothing is known of a limit
_PAGE = 50  # items; the most that Miro gives at once
_REASONS = {
    401: "the token is not valid (any more). Put a new one into the environment as MIRO_TOKEN.",
    403: "the token may not write to this board. It needs the scopes boards:read and boards:write.",
    404: "there is no such board, or the token may not see it. The id is the part of its address after /board/.",
}


def _sleep(seconds: float) -> None:
    time.sleep(seconds)


@dataclass(frozen=True)
class Patience:
    """How long to wait, and how often to try.

    Attributes:
        timeout: seconds for one answer.
        attempts: how often one call is made at most, while nothing goes on.
        backoff: seconds before the second attempt; doubled for each further one.
        longest: seconds that are waited at once at most; credits are counted by the minute.
        sleep: waits; another one in tests.
        clock: seconds since 1970.
    """

    timeout: float = 30.0
    attempts: int = 7
    backoff: float = 1.0
    longest: float = 65.0
    sleep: Callable[[float], None] = _sleep
    clock: Callable[[], float] = time.time


class AnswerLostError(Exception):
    """The call was sent and its answer did not come, or is no answer: it may have been carried out, or not."""


class MiroClient:
    """Talks to one board."""

    def __init__(self, token: str, board: str, address: str = MIRO, patience: Patience | None = None) -> None:
        """Prepare; nothing is sent yet.

        Args:
            token: sent to `address` only; redirects are not followed.
            board: its id.
            address: of the API; https, or this machine.
            patience: see there.

        Raises:
            UsageError: the address is not one that a token may be sent to.
        """
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
            raise UsageError(f"{address} is no address to send a token to: it must begin with https.")
        self.board = board
        self._root = f"{address.rstrip('/')}/v2/boards/{quote(board, safe='=')}"
        self._token = token
        self._patience = patience or Patience()
        # Straight to the address: neither proxies nor other programs' passwords (.netrc) are looked up.
        self._http = urllib3.PoolManager(maxsize=1)
        self._credits: float = _MANY
        self._fresh_at = 0.0

    @property
    def attempts(self) -> int:
        """How often something is tried at most."""
        return self._patience.attempts

    def pause(self, attempt: int) -> None:
        """Wait before the attempt after number `attempt`, which counts from 0."""
        self._patience.sleep(min(self._patience.backoff * 2**attempt, self._patience.longest))

    def get(self, path: str, **query: str | int) -> Answer:
        """What a reading call answers; reading can be repeated without harm, so lost answers are asked for again.

        Raises:
            PushRefusedError: Miro says no.
            PushUnfinishedError: no answer after all attempts.
        """
        for attempt in range(self.attempts):
            try:
                return self._told(self._answer("GET", path, None, query, credits_needed=100))
            except AnswerLostError as problem:
                reason = problem
                self.pause(attempt)
        raise PushUnfinishedError(_unfinished(str(reason)))

    def post(self, path: str, body: object, credits_needed: int, **query: str | int) -> Answer:
        """What a writing call answers.

        Raises:
            AnswerLostError: nobody knows whether it was carried out.
            PushRefusedError: Miro says no; nothing was carried out.
            PushUnfinishedError: Miro could not be reached, or stayed busy; nothing was carried out.
        """
        return self._told(self._answer("POST", path, body, query, credits_needed))

    def pages(self, path: str) -> Iterator[Answer]:
        """All things of a list that goes on with cursors."""
        cursor: dict[str, str | int] = {}
        while True:
            page = self.get(path, limit=_PAGE, **cursor)
            yield from page.get("data", [])
            following = page.get("cursor")
            if not following or cursor.get("cursor") == following:
                return
            cursor = {"cursor": following}

    def counted_pages(self, path: str) -> Iterator[Answer]:
        """All things of a list that goes on with offsets."""
        offset = 0
        while page := self.get(path, limit=_PAGE, offset=offset).get("data", []):
            yield from page
            offset += len(page)
            if len(page) < _PAGE:
                return

    def _answer(
        self, method: str, path: str, body: object, query: Mapping[str, str | int], credits_needed: int
    ) -> tuple[int, bytes]:
        """Status and body, once Miro is neither busy nor out of reach."""
        for attempt in range(self.attempts):
            self._wait_for_credits(credits_needed)
            try:
                status, told, wait = self._sent(method, path, body, query)
            except (NewConnectionError, ConnectTimeoutError):  # nothing has been sent
                reason = "it cannot be reached"
                self.pause(attempt)
                continue
            if status != _BUSY:
                return status, told
            reason = "it limits how much may be sent in a minute"
            self._patience.sleep(min(max(wait, self._patience.backoff * 2**attempt), self._patience.longest))
        raise PushUnfinishedError(_unfinished(reason))

    def _wait_for_credits(self, needed: int) -> None:
        wait = self._fresh_at - self._patience.clock()
        if self._credits < needed and wait > 0:
            self._patience.sleep(min(wait, self._patience.longest))
            self._credits = _MANY

    def _sent(self, method: str, path: str, body: object, query: Mapping[str, str | int]) -> tuple[int, bytes, float]:
        """Status, body, and the seconds that Miro asks to wait."""
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            response = self._http.request(
                method, f"{self._root}{path}{'?' if query else ''}{urlencode(query)}",
                body=None if body is None else json.dumps(body).encode(), headers=headers,
                timeout=self._patience.timeout, retries=False, redirect=False, preload_content=False,
            )  # fmt: skip
            told = response.read(_LARGEST_ANSWER)
            response.release_conn()
        except SSLError as problem:
            raise PushRefusedError(f"Miro's address has no valid certificate: {problem}.") from problem
        except (NewConnectionError, ConnectTimeoutError):
            raise
        except HTTPError as problem:
            raise AnswerLostError(f"its answer did not come ({type(problem).__name__})") from problem
        return response.status, told, self._remember(response)

    def _remember(self, response: BaseHTTPResponse) -> float:
        """Keep what is told about credits; the seconds to wait if the call was refused for want of them."""
        left = response.headers.get("X-RateLimit-Remaining")
        self._credits = _MANY if left is None else _number(left)
        self._fresh_at = _number(response.headers.get("X-RateLimit-Reset"))
        asked = _number(response.headers.get("Retry-After"))
        return max(asked, self._fresh_at - self._patience.clock())

    def _told(self, answer: tuple[int, bytes]) -> Answer:
        status, body = answer
        if status >= 500:
            raise AnswerLostError(f"it fails (status {status})")
        if not 200 <= status < 300:
            said = " ".join(body.decode("utf-8", "replace").replace(self._token, "***").split())[:_TOLD]
            raise PushRefusedError(f"Miro refuses (status {status}): {_REASONS.get(status, f'it says: {said}')}")
        try:
            read = json.loads(body) if body.strip() else {}
        except ValueError as problem:
            raise AnswerLostError("its answer cannot be read") from problem
        return read if isinstance(read, dict) else {"data": read}


def _number(told: str | None) -> float:
    try:
        return float(told) if told is not None else 0.0
    except ValueError:
        return 0.0


def _unfinished(reason: str) -> str:
    return f"Miro was asked again and again, and {reason}. Run the same command later: it goes on where it stopped."
