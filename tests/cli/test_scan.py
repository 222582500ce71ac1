from __future__ import annotations

import json
from pathlib import Path

import pytest

from stickyscan import JourneyMap
from stickyscan.cli.report import STEPS
from tests.cli.conftest import FAKES, Run, Start
from tests.fakes import WALL_NOTES, draw_wall


def test_a_wall_becomes_a_folder_with_map_page_and_overlay(run: Run, wall: Path, tmp_path: Path) -> None:
    result = run("scan", wall, *FAKES)
    assert result.exit_code == 0, result.output
    folder = tmp_path / "wall"
    journey = JourneyMap.from_json((folder / "map.json").read_bytes())
    assert len(journey.notes) == len(WALL_NOTES)
    assert (journey.made_by.finder, journey.made_by.reader) == ("scripted", "scripted")
    assert (folder / "map.html").read_text("utf-8").lstrip().lower().startswith("<!doctype html")
    assert (folder / "overlay.jpg").stat().st_size > 0
    for word in ("6 notes", "map.html", "map.json", "overlay.jpg", "scripted"):
        assert word in result.stdout


def test_json_is_one_object_and_nothing_else(run: Run, wall: Path) -> None:
    result = run("scan", wall, *FAKES, "-o", "here", "--json")
    summary = json.loads(result.stdout)
    assert summary["folder"] == "here"
    assert summary["notes"] == len(WALL_NOTES)
    assert summary["reader"] == "scripted"
    assert result.stderr == ""


def test_quiet_says_nothing(run: Run, wall: Path) -> None:
    result = run("scan", wall, *FAKES, "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_several_photos_are_one_wall(run: Run, wall: Path, tmp_path: Path) -> None:
    other = draw_wall(tmp_path / "again.png")
    result = run("scan", wall, other, *FAKES, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["photos"] == ["wall.png", "again.png"]


def test_an_earlier_result_is_kept_unless_forced(run: Run, wall: Path, tmp_path: Path) -> None:
    assert run("scan", wall, *FAKES).exit_code == 0
    before = (tmp_path / "wall" / "map.json").read_bytes()
    refused = run("scan", wall, "--finder", "scripted", "--reader", "empty")
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert (tmp_path / "wall" / "map.json").read_bytes() == before
    forced = run("scan", wall, "--finder", "scripted", "--reader", "empty", "--force")
    assert forced.exit_code == 0, forced.output
    assert (tmp_path / "wall" / "map.json").read_bytes() != before
    assert before in [old.read_bytes() for old in (tmp_path / "wall" / "history").iterdir()]


def test_a_folder_of_something_else_is_never_replaced(run: Run, wall: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("words", "utf-8")
    result = run("scan", wall, *FAKES, "-o", "thesis", "--force")
    assert result.exit_code == 2
    assert (tmp_path / "thesis" / "chapter.txt").read_text("utf-8") == "words"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("nowhere.jpg",), 3, "no such file"),
        (("folder",), 3, "stickyscan batch"),
        (("text.jpg",), 3, "text.jpg"),
        (("wall.png", "--finder", "empty"), 4, "no sticky notes"),
        (("wall.png", "--reader", "missing"), 5, "pip install missing"),
        (("wall.png", "--finder", "crashing"), 1, "the finder broke"),
        (("wall.png", "--reader", "crystal-ball"), 2, "scripted"),
        (("wall.png", "--template", "wishes"), 3, "customer-journey"),
        (("wall.png", "--config", "none.toml"), 3, "none.toml"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_failures_say_what_to_do_and_leave_nothing(
    arguments: tuple[str, ...], code: int, words: str, run: Run, wall: Path, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.jpg").write_text("not a photo", "utf-8")
    result = run("scan", "-o", "result", *FAKES, *arguments)
    assert (result.exit_code, words in result.stderr) == (code, True), result.stderr
    assert result.stdout == ""
    assert not (tmp_path / "result").exists()


def test_debug_saves_a_numbered_picture_per_step(run: Run, wall: Path, tmp_path: Path) -> None:
    result = run("scan", wall, *FAKES, "--debug", "steps")
    assert result.exit_code == 0, result.output
    pictures = sorted(path.name for path in (tmp_path / "steps").iterdir())
    assert pictures == [f"{number}_{step}.png" for number, step in enumerate(STEPS, start=1)]
    again = run("scan", wall, *FAKES, "-o", "other", "--debug", "steps")
    assert again.exit_code == 2


def test_settings_file_chooses_and_flags_win(run: Run, wall: Path, tmp_path: Path) -> None:
    (tmp_path / "stickyscan.toml").write_text('[engines]\nfinder = "scripted"\nreader = "empty"\n', "utf-8")
    assert json.loads(run("scan", wall, "-o", "a", "--json").stdout)["reader"] == "empty"
    assert json.loads(run("scan", wall, "-o", "b", "--json", "--reader", "scripted").stdout)["reader"] == "scripted"


def test_the_real_command(start: Start, wall: Path, tmp_path: Path) -> None:
    process = start("scan", "wall.png", *FAKES, "--json", "--template", "kanban")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert json.loads(out)["template"] == "kanban"
    assert err == ""


@pytest.mark.parametrize(("asked", "told"), [("de", "de"), ("deu", "de"), ("de+en", "en")])
def test_the_map_names_the_language(run: Run, wall: Path, tmp_path: Path, asked: str, told: str) -> None:
    assert run("scan", wall, *FAKES, "--lang", asked).exit_code == 0
    assert JourneyMap.from_json((tmp_path / "wall" / "map.json").read_bytes()).language == told
