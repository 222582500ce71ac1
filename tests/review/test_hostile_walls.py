"""A map.json that somebody of bad will made: it is shown as text, leads nowhere, and takes no server down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from stickyscan.folder import MAP_FILE, PHOTOS
from stickyscan.journey import JourneyMap
from stickyscan.review.app import make_app
from stickyscan.review.derived_later import DerivedLater
from stickyscan.review.house import house_of_one
from tests.export.hostile import hostile_map
from tests.review.review_maps import ToldReader, small_map, square, wall_folder

API = "/api/walls/wall"
SHOWN = ("photos/p1.jpg", "photos/p1/tiles.json", "photos/p1/tiles/0/0_0.jpg", "notes/n1.jpg")


def open_wall(folder: Path, journey: JourneyMap | None = None) -> TestClient:
    """The server over a folder with a small map's photos and this map."""
    wall_folder(folder)
    if journey is not None:
        (folder / MAP_FILE).write_text(journey.to_json(), encoding="utf-8")
    return TestClient(make_app(house_of_one(folder, ToldReader())))


def send(client: TestClient, *edits: dict[str, Any]) -> Any:
    return client.post(f"{API}/edits", json={"version": client.get(API).json()["version"], "edits": edits})


def with_photo(**fields: Any) -> JourneyMap:
    first, second = small_map().photos
    return small_map().model_copy(update={"photos": (first.model_copy(update=fields), second)})


def test_hostile_texts_are_data_and_never_part_of_the_page(tmp_path: Path) -> None:
    client = open_wall(tmp_path / "wall", hostile_map())
    answer = client.get(API)
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["map"] == json.loads(hostile_map().to_json())
    page = client.get("/walls/wall").text
    assert "alert(" not in page
    assert "<Discover>" not in page


@pytest.mark.parametrize(
    "name",
    [
        "../../secret.jpg", "..\\..\\secret.jpg", "../../../../etc/passwd", "/etc/passwd", "", ".", "..", "../map.json",
        "nul\x00.jpg", "C:\\secret.jpg", "file:///etc/passwd", "\\\\server\\share\\x.jpg", "sub/wall.jpg",
    ],
)  # fmt: skip
def test_a_photo_name_leads_nowhere(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (1600, 1000), "red").save(tmp_path / "secret.jpg")
    client = open_wall(tmp_path / "wall", with_photo(file=name))
    for address in (API, *(f"{API}/{one}" for one in SHOWN), f"{API}/exports/crops", "/walls/wall/finished"):
        answer = client.get(address)
        assert (answer.status_code, answer.json()["error"]) == (409, "unreadable"), address


def test_a_photo_name_that_no_disk_can_hold_shows_nothing(tmp_path: Path) -> None:
    client = open_wall(tmp_path / "wall", with_photo(file="x" * 5000))
    for address in SHOWN:
        assert client.get(f"{API}/{address}").status_code == 404, address
    assert send(client, {"op": "add_note", "photo": "p1", "corners": square(480, 210)}).status_code == 422
    assert client.get("/walls/wall/finished").status_code == 200
    assert client.get(f"{API}/exports/crops").status_code == 200


def test_the_page_of_the_wall_is_made_anew_in_its_folder(tmp_path: Path) -> None:
    later = DerivedLater(wall_folder(tmp_path / "wall"))
    later.changed()
    later.close()
    assert (tmp_path / "wall" / "overlay.jpg").exists()


@pytest.mark.parametrize(("width", "height"), [(0, 0), (-5, 3), (10**12, 10**12), (1, 10**9)])
def test_a_photo_of_impossible_size_is_refused(tmp_path: Path, width: int, height: int) -> None:
    client = open_wall(tmp_path / "wall", with_photo(width=width, height=height))
    for address in (API, *(f"{API}/{one}" for one in SHOWN)):
        assert client.get(address).status_code == 409, address


def test_a_photo_of_another_size_than_the_map_says_is_not_shown(tmp_path: Path) -> None:
    client = open_wall(tmp_path / "wall", with_photo(width=1000, height=1600))
    for address in ("photos/p1.jpg", "photos/p1/tiles.json", "notes/n1.jpg"):
        assert client.get(f"{API}/{address}").status_code == 404, address
    assert send(client, {"op": "add_note", "photo": "p1", "corners": square(480, 210)}).status_code in (200, 422)


@pytest.mark.parametrize("value", [0.0, 1e308, -1e308, 1e-308])
def test_corners_and_matrices_beyond_all_reason_are_refused(tmp_path: Path, value: float) -> None:
    note = small_map().notes[0].model_copy(update={"corners": ((value, value),) * 4})
    journey = with_photo(to_wall=((value,) * 3,) * 3).model_copy(update={"notes": (note, *small_map().notes[1:])})
    client = open_wall(tmp_path / "wall", journey)
    if abs(value) > 1:
        assert client.get(API).status_code == 409
        return
    assert client.get(f"{API}/notes/n1.jpg").status_code == 404
    for edit in (
        {"op": "merge_notes", "notes": ["n1", "n2"]},
        {"op": "move_corners", "note": "n1", "corners": square(1, 1)},
        {"op": "add_note", "photo": "p1", "corners": square(480, 210)},
    ):
        assert send(client, edit).status_code in (200, 422), edit
    JourneyMap.from_json((tmp_path / "wall" / MAP_FILE).read_bytes())


def test_odd_ids_stay_ids(tmp_path: Path) -> None:
    text = small_map().to_json()
    for old, new in (
        ("n1", "../n1"),
        ("n2", "<b>"),
        ("n3", "n999999999999999"),
        ("s1", "s" + "9" * 40),
        ("p1", "p?#%"),
    ):
        text = text.replace(f'"{old}"', json.dumps(new))
    client = open_wall(tmp_path / "wall", JourneyMap.from_json(text))
    assert send(client, {"op": "accept", "note": "../n1"}).status_code == 200
    added = [
        send(client, {"op": "add_note", "photo": "p?#%", "corners": square(480, 210)}).json()["map"]["notes"][-1]["id"]
        for _ in range(2)
    ]
    assert len(set(added)) == 2
    stages = [send(client, {"op": "add_stage", "title": "x"}).json()["map"]["stages"][-1]["id"] for _ in range(2)]
    assert len(set(stages)) == 2
    assert client.get(f"{API}/photos/p%3F%23%25.jpg").status_code == 200


def test_a_huge_map_is_answered(tmp_path: Path) -> None:
    note = small_map().notes[0].model_copy(update={"text": "x" * 3_000_000, "stage": None, "lane": None})
    client = open_wall(tmp_path / "wall", small_map().model_copy(update={"notes": (note,), "connectors": ()}))
    assert send(client, {"op": "set_votes", "note": "n1", "votes": 3}).status_code == 200


def test_files_that_are_no_photos_are_not_shown(tmp_path: Path) -> None:
    folder = tmp_path / "wall"
    client = open_wall(folder)
    for content in (b"", b"<svg onload=alert(1)>", b"%!PS-Adobe-3.0 EPSF", b"\xff\xd8\xff\xe0" + b"\0" * 100):
        (folder / PHOTOS / "wall.jpg").write_bytes(content)
        for address in ("photos/p1.jpg?width=400", "photos/p1/tiles.json", "notes/n1.jpg"):
            assert client.get(f"{API}/{address}").status_code == 404


@pytest.mark.parametrize("text", ["{", "[]", "null", "{}", "\x00", '{"schema_version": "9"}', "[" * 100_000])
def test_a_map_that_is_none_gives_a_reason_everywhere(tmp_path: Path, text: str) -> None:
    client = open_wall(tmp_path / "wall")
    (tmp_path / "wall" / MAP_FILE).write_text(text)
    for address in (API, f"{API}/photos/p1.jpg", f"{API}/notes/n1.jpg", f"{API}/exports/csv", "/walls/wall/finished"):
        answer = client.get(address)
        assert (answer.status_code, answer.json()["error"]) == (409, "unreadable"), address
    answer = client.post(f"{API}/edits", json={"version": "x", "edits": [{"op": "accept", "note": "n1"}]})
    assert answer.status_code == 409
