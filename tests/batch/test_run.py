from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stickyscan.batch import (
    BatchJob,
    Failed,
    Limits,
    Outcome,
    Scanned,
    Skipped,
    Source,
    WorkerPool,
    plan_batch,
    run_batch,
    threads_per_worker,
)  # fmt: skip
from stickyscan.batch.ledger import LEDGER_FILE, read_lines
from stickyscan.batch.run import Round
from stickyscan.folder import read_map
from tests.batch.fake_scan import FakeScan, a_batch, correct, photo, walls_of


def by_name(done: Round) -> dict[str, Outcome]:
    assert done.trouble is None
    return {outcome.job.name: outcome for outcome in done.outcomes}


def test_one_bad_wall_does_not_stop_the_others(tmp_path: Path) -> None:
    walls_of(tmp_path / "in", "a", "b-none", "c-bug", "d-crash", "e", "f")
    done = by_name(a_batch(tmp_path / "in", tmp_path / "out", jobs=2))
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
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a", "batch.jsonl", "e", "f", "index.html"]


def test_a_worker_is_used_again_and_its_threads_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    walls_of(tmp_path / "in", "a", "b", "c")
    done = a_batch(tmp_path / "in", tmp_path / "out", FakeScan(tells_process=True)).outcomes
    assert [o.job.name for o in done] == ["a", "b", "c"]
    said = {o.warnings for o in done if isinstance(o, Scanned)}
    assert len(said) == 1
    assert next(iter(said))[0] == f"threads {threads_per_worker(1)}"
    assert "OMP_NUM_THREADS" not in os.environ


def test_a_second_run_skips_what_is_done(tmp_path: Path) -> None:
    photos, out = tmp_path / "in", tmp_path / "out"
    walls_of(photos, "a", "b")
    a_batch(photos, out)
    photo(photos / "b.png", 999)
    photo(photos / "c.png", 2)
    done = by_name(a_batch(photos, out))
    assert {name: type(o) for name, o in done.items()} == {"a": Skipped, "b": Scanned, "c": Scanned}
    assert isinstance(skipped := done["a"], Skipped)
    assert (skipped.notes, skipped.reason) == (1, "scanned before")
    assert (out / "b" / "history" / "map-0001.json").exists()


def test_another_version_scans_again_but_never_over_corrections(tmp_path: Path) -> None:
    photos, out = tmp_path / "in", tmp_path / "out"
    walls_of(photos, "a", "b")
    a_batch(photos, out, FakeScan(made_with="1"))
    correct(out / "b")
    done = by_name(a_batch(photos, out, FakeScan(made_with="2")))
    assert isinstance(done["a"], Scanned)
    assert isinstance(kept := done["b"], Skipped)
    assert "corrections" in kept.reason
    with WorkerPool(FakeScan(made_with="2"), jobs=1) as pool:
        done = by_name(run_batch(plan_batch(BatchJob(Source(photos), out, "2", rescan=True)), pool))
    assert {type(o) for o in done.values()} == {Scanned}
    assert read_map(out / "b" / "history" / "map-0001.json").notes[0].reviewed


def test_a_broken_map_is_made_anew(tmp_path: Path) -> None:
    photos, out = tmp_path / "in", tmp_path / "out"
    walls_of(photos, "a")
    (out / "a").mkdir(parents=True)
    (out / "a" / "map.json").write_text("{ half")
    assert [type(o) for o in a_batch(photos, out).outcomes] == [Scanned]
    assert (out / "a" / "history" / "map-0001.json").read_text() == "{ half"


def test_a_folder_of_something_else_fails_and_stays(tmp_path: Path) -> None:
    photos, out = tmp_path / "in", tmp_path / "out"
    walls_of(photos, "a")
    (out / "a").mkdir(parents=True)
    (out / "a" / "thesis.txt").write_text("years")
    (failed,) = a_batch(photos, out).outcomes
    assert isinstance(failed, Failed)
    assert failed.error == "UsageError"
    assert (out / "a" / "thesis.txt").read_text() == "years"


def test_a_wall_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    walls_of(tmp_path / "in", "a", "b-slow", "c")
    done = by_name(a_batch(tmp_path / "in", tmp_path / "out", limits=Limits(seconds=2.5)))
    assert isinstance(slow := done["b-slow"], Failed)
    assert slow.error == "Timeout"
    assert 2 < slow.seconds < 20
    assert isinstance(done["a"], Scanned)
    assert isinstance(done["c"], Scanned)


def test_an_interruption_ends_the_workers_and_keeps_what_is_done(tmp_path: Path) -> None:
    walls_of(tmp_path / "in", "a", "b", "c-slow")
    first: list[Outcome] = []

    def interrupt(outcome: Outcome) -> None:
        first.append(outcome)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        a_batch(tmp_path / "in", tmp_path / "out", FakeScan(tells_process=True), tell=interrupt)
    done = first[0]
    assert isinstance(done, Scanned)
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.warnings[1].split()[1]), 0)
    assert [line.wall for line in read_lines(tmp_path / "out" / LEDGER_FILE)] == ["a"]


def test_a_photo_that_is_as_it_was_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photos, out = tmp_path / "in", tmp_path / "out"
    walls_of(photos, "a", "b")
    long_ago = time.time() - 100
    for name in "ab":
        os.utime(photos / f"{name}.png", (long_ago, long_ago))
    a_batch(photos, out)
    photo(photos / "b.png", 999)
    read: list[str] = []
    plain = Path.open

    def opened(path: Path, *args: Any, **options: Any) -> Any:
        read.append(path.name)
        return plain(path, *args, **options)

    monkeypatch.setattr(Path, "open", opened)
    plans = plan_batch(BatchJob(Source(photos), out, "1")).plans
    assert [plan.to_scan for plan in plans] == [False, True]
    assert [name for name in read if name.endswith(".png")] == ["b.png"]


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
    from tests.batch.fake_scan import a_batch
    def tell(outcome):
        sys.stdout.write(outcome.job.name + "\\n")
        sys.stdout.flush()
    if __name__ == "__main__":
        folder = Path(sys.argv[1])
        try:
            a_batch(folder / "in", folder / "out", tell=tell)
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
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a", "batch.jsonl"]
    assert soon(lambda: not alive_in_group(process.pid))


def test_settings_that_cannot_work() -> None:
    with pytest.raises(ValueError, match="jobs"):
        WorkerPool(FakeScan(), jobs=0)
    with pytest.raises(ValueError, match="timeout"):
        Limits(seconds=0)
    with pytest.raises(ValueError, match="memory"):
        Limits(memory=1)


def test_workers_share_the_processor() -> None:
    assert threads_per_worker(10_000) == 1
    assert threads_per_worker(1) >= 1
