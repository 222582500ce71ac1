from __future__ import annotations

import json
from pathlib import Path

from stickyscan import JourneyMap
from tests.cli.conftest import FAKES, Run
from tests.fakes import WALL_NOTES, draw_wall


def test_a_later_photo_keeps_ids_corrections_and_history(run: Run, wall: Path, tmp_path: Path) -> None:
    assert run("scan", wall, *FAKES, "-o", "workshop").exit_code == 0
    file = tmp_path / "workshop" / "map.json"
    before = JourneyMap.from_json(file.read_bytes())
    first = before.notes[0].model_copy(update={"text": "By hand", "reviewed": True, "needs_review": False})
    file.write_text(before.model_copy(update={"notes": (first, *before.notes[1:])}).to_json(), "utf-8")
    later = draw_wall(tmp_path / "later.png", notes=(*WALL_NOTES[:3],))
    result = run("update", "workshop", later, *FAKES, "--json")
    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)
    assert (summary["new"], summary["gone"], summary["edited"]) == ([], [], [])
    after = JourneyMap.from_json(file.read_bytes())
    assert {note.id for note in after.notes} == {note.id for note in before.notes}
    assert [note.text for note in after.notes if note.id == first.id] == ["By hand"]
    assert [photo.file for photo in after.photos] == ["later.png"]
    kept = sorted(path.relative_to(tmp_path / "workshop").as_posix() for path in (tmp_path / "workshop").rglob("*.*"))
    assert "history/map-0001.json" in kept
    assert {"photos/later.png", "photos/wall.png"} <= set(kept)


def test_update_needs_a_map_and_a_photo(run: Run, wall: Path) -> None:
    nothing = run("update", "nowhere", wall, *FAKES)
    assert nothing.exit_code == 3
    assert "no map" in nothing.stderr
    assert run("scan", wall, *FAKES).exit_code == 0
    missing = run("update", "wall", "missing.jpg", *FAKES)
    assert missing.exit_code == 3


def test_diff_tells_what_changed(run: Run, wall: Path, tmp_path: Path) -> None:
    assert run("scan", wall, *FAKES, "-o", "a").exit_code == 0
    before = JourneyMap.from_json((tmp_path / "a" / "map.json").read_bytes())
    first = before.notes[0].model_copy(update={"text": "By hand"})
    after = before.model_copy(update={"notes": (first, *before.notes[1:])})
    (tmp_path / "b.json").write_text(after.to_json(), "utf-8")
    result = run("diff", "a", "b.json")
    assert result.exit_code == 0, result.output
    assert "5 notes as before, 0 moved, 1 edited, 0 new, 0 gone" in result.stdout
    assert "“Pays twice” -> n1 “By hand”" in result.stdout
    figures = json.loads(run("diff", "a", "b.json", "--json").stdout)
    assert figures["unchanged"] == 5
    assert figures["edited"] == [{"id": "n1", "was": "n1", "from": "Pays twice", "to": "By hand"}]
