from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from stickyscan.batch import (
    BatchSettings,
    Failed,
    Limits,
    Outcome,
    Scanned,
    Skipped,
    scan_walls,
    threads_per_worker,
)  # fmt: skip
from stickyscan.folder import read_map
from tests.batch.fake_scan import FakeScan, correct, photo, walls_of


def by_name(outcomes: Sequence[Outcome]) -> dict[str, Outcome]:
    return {outcome.job.name: outcome for outcome in outcomes}


def test_one_bad_wall_does_not_stop_the_others(tmp_path: Path) -> None:
    walls = walls_of(tmp_path / "in", "a", "b-none", "c-bug", "d-crash", "e", "f")
    done = by_name(list(scan_walls(walls, FakeScan(), tmp_path / "out", BatchSettings("1", jobs=2))))
    assert sorted(done) == ["a", "b-none", "c-bug", "d-crash", "e", "f"]
    assert {name for name, o in done.items() if isinstance(o, Scanned)} == {"a", "e", "f"}
    errors = {name: (o.error, o.message) for name, o in done.items() if isinstance(o, Failed)}
    assert errors["b-none"] == ("NoNotesFoundError", "no sticky notes found in b-none.")
    assert errors["c-bug"] == ("ZeroDivisionError", "unexpected: division by zero")
    assert errors["d-crash"][0] == "Crash"
    assert "SIGSEGV" in errors["d-crash"][1]
    first = done["a"]
    assert isinstance(first, Scanned)
    assert (first.notes, first.to_review, first.folder) == (1, 1, tmp_path / "out" / "a")
    assert read_map(tmp_path / "out" / "e").photos[0].file == "e.png"
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a", "e", "f"]


def test_a_worker_is_used_again_and_its_threads_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    walls = walls_of(tmp_path / "in", "a", "b", "c")
    done = list(scan_walls(walls, FakeScan(tells_process=True), tmp_path / "out", BatchSettings("1")))
    assert [o.job.name for o in done] == ["a", "b", "c"]
    said = {o.warnings for o in done if isinstance(o, Scanned)}
    assert len(said) == 1
    assert next(iter(said))[0] == f"threads {threads_per_worker(1)}"
    assert "OMP_NUM_THREADS" not in os.environ


def test_a_second_run_skips_what_is_done(tmp_path: Path) -> None:
    walls, out = walls_of(tmp_path / "in", "a", "b", "c"), tmp_path / "out"
    list(scan_walls(walls[:2], FakeScan(), out, BatchSettings("1")))
    photo(tmp_path / "in" / "b.png", 999)
    done = by_name(list(scan_walls(walls, FakeScan(), out, BatchSettings("1"))))
    assert {name: type(o) for name, o in done.items()} == {"a": Skipped, "b": Scanned, "c": Scanned}
    assert isinstance(skipped := done["a"], Skipped)
    assert (skipped.notes, skipped.reason) == (1, "scanned before")
    assert (out / "b" / "history" / "map-0001.json").exists()


def test_another_version_scans_again_but_never_over_corrections(tmp_path: Path) -> None:
    walls, out = walls_of(tmp_path / "in", "a", "b"), tmp_path / "out"
    list(scan_walls(walls[:1], FakeScan(made_with="1"), out, BatchSettings("1")))
    list(scan_walls(walls[1:], FakeScan(made_with="1"), out, BatchSettings("1")))
    correct(out / "b")
    done = by_name(list(scan_walls(walls, FakeScan(made_with="2"), out, BatchSettings("2"))))
    assert isinstance(done["a"], Scanned)
    assert isinstance(kept := done["b"], Skipped)
    assert "corrections" in kept.reason
    done = by_name(list(scan_walls(walls, FakeScan(made_with="2"), out, BatchSettings("2", rescan=True))))
    assert {type(o) for o in done.values()} == {Scanned}
    assert read_map(out / "b" / "history" / "map-0001.json").notes[0].reviewed


def test_a_broken_map_is_made_anew(tmp_path: Path) -> None:
    walls, out = walls_of(tmp_path / "in", "a"), tmp_path / "out"
    (out / "a").mkdir(parents=True)
    (out / "a" / "map.json").write_text("{ half")
    assert [type(o) for o in scan_walls(walls, FakeScan(), out, BatchSettings("1"))] == [Scanned]
    assert (out / "a" / "history" / "map-0001.json").read_text() == "{ half"


def test_a_folder_of_something_else_fails_and_stays(tmp_path: Path) -> None:
    walls, out = walls_of(tmp_path / "in", "a"), tmp_path / "out"
    (out / "a").mkdir(parents=True)
    (out / "a" / "thesis.txt").write_text("years")
    (failed,) = scan_walls(walls, FakeScan(), out, BatchSettings("1"))
    assert isinstance(failed, Failed)
    assert failed.error == "UsageError"
    assert (out / "a" / "thesis.txt").read_text() == "years"


def test_a_wall_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    walls = walls_of(tmp_path / "in", "a", "b-slow", "c")
    done = by_name(
        list(scan_walls(walls, FakeScan(), tmp_path / "out", BatchSettings("1", limits=Limits(seconds=2.5))))
    )
    assert isinstance(slow := done["b-slow"], Failed)
    assert slow.error == "Timeout"
    assert 2 < slow.seconds < 20
    assert isinstance(done["a"], Scanned)
    assert isinstance(done["c"], Scanned)


def test_closing_ends_the_workers(tmp_path: Path) -> None:
    walls = walls_of(tmp_path / "in", "a", "b", "c-slow")
    outcomes = scan_walls(walls, FakeScan(tells_process=True), tmp_path / "out", BatchSettings("1"))
    first = next(outcomes)
    assert isinstance(first, Scanned)
    process = int(first.warnings[1].split()[1])
    outcomes.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def alive_in_group(group: int) -> list[str]:
    """Processes of a group that run (one that ended may stay listed as a zombie)."""
    rows = subprocess.run(["ps", "-A", "-o", "pgid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    cells = [row.split(None, 2) for row in rows.splitlines()]
    return [row[2] for row in cells if int(row[0]) == group and not row[1].startswith("Z")]


def soon(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)
    return condition()


INTERRUPTED = """
    import sys
    from pathlib import Path
    from stickyscan.batch import BatchSettings, scan_walls
    from stickyscan.walls import find_walls
    from tests.batch.fake_scan import FakeScan
    if __name__ == "__main__":
        out = Path(sys.argv[1])
        try:
            for outcome in scan_walls(find_walls(out / "in"), FakeScan(), out / "out", BatchSettings("1")):
                sys.stdout.write(outcome.job.name + "\\n")
                sys.stdout.flush()
        except KeyboardInterrupt:
            sys.exit(130)
"""


@pytest.mark.skipif(shutil.which("ps") is None, reason="needs ps")
def test_ctrl_c_stops_everything_quietly(tmp_path: Path) -> None:
    walls_of(tmp_path / "in", "a", "b-slow", "c")
    script = tmp_path / "run.py"
    script.write_text(textwrap.dedent(INTERRUPTED))
    command = [sys.executable, str(script), str(tmp_path)]
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | {"PYTHONPATH": root},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "a\n"
        time.sleep(0.5)
        os.killpg(process.pid, signal.SIGINT)
        out, problems = process.communicate(timeout=30)
    assert (process.returncode, out, problems) == (130, "", "")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a"]
    assert soon(lambda: not alive_in_group(process.pid))


def test_settings_that_cannot_work() -> None:
    with pytest.raises(ValueError, match="jobs"):
        BatchSettings("1", jobs=0)
    with pytest.raises(ValueError, match="timeout"):
        Limits(seconds=0)
    with pytest.raises(ValueError, match="memory"):
        Limits(memory=1)


def test_workers_share_the_processor() -> None:
    assert threads_per_worker(10_000) == 1
    assert threads_per_worker(1) >= 1
