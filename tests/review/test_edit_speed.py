"""An edit at 300 notes, from request to answer with all of the state: processor time, as machines are busy at times."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from fastapi.testclient import TestClient

from stickyscan.folder import MAP_FILE
from stickyscan.journey import JourneyMap
from stickyscan.review.app import make_app
from stickyscan.review.house import house_of_one
from tests.builders import a_lane, a_map, a_note, a_photo, a_stage
from tests.review.review_maps import TO_WALL, ToldReader, square

NOTES, MOST = 300, 0.1


def large_map() -> JourneyMap:
    """300 notes with usual texts in ten stages and six lanes."""
    notes = [
        a_note(
            f"Looks for the platform of the night train, number {number}", f"n{number + 1}",
            corners=square(40 + 50 * (number % 30), 40 + 90 * (number // 30), 45),
            stage=f"s{number % 10 + 1}", lane=f"l{number // 50 + 1}", order=number % 50 // 10,
            alternatives=("Looks for the platform of the right train", "Looks at the platform"),
        )
        for number in range(NOTES)
    ]  # fmt: skip
    stages = tuple(a_stage(f"s{n}", f"Stage {n}") for n in range(1, 11))
    lanes = tuple(a_lane(f"l{n}", f"Lane {n}") for n in range(1, 7))
    return a_map(*notes, photos=(a_photo(to_wall=TO_WALL),), stages=stages, lanes=lanes)


def test_an_edit_of_a_large_wall_costs_little(tmp_path: Path) -> None:
    folder = tmp_path / "wall"
    folder.mkdir()
    (folder / MAP_FILE).write_text(large_map().to_json(), encoding="utf-8")
    edits = [
        {"op": "set_text", "note": "n7", "text": "typed"},
        {"op": "move_note", "note": "n8", "stage": "s2", "lane": "l3", "before": None},
        {"op": "merge_stages", "stage": "s9", "into": "s1"},
        {"op": "set_legend", "colour": "yellow", "kind": "idea"},
        {"op": "delete_note", "note": "n9"},
        {"op": "set_votes", "note": "n10", "votes": 3},
    ]
    spent = []
    with TestClient(make_app(house_of_one(folder, ToldReader()))) as client:
        version = client.get("/api/walls/wall").json()["version"]
        for edit in edits:
            begun = time.process_time()
            answer = client.post("/api/walls/wall/edits", json={"version": version, "edits": [edit]})
            spent.append(time.process_time() - begun)
            assert answer.status_code == 200, answer.text
            version = answer.json()["version"]
    assert statistics.median(spent) < MOST, f"{[round(1000 * one) for one in spent]} ms"
