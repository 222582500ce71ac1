"""Seconds and memory of the finding step alone, measured in a fresh process: `python -m tests.bench.finder_cost`.

Memory: the highest resident memory during the first `find` of the process less the resident memory just before it, with
the engine built and the picture decoded (Linux keeps both in /proc/self/status). Seconds: median of three more `find`s,
wall clock; beside it processor seconds, which tell when the machine was busy with something else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import cv2
import numpy as np

from stickyscan.engines.catalogue import build_finder
from stickyscan.engines.protocols import Picture

CORES = 2
ROUNDS = 3
_RESET_PEAK = "5"  # proc(5): writing this to clear_refs sets the peak to what is resident now


@dataclass(frozen=True)
class FinderCost:
    """`seconds` wall clock and `busy` processor seconds of a warm find; `mebibytes` of the first one; `notes` found."""

    seconds: float
    busy: float
    mebibytes: float | None
    notes: int


def measure(finder: str, picture: Picture) -> FinderCost:
    """Cost of a finder on a picture, in a process of its own that has two cores.

    Raises:
        subprocess.CalledProcessError: the finder failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "picture.npy"
        np.save(file, picture)
        command = [sys.executable, "-m", "tests.bench.finder_cost", finder, str(file)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return FinderCost(**json.loads(done.stdout))


def at_megapixels(picture: Picture, megapixels: float) -> Picture:
    """The picture scaled to so many million pixels."""
    factor = (megapixels * 1e6 / (picture.shape[0] * picture.shape[1])) ** 0.5
    size = (round(picture.shape[1] * factor), round(picture.shape[0] * factor))
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=method), np.uint8)


def memory() -> tuple[float, float] | None:
    """Resident memory now and at its peak, in MiB; None where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return None
    lines = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines() if ":" in line)
    now, peak = (int(lines[key].split()[0]) / 1024 for key in ("VmRSS", "VmHWM"))
    return now, peak


def forget_peak() -> None:
    """Start a new peak; without it, what was needed to decode the picture could hide what finding needs."""
    reset = Path("/proc/self/clear_refs")
    if reset.exists():
        reset.write_text(_RESET_PEAK, "ascii")


def _measure_here(finder: str, file: Path) -> FinderCost:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    cv2.setNumThreads(CORES)
    engine = build_finder(finder, threads=CORES)
    picture = np.load(file)
    forget_peak()
    before = memory()
    notes = len(engine.find(picture))
    after = memory()
    grown = None if before is None or after is None else after[1] - before[0]
    seconds, busy = [], []
    for _ in range(ROUNDS):
        started, worked = time.perf_counter(), time.process_time()
        engine.find(picture)
        seconds.append(time.perf_counter() - started)
        busy.append(time.process_time() - worked)
    return FinderCost(median(seconds), median(busy), grown, notes)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(_measure_here(sys.argv[1], Path(sys.argv[2])))))
