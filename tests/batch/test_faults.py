"""Pulled plugs: after a kill, a full disk or a hang, the same command again gives what an undisturbed run gives."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from stickyscan.batch import Failed, Limits, Outcome, Scanned
from stickyscan.batch.ledger import Ledger, read_lines
from stickyscan.errors import OutputError, UsageError
from tests.batch.fake_scan import a_batch, photo, walls_of
from tests.batch.killing import results, told

ROOT = Path(__file__).parents[2]
WALLS = 12
ALONE = """
import sys
from pathlib import Path
from tests.batch.fake_scan import a_batch
if __name__ == "__main__":
    a_batch(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    walls_of(tmp_path / "in", *(f"wall-{i:02d}" for i in range(WALLS)))
    return tmp_path / "in"


@pytest.fixture
def undisturbed(tmp_path: Path, photos: Path) -> Path:
    done = a_batch(photos, tmp_path / "undisturbed", jobs=2)
    assert [type(outcome) for outcome in done.outcomes] == [Scanned] * WALLS
    assert done.trouble is None
    return tmp_path / "undisturbed"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, to start batches fast enough")
def test_the_parent_killed_at_fifty_random_moments(tmp_path: Path, photos: Path, undisturbed: Path) -> None:
    command = [sys.executable, "-m", "tests.batch.killing", str(photos), str(undisturbed), str(tmp_path / "out")]
    done = subprocess.run([*command, "50", "7"], capture_output=True, text=True, check=False, cwd=ROOT, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    counts = json.loads(done.stdout)
    assert counts["killed"] == 50
    assert counts["finished"] >= 1


def test_workers_killed_at_random_moments(tmp_path: Path, photos: Path, undisturbed: Path) -> None:
    out, moments = tmp_path / "out", random.Random(3)
    ended = threading.Event()

    def kill_workers() -> None:
        while not ended.wait(moments.uniform(0.2, 1.5)):
            if workers := workers_of(os.getpid()):
                with suppress(psutil.Error):  # it has just ended by itself
                    moments.choice(workers).kill()

    killer = threading.Thread(target=kill_workers)
    killer.start()
    time.sleep(0.1)
    first = a_batch(photos, out, jobs=2)
    ended.set()
    killer.join()
    assert len(first.outcomes) == WALLS
    assert {o.error for o in first.outcomes if isinstance(o, Failed)} <= {"Crash"}
    again = a_batch(photos, out)
    assert not any(isinstance(outcome, Failed) for outcome in again.outcomes)
    assert (results(out), told(out)) == (results(undisturbed), told(undisturbed))


def workers_of(parent: int) -> list[psutil.Process]:
    found = []
    for child in psutil.Process(parent).children():
        with suppress(psutil.Error):
            if any("spawn_main" in part for part in child.cmdline()):
                found.append(child)
    return found


def threads_of(process: psutil.Process) -> int:
    try:
        return process.num_threads()
    except psutil.Error:
        return 0


def test_a_worker_that_dies_costs_its_wall_only(tmp_path: Path) -> None:
    walls_of(tmp_path / "in", "a", "b-crash", "c", "d-crash", "e")
    outcomes = a_batch(tmp_path / "in", tmp_path / "out").outcomes
    assert [type(outcome) for outcome in outcomes] == [Scanned, Failed, Scanned, Failed, Scanned]


def test_a_worker_ends_with_its_parent(tmp_path: Path) -> None:
    walls_of(tmp_path / "in", "a-slow")
    script = tmp_path / "run.py"
    script.write_text(ALONE)
    with subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "in"), str(tmp_path / "out")], cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL,
    ) as parent:  # fmt: skip
        workers: list[psutil.Process] = []
        deadline = time.monotonic() + 120
        while not any(threads_of(worker) > 1 for worker in workers) and time.monotonic() < deadline:
            time.sleep(0.1)
            workers = workers_of(parent.pid)
        parent.kill()
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert workers
    assert alive == []


def test_a_hanging_engine_is_given_up(tmp_path: Path) -> None:
    walls_of(tmp_path / "in", "a", "b-hang", "c")
    outcomes = a_batch(tmp_path / "in", tmp_path / "out", limits=Limits(seconds=3)).outcomes
    assert [type(outcome) for outcome in outcomes] == [Scanned, Failed, Scanned]
    assert error_of(outcomes[1]) == "Timeout"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a", "batch.jsonl", "c", "index.html"]


def test_a_memory_hog_is_given_up(tmp_path: Path) -> None:
    walls_of(tmp_path / "in", "a", "b-hog", "c")
    outcomes = a_batch(tmp_path / "in", tmp_path / "out", limits=Limits(memory=400)).outcomes
    assert [type(outcome) for outcome in outcomes] == [Scanned, Failed, Scanned]
    assert error_of(outcomes[1]) == "OutOfMemory"
    assert isinstance(hog := outcomes[1], Failed)
    assert "400 are allowed" in hog.message
    assert hog.memory is not None
    assert 400 < hog.memory < 1200
    assert isinstance(first := outcomes[0], Scanned)
    assert first.memory is None or first.memory < 400


def error_of(outcome: Outcome) -> str:
    assert isinstance(outcome, Failed)
    return outcome.error


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"may not mount a file system here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def remount(place: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(place)], check=True)


def test_a_disk_that_fills_stops_the_batch_and_loses_nothing(
    tmp_path: Path, small_disk: Path, photos: Path, undisturbed: Path
) -> None:
    out = small_disk / "out"
    for i in range(WALLS, 30):
        photo(photos / f"wall-{i:02d}.png", i)
    a_batch(photos, undisturbed)
    first = a_batch(photos, out, jobs=2)
    errors = [error_of(outcome) for outcome in first.outcomes if isinstance(outcome, Failed)]
    assert len(first.outcomes) == 30
    assert 0 < len(errors) < 30
    assert set(errors) <= {"OutputError", "NotTried"}
    assert errors.count("OutputError") <= 3  # the others need not be tried to know
    said = next(o.message for o in first.outcomes if isinstance(o, Failed))
    assert "disk is full" in said
    assert not [path for path in out.iterdir() if path.name.startswith(".")]
    whole = results(undisturbed)
    assert all(whole[name] == content for name, content in results(out).items())
    assert first.trouble is None or "cannot write the list" in first.trouble
    remount(small_disk, "size=8m")
    again = a_batch(photos, out)
    assert not any(isinstance(outcome, Failed) for outcome in again.outcomes)
    assert (results(out), told(out)) == (whole, told(undisturbed))


def test_a_disk_that_is_read_only_is_told_before_any_work(small_disk: Path, photos: Path, undisturbed: Path) -> None:
    out = small_disk / "out"
    remount(small_disk, "size=8m")
    out.mkdir()
    remount(small_disk, "ro")
    with pytest.raises(OutputError, match="read-only"):
        a_batch(photos, out)
    remount(small_disk, "rw,size=8m")
    a_batch(photos, out)
    assert (results(out), told(out)) == (results(undisturbed), told(undisturbed))


def test_a_torn_line_in_the_ledger_is_passed_over(photos: Path, undisturbed: Path) -> None:
    ledger = undisturbed / "batch.jsonl"
    text = ledger.read_bytes()
    torn_text = text[: len(text) * 2 // 3 - 40]
    ledger.write_bytes(torn_text)
    whole = torn_text.count(b"\n")
    assert len(list(read_lines(ledger))) == whole
    torn = Ledger(undisturbed)
    torn.append(a_failure(photos))
    assert len(list(read_lines(ledger))) == whole + 1
    a_batch(photos, undisturbed)
    assert len(list(read_lines(ledger))) == WALLS


def a_failure(photos: Path) -> Failed:
    walls = walls_of(photos)
    return Failed(walls[0], 1.0, "Timeout", "given up")


def test_one_batch_at_a_time_in_a_folder(tmp_path: Path, photos: Path) -> None:
    from stickyscan.batch.only_one import only_batch_in

    with only_batch_in(tmp_path / "out"), pytest.raises(UsageError, match="another batch"):
        a_batch(photos, tmp_path / "out")
