"""A person edits in the browser while a command replaces the whole folder: neither loses the other's work."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

import pytest

from stickyscan.errors import UsageError
from stickyscan.folder import HISTORY, MAP_FILE, PHOTOS, read_map, write_wall_folder
from stickyscan.journey import JourneyMap
from stickyscan.review.wall_store import ChangedElsewhereError, WallStore
from tests.review.review_maps import an_edit, small_map, wall_folder
from tests.review.test_wall_store import doing, edited


def replaced(folder: Path, title: str, based_on: JourneyMap | None = None) -> None:
    """What `stickyscan update` and `import` do at their end."""
    journey = (based_on or read_map(folder)).model_copy(update={"title": title})
    photos = [folder / PHOTOS / photo.file for photo in journey.photos]
    write_wall_folder(folder, journey, photos, replace=based_on or True, derive=lambda *_: {"map.html": b"x"})


def test_a_command_does_not_overwrite_an_edit_that_was_made_while_it_ran(tmp_path: Path) -> None:
    folder = wall_folder(tmp_path / "wall")
    seen = read_map(folder)
    edited(WallStore(folder), an_edit("set_text", note="n1", text="typed meanwhile"))
    with pytest.raises(UsageError, match="was changed while this ran"):
        replaced(folder, "from the command", seen)
    assert read_map(folder).notes[0].text == "typed meanwhile"
    replaced(folder, "from the command", read_map(folder))
    assert (read_map(folder).title, read_map(folder).notes[0].text) == ("from the command", "typed meanwhile")


def test_the_page_does_not_overwrite_what_a_command_wrote(tmp_path: Path) -> None:
    folder = wall_folder(tmp_path / "wall")
    store = WallStore(folder)
    seen = store.read().version
    replaced(folder, "from the command")
    with pytest.raises(ChangedElsewhereError) as refused:
        store.save(seen, doing(an_edit("accept", note="n3")), "accept")
    assert refused.value.present.journey.title == "from the command"
    edited(store, an_edit("set_text", note="n1", text="on top"))
    assert read_map(folder).title == "from the command"
    assert store.undo(store.read().version).journey.title == "from the command"


def test_in_a_race_of_both_every_change_that_was_confirmed_is_in_the_map_or_in_history(tmp_path: Path) -> None:
    folder = wall_folder(tmp_path / "wall")
    confirmed: list[str] = []

    def typing() -> None:
        store = WallStore(folder)
        for number in range(12):
            with suppress(ChangedElsewhereError):
                edited(store, an_edit("add_stage", title=f"typed {number}"))
                confirmed.append(f"typed {number}")

    def commanding() -> None:
        for number in range(6):
            with suppress(UsageError):
                seen = read_map(folder)
                replaced(folder, f"command {number}", seen)

    threads = [threading.Thread(target=typing), threading.Thread(target=commanding)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    titles = {stage.title for stage in read_map(folder).stages}
    assert confirmed
    assert set(confirmed) <= titles, "no confirmed edit was overwritten"
    for file in [folder / MAP_FILE, *(folder / HISTORY).glob("map-*.json")]:
        JourneyMap.from_json(file.read_bytes())
    assert len(small_map().notes) == len(read_map(folder).notes)
