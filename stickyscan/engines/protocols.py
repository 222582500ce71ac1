"""What a finder and a reader must offer. Steps know these Protocols and nothing else of an engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import Quad

Picture = NDArray[np.uint8]  # (height, width, 3), RGB


@dataclass(frozen=True)
class FoundNote:
    """A note's outline in photo pixels; `score` 0..1 is how sure the finder is that it is a note."""

    corners: Quad
    score: float


@dataclass(frozen=True)
class Doubts:
    """What speaks against a line's text, as far as its engine can tell; upper and lower case count as the same letter.

    `letters`: how probable each letter is that the ink alone spells. `rivals`: the texts that the line may hold and how
    probable each is among them, its own first. `unknown`: how many of the words that the ink alone spells the language
    does not know.
    """

    letters: tuple[float, ...]
    rivals: tuple[tuple[str, float], ...]
    unknown: int


@dataclass(frozen=True)
class TextLine:
    """One line of writing; `corners` in pixels of the picture it was read from, `confidence` 0..1.

    `read`: what the letters alone spell, where the engine let language settle `text` otherwise; else None.
    `alternatives`: other texts the same ink could be, likeliest first. `doubts`: for engines that can name them.
    `placed`: false where an engine cannot tell where a line stands; `corners` then tell the order of lines only.
    """

    text: str
    confidence: float
    corners: Quad
    read: str | None = None
    alternatives: tuple[str, ...] = ()
    doubts: Doubts | None = None
    placed: bool = True


class NoteFinder(Protocol):
    """Finds the outlines of sticky notes."""

    @property
    def name(self) -> str:
        """Short name for `made_by`, such as "contours"."""
        ...

    def find(self, picture: Picture) -> tuple[FoundNote, ...]:
        """All notes of an upright RGB picture, in any order; none is an empty tuple. Never changes the picture."""
        ...


@runtime_checkable
class WallFinder(NoteFinder, Protocol):
    """A finder that finds better if it knows which photos show one wall: its notes look alike in all of them."""

    def find_together(self, pictures: Sequence[Picture]) -> tuple[tuple[FoundNote, ...], ...]:
        """The notes of each picture; of one picture alone the same as `find`."""
        ...


class TextReader(Protocol):
    """Reads handwriting and print."""

    @property
    def name(self) -> str:
        """Short name with the model, for `made_by`, such as "rapidocr PP-OCRv6 small"."""
        ...

    def read(self, pictures: Sequence[Picture]) -> tuple[tuple[TextLine, ...], ...]:
        """The lines of each picture, in any order; a picture without writing gives an empty tuple."""
        ...


@runtime_checkable
class SettableReader(TextReader, Protocol):
    """A reader that reads better if it knows the language."""

    def in_language(self, language: str) -> TextReader:
        """The same reader for writing in this language (ISO 639-1), unless it was built for certain languages."""
        ...


def in_language(reader: TextReader, language: str | None) -> TextReader:
    """The reader set to a language; as it is, if the language is not known or makes no difference to it."""
    return reader.in_language(language) if language and isinstance(reader, SettableReader) else reader
