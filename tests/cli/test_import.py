from __future__ import annotations

import json
from pathlib import Path

import pytest

from stickyscan import JourneyMap
from tests.cli.conftest import FAKES, Run


@pytest.fixture
def scanned(run: Run, wall: Path, tmp_path: Path) -> Path:
    assert run("scan", wall, *FAKES, "-o", "workshop").exit_code == 0
    assert run("export", "workshop", "--to", "csv").exit_code == 0
    table = tmp_path / "workshop.csv"
    head, row, rest = table.read_bytes().decode("utf-8-sig").split("\r\n", 2)
    cells = row.split(",")
    cells[head.split(",").index("votes")] = "7"
    table.write_bytes("\r\n".join((head, ",".join(cells), rest)).encode("utf-8-sig"))
    return tmp_path / "workshop"


def read(folder: Path) -> JourneyMap:
    return JourneyMap.from_json((folder / "map.json").read_bytes())


def test_corrections_go_into_the_folder_and_the_earlier_map_into_its_history(run: Run, scanned: Path) -> None:
    before = read(scanned)
    result = run("import", "workshop", "workshop.csv", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (len(told["edits"]), told["conflicts"], told["absent"]) == (1, [], [])
    assert read(scanned).notes[0].votes == 7
    assert JourneyMap.from_json((scanned / "history" / "map-0001.json").read_bytes()) == before
    assert "7 votes" in (scanned / "map.html").read_text("utf-8")


def test_a_dry_run_changes_nothing(run: Run, scanned: Path) -> None:
    before = read(scanned)
    result = run("import", "workshop", "workshop.csv", "--dry-run")
    assert "1 corrections would be taken over" in result.stdout
    assert read(scanned) == before
    assert list((scanned / "history").iterdir()) == []


def test_the_corrected_map_can_be_a_new_file(run: Run, scanned: Path, tmp_path: Path) -> None:
    before = read(scanned)
    assert run("import", "workshop/map.json", "workshop.csv").exit_code == 2
    assert run("import", "workshop/map.json", "workshop.csv", "-o", "new.json").exit_code == 0
    assert read(scanned) == before
    assert JourneyMap.from_json((tmp_path / "new.json").read_bytes()).notes[0].votes == 7
    assert run("import", "workshop/map.json", "workshop.csv", "-o", "new.json").exit_code == 2


def test_a_file_that_is_no_table_is_refused(run: Run, scanned: Path) -> None:
    assert run("import", "workshop", "workshop/map.json").exit_code == 3
    assert run("import", "workshop", "nowhere.xlsx").exit_code == 3
