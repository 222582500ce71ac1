"""Notes in, their writing out: upright cut-outs at a good scale, lines in reading order, doubts named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from stickyscan.engines.protocols import Picture, TextLine, TextReader
from stickyscan.steps.cut_out import cut_out
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import Sighting, WallNote
from stickyscan.steps.reading_order import reading_order

SURE_LINE = 0.5  # a line read with less confidence is left out: such readings are noise more often than words
GOOD_READING = 0.8  # below it the note is also read turned by one, two and three quarters
CLEARLY_BETTER = 0.1  # by this much a turned reading must beat the upright one, because upright is what walls look like
NO_DOUBT = 0.9
INK_CONTRAST = 0.15  # share of the paper's brightness by which ink differs from it
INK_SHARE = 0.002  # of the note's inner area


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


@dataclass(frozen=True)
class _Attempt:
    """One reading of a note with its corners turned by `quarters`; rows of lines in reading order."""

    rows: tuple[tuple[TextLine, ...], ...]
    quarters: int

    @property
    def text(self) -> str:
        return " ".join(line.text for row in self.rows for line in row)

    @property
    def confidence(self) -> float:
        """Mean confidence of the letters."""
        lines = [line for row in self.rows for line in row]
        letters = sum(len(line.text) for line in lines)
        return sum(line.confidence * len(line.text) for line in lines) / letters if letters else 0.0


def read_notes(photos: Sequence[Photo], notes: Sequence[WallNote], reader: TextReader) -> tuple[NoteText, ...]:
    """Read every note, in the order of `notes`."""
    sightings = [note.best for note in notes]
    upright = _read(photos, sightings, [0] * len(notes), reader)
    poor = [index for index, attempt in enumerate(upright) if attempt.confidence < GOOD_READING]
    best = dict(enumerate(upright))
    for quarters in (1, 2, 3):
        turned = _read(photos, [sightings[i] for i in poor], [quarters] * len(poor), reader)
        for index, attempt in zip(poor, turned, strict=True):
            floor = upright[index].confidence + CLEARLY_BETTER
            if attempt.confidence > max(floor, best[index].confidence) and _says_as_much(attempt, upright[index]):
                best[index] = attempt
    return tuple(_note_text(photos, sightings[index], best[index]) for index in range(len(notes)))


def _read(
    photos: Sequence[Photo], sightings: Sequence[Sighting], quarters: Sequence[int], reader: TextReader
) -> list[_Attempt]:
    corners = [seen.corners.turned(turn) for seen, turn in zip(sightings, quarters, strict=True)]
    pictures = [cut_out(photos[seen.photo].pixels, quad) for seen, quad in zip(sightings, corners, strict=True)]
    return [
        _Attempt(reading_order([line for line in lines if line.confidence >= SURE_LINE]), turn)
        for lines, turn in zip(reader.read(pictures), quarters, strict=True)
    ]


def _says_as_much(turned: _Attempt, upright: _Attempt) -> bool:
    """A turned reading of two sure letters does not outweigh three doubtful lines."""
    return 2 * len(turned.text) >= len(upright.text)


def _note_text(photos: Sequence[Photo], seen: Sighting, best: _Attempt) -> NoteText:
    if best.text:
        confidence = round(best.confidence, 3)
        return NoteText(best.text, best.text, confidence, (), confidence < NO_DOUBT, best.quarters)
    if has_ink(cut_out(photos[seen.photo].pixels, seen.corners)):
        return NoteText(None, None, 0.0, (), True, 0)
    return NoteText("", "", 0.5, (), False, 0)


def has_ink(picture: Picture) -> bool:
    """Whether anything is written on an upright cut-out: strokes that differ from the paper around them.

    The outer tenth is not judged, because the wall and other notes show there.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    inner = cv2.resize(
        grey[height // 10 : -height // 10, width // 10 : -width // 10], (160, 160), interpolation=cv2.INTER_AREA
    )
    paper = cv2.medianBlur(inner, 41).astype(np.float32)
    ink = np.abs(inner.astype(np.float32) - paper) > INK_CONTRAST * np.maximum(paper, 40)
    return bool(ink.mean() > INK_SHARE)
