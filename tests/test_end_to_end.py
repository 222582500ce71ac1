"""The installed command, with its real engines, on a wall whose truth is known."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from stickyscan import JourneyMap

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = Path(sys.executable).parent / "stickyscan"
COMMAND = [str(SCRIPT)] if SCRIPT.is_file() else [sys.executable, "-m", "stickyscan"]


def _stickyscan(*arguments: object, folder: Path) -> str:
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False, cwd=folder, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one rendered wall of middling difficulty, and its map."""
    place = tmp_path_factory.mktemp("workshop")
    # Without lens blur and glare, so that a person could read every note.
    _stickyscan("render", "--seed", 7, "-o", "walls", "--without", "lens_blur,glare", folder=place)
    _stickyscan("batch", "walls", "-o", "maps", "--quiet", folder=place)
    return place


def test_the_map_is_near_the_truth(folder: Path) -> None:
    rates = json.loads(_stickyscan("evaluate", "walls", "maps", "--json", folder=folder))["ALL"]
    assert rates["F1"] >= 0.8
    assert rates["IoU"] >= 0.8
    assert rates["colour"] >= 0.8
    assert rates["CER"] <= 0.6


def test_the_map_can_be_handed_over(folder: Path) -> None:
    wall = next((folder / "maps").glob("*/map.json")).parent
    journey = JourneyMap.from_json((wall / "map.json").read_bytes())
    _stickyscan("export", wall, "--to", "csv,markdown,html,json", "-o", "out", folder=folder)
    with (folder / "out" / f"{wall.name}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    # a text that a spreadsheet would take for a formula carries an apostrophe
    assert [row["text"].removeprefix("'") for row in rows] == [note.text or "" for note in journey.notes]


def test_the_same_photo_gives_the_same_bytes(folder: Path) -> None:
    wall = next((folder / "maps").glob("*/map.json")).parent
    _stickyscan("scan", next((folder / "walls").glob("*.jpg")), "-o", "again", folder=folder)
    assert (folder / "again" / "map.json").read_bytes() == (wall / "map.json").read_bytes()
