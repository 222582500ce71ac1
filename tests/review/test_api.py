"""The addresses under /api/walls/KEY, asked as the page asks them; the engines are stood in for."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from stickyscan.errors import InputError
from stickyscan.export import FORMATS
from stickyscan.folder import MAP_FILE, PHOTOS, read_map
from stickyscan.review.api import changes
from stickyscan.review.app import make_app
from stickyscan.review.edits import Reading
from stickyscan.review.house import house_of_one
from stickyscan.review.wall_store import WallStore
from tests.review.review_maps import ToldReader, small_map, square, wall_folder

API = "/api/walls/wall"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return wall_folder(tmp_path / "wall")


@pytest.fixture
def reader() -> ToldReader:
    return ToldReader()


@pytest.fixture
def client(folder: Path, reader: ToldReader) -> Iterator[TestClient]:
    with TestClient(make_app(house_of_one(folder, reader))) as opened:
        yield opened


def state(client: TestClient) -> Any:
    answer = client.get(API)
    assert answer.status_code == 200
    return answer.json()


def edit(client: TestClient, *edits: dict[str, Any], version: str | None = None) -> Any:
    wanted = {"version": version or state(client)["version"], "edits": edits}
    return client.post(f"{API}/edits", json=wanted)


def test_the_state_is_the_map_with_its_version(client: TestClient, folder: Path) -> None:
    said = state(client)
    assert said["map"] == json.loads(small_map().to_json())
    assert (said["undo"], said["redo"], said["deleted"]) == (None, None, [])
    assert said["version"] == WallStore(folder).version()
    assert client.get(API).headers["cache-control"] == "no-store"


def test_edits_are_one_step_that_can_be_undone_and_done_again(client: TestClient, folder: Path) -> None:
    before = (folder / MAP_FILE).read_bytes()
    answer = edit(client, {"op": "set_text", "note": "n1", "text": "new"}, {"op": "accept", "note": "n3"})
    assert (answer.status_code, answer.json()["undo"]) == (200, "set_text")
    assert read_map(folder).notes[0].text == "new"
    undone = client.post(f"{API}/undo", json={"version": answer.json()["version"]})
    assert ((folder / MAP_FILE).read_bytes(), undone.json()["redo"]) == (before, "set_text")
    redone = client.post(f"{API}/redo", json={"version": undone.json()["version"]})
    assert redone.json() == answer.json()


def test_one_refused_edit_refuses_them_all(client: TestClient, folder: Path) -> None:
    answer = edit(client, {"op": "set_text", "note": "n1", "text": "new"}, {"op": "accept", "note": "n99"})
    assert (answer.status_code, answer.json()["error"]) == (422, "refused")
    assert "n99" in answer.json()["message"]
    assert read_map(folder) == small_map()


def test_a_change_made_elsewhere_is_told_with_the_present_state(client: TestClient, folder: Path) -> None:
    seen = state(client)["version"]
    (folder / MAP_FILE).write_text(small_map().model_copy(update={"title": "theirs"}).to_json())
    answer = edit(client, {"op": "set_text", "note": "n1", "text": "mine"}, version=seen)
    assert (answer.status_code, answer.json()["error"]) == (409, "changed_elsewhere")
    assert answer.json()["state"] == state(client)
    assert read_map(folder).title == "theirs"


def test_an_outline_is_read_at_once(client: TestClient, reader: ToldReader) -> None:
    answer = edit(client, {"op": "add_note", "photo": "p1", "corners": square(480, 210)})
    note = answer.json()["map"]["notes"][-1]
    assert (note["id"], note["text"], note["stage"], note["lane"]) == ("n8", "read now", "s2", "l1")
    assert [quad.corners for quad in reader.asked] == [square(480, 210)]


def test_a_note_that_was_just_drawn_can_be_split_in_the_same_step(client: TestClient, reader: ToldReader) -> None:
    halves = [square(480, 210, 40), square(540, 210, 40)]
    answer = edit(
        client,
        {"op": "add_note", "photo": "p1", "corners": square(480, 210)},
        {"op": "split_note", "note": "n8", "corners": halves},
        {"op": "move_corners", "note": "n9", "corners": square(545, 215, 40), "reread": True},
    )
    assert [note["id"] for note in answer.json()["map"]["notes"]][-2:] == ["n8", "n9"]
    assert len(reader.asked) == 4


def test_the_page_stays_alive_while_an_outline_is_read(folder: Path) -> None:
    begun, finish = threading.Event(), threading.Event()

    class Slow(ToldReader):
        def read(self, *args: Any) -> tuple[Reading, ...]:
            begun.set()
            assert finish.wait(30)
            return super().read(*args)

    with TestClient(make_app(house_of_one(folder, Slow()))) as client:
        answers: list[Any] = []
        new = {"op": "add_note", "photo": "p1", "corners": square(480, 210)}
        asking = threading.Thread(target=lambda: answers.append(edit(client, new)))
        asking.start()
        assert begun.wait(30)
        assert client.get(f"{API}/photos/p1.jpg?width=400").status_code == 200
        assert edit(client, {"op": "accept", "note": "n3"}).status_code == 200
        finish.set()
        asking.join()
        assert answers[0].status_code == 409, "what was read belongs to a map that is no longer the present one"


def test_nothing_is_read_for_an_old_version(client: TestClient, reader: ToldReader) -> None:
    new = {"op": "add_note", "photo": "p1", "corners": square(480, 210)}
    assert edit(client, new, version="0" * 16).status_code == 409
    assert reader.asked == []


def test_a_missing_photo_is_told(client: TestClient, folder: Path) -> None:
    (folder / PHOTOS / "wall.jpg").unlink()
    answer = edit(client, {"op": "add_note", "photo": "p1", "corners": square(480, 210)})
    assert (answer.status_code, answer.json()["error"]) == (422, "refused")
    for address in ("photos/p1.jpg", "photos/p1/tiles.json", "photos/p1/tiles/0/0_0.jpg", "notes/n1.jpg"):
        answer = client.get(f"{API}/{address}")
        assert (answer.status_code, answer.json()["error"]) == (404, "no_picture"), address


def test_deleted_notes_are_listed_to_be_restored(client: TestClient) -> None:
    deleted = edit(client, {"op": "delete_note", "note": "n3"}).json()["deleted"]
    assert deleted == [{"id": "n3", "text": "C", "colour": "pink"}]
    assert edit(client, {"op": "restore_note", "note": "n3"}).json()["deleted"] == []


@pytest.mark.parametrize(
    "body",
    [
        {}, {"version": "x"}, {"version": "x", "edits": []}, {"version": "x", "edits": [{"op": "burn"}]},
        {"version": "x", "edits": [{"op": "accept"}]}, {"version": 3, "edits": [{"op": "accept", "note": "n1"}]},
        {"version": "x", "edits": [{"op": "accept", "note": "n1", "more": 1}]},
        {"version": "x", "edits": [{"op": "set_text", "note": "n1", "text": "x" * 10_001}]},
        {"version": "x", "edits": [{"op": "set_votes", "note": "n1", "votes": -1}]},
    ],
)  # fmt: skip
def test_what_is_no_edit_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    answer = client.post(f"{API}/edits", json=body)
    assert (answer.status_code, answer.json()["error"]) == (422, "malformed")


def test_addresses_that_there_are_not(client: TestClient) -> None:
    for address in (
        "/api/walls/other",
        f"{API}/photos/p9.jpg",
        f"{API}/notes/n99.jpg",
        f"{API}/exports/exe",
        "/nothing",
    ):
        answer = client.get(address)
        assert (answer.status_code, set(answer.json())) == (404, {"error", "message"}), address
    assert client.get("/openapi.json").status_code == 404
    assert client.get("/docs").status_code == 404
    assert client.post(API).json()["error"] == "not_allowed"


def test_every_format_is_in_the_menu_and_can_be_had(client: TestClient) -> None:
    menu = client.get(f"{API}/formats").json()
    assert [entry["name"] for entry in menu] == list(FORMATS)
    assert len({entry["title"] for entry in menu}) == len(menu)
    for entry in menu:
        assert set(entry) == {"name", "title", "for_whom", "available", "why_not"}
        assert entry["title"] != entry["name"], "a name for people"
        if entry["name"] in ("json", "csv", "markdown", "crops"):  # the rest has tests of its own
            answer = client.get(f"{API}/exports/{entry['name']}")
            assert answer.status_code == 200
            assert (
                answer.headers["content-disposition"] == f'attachment; filename="wall{FORMATS[entry["name"]].suffix}"'
            )
    assert client.get(f"{API}/exports/json").text == small_map().to_json()


def test_a_format_whose_library_is_missing_says_what_to_install(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stickyscan.review.export_menu.find_spec", lambda name: None if name == "pptx" else object())
    menu = {entry["name"]: entry for entry in client.get(f"{API}/formats").json()}
    assert (menu["xlsx"]["available"], menu["pptx"]["available"], menu["bundle"]["available"]) == (True, False, False)
    assert menu["pptx"]["why_not"] == "Install it with: pip install 'stickyscan[pptx]'"
    monkeypatch.setitem(__import__("sys").modules, "pptx", None)
    answer = client.get(f"{API}/exports/pptx")
    assert (answer.status_code, answer.json()["error"]) == (424, "not_installed")


def test_the_finished_page_is_the_export_in_a_sandbox(client: TestClient) -> None:
    answer = client.get("/walls/wall/finished")
    policy = answer.headers["content-security-policy"]
    assert "Touchpoints" in answer.text
    assert "default-src 'none'" in policy
    assert "script-src 'sha256-" in policy
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy


def test_home_leads_to_the_wall_and_the_page_names_it(client: TestClient) -> None:
    answer = client.get("/", headers={"Accept-Language": "de-CH,de;q=0.9"})
    assert (answer.url.path, answer.status_code) == ("/walls/wall", 200)
    assert 'data-wall="wall"' in answer.text
    assert '<html lang="de">' in answer.text


def test_a_map_that_broke_meanwhile_is_told(client: TestClient, folder: Path) -> None:
    (folder / MAP_FILE).write_text("{")
    answer = client.get(API)
    assert (answer.status_code, answer.json()["error"]) == (409, "unreadable")


def test_a_folder_that_cannot_be_written_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    answer = edit(client, {"op": "set_text", "note": "n1", "text": "new"})
    assert (answer.status_code, answer.json()["error"]) == (507, "not_saved")


def test_a_photo_that_cannot_be_decoded_for_reading_is_told(folder: Path) -> None:
    class Failing(ToldReader):
        def read(self, *_: Any) -> Any:
            raise InputError("wall.jpg: damaged")

    client = TestClient(make_app(house_of_one(folder, Failing())))
    answer = edit(client, {"op": "add_note", "photo": "p1", "corners": square(480, 210)})
    assert (answer.status_code, answer.json()["message"]) == (409, "wall.jpg: damaged")


def test_every_change_of_the_file_is_told_to_who_listens(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stickyscan.review.api.LOOK", 0.01)
    monkeypatch.setattr("stickyscan.review.api.SIGN_OF_LIFE", 0.02)
    house, store = house_of_one(folder, ToldReader()), WallStore(folder)

    async def listen() -> list[str]:
        heard = []
        async for said in changes(store, house.stopping):
            heard.append(said)
            if len(heard) == 1:
                (folder / MAP_FILE).write_text(small_map().model_copy(update={"title": "theirs"}).to_json())
            if said.startswith(":"):
                house.stopping.set()
        return heard

    first, second, alive = asyncio.run(listen())
    assert first.startswith("event: changed\ndata: ")
    assert json.loads(second.partition("data: ")[2]) == {"version": store.version()}
    assert alive == ": still here\n\n"
