"""Walls on a local cluster of two processes: the same results as the local batch, whatever happens to the workers."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("distributed")

import distributed

from stickyscan.batch import Failed, Outcome, Scanned, Skipped
from stickyscan.cluster import ClusterSettings, Place, find_remote_walls, scan_on_cluster
from stickyscan.errors import EngineMissingError
from stickyscan.folder import read_map
from stickyscan.journey import JourneyMap
from tests.batch.fake_scan import a_batch
from tests.cluster.a_scan import AScan
from tests.cluster.conftest import Photographed

pytestmark = pytest.mark.filterwarnings("ignore:.*:ResourceWarning")


def run(scheduler: str, scan: AScan, source: Place, out: Place, **how: object) -> dict[str, Outcome]:
    settings = ClusterSettings(scheduler, AScan.made_with, **how)  # type: ignore[arg-type]
    walls = find_remote_walls(source, "photo")
    return {o.job.name: o for o in scan_on_cluster(walls, scan, source, out, settings)}


def everything(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def correct(out: Place, name: str) -> None:
    """What a person does to a map."""
    journey = JourneyMap.from_json(out.read(name, 10**8))
    notes = tuple(note.model_copy(update={"reviewed": True}) for note in journey.notes)
    out.write(name, journey.model_copy(update={"notes": notes}).to_json().encode())


def walls_in(folder: Path) -> dict[str, bytes]:
    """Without the ledger and the index, which a cluster leaves out."""
    return {name: content for name, content in everything(folder).items() if "/" in name}


def test_the_same_bytes_as_the_local_batch(scheduler: str, photographed: Photographed, tmp_path: Path) -> None:
    photos = photographed("a.png", "b.jpg", "day/c.png", "d-none.png", "e-bug.png", "f.webp")
    (photos / "g-broken.jpg").write_bytes((photos / "b.jpg").read_bytes()[:200])
    scan = AScan(tmp_path / "marks")
    local = a_batch(photos, tmp_path / "local", scan).outcomes
    source = Place(f"file://{photos}")
    memory = Place(f"memory://{tmp_path.name}/maps")
    for out in (Place(str(tmp_path / "remote")), memory):
        done = run(scheduler, scan, source, out)
        assert {n: type(o) for n, o in done.items()} == {o.job.name: type(o) for o in local}
        found = {name: out.read(name, 10**8) for name in out.files()}
        assert found == walls_in(tmp_path / "local")
    assert len([o for o in done.values() if isinstance(o, Scanned)]) == 4
    none, bug, broken = done["d-none"], done["e-bug"], done["g-broken"]
    assert isinstance(none, Failed)
    assert isinstance(bug, Failed)
    assert isinstance(broken, Failed)
    assert none.message == f"no sticky notes found in file://{photos}/d-none.png."
    assert bug.error == "ZeroDivisionError"
    assert (broken.error, f"{photos}/g-broken.jpg" in broken.message) == ("InputError", True)


def test_what_is_done_is_left_alone_and_corrections_are_kept(
    scheduler: str, photographed: Photographed, tmp_path: Path
) -> None:
    photos, marks = photographed("a.png", "b.png"), tmp_path / "marks"
    source, out = Place(str(photos)), Place(f"memory://{tmp_path.name}/maps")
    run(scheduler, AScan(marks), source, out)
    again = run(scheduler, AScan(marks), source, out)
    assert {type(o) for o in again.values()} == {Skipped}
    (photos / "b.png").write_bytes((photos / "a.png").read_bytes())
    changed = run(scheduler, AScan(marks), source, out)
    assert (type(changed["a"]), type(changed["b"])) == (Skipped, Scanned)
    assert "b/history/map-0001.json" in out.files()
    correct(out, "b/map.json")
    (photos / "b.png").write_bytes((photos / "a.png").read_bytes() + b"\0")
    kept = run(scheduler, AScan(marks), source, out)["b"]
    assert isinstance(kept, Skipped)
    assert "corrections" in kept.reason
    forced = run(scheduler, AScan(marks), source, out, rescan=True)
    assert {type(o) for o in forced.values()} == {Scanned}
    assert "b/history/map-0002.json" in out.files()


def test_a_lost_worker_costs_nothing(scheduler: str, photographed: Photographed, tmp_path: Path) -> None:
    photos, marks = photographed("a.png", "b.png", "c-lost.png", "d.png", "e.png"), tmp_path / "marks"
    killed: list[int] = []

    def kill() -> None:
        mark, until = marks / "c-lost.0", time.monotonic() + 100
        while time.monotonic() < until:
            if mark.exists() and mark.read_text():
                killed.append(int(mark.read_text()))
                os.kill(killed[0], signal.SIGKILL)
                return
            time.sleep(0.05)

    thread = threading.Thread(target=kill)
    thread.start()
    done = run(scheduler, AScan(marks), Place(str(photos)), Place(str(tmp_path / "out")))
    thread.join()
    assert len(killed) == 1
    assert {type(o) for o in done.values()} == {Scanned}
    assert (marks / "c-lost.1").read_text() != str(killed[0])
    (photos / "c-lost.png").unlink()
    a_batch(photos, tmp_path / "local", AScan(marks))
    for name in "abde":
        assert everything(tmp_path / "out" / f"{name}") == everything(tmp_path / "local" / f"{name}")
    assert read_map(tmp_path / "out" / "c-lost").photos[0].file == "c-lost.png"


def test_an_answer_lost_before_it_is_taken_is_made_again(
    scheduler: str, photographed: Photographed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos, marks = photographed("a.png", "b.png", "c.png"), tmp_path / "marks"
    wait: Any = distributed.wait
    under_way: list[Any] = []

    def until_all_are_done(futures: list[Any], **_: object) -> None:
        wait(futures)
        under_way.extend(futures)

    monkeypatch.setattr(distributed, "wait", until_all_are_done)
    walls, out = find_remote_walls(Place(str(photos)), "photo"), Place(str(tmp_path / "out"))
    outcomes = scan_on_cluster(walls, AScan(marks), Place(str(photos)), out, ClusterSettings(scheduler, "1"))
    done = [next(outcomes)]
    for number in {int(mark.read_text()) for mark in marks.iterdir()}:
        os.kill(number, signal.SIGKILL)
    until = time.monotonic() + 60
    while under_way[1].status == "finished" and time.monotonic() < until:
        time.sleep(0.001)  # the scheduler tells it, and a moment later that another worker has made it again
    done += outcomes
    assert [type(o) for o in done] == [Scanned] * 3
    assert len(list(marks.glob("b.*"))) == 2


def test_a_wall_that_hangs_costs_itself_only(scheduler: str, photographed: Photographed, tmp_path: Path) -> None:
    photos, marks = photographed("a.png", "b-slow.png", "c.png", "d.png"), tmp_path / "marks"
    done = run(scheduler, AScan(marks), Place(str(photos)), Place(str(tmp_path / "out")), timeout=15.0)
    told = {name: (o.error if isinstance(o, Failed) else type(o).__name__) for name, o in done.items()}
    assert told == {"a": "Scanned", "b-slow": "Timeout", "c": "Scanned", "d": "Scanned"}


def test_a_worker_that_reaches_the_places_reads_and_writes_itself(
    scheduler: str, photographed: Photographed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = photographed("a.png", "b.png")
    monkeypatch.setattr(Place, "direct", property(lambda self: True))  # as if this disk were s3://
    source, out = Place(str(photos)), Place(str(tmp_path / "out"))
    done = run(scheduler, AScan(tmp_path / "marks"), source, out)
    assert {type(o) for o in done.values()} == {Scanned}
    assert {type(o) for o in run(scheduler, AScan(tmp_path / "marks"), source, out).values()} == {Skipped}
    a_batch(photos, tmp_path / "local", AScan(tmp_path / "marks"))
    assert everything(tmp_path / "out") == walls_in(tmp_path / "local")


def test_no_scheduler_is_told(photographed: Photographed, tmp_path: Path) -> None:
    settings = ClusterSettings("tcp://127.0.0.1:9", "1", patience=1.0)
    source = Place(str(photographed("a.png")))
    with pytest.raises(EngineMissingError, match="no Dask scheduler answers at tcp://127"):
        list(scan_on_cluster(find_remote_walls(source, "photo"), AScan(tmp_path), source, source, settings))


def test_a_wall_that_kills_its_workers_costs_itself_only(
    scheduler: str, photographed: Photographed, tmp_path: Path
) -> None:
    photos, marks = photographed("a.png", "b-crash.png", "c.png"), tmp_path / "marks"
    done = run(scheduler, AScan(marks), Place(str(photos)), Place(str(tmp_path / "out")))
    told = {name: (o.error if isinstance(o, Failed) else type(o).__name__) for name, o in done.items()}
    assert told == {"a": "Scanned", "b-crash": "Crash", "c": "Scanned"}
