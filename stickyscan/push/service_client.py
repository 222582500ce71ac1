"""One call to a whiteboard's REST API in, its answer out: patience, the rate limit, and errors that say what to do.

Miro and Mural both count what may be asked in a while: each answer tells how much is left and when there is more
(`X-RateLimit-Remaining`, `X-RateLimit-Reset`, seconds since 1970). A call that would need more waits until then.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

from stickyscan.errors import PushRefusedError, PushUnfinishedError, UsageError

Answer = dict[str, Any]
_BUSY = 429
_LARGEST_ANSWER, _TOLD = 20_000_000, 200  # bytes; letters of the service's own words in a message
_MANY = 1_000_000.0  # credits, where nothing is known of a limit


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


@dataclass(frozen=True)
class Service:
    """What tells one service from another in what is said to the user.

    Attributes:
        name: as its users call it.
        reasons: status of a refusal -> what to do.
    """

    name: str
    reasons: Mapping[int, str]


class ServiceClient:
    """Talks to one board of a service."""

    def __init__(self, service: Service, token: str, root: str, patience: Patience | None = None) -> None:
        """Prepare; nothing is sent yet.

        Args:
            service: whose board it is.
            token: sent to `root` only; redirects are not followed.
            root: what the addresses of all calls begin with; https, or this machine.
            patience: see there.

        Raises:
            UsageError: the address is not one that a token may be sent to.
        """
        parts = urlsplit(root)
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
            raise UsageError(f"{root} is no address to send a token to: it must begin with https.")
        self._service, self._root = service, root
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

    def get(self, path: str, credits_needed: int, **query: str | int) -> Answer:
        """What a reading call answers.

        Raises:
            PushRefusedError: the service says no.
            PushUnfinishedError: no answer after all attempts.
        """
        return self._repeated("GET", path, None, credits_needed, query)

    def patch(self, path: str, body: object, credits_needed: int) -> Answer:
        """What a call answers that makes something be as the body says, however often it is made.

        Raises:
            PushRefusedError: the service says no.
            PushUnfinishedError: no answer after all attempts.
        """
        return self._repeated("PATCH", path, body, credits_needed, {})

    def post(self, path: str, body: object, credits_needed: int, **query: str | int) -> Answer:
        """What a call answers that makes something new.

        Raises:
            AnswerLostError: nobody knows whether it was carried out.
            PushRefusedError: the service says no; nothing was carried out.
            PushUnfinishedError: it could not be reached, or stayed busy; nothing was carried out.
        """
        return self._told(self._answer("POST", path, body, query, credits_needed))

    def _repeated(
        self, method: str, path: str, body: object, credits_needed: int, query: Mapping[str, str | int]
    ) -> Answer:
        """A call that can be repeated without harm: lost answers are asked for again."""
        for attempt in range(self.attempts):
            try:
                return self._told(self._answer(method, path, body, query, credits_needed))
            except AnswerLostError as problem:
                reason = problem
                self.pause(attempt)
        raise self._unfinished(str(reason))

    def _answer(
        self, method: str, path: str, body: object, query: Mapping[str, str | int], credits_needed: int
    ) -> tuple[int, bytes]:
        """Status and body, once the service is neither busy nor out of reach."""
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
        raise self._unfinished(reason)

    def _wait_for_credits(self, needed: int) -> None:
        wait = self._fresh_at - self._patience.clock()
        if self._credits < needed and wait > 0:
            self._patience.sleep(min(wait, self._patience.longest))
            self._credits = _MANY

    def _sent(self, method: str, path: str, body: object, query: Mapping[str, str | int]) -> tuple[int, bytes, float]:
        """Status, body, and the seconds that the service asks to wait."""
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
            raise PushRefusedError(f"{self._service.name}'s address has no valid certificate: {problem}.") from problem
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
            why = self._service.reasons.get(status, f"it says: {said}")
            raise PushRefusedError(f"{self._service.name} refuses (status {status}): {why}")
        try:
            read = json.loads(body) if body.strip() else {}
        except ValueError as problem:
            raise AnswerLostError("its answer cannot be read") from problem
        return read if isinstance(read, dict) else {"data": read}

    def _unfinished(self, reason: str) -> PushUnfinishedError:
        return PushUnfinishedError(
            f"{self._service.name} was asked again and again, and {reason}. Run the same command later: it goes on "
            "where it stopped."
        )


def _number(told: str | None) -> float:
    try:
        return float(told) if told is not None else 0.0
    except ValueError:
        return 0.0
