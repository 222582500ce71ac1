from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from stickyscan.batch import BatchSettings, Failed, Outcome, Scanned, Skipped, scan_walls, threads_per_worker
from stickyscan.errors import NoNotesFoundError
from stickyscan.folder import read_map, write_wall_folder
from stickyscan.journey import Colour, JourneyMap, MadeBy, Note, PhotoInfo, WallPlace
from stickyscan.walls import WallJob, find_walls

UNIT = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
CORNERS = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))


def derive(journey: JourneyMap, photos: Path) -> Mapping[str, bytes]:
    return {"map.html": f"{len(journey.notes)} {photos.name}".encode()}


@dataclass(frozen=True)
class FakeScan:
    """Finds one note per wall; a photo's name tells what goes wrong."""

    version: str = "1"
    reviewed: bool = False

    def __call__(self, photos: Sequence[Path], folder: Path, *, replace: bool) -> JourneyMap:
        name = photos[0].stem
        if "none" in name:
            raise NoNotesFoundError(f"no sticky notes found in {name}.")
        if "bug" in name:
            raise ZeroDivisionError("division by zero")
        if "crash" in name:
            os.kill(os.getpid(), signal.SIGSEGV)
        if "slow" in name:
            time.sleep(60)
        note = Note(
            id="n1", text="pay", text_read="pay", text_confidence=1, needs_review=True, photo="p1", corners=CORNERS,
            colour=Colour(name="pink", hex="#ff88aa", confidence=1), reviewed=self.reviewed,
            wall=WallPlace(x=0, y=0, width=0, height=0, angle=0),
        )  # fmt: skip
        infos = tuple(
            PhotoInfo(
                id=f"p{i}", file=photo.name, sha256=hashlib.sha256(photo.read_bytes()).hexdigest(), width=96, height=80,
                to_wall=UNIT,
            )
            for i, photo in enumerate(photos, 1)
        )  # fmt: skip
        threads = (f"threads {os.environ['OMP_NUM_THREADS']}", f"process {os.getpid()}")
        made_by = MadeBy(version=self.version, finder="fake", reader="fake")
        journey = JourneyMap(made_by=made_by, photos=infos, notes=(note,), warnings=threads)
        write_wall_folder(folder, journey, photos, replace=replace, derive=derive)
        return journey


def walls_of(folder: Path, *names: str) -> tuple[WallJob, ...]:
    folder.mkdir(exist_ok=True)
    for i, name in enumerate(names):
        Image.new("RGB", (96, 80), (i, 2, 3)).save(folder / f"{name}.png")
    return find_walls(folder)


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
    done = list(scan_walls(walls, FakeScan(), tmp_path / "out", BatchSettings("1")))
    assert [o.job.name for o in done] == ["a", "b", "c"]
    said = {o.warnings for o in done if isinstance(o, Scanned)}
    assert len(said) == 1
    assert next(iter(said))[0] == f"threads {threads_per_worker(1)}"
    assert "OMP_NUM_THREADS" not in os.environ


def test_a_second_run_skips_what_is_done(tmp_path: Path) -> None:
    walls, out = walls_of(tmp_path / "in", "a", "b", "c"), tmp_path / "out"
    list(scan_walls(walls[:2], FakeScan(), out, BatchSettings("1")))
    Image.new("RGB", (96, 80), (99, 99, 99)).save(tmp_path / "in" / "b.png")
    done = by_name(list(scan_walls(walls, FakeScan(), out, BatchSettings("1"))))
    assert {name: type(o) for name, o in done.items()} == {"a": Skipped, "b": Scanned, "c": Scanned}
    assert isinstance(skipped := done["a"], Skipped)
    assert (skipped.notes, skipped.reason) == (1, "scanned before")
    assert (out / "b" / "history" / "map-0001.json").exists()


def test_another_version_scans_again_but_never_over_corrections(tmp_path: Path) -> None:
    walls, out = walls_of(tmp_path / "in", "a", "b"), tmp_path / "out"
    list(scan_walls(walls[:1], FakeScan(version="1"), out, BatchSettings("1")))
    list(scan_walls(walls[1:], FakeScan(version="1", reviewed=True), out, BatchSettings("1")))
    done = by_name(list(scan_walls(walls, FakeScan(version="2"), out, BatchSettings("2"))))
    assert isinstance(done["a"], Scanned)
    assert isinstance(kept := done["b"], Skipped)
    assert "corrections" in kept.reason
    done = by_name(list(scan_walls(walls, FakeScan(version="2"), out, BatchSettings("2", rescan=True))))
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
    done = by_name(list(scan_walls(walls, FakeScan(), tmp_path / "out", BatchSettings("1", timeout=2.5))))
    assert isinstance(slow := done["b-slow"], Failed)
    assert slow.error == "Timeout"
    assert 2 < slow.seconds < 20
    assert isinstance(done["a"], Scanned)
    assert isinstance(done["c"], Scanned)


def test_closing_ends_the_workers(tmp_path: Path) -> None:
    walls = walls_of(tmp_path / "in", "a", "b", "c-slow")
    outcomes = scan_walls(walls, FakeScan(), tmp_path / "out", BatchSettings("1"))
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
    sys.path.insert(0, sys.argv[1])
    import test_batch as t
    if __name__ == "__main__":
        out = Path(sys.argv[2])
        try:
            for outcome in t.scan_walls(t.find_walls(out / "in"), t.FakeScan(), out / "out", t.BatchSettings("1")):
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
    command = [sys.executable, str(script), str(Path(__file__).parent), str(tmp_path)]
    root = str(Path(__file__).parents[1])
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


@pytest.mark.parametrize(("jobs", "timeout"), [(0, None), (1, 0.0)])
def test_settings_that_cannot_work(jobs: int, timeout: float | None) -> None:
    with pytest.raises(ValueError, match="jobs"):
        BatchSettings("1", jobs=jobs, timeout=timeout)


def test_workers_share_the_processor() -> None:
    assert threads_per_worker(10_000) == 1
    assert threads_per_worker(1) >= 1
