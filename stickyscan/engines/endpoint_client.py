"""One question to a chat endpoint in, the text of its answer out: patience, attempts and errors that say what to do."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping

import urllib3
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError, NewConnectionError, SSLError, TimeoutError

from stickyscan.errors import EndpointError
from stickyscan.settings import EndpointSettings

LARGEST_ANSWER = 1_000_000  # bytes; a note's text takes a thousandth of it
PIECE = 65_536  # bytes
LONGEST_WAIT = 30.0  # s between two attempts, whatever the endpoint asks for
TOLD = 200  # letters of the endpoint's own words in an error message
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
REFUSED_FORM = frozenset({400, 422})
_REASONS = {
    401: "it wants another key. Put the right one into the environment as STICKYSCAN_ENDPOINT_KEY.",
    403: "the key may not use this model. Check STICKYSCAN_ENDPOINT_KEY, or choose another model.",
    404: "there is no such model or no such address there. Check url (it usually ends in /v1) and model.",
    413: "it takes no pictures of this size. Raise its limit to at least a megabyte a request.",
}


class _Message(BaseModel):
    model_config = ConfigDict(strict=True)

    content: str | None


class _Choice(BaseModel):
    model_config = ConfigDict(strict=True)

    message: _Message


class _Completion(BaseModel):
    model_config = ConfigDict(strict=True)

    choices: list[_Choice] = Field(min_length=1)


class _TryAgainError(Exception):
    """This attempt failed in a way that may pass. `wait`: seconds that the endpoint asks for, if it does."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


class EndpointClient:
    """Asks one address; may be used by several threads at once."""

    def __init__(self, address: str, key: str | None, settings: EndpointSettings, extras: Mapping[str, object]) -> None:
        """Prepare; nothing is sent yet.

        Args:
            address: of the chat completions, http or https.
            key: sent as a bearer token to this address only; redirects are not followed.
            settings: patience and attempts.
            extras: fields of every question that may be left out if the endpoint refuses them.
        """
        self._address = address
        self._key = key
        self._settings = settings
        self._extras = extras
        self._plain = False  # whether the endpoint has refused the extras
        # Straight to the address: neither proxies nor other programs' passwords (.netrc) are looked up.
        self._http = urllib3.PoolManager(maxsize=settings.parallel, block=True)

    @property
    def attempts(self) -> int:
        """How often a question is asked at most."""
        return 1 + self._settings.retries

    def ask(self, question: Mapping[str, object]) -> str | None:
        """The text of the answer; None if the answer has none, or is no chat completion.

        Raises:
            EndpointError: no answer after all attempts, or one that says that asking again is of no use.
        """
        for attempt in range(self.attempts):
            try:
                return _content(self._answer(question))
            except _TryAgainError as problem:
                if attempt + 1 == self.attempts:
                    times = "once" if self.attempts == 1 else f"{self.attempts} times"
                    raise EndpointError(f"the endpoint {self._address} {problem} (asked {times}).") from problem
                time.sleep(min(max(self._settings.backoff * 2**attempt, problem.wait), LONGEST_WAIT))
        raise AssertionError("there is at least one attempt")

    def _answer(self, question: Mapping[str, object]) -> bytes:
        plain = self._plain
        status, body, wait = self._posted(question if plain else {**question, **self._extras})
        if status in REFUSED_FORM and not plain:
            self._plain = True
            return self._answer(question)
        if status in BUSY:
            busy = "is busy or limits how often it may be asked. Set parallel = 1 in [endpoint], or wait"
            raise _TryAgainError(busy if status == 429 else f"fails (status {status}). Look at its log", wait)
        if not 200 <= status < 300:
            raise EndpointError(self._why(status, body))
        return body

    def _posted(self, question: Mapping[str, object]) -> tuple[int, bytes, float]:
        """Status, body and the wait that is asked for."""
        seconds = self._settings.timeout
        until = time.monotonic() + seconds
        slow = f"gave no answer in {seconds:g} s. Raise timeout in [endpoint], or use a smaller model"
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        try:
            response = self._http.request(
                "POST", self._address, body=json.dumps(question).encode(), headers=headers, timeout=seconds,
                retries=False, redirect=False, preload_content=False, decode_content=False,
            )  # fmt: skip
            try:
                body = _whole(response, until)
            except BaseException:
                response.close()  # half an answer is left in it
                raise
            response.release_conn()
        except SSLError as problem:
            raise EndpointError(f"the endpoint {self._address} has no valid certificate: {problem}.") from problem
        except NewConnectionError as problem:
            raise _TryAgainError("cannot be reached. Is it running, and is the address right?") from problem
        except TimeoutError as problem:
            raise _TryAgainError(slow) from problem
        except HTTPError as problem:
            raise _TryAgainError("broke off its answer. Look at its log") from problem
        return response.status, body, _asked_wait(response)

    def _why(self, status: int, body: bytes) -> str:
        if 300 <= status < 400:
            reason = "it redirects to another address. Set url to the address that answers itself."
        elif status in _REASONS:
            reason = _REASONS[status]
        else:
            said = " ".join(body.decode("utf-8", "replace").split())
            reason = f"it says: {said.replace(self._key, '***')[:TOLD] if self._key else said[:TOLD]}"
        return f"the endpoint {self._address} refuses (status {status}): {reason}"


def _whole(response: BaseHTTPResponse, until: float) -> bytes:
    """The body, unless it is too large or drips too slowly."""
    body = b""
    while piece := response.read1(PIECE):
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise EndpointError(f"the endpoint's answer is larger than {LARGEST_ANSWER} bytes. Is it a chat endpoint?")
        if time.monotonic() > until:
            raise TimeoutError
    return body


def _asked_wait(response: BaseHTTPResponse) -> float:
    """Seconds of a Retry-After header; dates, which servers of models do not send, count as none."""
    asked = response.headers.get("Retry-After", "")
    return float(asked) if asked.isascii() and asked.isdigit() else 0.0


def _content(body: bytes) -> str | None:
    try:
        return _Completion.model_validate_json(body).choices[0].message.content
    except ValidationError:
        return None
