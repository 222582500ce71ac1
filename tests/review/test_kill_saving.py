"""A process that is killed while it saves: the map is whole, and it is the one before the edit or the one after it."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stickyscan.folder import HISTORY, MAP_FILE
from stickyscan.journey import JourneyMap
from stickyscan.review.timeline import read_timeline
from stickyscan.review.wall_store import WallStore
from tests.review.review_maps import an_edit
from tests.review.test_wall_store import a_folder, doing

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]
MOMENTS = 60


def test_killed_at_any_moment_the_map_is_whole(tmp_path: Path) -> None:
    folder, chance = a_folder(tmp_path / "wall"), random.Random(7)
    count, moved, usual = 0, 0, _time_of_a_save(a_folder(tmp_path / "trial"))
    for _ in range(MOMENTS):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _save_for_ever(folder, count, writing)
        os.close(writing)
        begun = b"".join(os.read(reading, 4) for _ in range(chance.randint(1, 4)))  # so many saves have begun
        time.sleep(chance.uniform(0, usual))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        begun += _all_of(reading)
        last = int.from_bytes(begun[-4:], "big")
        found = _checked(folder)
        assert found in (last - 1, last), "the map is of before or after the save that was under way"
        moved += found - count
        count = found
    assert moved > MOMENTS / 2, "saves did take place"
    assert _undone(folder) == count - 1


STEPS = ("fsync", "replace", "open")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("action", ["save", "undo", "redo"])
def test_ended_at_each_step_the_map_is_whole_and_undo_fits_it(tmp_path: Path, step: str, action: str) -> None:
    folder, at = a_folder(tmp_path / "wall"), 0
    store = WallStore(folder)
    for number in (1, 2, 3):
        _save(store, number)
    store.undo(store.read().version)
    while True:  # one step later each time, until the action comes to its end
        before = (folder / MAP_FILE).read_bytes()
        child = os.fork()
        if child == 0:
            _die_at(step, at)
            _act(WallStore(folder), action)
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        _checked(folder)
        store = WallStore(folder)
        if ended == 0:
            break
        assert ended == 9
        if (folder / MAP_FILE).read_bytes() != before:  # back to where it began
            _act(store, {"save": "undo", "undo": "redo", "redo": "undo"}[action])
        if action == "redo" and store.read().timeline.redo is None:
            _save(store, 3)
            store.undo(store.read().version)
        at += 1
    assert at > 0 or step == "open", "there was such a step"


def _act(store: WallStore, action: str) -> None:
    if action == "save":
        _save(store, 100)
    elif action == "undo":
        store.undo(store.read().version)
    else:
        store.redo(store.read().version)


def _save(store: WallStore, number: int) -> None:
    edit = an_edit("set_text", note="n1", text=str(number))
    store.save(store.read().version, doing(edit), "set_text")


def _time_of_a_save(folder: Path) -> float:
    store, begun = WallStore(folder), time.monotonic()
    for number in range(10):
        _save(store, number)
    return (time.monotonic() - begun) / 10


def _save_for_ever(folder: Path, count: int, tell: int) -> None:
    store = WallStore(folder)
    while True:
        count += 1
        os.write(tell, count.to_bytes(4, "big"))
        _save(store, count)


def _die_at(step: str, at: int) -> None:
    """End this process, without any cleaning up, when it takes a kind of step for the nth time (from 0)."""
    taken = 0
    place: Any = Path if step in ("replace", "open") else os
    real: Callable[..., Any] = getattr(place, step)

    def fatal(*args: Any, **options: Any) -> Any:
        nonlocal taken
        if taken == at:
            os._exit(9)
        taken += 1
        return real(*args, **options)

    setattr(place, step, fatal)


def _all_of(pipe: int) -> bytes:
    parts = []
    while part := os.read(pipe, 65536):
        parts.append(part)
    os.close(pipe)
    return b"".join(parts)


def _checked(folder: Path) -> int:
    """The number that the map's first note says; everything in the folder must be whole."""
    journey = JourneyMap.from_json((folder / MAP_FILE).read_bytes())
    for file in (folder / HISTORY).glob("map-*.json"):
        JourneyMap.from_json(file.read_bytes())
    undo = folder / HISTORY / "undo.json"
    assert not undo.exists() or read_timeline(undo.read_bytes()) is not None
    WallStore(folder).read()
    text = journey.notes[0].text or ""
    return int(text) if text.isdecimal() else 0


def _undone(folder: Path) -> int:
    """What the map says after one undo; it is done again afterwards. Leftovers of the killed are gone then."""
    store = WallStore(folder)
    text = store.undo(store.read().version).journey.notes[0].text
    store.redo(store.read().version)
    left = [file for inside in (folder, folder / HISTORY) for file in inside.glob(".*") if file.name != ".lock"]
    assert left == [], f"left behind: {left}"
    return int(text or "-1")
