"""history/ does not grow for ever, and loses nothing that anybody needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from stickyscan.folder import HISTORY, history_numbers
from stickyscan.review.wall_store import WallStore
from tests.review.review_maps import an_edit
from tests.review.test_wall_store import a_folder, edited, text_in, typed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A wall's folder without photos."""
    return a_folder(tmp_path / "wall")


def test_of_many_earlier_maps_the_oldest_go_but_not_the_first_nor_what_is_needed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stickyscan.review.wall_store.KEPT", 5)
    monkeypatch.setattr("stickyscan.review.timeline.LONGEST", 4)
    store = WallStore(folder)
    first = store.read().text
    typed(store, "before")
    edited(store, an_edit("delete_note", note="n5"))  # map-0002.json is the last that has it
    for number in range(12):
        typed(store, str(number))
    assert history_numbers(folder) == [1, 2, *range(10, 15)]
    assert (folder / HISTORY / "map-0001.json").read_bytes() == first
    for number in (10, 9, 8):
        assert store.undo(store.read().version).journey.notes[0].text == str(number)
    edited(WallStore(folder), an_edit("restore_note", note="n5"))
    assert "n5" in {note.id for note in store.read().journey.notes}


def test_earlier_maps_that_cannot_be_removed_do_not_cost_the_edit(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stickyscan.review.wall_store.KEPT", 1)
    monkeypatch.setattr("stickyscan.review.timeline.LONGEST", 1)
    store, unlink = WallStore(folder), Path.unlink

    def refuse(file: Path, *, missing_ok: bool = False) -> None:
        if file.name.startswith("map-"):
            raise PermissionError(13, "no permission", str(file))
        unlink(file, missing_ok=missing_ok)

    with monkeypatch.context() as locked:
        locked.setattr(Path, "unlink", refuse)
        for number in range(4):
            typed(store, str(number))
    assert text_in(folder) == "3"
    assert history_numbers(folder) == [1, 2, 3, 4]
    typed(store, "tidied up")
    assert history_numbers(folder) == [1, 5]
