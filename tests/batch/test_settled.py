from __future__ import annotations

from pathlib import Path

from stickyscan.batch.settled import Settling
from stickyscan.walls import find_walls
from tests.batch.fake_scan import photo


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def names(settling: Settling, folder: Path) -> list[str]:
    return [wall.name for wall in settling.complete(find_walls(folder, may_be_empty=True))]


def test_a_photo_is_complete_once_it_stands_still(tmp_path: Path) -> None:
    clock = Clock()
    settling = Settling(10, clock)
    assert names(settling, tmp_path) == []
    photo(tmp_path / "a.png")
    assert names(settling, tmp_path) == []
    clock.now = 9
    with (tmp_path / "a.png").open("ab") as file:  # still being copied
        file.write(b"x")
    assert names(settling, tmp_path) == []
    clock.now = 18
    photo(tmp_path / "b.png")
    assert names(settling, tmp_path) == []
    clock.now = 19
    assert names(settling, tmp_path) == ["a"]
    clock.now = 28
    assert names(settling, tmp_path) == ["a", "b"]


def test_a_folder_is_complete_with_its_last_photo(tmp_path: Path) -> None:
    clock = Clock()
    settling = Settling(10, clock)
    photo(tmp_path / "day" / "1.png")
    settling.complete(find_walls(tmp_path, "folder"))
    clock.now = 8
    photo(tmp_path / "day" / "2.png")
    assert settling.complete(find_walls(tmp_path, "folder")) == ()
    clock.now = 12
    assert settling.complete(find_walls(tmp_path, "folder")) == ()
    clock.now = 18
    assert [w.name for w in settling.complete(find_walls(tmp_path, "folder"))] == ["day"]


def test_a_wall_is_given_once_until_it_changes(tmp_path: Path) -> None:
    settling = Settling(10, Clock())
    photo(tmp_path / "a.png")
    walls = find_walls(tmp_path)
    assert settling.fresh(walls) == walls
    assert settling.fresh(walls) == ()
    with (tmp_path / "a.png").open("ab") as file:
        file.write(b"x")
    assert settling.fresh(walls) == walls
