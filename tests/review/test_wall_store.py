"""The store on disk: versions, history, undo and redo across restarts, other people's changes, folders of bad will."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stickyscan.errors import InputError, OutputError
from stickyscan.folder import HISTORY, MAP_FILE, replace_map
from stickyscan.journey import JourneyMap
from stickyscan.review.edits import Beside, Edit, RefusedError, apply
from stickyscan.review.wall_store import ChangedElsewhereError, WallStore
from stickyscan.write_whole import UNFINISHED
from tests.review.review_maps import a_reading, an_edit, any_edit, small_map, square


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A wall's folder without photos: the store needs none."""
    return a_folder(tmp_path / "wall")


def a_folder(path: Path) -> Path:
    path.mkdir()
    (path / MAP_FILE).write_text(small_map().to_json(), encoding="utf-8")
    return path


def doing(edit: Edit) -> Callable[[JourneyMap, Beside], JourneyMap]:
    return lambda journey, beside: apply(journey, edit, beside)


def edited(store: WallStore, edit: Edit) -> str:
    """Do an edit of whatever the map is; gives the new version."""
    return store.save(store.read().version, doing(edit), edit.op).version


def typed(store: WallStore, text: str) -> str:
    return edited(store, an_edit("set_text", note="n1", text=text))


def text_in(folder: Path) -> str | None:
    return JourneyMap.from_json((folder / MAP_FILE).read_bytes()).notes[0].text


def test_a_saved_edit_is_in_the_file_and_the_map_before_in_history(folder: Path) -> None:
    before = (folder / MAP_FILE).read_bytes()
    store = WallStore(folder)
    now = store.save(store.read().version, doing(an_edit("set_text", note="n1", text="new")), "set_text")
    assert (folder / MAP_FILE).read_bytes() == now.text == now.journey.to_json().encode()
    assert (folder / HISTORY / "map-0001.json").read_bytes() == before
    assert (now.version, now.timeline.undo, now.timeline.redo) == (WallStore(folder).version(), "set_text", None)


def test_undo_and_redo_give_the_same_bytes_after_a_restart(folder: Path) -> None:
    states = [(folder / MAP_FILE).read_bytes()]
    for text in ("one", "two", "three"):
        typed(WallStore(folder), text)
        states.append((folder / MAP_FILE).read_bytes())
    for state in states[-2::-1]:
        WallStore(folder).undo(WallStore(folder).read().version)
        assert (folder / MAP_FILE).read_bytes() == state
    for state in states[1:]:
        WallStore(folder).redo(WallStore(folder).read().version)
        assert (folder / MAP_FILE).read_bytes() == state
    with pytest.raises(RefusedError, match="nothing to do again"):
        WallStore(folder).redo(WallStore(folder).read().version)


def test_an_edit_after_undo_forgets_what_could_be_done_again(folder: Path) -> None:
    store = WallStore(folder)
    typed(store, "one")
    store.undo(store.read().version)
    typed(store, "two")
    assert store.read().timeline.redo is None
    assert store.undo(store.read().version).journey == small_map()
    assert any(b'"one"' in file.read_bytes() for file in (folder / HISTORY).glob("map-*.json")), "no version is lost"


def test_an_edit_that_changes_nothing_is_no_step(folder: Path) -> None:
    store = WallStore(folder)
    version = edited(store, an_edit("set_votes", note="n3", votes=2))
    assert version == store.read().version == WallStore(folder).version()
    assert store.read().timeline.undo is None


def test_a_refused_edit_leaves_everything_as_it_is(folder: Path) -> None:
    before = (folder / MAP_FILE).read_bytes()
    with pytest.raises(RefusedError):
        edited(WallStore(folder), an_edit("accept", note="n99"))
    assert (folder / MAP_FILE).read_bytes() == before
    assert [file.name for file in (folder / HISTORY).iterdir()] == [".lock"]


def test_a_change_of_somebody_else_is_never_overwritten(folder: Path) -> None:
    mine, theirs = WallStore(folder), WallStore(folder)
    seen = mine.read().version
    typed(theirs, "theirs")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: mine.save(seen, doing(an_edit("set_text", note="n1", text="mine")), "set_text"),
        lambda: mine.undo(seen),
        lambda: mine.redo(seen),
    )
    for attempt in attempts:
        with pytest.raises(ChangedElsewhereError) as refused:
            attempt()
        assert refused.value.present.journey.notes[0].text == text_in(folder) == "theirs"


def test_two_stores_in_a_race_lose_no_edit(folder: Path) -> None:
    def work(name: str) -> None:
        store, left = WallStore(folder), 8
        while left:
            with suppress(ChangedElsewhereError):
                edited(store, an_edit("add_stage", title=f"{name}{left}"))
                left -= 1

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    titles = {stage.title for stage in WallStore(folder).read().journey.stages}
    assert titles == {"Discover", "Buy"} | {f"{name}{n}" for name in "abc" for n in range(1, 9)}


def test_what_another_program_wrote_cannot_be_undone_from_here(folder: Path) -> None:
    store = WallStore(folder)
    typed(store, "one")
    foreign = small_map().model_copy(update={"title": "From elsewhere"})
    replace_map(folder, foreign.to_json().encode())
    now = store.read()
    assert (now.journey.title, now.timeline.undo, now.timeline.redo) == ("From elsewhere", None, None)
    typed(store, "two")
    assert store.undo(store.read().version).journey == foreign


def test_the_mark_tells_that_the_file_changed(folder: Path) -> None:
    store = WallStore(folder)
    mark = store.mark()
    assert mark == store.mark()
    typed(WallStore(folder), "x")
    assert store.mark() != mark
    (folder / MAP_FILE).unlink()
    assert (store.mark(), store.version()) == (None, None)


def test_a_deleted_note_can_be_restored_after_a_restart(folder: Path) -> None:
    edited(WallStore(folder), an_edit("delete_note", note="n3"))
    typed(WallStore(folder), "something else")
    now = WallStore(folder).read()
    assert {name: note.text for name, note in now.deleted.items()} == {"n3": "C"}
    edited(WallStore(folder), an_edit("restore_note", note="n3"))
    now = WallStore(folder).read()
    assert (now.deleted, next(note.text for note in now.journey.notes if note.id == "n3")) == ({}, "C")


def test_undoing_an_added_note_does_not_count_as_deleting_it(folder: Path) -> None:
    store = WallStore(folder)
    outline = square(480, 210)

    def adding(journey: JourneyMap, beside: Beside) -> JourneyMap:
        edit = an_edit("add_note", photo="p1", corners=outline)
        return apply(journey, edit, Beside(beside.highest, beside.deleted, (a_reading(outline),)))

    now = store.save(store.read().version, adding, "add_note")
    assert now.journey.notes[-1].id == "n8"
    now = store.undo(now.version)
    assert now.deleted == {}
    assert WallStore(folder).save(now.version, adding, "add_note").journey.notes[-1].id == "n9", "n8 was used once"


def test_ids_of_earlier_maps_count_as_used_even_without_the_undo_file(folder: Path) -> None:
    (folder / HISTORY).mkdir()
    earlier = small_map().to_json().replace('"n6"', '"n60"')
    (folder / HISTORY / "map-0001.json").write_text(earlier, encoding="utf-8")
    assert WallStore(folder).read().timeline.highest == 60


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"[]", b"\xff\xfe", b'{"versions": []}',
        b'{"versions":[],"position":0,"departed":0,"highest":0,"through":0}',
        b'{"versions":[{"sha256":"x"}],"position":7,"departed":9,"highest":0,"through":0}',
    ],
)  # fmt: skip
def test_a_broken_undo_file_costs_undo_and_nothing_else(folder: Path, text: bytes) -> None:
    (folder / HISTORY).mkdir()
    (folder / HISTORY / "undo.json").write_bytes(text)
    assert WallStore(folder).read().timeline.undo is None
    typed(WallStore(folder), "x")
    assert WallStore(folder).read().timeline.undo == "set_text"


def test_an_undo_file_cannot_lead_out_of_history(folder: Path) -> None:
    (folder.parent / "map-0009.json").write_text(small_map().model_copy(update={"title": "stolen"}).to_json())
    typed(WallStore(folder), "x")
    file = folder / HISTORY / "undo.json"
    said = json.loads(file.read_text())
    said["versions"][0]["file"] = "../../map-0009.json"
    said["versions"][1]["gone"] = {"n9": "../../map-0009.json"}
    file.write_text(json.dumps(said))
    now = WallStore(folder).read()
    assert now.deleted == {}
    with pytest.raises(RefusedError, match="missing or was changed"):
        WallStore(folder).undo(now.version)


def test_an_earlier_map_that_somebody_changed_is_not_brought_back(folder: Path) -> None:
    typed(WallStore(folder), "x")
    (folder / HISTORY / "map-0001.json").write_text(small_map().model_copy(update={"title": "tampered"}).to_json())
    with pytest.raises(RefusedError, match="missing or was changed"):
        WallStore(folder).undo(WallStore(folder).read().version)
    assert text_in(folder) == "x"


def test_leftovers_of_killed_processes_go_and_other_files_stay(folder: Path) -> None:
    (folder / HISTORY).mkdir()
    left = [folder / f".map.json{UNFINISHED}123-0a1b2c3d", folder / HISTORY / f".map-0007.json{UNFINISHED}123-0a1b2c3d"]
    others = [folder / ".map.json.bak-1", folder / "notes.txt", folder / HISTORY / ".undo-kept"]
    for file in left + others:
        file.write_text("x")
    typed(WallStore(folder), "x")
    assert [file.exists() for file in left + others] == [False, False, True, True, True]


def test_a_map_that_is_none_is_told(folder: Path) -> None:
    (folder / MAP_FILE).write_text("{}")
    with pytest.raises(InputError, match="not a stickyscan map"):
        WallStore(folder).read()
    (folder / MAP_FILE).unlink()
    with pytest.raises(InputError, match="cannot be read"):
        WallStore(folder).read()


def test_a_full_disk_leaves_the_map_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = WallStore(folder)
    before = (folder / MAP_FILE).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="Nothing has been changed"):
        typed(store, "x")
    monkeypatch.undo()
    assert (folder / MAP_FILE).read_bytes() == before
    assert [file.name for file in folder.iterdir() if file.name.startswith(".")] == []
    typed(store, "y")
    assert text_in(folder) == "y"


@settings(max_examples=10, deadline=None)
@given(edits=st.lists(any_edit.filter(lambda edit: "corners" not in type(edit).model_fields), min_size=1, max_size=8))
def test_any_steps_are_undone_and_done_again_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, edits: list[Edit]
) -> None:
    folder = a_folder(tmp_path_factory.mktemp("walls") / "wall")
    states = [(folder / MAP_FILE).read_bytes()]
    for edit in edits:
        with suppress(RefusedError):
            edited(WallStore(folder), edit)
        if (folder / MAP_FILE).read_bytes() != states[-1]:
            states.append((folder / MAP_FILE).read_bytes())
    store = WallStore(folder)
    for state in states[-2::-1]:
        store.undo(store.read().version)
        assert (folder / MAP_FILE).read_bytes() == state
    for state in states[1:]:
        store.redo(store.read().version)
        assert (folder / MAP_FILE).read_bytes() == state
