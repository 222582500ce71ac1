"""Outlines read at once: by an engine that is built once, in the light of the wall, without what lies over them."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest

from stickyscan.engines.protocols import TextReader
from stickyscan.errors import EngineMissingError
from stickyscan.folder import PHOTOS
from stickyscan.geometry import Quad
from stickyscan.review.house import reader_of
from stickyscan.review.reading import EngineReader, OutlineReader
from stickyscan.settings import EngineSettings, Settings
from tests.fakes import EmptyReader, LingualReader, ScriptedReader
from tests.review.review_maps import small_map, square, wall_folder


class Builds:
    """Builds an engine, and counts how often."""

    def __init__(self, engine: TextReader) -> None:
        self.engine, self.count = engine, 0

    def __call__(self) -> TextReader:
        self.count += 1
        return self.engine


def wall_photo(tmp_path: Path) -> Path:
    return wall_folder(tmp_path / "wall") / PHOTOS / "wall.jpg"


def outline(left: float, top: float, side: float = 100) -> Quad:
    return Quad.of(square(left, top, side))


def test_a_missed_note_gets_text_and_colour(tmp_path: Path) -> None:
    photo, journey = wall_photo(tmp_path), small_map()
    missed = journey.model_copy(update={"notes": journey.notes[1:]})
    reader: OutlineReader = EngineReader(Builds(ScriptedReader("Pays twice")))
    (reading,) = reader.read(photo, journey.photos[0], missed, [outline(200, 200)])
    assert (reading.text, reading.read, reading.corners) == ("Pays twice", "Pays twice", square(200, 200))
    assert reading.colour.name == "yellow"
    assert 0 < reading.confidence <= 1


def test_two_outlines_give_two_readings_in_their_order(tmp_path: Path) -> None:
    photo, journey = wall_photo(tmp_path), small_map()
    readings = EngineReader(Builds(ScriptedReader())).read(
        photo, journey.photos[0], journey, [outline(200, 500, 50), outline(1200, 800, 50)]
    )
    assert [reading.colour.name for reading in readings] == ["pink", "blue"]


def test_bare_paper_is_empty_and_not_doubtful(tmp_path: Path) -> None:
    photo, journey = wall_photo(tmp_path), small_map()
    bare = Quad.of(((255, 140), (295, 140), (295, 155), (255, 155)))  # of the orange heading, beside its word
    (reading,) = EngineReader(Builds(EmptyReader())).read(photo, journey.photos[0], journey, [bare])
    assert (reading.text, reading.doubtful) == ("", False)


def test_the_engine_is_built_at_the_first_outline_and_once(tmp_path: Path) -> None:
    photo, journey, build = wall_photo(tmp_path), small_map(), Builds(ScriptedReader())
    reader = EngineReader(build)
    assert build.count == 0
    threads = [
        threading.Thread(target=reader.read, args=(photo, journey.photos[0], journey, [outline(200, 200)]))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert build.count == 1


def test_an_engine_that_can_be_set_reads_in_the_language_of_the_map(tmp_path: Path) -> None:
    class Listening(LingualReader):
        told: str | None = None

        def in_language(self, language: str) -> TextReader:
            Listening.told = language
            return self

    photo, journey = wall_photo(tmp_path), small_map().model_copy(update={"language": "de"})
    EngineReader(Builds(Listening())).read(photo, journey.photos[0], journey, [outline(200, 200)])
    assert Listening.told == "de"


def test_without_an_engine_the_note_is_unreadable_and_the_log_says_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def nothing() -> TextReader:
        raise EngineMissingError("no reader is installed. Install one with: pip install stickyscan.")

    photo, journey = wall_photo(tmp_path), small_map()
    with caplog.at_level(logging.WARNING):
        (reading,) = EngineReader(nothing).read(photo, journey.photos[0], journey, [outline(200, 200)])
    assert (reading.text, reading.doubtful, reading.colour.name) == (None, True, "yellow")
    assert "Install one with" in caplog.text


def test_the_settings_choose_the_engine() -> None:
    reader: OutlineReader = reader_of(Settings(engines=EngineSettings(reader="no such engine")))
    assert isinstance(reader, EngineReader)
