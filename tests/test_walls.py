from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from stickyscan.errors import InputError
from stickyscan.walls import find_walls


def files(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


def test_every_photo_is_a_wall(tmp_path: Path) -> None:
    files(tmp_path, "b.JPG", "a.heic", "c.png", "notes.txt", ".hidden.jpg", "._b.JPG", "film.mov")
    walls = find_walls(tmp_path)
    assert [w.name for w in walls] == ["a", "b", "c"]
    assert walls[1].photos == (tmp_path / "b.JPG",)


def test_names_are_unique_and_do_not_depend_on_case(tmp_path: Path) -> None:
    files(tmp_path, "a.jpg", "a.heic", "A.png", "day1/wall.jpg", "day1-wall.jpg", "day2/x/wall.jpg")
    names = [w.name for w in find_walls(tmp_path)]
    assert sorted(names) == ["A-png", "a-heic", "a-jpg", "day1-wall-jpg", "day1-wall-jpg-2", "day2-x-wall"]
    assert len({n.casefold() for n in names}) == len(names)


def test_every_folder_is_a_wall(tmp_path: Path) -> None:
    root = files(tmp_path / "shop", "top.jpg", "one/2.jpg", "one/1.jpg", "one/deep/x.png", "none/readme.txt")
    walls = find_walls(root, "folder")
    assert [(w.name, [p.name for p in w.photos]) for w in walls] == [
        ("shop", ["top.jpg"]), ("one", ["1.jpg", "2.jpg"]), ("one-deep", ["x.png"]),
    ]  # fmt: skip


def test_earlier_results_among_the_photos_are_no_walls(tmp_path: Path) -> None:
    files(tmp_path, "a.jpg", "maps/a/map.json", "maps/a/overlay.jpg", "maps/a/photos/a.jpg", ".tmp/b.jpg")
    assert [w.name for w in find_walls(tmp_path)] == ["a"]


@pytest.mark.parametrize("name", ["missing", "empty", "file.txt"])
def test_nothing_to_scan(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(InputError, match=name):
        find_walls(tmp_path / name)


def test_folders_that_pass_for_photos_are_told(tmp_path: Path) -> None:
    files(tmp_path, "a.jpg", "album.jpg/b.jpg")
    (tmp_path / "empty.jpg").mkdir()
    (tmp_path / "link.jpg").symlink_to(tmp_path / "album.jpg")
    told = {wall.name: wall.problem for wall in find_walls(tmp_path)}
    assert told["a"] is None
    assert told["album.jpg-b"] is None
    assert "empty folder" in (told["empty"] or "")
    assert "not followed" in (told["link"] or "")
    assert len(told) == 4


def test_a_subfolder_that_cannot_be_read_is_one_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files(tmp_path, "a.jpg", "locked/b.jpg")
    scan = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    walls = find_walls(tmp_path)
    assert [(wall.name, wall.problem is None) for wall in walls] == [("a", True), ("locked", False)]
    assert "Permission denied" in (walls[1].problem or "")


def test_names_that_are_too_long_or_taken_by_the_batch_are_changed(tmp_path: Path) -> None:
    long = "w" * 240
    files(tmp_path, f"{long}1.jpg", f"{long}2.jpg", "index.html.jpg", "batch.jsonl.png")
    names = [wall.name for wall in find_walls(tmp_path)]
    assert names[:2] == ["batch.jsonl-wall", "index.html-wall"]
    assert len(set(names)) == 4
    assert max(len(name) for name in names) <= 160


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"b\xff.jpg")).write_bytes(b"x")
    (wall,) = find_walls(tmp_path)
    assert "no text" in (wall.problem or "")


def test_ten_thousand_photos_are_found_quickly(tmp_path: Path) -> None:
    for day in range(100):
        (tmp_path / f"day{day}").mkdir()
        for number in range(100):
            (tmp_path / f"day{day}" / "IMG.jpg").with_name(f"IMG_{number}.jpg").touch()
    started = time.process_time()
    assert len(find_walls(tmp_path)) == 10_000
    assert time.process_time() - started < 5
