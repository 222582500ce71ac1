from __future__ import annotations

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
