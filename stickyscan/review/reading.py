"""Outlines that a person drew in, what stands there out: read at once, by the engines that read the wall."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from stickyscan.engines.protocols import TextReader, in_language
from stickyscan.errors import EngineMissingError
from stickyscan.geometry import Quad, shared_area
from stickyscan.journey import Colour, JourneyMap, PhotoInfo
from stickyscan.review.edits import Reading
from stickyscan.review.photo_files import FileMark, file_mark
from stickyscan.steps.decode_photo import Photo, decode_photo
from stickyscan.steps.join_photos import Sighting, WallNote
from stickyscan.steps.name_colours import NoteColour, name_colours
from stickyscan.steps.read_notes import NoteText, read_notes

_log = logging.getLogger(__name__)


class OutlineReader(Protocol):
    """Reads what stands inside outlines. May take seconds; may be called from any thread."""

    def read(self, file: Path, photo: PhotoInfo, journey: JourneyMap, outlines: Sequence[Quad]) -> tuple[Reading, ...]:
        """One reading for each outline (photo pixels).

        Args:
            file: the photo.
            photo: what the map says of it.
            journey: the map before the edit: its notes tell the wall's light, its language is that of the notes.
            outlines: in the photo, upright.

        Raises:
            InputError: the photo cannot be read.
        """
        ...


class EngineReader:
    """Reads with a text engine, built at the first outline and only once. One outline is read at a time."""

    def __init__(self, build: Callable[[], TextReader]) -> None:
        self._build = build
        self._engine: TextReader | None = None
        self._last: tuple[FileMark, Photo] | None = None
        self._lock = threading.Lock()

    def read(self, file: Path, photo: PhotoInfo, journey: JourneyMap, outlines: Sequence[Quad]) -> tuple[Reading, ...]:
        """As the Protocol says. Without an engine, notes count as unreadable: a person can still type them."""
        with self._lock:
            picture = self._picture(file)
            others = [Quad.of(note.corners) for note in journey.notes if note.photo == photo.id]
            # The note that is split or redrawn is not a note beside the new outlines.
            beside = [one for one in others if one.is_convex() and not any(_same(one, new) for new in outlines)]
            touching = [one for one in beside if any(shared_area(one, new) > 0 for new in outlines)]
            colours = name_colours((picture,), _seen([*outlines, *beside]))
            texts = self._texts(picture, _seen([*outlines, *touching]), journey.language)
        pairs = zip(outlines, colours, texts, strict=False)  # what follows in both only bore witness
        return tuple(_reading(outline, colour, text) for outline, colour, text in pairs)

    def _picture(self, file: Path) -> Photo:
        mark = file_mark(file)
        if self._last is None or self._last[0] != mark:
            self._last = (mark, decode_photo(file))
        return self._last[1]

    def _texts(self, picture: Photo, notes: Sequence[WallNote], language: str | None) -> tuple[NoteText, ...]:
        try:
            if self._engine is None:
                self._engine = self._build()
        except EngineMissingError as problem:
            _log.warning("the new outline was not read: %s", problem)
            return tuple(NoteText(None, None, 0.0, (), True, 0) for _ in notes)
        return read_notes((picture,), notes, in_language(self._engine, language))


def _same(a: Quad, b: Quad) -> bool:
    """True if one outline lies for the most part in the other: they are outlines of the same paper."""
    return shared_area(a, b) > 0.7 * min(a.area, b.area)


def _seen(outlines: Sequence[Quad]) -> tuple[WallNote, ...]:
    return tuple(WallNote(Sighting(0, quad), (), quad, 1.0) for quad in outlines)


def _reading(outline: Quad, colour: NoteColour, text: NoteText) -> Reading:
    turned = np.round(outline.turned(text.quarters).array, 1)
    return Reading(
        corners=Quad.of(turned).corners,
        colour=Colour(name=colour.name, hex=colour.hex, confidence=colour.confidence),
        text=text.text,
        read=text.read,
        confidence=text.confidence,
        alternatives=text.alternatives,
        doubtful=text.doubtful,
        drawing=text.drawing,
    )
