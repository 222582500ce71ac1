"""Notes in, their writing out: upright cut-outs at a good scale, lines in reading order, doubts named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stickyscan.engines.protocols import TextReader
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import WallNote


@dataclass(frozen=True)
class NoteText:
    """What a note says. `text` null = unreadable, "" = empty; `doubtful` = a person should check it.

    `quarters`: clockwise quarter turns by which the writing is turned against the corners found.
    """

    text: str | None
    read: str | None
    confidence: float
    alternatives: tuple[str, ...]
    doubtful: bool
    quarters: int


def read_notes(photos: Sequence[Photo], notes: Sequence[WallNote], reader: TextReader) -> tuple[NoteText, ...]:
    """Read every note, in the order of `notes`."""
    raise NotImplementedError
