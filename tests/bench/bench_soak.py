"""A long batch: rendered walls with broken files among them, two rounds; throughput, memory over time, what was told.

    make bench-soak                              1,000 walls and 100 broken files
    make bench-soak ARGS="-n 60 --jobs 1"        fewer
    make bench-soak ARGS="--compare-jobs -n 40"  the same walls with one worker on one core, on all, then with two

Each broken file must be reported with a reason, each wall must have its map, the exit code must be 6. The second round
must scan nothing again but what failed.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median

import psutil

from stickyscan.batch.ledger import LEDGER_FILE, WallLine, read_lines
from stickyscan.render import random_recipe, render_wall, write_wall
from tests.bench.broken_photos import KINDS, break_photos
from tests.bench.folders import ROOT

# Small photos with few notes: it is the number of walls that is tried here, `bench_walls` times walls as they are.
SIZE, NOTES = (640, 480), (3, 6)
_MIB = 1 << 20
_DROP, _READ_ANYTHING, _SEARCH_ANYTHING = 24, 1, 2  # Linux: PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


@dataclass
class Watch:
    """What a run took: seconds by the clock and of processors, exit code, MiB over time of parent and workers."""

    seconds: float = 0.0
    processor: float = 0.0
    code: int = 0
    parent: list[float] = field(default_factory=list)
    workers: list[float] = field(default_factory=list)


def main() -> int:
    """Run the soak; 1 if anything was lost or told wrongly."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("-n", "--number", type=int, default=1000, help="walls [default: 1000]")
    ask.add_argument("--broken", type=int, default=100, help="broken files [default: 100]")
    ask.add_argument("--jobs", default="auto", help="walls at a time [default: auto]")
    ask.add_argument("--photos", type=Path, help="photos of walls that are there already, instead of rendered ones")
    ask.add_argument(
        "--compare-jobs", action="store_true", help="time one worker on one core, one on all, and two, nothing else"
    )
    args = ask.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _render(folder / "photos" / "walls", args.number, args.photos)
        if args.compare_jobs:
            return _compare(folder)
        broken = break_photos(folder / "photos" / "broken", args.broken)
        first = _run(folder, "maps", args.jobs)
        return _judge(folder, args.number, broken, first, _run(folder, "maps", args.jobs))


def _render(folder: Path, number: int, there: Path | None) -> None:
    folder.mkdir(parents=True)
    if there is not None:
        for photo in sorted(there.glob("*.jpg"))[:number]:
            (folder / photo.name).symlink_to(photo.absolute())
        return
    started = time.monotonic()
    for index in range(number):
        notes = NOTES[0] + index % (NOTES[1] - NOTES[0] + 1)
        small = replace(random_recipe(700_000 + index), size=SIZE, notes=notes)
        write_wall(render_wall(small), folder, f"wall-{index:05d}")
    what = f"{SIZE[0]} x {SIZE[1]} pixels, {NOTES[0]} to {NOTES[1]} notes each"
    _say(f"rendered {number} walls of {what}, in {time.monotonic() - started:.0f} s")


def _compare(folder: Path) -> int:
    cores = sorted(os.sched_getaffinity(0))[:2]
    alone = _run(folder, "maps-alone", "1", cores[:1])
    one, two = (_run(folder, f"maps-{jobs}", str(jobs)) for jobs in (1, 2))
    for what, run in (("one worker on one core", alone), ("one worker on all", one), ("two workers", two)):
        _say(f"{what}: {run.seconds:.1f} s ({run.processor:.1f} s of processor)")
    _say(f"two workers are {alone.seconds / two.seconds:.2f} times as fast as one core, all told")
    _say(f"and {one.seconds / two.seconds:.2f} times as fast as one worker with all cores")
    started = 2 * _after_the_start(folder / "maps-alone") / _after_the_start(folder / "maps-2")
    _say(f"{started:.2f} times without starting and ending: by the seconds of each wall after the first two")
    allowed = 2 * alone.seconds / _side_by_side(folder, cores)
    _say(f"{allowed:.2f} times is what the machine allows: two batches that know nothing of each other, a core each")
    _say(f"measured {date.today().isoformat()} on {os.cpu_count()} cores; load now: {os.getloadavg()[0]:.1f}")
    return 0


def _side_by_side(folder: Path, cores: list[int]) -> float:
    """Seconds until two batches of all walls, begun at once, have ended."""
    started = time.monotonic()
    for process in [_begun(folder, f"maps-beside-{core}", "1", [core]) for core in cores]:
        process.wait()
    return time.monotonic() - started


def _after_the_start(out: Path) -> float:
    """Seconds of all walls but the first two, with which up to two workers load the networks."""
    return sum(line.seconds for line in list(read_lines(out / LEDGER_FILE))[2:] if line.seconds is not None)


def _run(folder: Path, out: str, jobs: str, cores: list[int] | None = None) -> Watch:
    watch, started, before = Watch(), time.monotonic(), _used()
    process = _begun(folder, out, jobs, cores)
    while process.poll() is None:
        with contextlib.suppress(psutil.Error):
            parent = psutil.Process(process.pid)
            watch.parent.append(parent.memory_info().rss / _MIB)
            watch.workers.append(sum(child.memory_info().rss for child in parent.children(recursive=True)) / _MIB)
        time.sleep(0.5)
    watch.seconds, watch.processor, watch.code = time.monotonic() - started, _used() - before, process.returncode
    return watch


def _begun(folder: Path, out: str, jobs: str, cores: list[int] | None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "stickyscan", "batch", str(folder / "photos"), "-o", str(folder / out)]
    return subprocess.Popen([*command, "--jobs", jobs, "--quiet"], cwd=ROOT, preexec_fn=partial(_begin, cores))  # noqa: PLW1509 - one thread


def _used() -> float:
    """Seconds that processors have spent on what this process has started, as far as that has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _begin(cores: list[int] | None) -> None:
    """Keep to these cores; give up the administrator's right to read what is locked, where there is one to give up."""
    if cores is not None:
        os.sched_setaffinity(0, cores)
    if sys.platform == "linux" and os.geteuid() == 0:
        for right in (_READ_ANYTHING, _SEARCH_ANYTHING):
            ctypes.CDLL(None).prctl(_DROP, right, 0, 0, 0)


def _judge(folder: Path, number: int, broken: dict[Path, str], first: Watch, second: Watch) -> int:
    lines = list(read_lines(folder / "maps" / LEDGER_FILE))
    by_photo = {line.photos[0].file: line for line in lines}
    walls = [line for line in lines if Path(line.photos[0].file).parent.name == "walls"]
    told = {path: by_photo.get(str(path.absolute())) for path in broken}
    lost = [line for line in walls if line.state == "failed" and line.error != "NoNotesFoundError"]
    problems = [
        *(f"not reported: {path.name}" for path, line in told.items() if line is None),
        *(f"no reason: {path.name}" for path, line in told.items() if line and not line.message),
        *(f"not failed: {path.name}" for path, line in told.items() if line and line.state != "failed"),
        *(f"no map: {line.wall}: {line.message}" for line in lost),
        *(f"map missing: {line.wall}" for line in walls if line.folder and not _has_map(folder, line)),
        *([f"{number} walls, but {len(walls)} lines"] if len(walls) != number else []),
        *([f"exit codes {first.code} and {second.code}, not 6"] if (first.code, second.code) != (6, 6) else []),
        *(f"scanned twice: {line.wall}" for line in lines if line.state == "scanned"),
    ]
    _tell(walls, told, first, second)
    for problem in problems:
        _say(f"WRONG: {problem}")
    _say("nothing else was lost" if not problems else f"{len(problems)} things went wrong")
    return 1 if problems else 0


def _has_map(folder: Path, line: WallLine) -> bool:
    return (folder / "maps" / str(line.folder) / "map.json").is_file()


def _tell(walls: list[WallLine], told: dict[Path, WallLine | None], first: Watch, second: Watch) -> None:
    done = [line for line in walls if line.folder is not None]
    seconds = [line.seconds for line in done if line.seconds is not None]
    without, hour = len(walls) - len(done), len(walls) / first.seconds * 3600
    _say(f"{len(walls)} walls ({without} without notes), {len(told)} broken files of {len(KINDS)} kinds")
    took = f"{first.seconds:.0f} s ({first.processor:.0f} s of processor), {hour:.0f} walls an hour"
    _say(f"first round {took}; exit code {first.code}")
    if seconds:
        _say(f"seconds a wall: median {median(seconds):.2f}, longest {max(seconds):.2f}")
    again = f"{second.seconds:.0f} s ({second.processor:.0f} s of processor)"
    _say(f"second round {again}, scans only what failed; exit code {second.code}")
    for name, values in (("parent", first.parent), ("workers", first.workers)):
        tenths = [values[i * len(values) // 10 : (i + 1) * len(values) // 10] for i in range(10)]
        _say(f"MiB of the {name}, highest in each tenth: {' '.join(f'{max(t, default=0):.0f}' for t in tenths)}")
    reasons = {kind: line for path, line in told.items() if line for kind in (path.stem.partition("-")[2],)}
    for kind, line in sorted(reasons.items()):
        _say(f"  {kind}: {line.error}: {json.dumps(line.message)}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
