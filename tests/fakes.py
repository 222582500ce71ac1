"""Engines as real classes that do what a test says, a wall drawn with known truth, and a map built with defaults."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from stickyscan.engines import catalogue
from stickyscan.engines.protocols import FoundNote, NoteFinder, Picture, TextLine, TextReader
from stickyscan.errors import EngineMissingError
from stickyscan.geometry import Quad

WALL_SIZE = (640, 480)
# Six notes, three columns in two rows; pixels of the drawn wall.
WALL_NOTES = tuple(Quad.box(60 + 190 * column, 60 + 200 * row, 110, 110) for row in range(2) for column in range(3))
PAPERS = ((250, 222, 70), (244, 130, 170), (120, 190, 240))


def draw_wall(path: Path, *, notes: Sequence[Quad] = WALL_NOTES) -> Path:
    """A light wall with coloured notes, saved as a photo; gives the path back."""
    canvas = Image.new("RGB", WALL_SIZE, (228, 228, 224))
    draw = ImageDraw.Draw(canvas)
    for index, quad in enumerate(notes):
        draw.polygon([corner for point in quad.corners for corner in point], fill=PAPERS[index % len(PAPERS)])
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas.save(path)
    return path


class ScriptedFinder:
    """Finds what it was told to, by default the notes of the drawn wall."""

    name = "scripted"

    def __init__(self, notes: Sequence[Quad] = WALL_NOTES) -> None:
        self._notes = tuple(notes)

    def find(self, picture: Picture) -> tuple[FoundNote, ...]:
        assert picture.ndim == 3
        return tuple(FoundNote(quad, 0.99) for quad in self._notes)


class EmptyFinder:
    """Finds nothing."""

    name = "empty"

    def find(self, picture: Picture) -> tuple[FoundNote, ...]:
        return ()


class CrashingFinder:
    """Fails in the middle of the work, as a broken library does."""

    name = "crashing"

    def find(self, picture: Picture) -> tuple[FoundNote, ...]:
        raise RuntimeError("the finder broke")


class PickyFinder:
    """Finds the notes of the drawn wall, but breaks on a photo that is dark: one bad wall among good ones."""

    name = "picky"

    def find(self, picture: Picture) -> tuple[FoundNote, ...]:
        if float(np.mean(picture)) < 40:
            raise RuntimeError("too dark for this finder")
        return ScriptedFinder().find(picture)


class ScriptedReader:
    """Reads the same line from every picture."""

    name = "scripted"

    def __init__(self, text: str = "Pays twice") -> None:
        self._text = text

    def read(self, pictures: Sequence[Picture]) -> tuple[tuple[TextLine, ...], ...]:
        return tuple(
            (TextLine(self._text, 0.95, Quad.box(0, picture.shape[0] * 0.3, picture.shape[1], picture.shape[0] * 0.3)),)
            for picture in pictures
        )


class EmptyReader:
    """Reads nothing."""

    name = "empty"

    def read(self, pictures: Sequence[Picture]) -> tuple[tuple[TextLine, ...], ...]:
        return tuple(() for _ in pictures)


class LingualReader(EmptyReader):
    """Carries the language that it was built for in its name."""

    def __init__(self, language: str | None = None) -> None:
        self.name = f"lingual {language}"


class SleepingReader:
    """Says that it started, by making the file named in FAKE_STARTED, and then takes a minute."""

    name = "sleeping"

    def read(self, pictures: Sequence[Picture]) -> tuple[tuple[TextLine, ...], ...]:
        Path(os.environ["FAKE_STARTED"]).touch()
        time.sleep(60)
        return tuple(() for _ in pictures)


class MissingReader:
    """Cannot be built: what it needs is not installed."""

    def __init__(self) -> None:
        raise EngineMissingError("the missing reader is not installed. Install it with: pip install missing.")


def install() -> None:
    """Offer the fakes by plain names in the catalogue of this process."""
    finders = (ScriptedFinder, EmptyFinder, CrashingFinder, PickyFinder)
    catalogue.FINDERS.update({kind.name: _entry(kind) for kind in finders})
    catalogue.READERS.update({kind.name: _entry(kind) for kind in (ScriptedReader, EmptyReader, SleepingReader)})
    catalogue.READERS["missing"] = _entry(MissingReader)


def _entry(kind: type) -> catalogue.Entry:
    return catalogue.Entry(kind.__module__, kind.__name__, "nothing")


# mypy checks here that the fakes are what the Protocols ask for.
_finders: tuple[NoteFinder, ...] = (ScriptedFinder(), EmptyFinder(), CrashingFinder(), PickyFinder())
_readers: tuple[TextReader, ...] = (ScriptedReader(), EmptyReader(), SleepingReader())
