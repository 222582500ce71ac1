from __future__ import annotations

import json
from pathlib import Path

import pytest

from stickyscan import JourneyMap
from stickyscan.export import FORMATS
from tests.cli.conftest import FAKES, Run


@pytest.fixture
def scanned(run: Run, wall: Path, tmp_path: Path) -> Path:
    assert run("scan", wall, *FAKES, "-o", "workshop").exit_code == 0
    return tmp_path / "workshop"


@pytest.mark.parametrize("source", ["workshop", "workshop/map.json"])
def test_every_format_becomes_a_file_named_as_the_wall(source: str, run: Run, scanned: Path, tmp_path: Path) -> None:
    result = run("export", source, "--to", ",".join(FORMATS), "-o", "handout")
    assert result.exit_code == 0, result.output
    expected = {f"workshop{entry.suffix}" for entry in FORMATS.values()}
    assert {file.name for file in (tmp_path / "handout").iterdir()} == expected
    copy = JourneyMap.from_json((tmp_path / "handout" / "workshop.json").read_bytes())
    assert copy == JourneyMap.from_json((scanned / "map.json").read_bytes())


def test_the_page_gets_the_photos(run: Run, scanned: Path, tmp_path: Path) -> None:
    assert run("export", scanned, "--to", "html").exit_code == 0
    assert "data:image/jpeg" in (tmp_path / "workshop.html").read_text("utf-8")


def test_files_are_not_replaced_unless_forced(run: Run, scanned: Path, tmp_path: Path) -> None:
    (tmp_path / "workshop.csv").write_text("mine", "utf-8")
    refused = run("export", scanned, "--to", "markdown,csv")
    assert refused.exit_code == 2
    assert "workshop.csv" in refused.stderr
    assert (tmp_path / "workshop.csv").read_text("utf-8") == "mine"
    assert not (tmp_path / "workshop.md").exists()
    assert run("export", scanned, "--to", "markdown,csv", "--force").exit_code == 0
    assert (tmp_path / "workshop.csv").read_text("utf-8") != "mine"


def test_the_list_and_json(run: Run, scanned: Path) -> None:
    listed = run("export", "--list")
    assert all(name in listed.stdout for name in FORMATS)
    made = json.loads(run("export", scanned, "--to", "csv", "--json").stdout)
    assert made == {"files": ["workshop.csv"]}
    assert run("export", scanned, "--to", "markdown", "--quiet").output == ""


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("workshop", "--to", "stone-tablet"), 2, "markdown"),
        (("workshop",), 2, "--to csv"),
        (("nowhere.json", "--to", "csv"), 3, "nowhere.json"),
        (("wall.png", "--to", "csv"), 3, "wall.png"),
    ],
)
def test_mistakes(arguments: tuple[str, ...], code: int, words: str, run: Run, scanned: Path) -> None:
    result = run("export", *arguments)
    assert (result.exit_code, words in result.stderr) == (code, True), result.stderr
