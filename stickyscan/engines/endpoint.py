"""Reads with a vision model behind an OpenAI-compatible endpoint that the user runs, and asked for by name.

Nothing but the pictures of the notes, one a request, leaves the machine, and only to the address that was set.
"""

from __future__ import annotations

import base64
import os
import re
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import cv2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stickyscan.engines.endpoint_client import EndpointClient
from stickyscan.engines.language_codes import named_languages
from stickyscan.engines.protocols import Picture, TextLine
from stickyscan.errors import EndpointError, EngineMissingError, UsageError
from stickyscan.geometry import Quad
from stickyscan.settings import EndpointSettings

URL_VARIABLE = "STICKYSCAN_ENDPOINT_URL"
MODEL_VARIABLE = "STICKYSCAN_ENDPOINT_MODEL"
KEY_VARIABLE = "STICKYSCAN_ENDPOINT_KEY"  # the only place of a key: files are copied, mailed and committed
JPEG_QUALITY = 90
MOST_TOKENS = 1000  # of an answer; the fullest labelled notes need a fifth of it
TOLD_WORDS = 150  # of the expected vocabulary
# What a model says of its own sureness is not calibrated, so nothing that it reads counts as sure: a person looks at
# all of it (steps/read_notes.py: NO_DOUBT), and what it calls a guess comes first.
SURE, GUESSED = 0.85, 0.5
INSTRUCTIONS = """You transcribe the picture of one sticky note.
Answer with JSON only: {"lines": [{"text": "first line", "sure": true}, {"text": "second line", "sure": false}]}
One entry for each written line, in reading order. Copy letter by letter: keep case, spelling, abbreviations and
punctuation; correct, translate, explain and add nothing. Leave out struck-out words, drawings, and ink of other notes
at the edges. "sure" is false if any word of the line is a guess. A note without writing is {"lines": []}."""
SCHEMA = {
    "type": "object", "additionalProperties": False, "required": ["lines"],
    "properties": {"lines": {"type": "array", "items": {
        "type": "object", "additionalProperties": False, "required": ["text", "sure"],
        "properties": {"text": {"type": "string"}, "sure": {"type": "boolean"}},
    }}},
}  # fmt: skip
# Not every server knows these; `EndpointClient` asks without them where they are refused.
EXTRAS: dict[str, object] = {
    "temperature": 0,
    "max_tokens": MOST_TOKENS,
    "response_format": {"type": "json_schema", "json_schema": {"name": "note", "strict": True, "schema": SCHEMA}},
}
_FENCE = re.compile(r"^```(?:json)?\s*(.*?)\s*```$", re.DOTALL)


class _ReadLine(BaseModel):
    model_config = ConfigDict(strict=True)

    text: str = Field(max_length=500)
    sure: bool = False


class _ReadNote(BaseModel):
    model_config = ConfigDict(strict=True)

    lines: list[_ReadLine] = Field(max_length=60)


class EndpointReader:
    """A vision model, asked note by note, several at a time."""

    def __init__(
        self, settings: EndpointSettings | None = None, language: str | None = None, vocabulary: Sequence[str] = ()
    ) -> None:
        """Check what is set; nothing is sent yet.

        Args:
            settings: address, model and patience; the environment's STICKYSCAN_ENDPOINT_URL and _MODEL win over them,
                and STICKYSCAN_ENDPOINT_KEY is the key, if one is needed.
            language: of the writing, such as "de" or "de+en"; told to the model.
            vocabulary: words and phrases to expect; told to the model.

        Raises:
            EngineMissingError: there is no address or no model.
            UsageError: the address is not one that can be asked, or the key is none.
        """
        settings = settings or EndpointSettings()
        url = os.environ.get(URL_VARIABLE) or settings.url
        model = os.environ.get(MODEL_VARIABLE) or settings.model
        if not url or not model:
            raise EngineMissingError(
                "the reader 'endpoint' needs the address and the model of a vision endpoint. Put url and model into "
                f"[endpoint] of stickyscan.toml, or set {URL_VARIABLE} and {MODEL_VARIABLE}."
            )
        key = os.environ.get(KEY_VARIABLE, "").strip() or None
        if key and not (key.isascii() and key.isprintable()):
            raise UsageError(f"{KEY_VARIABLE} holds signs that cannot stand in a key. Set it again.")
        self._client = EndpointClient(chat_address(url), key, settings, EXTRAS)
        self._model = model
        self._parallel = settings.parallel
        self._instructions = _instructions(named_languages(language), vocabulary)

    @property
    def name(self) -> str:
        """The model; not the address, because maps are passed on."""
        return f"endpoint {self._model}"

    def read(self, pictures: Sequence[Picture]) -> tuple[tuple[TextLine, ...], ...]:
        """The lines of each picture, from the top down; their places are made up, one row below the other.

        A picture whose answers make no sense has one blank line of no confidence: writing that could not be read.

        Raises:
            EndpointError: the endpoint cannot be reached, refuses, stays too slow or too busy after all attempts, or
                made no sense of any picture.
        """
        pool = ThreadPoolExecutor(max_workers=self._parallel)
        try:
            answers = list(pool.map(self._ask, pictures))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)  # after a failure nothing further is sent
        if answers and all(answer is None for answer in answers):
            raise EndpointError(
                f"the model {self._model!r} gave no answer in the form that was asked for. It may not see pictures or "
                "not follow instructions; try another model."
            )
        return tuple(
            _placed(answer.lines, picture) if answer else _unread(picture)
            for answer, picture in zip(answers, pictures, strict=True)
        )

    def _ask(self, picture: Picture) -> _ReadNote | None:
        """What the model reads on a picture; None if it makes no sense, however often it is asked."""
        question: dict[str, object] = {
            "model": self._model,
            "messages": [
                {"role": "system", "content": self._instructions},
                {"role": "user", "content": [{"type": "image_url", "image_url": {"url": _as_data(picture)}}]},
            ],
        }
        for _ in range(self._client.attempts):
            content = self._client.ask(question)
            if content is not None and (note := _parsed(content)) is not None:
                return note
        return None


def chat_address(url: str) -> str:
    """Where to ask: the base address, as most servers print it ("http://localhost:8000/v1"), completed.

    Raises:
        UsageError: not an http address, or one that carries a password or a query.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise UsageError("the endpoint's address is not an http or https one, such as http://localhost:8000/v1.")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise UsageError(
            "the endpoint's address must not carry a user name, password, query or fragment. "
            f"Put a key into the environment as {KEY_VARIABLE}."
        )
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    return f"{parts.scheme}://{parts.netloc}{path}/chat/completions"


def _instructions(languages: Sequence[str], vocabulary: Sequence[str]) -> str:
    told = [INSTRUCTIONS]
    if languages:
        told.append(f"The notes are written in: {', '.join(languages)}.")
    if vocabulary:
        told.append(f"Words that may occur: {', '.join(vocabulary[:TOLD_WORDS])}.")
    return "\n".join(told)


def _as_data(picture: Picture) -> str:
    _, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY))
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode("ascii")


def _parsed(content: str) -> _ReadNote | None:
    bare = content.strip()
    fenced = _FENCE.match(bare)
    try:
        return _ReadNote.model_validate_json(fenced.group(1) if fenced else bare)
    except ValidationError:
        return None


def _placed(lines: Sequence[_ReadLine], picture: Picture) -> tuple[TextLine, ...]:
    height, width = picture.shape[:2]
    told = [(text, line.sure) for line in lines if (text := _clean(line.text))]
    step = height / max(len(told), 1)
    return tuple(
        TextLine(text, SURE if sure else GUESSED, Quad.box(0, (row + 0.1) * step, width, 0.8 * step), placed=False)
        for row, (text, sure) in enumerate(told)
    )


def _unread(picture: Picture) -> tuple[TextLine, ...]:
    return (TextLine("", 0.0, Quad.box(0, 0, picture.shape[1], picture.shape[0]), placed=False),)


def _clean(text: str) -> str:
    """One line without control characters."""
    return " ".join("".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text).split())
