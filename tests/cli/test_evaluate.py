from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import FAKES, Run
from tests.fakes import WALL_NOTES


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    """Labels of the drawn wall, as the fakes find and read it."""
    notes = [
        {"id": index, "quad": quad.corners, "colour": None, "text": "Pays twice", "legible": True}
        for index, quad in enumerate(WALL_NOTES)
    ]
    folder = tmp_path / "truth"
    folder.mkdir()
    (folder / "wall.json").write_text(json.dumps({"photo": "wall.png", "size": [640, 480], "notes": notes}), "utf-8")
    return folder


def test_a_perfect_map_scores_full(run: Run, wall: Path, truth: Path) -> None:
    assert run("scan", wall, *FAKES, "-o", "maps/wall").exit_code == 0
    told = json.loads(run("evaluate", truth, "maps", "--json").stdout)
    assert told["wall"]["missing"] is False
    assert (told["ALL"]["notes"], told["ALL"]["F1"], told["ALL"]["CER"], told["ALL"]["good"]) == (6, 1.0, 0.0, 1.0)
    table = run("evaluate", truth, "maps")
    assert table.stdout.splitlines()[0].split()[:4] == ["wall", "notes", "P", "R"]
    assert table.stdout.splitlines()[-1].startswith("ALL")


def test_a_wall_without_a_map_counts_as_nothing_found(run: Run, truth: Path, tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    result = run("evaluate", truth, "maps")
    assert result.exit_code == 0
    assert "(no map)" in result.stdout
    assert json.loads(run("evaluate", truth, "maps", "--json").stdout)["ALL"]["CER"] == 1.0


def test_notes_lists_what_was_read(run: Run, wall: Path, truth: Path) -> None:
    assert run("scan", wall, "--finder", "scripted", "--reader", "empty", "-o", "maps/wall").exit_code == 0
    told = json.loads(run("evaluate", truth, "maps", "--json", "--notes").stdout)
    assert [note["cer"] for note in told["wall"]["details"]] == [1.0] * 6
    assert run("evaluate", truth, "maps", "--notes").stdout.count("Pays twice") == 6


@pytest.mark.parametrize("folders", [("nowhere", "maps"), ("truth", "nowhere"), ("maps", "maps")])
def test_folders_that_cannot_be_read(folders: tuple[str, str], run: Run, truth: Path, tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    result = run("evaluate", *folders)
    assert (result.exit_code, result.stdout) == (3, "")


def test_errors_counts_why_notes_were_read_badly(run: Run, wall: Path, truth: Path) -> None:
    assert run("scan", wall, "--finder", "scripted", "--reader", "empty", "-o", "maps/wall").exit_code == 0
    told = json.loads(run("evaluate", truth, "maps", "--json", "--errors").stdout)
    assert told["ERRORS"]["not given"] == {"notes": 6, "letters": 60}
    lines = run("evaluate", truth, "maps", "--errors").stdout.splitlines()
    assert any(line.startswith("not given") and line.split()[2:4] == ["6", "60"] for line in lines)
    assert "ERRORS" not in run("evaluate", truth, "maps", "--json").stdout
