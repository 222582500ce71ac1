"""The walls of a folder, by keys of their own; hostile folders among them."""

from __future__ import annotations

from pathlib import Path

from stickyscan.folder import MAP_FILE
from stickyscan.review.workspace import Workspace
from tests.review.serving import (
    a_client,
    a_desk,
)

EVIL = '<img src=x onerror="alert(1)">'


def test_walls_are_found_by_key_only(tmp_path: Path) -> None:
    (tmp_path / "walls" / "Wall").mkdir(parents=True)
    (tmp_path / "walls" / "Wall" / MAP_FILE).write_text("{}")
    walls = Workspace(tmp_path / "walls")
    assert walls.find("wall") == (tmp_path / "walls" / "Wall").resolve()
    for key in ("Wall", "../walls/Wall", "", ".", str(tmp_path / "walls" / "Wall")):
        assert walls.find(key) is None, key


def test_hostile_folders_do_nothing(tmp_path: Path) -> None:
    walls = tmp_path / "walls"
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / MAP_FILE).write_text("{}")
    walls.mkdir()
    (walls / "link").symlink_to(tmp_path / "elsewhere")
    (walls / EVIL.replace("/", "-")).mkdir()
    (walls / EVIL.replace("/", "-") / MAP_FILE).write_text('{"notes": "' + EVIL.replace('"', "'") + '"}')
    (walls / ".hidden").mkdir()
    (walls / ".hidden" / MAP_FILE).write_text("{}")
    with a_desk(walls) as desk:
        client = a_client(desk)
        (only,) = client.get("/api/workspace").json()["walls"]
        assert re_key(only["key"])
        assert only["problem"]
        assert "onerror" not in client.get("/").text
        assert client.get(f"/api/walls/{only['key']}").status_code == 409


def re_key(key: str) -> bool:
    return all(sign.isascii() and (sign.isalnum() or sign == "-") for sign in key)


def test_equal_names_get_keys_of_their_own(tmp_path: Path) -> None:
    for name in ("Wand 1", "wand-1", "WAND_1"):
        (tmp_path / name).mkdir()
        (tmp_path / name / MAP_FILE).write_text("{}")
    walls = Workspace(tmp_path)
    keys = {walls.key(tmp_path.resolve() / name) for name in ("Wand 1", "wand-1", "WAND_1")}
    assert keys == {"wand-1", "wand-1-2", "wand-1-3"}
    before = walls.key(tmp_path.resolve() / "wand-1")
    (tmp_path / "A first one").mkdir()
    (tmp_path / "A first one" / MAP_FILE).write_text("{}")
    assert walls.key(tmp_path.resolve() / "wand-1") == before


def test_a_new_wall_never_takes_the_place_of_another(tmp_path: Path) -> None:
    walls = Workspace(tmp_path)
    assert walls.new_folder("Ümläut & Söhne / 2").name == "Ümläut-Söhne-2"
    (tmp_path / "a").mkdir()
    assert walls.new_folder("a").name == "a-2"
    assert [walls.new_folder(title).name for title in ("", "..", "/", "\0", "___")] == ["wall"] * 5
    assert len(walls.new_folder("x" * 500).name) <= 60
