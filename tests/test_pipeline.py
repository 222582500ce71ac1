from __future__ import annotations

from pathlib import Path

import pytest

from stickyscan.engines.protocols import TextReader
from stickyscan.pipeline import Scanner
from tests.fakes import EmptyReader, ScriptedFinder, ScriptedReader, draw_wall


class LearningReader(ScriptedReader):
    """Notes down which language it was asked to read in."""

    def __init__(self, text: str, asked: list[str]) -> None:
        super().__init__(text)
        self._asked = asked

    def in_language(self, language: str) -> TextReader:
        self._asked.append(language)
        return self


@pytest.mark.parametrize(
    ("text", "set_to", "told"),
    [
        ("Preis nicht zu finden", (), "de"),
        ("Preis nicht zu finden", ("nl",), "nl"),
        ("Preis nicht zu finden", ("en", "de"), "de"),
        ("Logo", (), None),
    ],
)
def test_the_map_names_the_language(tmp_path: Path, text: str, set_to: tuple[str, ...], told: str | None) -> None:
    scanner = Scanner(ScriptedFinder(), ScriptedReader(text), languages=set_to)
    assert scanner.scan([draw_wall(tmp_path / "wall.png")]).language == told


@pytest.mark.parametrize(("text", "asked"), [("Preis nicht zu finden", ["de"]), ("Logo", [])])
def test_the_board_is_read_in_the_language_of_the_notes(tmp_path: Path, text: str, asked: list[str]) -> None:
    heard: list[str] = []
    Scanner(ScriptedFinder(), LearningReader(text, heard)).scan([draw_wall(tmp_path / "wall.png")])
    assert heard == asked


def test_a_wall_without_words_has_no_language(tmp_path: Path) -> None:
    assert Scanner(ScriptedFinder(), EmptyReader()).scan([draw_wall(tmp_path / "wall.png")]).language is None
