from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

from PIL import Image

from stickyscan.cli.render import SCENES
from stickyscan.render.empty_scene import EmptyScene
from tests.cli.conftest import Run


def test_walls_come_with_labels_and_the_seed_decides(run: Run, tmp_path: Path) -> None:
    result = run("render", "--seed", 3, "-n", 2, "-o", "walls", "--json")
    assert result.exit_code == 0, result.output
    names = json.loads(result.stdout)["walls"]
    assert len(set(names)) == 2
    assert {file.name for file in (tmp_path / "walls").iterdir()} == {
        f"{n}.{s}" for n in names for s in ("jpg", "json")
    }
    for name in names:
        truth = json.loads((tmp_path / "walls" / f"{name}.json").read_text("utf-8"))
        with Image.open(tmp_path / "walls" / f"{name}.jpg") as photo:
            assert list(photo.size) == truth["size"]
        assert truth["notes"]
    assert run("render", "--seed", 3, "-o", "again").exit_code == 0
    assert (tmp_path / "again" / f"{names[0]}.jpg").read_bytes() == (
        tmp_path / "walls" / f"{names[0]}.jpg"
    ).read_bytes()
    assert run("render", "--seed", 4, "-o", "other", "--quiet").output == ""


def test_walls_are_not_replaced_unless_forced(run: Run, tmp_path: Path) -> None:
    assert run("render", "-o", "walls", "--without", "all").exit_code == 0
    refused = run("render", "-o", "walls")
    assert (refused.exit_code, "--force" in refused.stderr) == (2, True)
    assert run("render", "-o", "walls", "--without", "all", "--force").exit_code == 0


def test_effects_can_be_switched_off(run: Run, tmp_path: Path) -> None:
    assert run("render", "-o", "a").exit_code == 0
    assert run("render", "-o", "b", "--without", "noise,light_gradient").exit_code == 0
    photos = [next((tmp_path / folder).glob("*.jpg")).read_bytes() for folder in "ab"]
    assert photos[0] != photos[1]
    unknown = run("render", "-o", "c", "--without", "gravity")
    assert (unknown.exit_code, "shadows" in unknown.stderr) == (2, True)


def test_empty_scenes_have_no_notes(run: Run, tmp_path: Path) -> None:
    result = run("render", "--empty", "--seed", 2, "-n", 2, "-o", "empty", "--json")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)
    assert summary["notes"] == 0
    assert len(summary["walls"]) == 2
    for name in summary["walls"]:
        assert name.startswith("empty-")
        truth = json.loads((tmp_path / "empty" / f"{name}.json").read_text("utf-8"))
        assert truth["notes"] == []
        assert (tmp_path / "empty" / f"{name}.jpg").is_file()


def test_one_kind_of_empty_scene(run: Run, tmp_path: Path) -> None:
    result = run("render", "--scene", "scrawl", "-n", 1, "-o", "written", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["walls"] == ["scrawl-0-000"]
    assert json.loads((tmp_path / "written" / "scrawl-0-000.json").read_text("utf-8"))["notes"] == []


def test_sheets_hang_among_notes(run: Run, tmp_path: Path) -> None:
    """They have notes and a name of their own; a scene without notes can have none."""
    for more in ([], ["--sheets"]):
        result = run("render", *more, "--seed", 3, "-n", 2, "-o", "walls", "--json")
        assert result.exit_code == 0, result.output
        names = json.loads(result.stdout)["walls"]
        assert all(name.startswith("sheets-" if more else "wall-") for name in names)
        truths = [json.loads((tmp_path / "walls" / f"{name}.json").read_text("utf-8")) for name in names]
        assert all(truth["notes"] for truth in truths)
    for kind in (["--empty"], ["--scene", "room"]):
        refused = run("render", "--sheets", *kind, "-o", "neither")
        assert refused.exit_code == 2
        assert "--sheets" in refused.output


def test_the_kinds_offered_are_those_that_can_be_drawn() -> None:
    assert get_args(EmptyScene) == SCENES
