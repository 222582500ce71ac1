"""The whole program, in order: photos of one wall in, one `JourneyMap` out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from stickyscan import draw
from stickyscan.engines.protocols import NoteFinder, Picture, TextReader, in_language
from stickyscan.engines.told_language import tell_language
from stickyscan.errors import NoNotesFoundError
from stickyscan.heap import hand_back_memory
from stickyscan.journey import JourneyMap, MadeBy
from stickyscan.steps.arrange_map import Readings, arrange_map
from stickyscan.steps.decode_photo import DecodeLimits, decode_wall
from stickyscan.steps.find_notes import find_notes
from stickyscan.steps.join_photos import join_photos
from stickyscan.steps.name_colours import name_colours
from stickyscan.steps.read_board import read_board
from stickyscan.steps.read_marks import read_marks
from stickyscan.steps.read_notes import read_notes
from stickyscan.template import Template


class Observer(Protocol):
    """Told of every finished step; may draw its picture or not."""

    def finished(self, step: str, draw_picture: Callable[[], Picture]) -> None:
        """A step is done. `draw_picture` makes its debug picture on demand; it costs nothing unless called."""
        ...


class Unobserved:
    """Looks away."""

    def finished(self, step: str, draw_picture: Callable[[], Picture]) -> None:
        """Do nothing."""


@dataclass(frozen=True)
class Scanner:
    """Engines, built once, for any number of walls. `languages`: codes of those written in; none = told per wall.

    `board_reader`: reads what stands on the board itself, where `reader` cannot tell the places of lines.
    """

    finder: NoteFinder
    reader: TextReader
    template: Template | None = None
    languages: tuple[str, ...] = ()
    board_reader: TextReader | None = None
    observer: Observer = field(default_factory=Unobserved)
    limits: DecodeLimits = field(default_factory=DecodeLimits)

    def scan(self, paths: Sequence[Path]) -> JourneyMap:
        """One wall, photographed once or more, as a map.

        Raises:
            InputError: a photo cannot be read.
            NoNotesFoundError: there is no note in any of the photos.
        """
        photos = decode_wall(paths, self.limits)
        found = find_notes(photos, self.finder)
        self.observer.finished("find_notes", lambda: draw.outlines(photos, found))
        if not any(found):
            names = ", ".join(photo.file for photo in photos)
            raise NoNotesFoundError(
                f"no sticky notes found in {names}. Photograph the wall straight on, in even light, "
                "so that each note is at least 40 pixels wide, and try again."
            )
        wall = join_photos(photos, found)
        self.observer.finished("join_photos", lambda: draw.plane(photos, wall))
        colours = name_colours(photos, wall.notes)
        self.observer.finished("name_colours", lambda: draw.swatches(photos, wall, colours))
        hand_back_memory()  # what finding has left is in pieces too small for reading
        with ThreadPoolExecutor(1) as beside:  # neither needs the other, and neither keeps all cores busy
            coming = beside.submit(read_marks, photos, wall, colours)
            texts = read_notes(photos, wall.notes, self.reader)
            marks = coming.result()
        self.observer.finished("read_marks", lambda: draw.votes(photos, wall, marks))
        self.observer.finished("read_notes", lambda: draw.readings(photos, wall, texts))
        language = tell_language([text.read or "" for text in texts], self.languages)
        board = read_board(photos, wall, in_language(self.board_reader or self.reader, language))
        self.observer.finished("read_board", lambda: draw.board(photos, wall, board))
        journey = arrange_map(photos, Readings(wall, colours, texts, board, marks), self.template, self.made_by())
        journey = journey.model_copy(update={"language": language})
        self.observer.finished("arrange_map", lambda: draw.overlay(photos, journey))
        return journey

    def made_by(self) -> MadeBy:
        """Version, engines and template, as the map will name them."""
        template = self.template.name if self.template else None
        return MadeBy(
            version=version("stickyscan"), finder=self.finder.name, reader=self.reader.name, template=template
        )
