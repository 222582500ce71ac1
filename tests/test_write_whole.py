from __future__ import annotations

import os
from pathlib import Path

import pytest

from stickyscan.folder import clear_leftovers
from stickyscan.write_whole import UNFINISHED, write_whole


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", b"one")
    write_whole(tmp_path / "a.txt", b"two")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.txt", b"two")]


def test_the_content_is_on_the_disk_before_it_has_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    sync, replace = os.fsync, Path.replace

    def told_sync(handle: int) -> None:
        done.append("sync")
        sync(handle)

    def told_replace(self: Path, target: Path) -> Path:
        done.append("name")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", told_sync)
    monkeypatch.setattr(Path, "replace", told_replace)
    write_whole(tmp_path / "a.txt", b"one")
    assert done == (["sync", "name"] if os.name == "nt" else ["sync", "name", "sync"])


def test_what_cannot_be_written_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    write_whole(tmp_path / "a.txt", b"one")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "a.txt", b"two")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.txt", b"one")]


def test_leftovers_of_ended_processes_go_and_those_of_others_stay(tmp_path: Path) -> None:
    (tmp_path / f".a.txt{UNFINISHED}999999999-0badcafe").write_bytes(b"half")
    (tmp_path / f".wall{UNFINISHED}999999999-0badcafe" / "photos").mkdir(parents=True)
    (tmp_path / f".b.txt{UNFINISHED}1-0badcafe").write_bytes(b"half")
    (tmp_path / ".mine").write_bytes(b"mine")
    clear_leftovers(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [f".b.txt{UNFINISHED}1-0badcafe", ".mine"]
    clear_leftovers(tmp_path / "nowhere")
