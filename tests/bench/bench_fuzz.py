"""`make bench-fuzz`: broken and hostile files for every reader of outside data, a process per reader.

A find is whatever is raised besides `StickyscanError`, a crash, more than 5 s of processor time for one input, or more
than 1 GB of memory. The file that did it is kept.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from dataclasses import asdict, dataclass, field
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from random import Random

from stickyscan.errors import StickyscanError
from tests.bench.fuzz.targets import TARGETS

SECONDS, MEMORY = 5.0, 1_000_000_000
_STATE = ("done", "accepted", "refused", "worst")
Shared = dict[str, "Synchronized[float]"]


@dataclass
class Tally:
    """What came of one reader."""

    inputs: int = 0
    accepted: int = 0
    refused: int = 0
    seconds: float = 0.0
    worst_seconds: float = 0.0
    peak_megabytes: float = 0.0
    finds: list[str] = field(default_factory=list)


def main() -> None:
    """Fuzz, print a table, end with 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000, help="in total, shared among the readers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=list(TARGETS), action="append")
    parser.add_argument(
        "--out", type=Path, default=Path("bench/fuzz-finds"), help="files that were too much for a reader"
    )
    parser.add_argument("--json", type=Path, help="write the figures here, after every reader")
    options = parser.parse_args()
    os.nice(10)
    tallies: dict[str, Tally] = {}
    for name in options.only or TARGETS:
        share = TARGETS[name].share / (TARGETS[name].share if options.only else 1)
        tallies[name] = _fuzz(name, max(1, round(options.inputs * share)), options.seed, options.out)
        sys.stdout.write(_line(name, tallies[name]) + "\n")
        sys.stdout.flush()
        if options.json:
            options.json.write_text(json.dumps({key: asdict(one) for key, one in tallies.items()}, indent=1))
    total, finds = sum(one.inputs for one in tallies.values()), sum(len(one.finds) for one in tallies.values())
    sys.stdout.write(f"{total:,} inputs, {finds} finds; seed {options.seed}, Python {platform.python_version()}\n")
    sys.exit(1 if finds else 0)


def _line(name: str, one: Tally) -> str:
    counts = f"{one.inputs:>9,} inputs  {one.accepted:>8,} taken  {one.refused:>8,} refused  {one.seconds:>6.0f} s"
    peaks = f"worst {one.worst_seconds:.2f} s  peak {one.peak_megabytes:.0f} MB"
    return f"{name:11s} {counts}  {peaks}  {len(one.finds)} finds"


def _fuzz(name: str, inputs: int, seed: int, out: Path) -> Tally:
    """Processes for one reader, a new one after each that died, until all inputs are done."""
    tally, spawn = Tally(), multiprocessing.get_context("fork")
    while tally.inputs < inputs:
        shared: Shared = {key: spawn.Value("d", 0.0) for key in (*_STATE, "peak")}
        place = Path(tempfile.mkdtemp(prefix="fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        started, first = time.monotonic(), seed * 1_000_000_000 + tally.inputs
        child = spawn.Process(target=_child, args=(name, first, inputs - tally.inputs, place, shared))
        child.start()
        child.join()
        done = int(shared["done"].value)
        tally.inputs += done
        tally.accepted += int(shared["accepted"].value)
        tally.refused += int(shared["refused"].value)
        tally.seconds += time.monotonic() - started
        tally.worst_seconds = max(tally.worst_seconds, shared["worst"].value)
        tally.peak_megabytes = max(tally.peak_megabytes, shared["peak"].value / 1e6)
        if child.exitcode:
            tally.inputs += 1
            tally.finds.append(_kept(name, first + done, child.exitcode, place, out))
        shutil.rmtree(place)
    return tally


def _kept(name: str, seed: int, code: int, place: Path, out: Path) -> str:
    """Keep the file, and say what it did."""
    reasons = {-signal.SIGPROF: "hang", 3: "memory", 1: "exception"}
    what = reasons.get(code, signal.Signals(-code).name if code < 0 else f"exit {code}")
    out.mkdir(parents=True, exist_ok=True)
    kept = out / f"{name.replace(' ', '-')}-{what}-{seed}"
    for file in place.iterdir():
        shutil.copy(file, kept.with_suffix(file.suffix))
    return kept.name


def _child(name: str, first: int, inputs: int, place: Path, shared: Shared) -> None:
    """Feed the reader; ends with 1 after an exception, 3 after too much memory, by SIGPROF after too much time."""
    resource.setrlimit(resource.RLIMIT_DATA, (4 * MEMORY, 4 * MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # decoders say much of broken files
    warnings.simplefilter("ignore")
    target = TARGETS[name]
    state = dict.fromkeys(_STATE, 0.0)
    for number in range(inputs):
        file, content = target.make(Random(first + number))
        path = place / file
        path.write_bytes(content)
        # Ends even native code that does not return. Counts processor time, as the machine may be busy.
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        began = time.process_time()
        try:
            target.read(path)
            state["accepted"] += 1
        except StickyscanError:
            state["refused"] += 1
        except Exception:  # noqa: BLE001 - these are what is looked for
            (place / "traceback.txt").write_text(traceback.format_exc())
            _tell(shared, state)
            os._exit(1)
        signal.setitimer(signal.ITIMER_PROF, 0)
        state["worst"] = max(state["worst"], time.process_time() - began)
        path.unlink()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        if peak > MEMORY:
            path.write_bytes(content)
            _tell(shared, state)
            os._exit(3)
        state["done"] += 1
        _tell(shared, state)
    os._exit(0)


def _tell(shared: Shared, state: dict[str, float]) -> None:
    for key, value in state.items():
        shared[key].value = value
    shared["peak"].value = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
