"""Runs batches of a fake scanner and kills them at random moments, many times, as fast as the disk allows.

    python -m tests.batch.killing PHOTOS UNDISTURBED OUT KILLS SEED

Each batch runs in a process forked from this one, which has everything loaded; so do its workers. A batch that is
killed is run again on what it left, until one ends by itself; then its results must be those of UNDISTURBED, byte for
byte, and the next begins from nothing. Writes the number of kills and of batches that came to their end.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from stickyscan.batch import workers
from stickyscan.batch.ledger import LEDGER_FILE
from stickyscan.errors import UsageError
from tests.batch.fake_scan import a_batch, contents

BUSY = 75
OURS = (LEDGER_FILE, "index.html")


def results(out: Path) -> dict[str, bytes]:
    """All that is in a folder of results, without what tells how long it took and how often it was tried."""
    return {name: content for name, content in contents(out).items() if name not in OURS}


def told(out: Path) -> list[tuple[str, str | None, int | None, str]]:
    """What the ledger says, without the same."""
    rows = [json.loads(line) for line in (out / LEDGER_FILE).read_text("utf-8").splitlines()]
    return [(row["wall"], row["folder"], row["notes"], row["photos"][0]["sha256"]) for row in rows]


@dataclass(frozen=True)
class Kills:
    """What came of killing batches: how many were killed and how many ended by themselves; `differs`: files."""

    killed: int
    finished: int
    differs: tuple[str, ...] = ()


def kill_and_resume(start: Callable[[], int], undisturbed: Path, out: Path, wanted: int, seed: int) -> Kills:
    """Kill batches into `out` at `wanted` random moments, each time going on from what is left there.

    `start` begins a batch in a process of its own and gives its number. Whenever one ends by itself, its results must
    be those of `undisturbed`, and the next begins from nothing.
    """
    expected, moments = (results(undisturbed), told(undisturbed)), random.Random(seed)
    began = time.monotonic()
    os.waitpid(start(), 0)
    usual = time.monotonic() - began
    shutil.rmtree(out)
    killed = finished = 0
    while killed < wanted or not finished:
        child = start()
        if killed < wanted:
            time.sleep(moments.uniform(0, usual))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            killed += 1
        elif os.waitstatus_to_exitcode(status) == BUSY:
            time.sleep(0.01)
        elif status != 0 or (results(out), told(out)) != expected:
            return Kills(killed, finished, tuple(sorted(set(results(out)) ^ set(expected[0])) or ["contents"]))
        else:
            finished += 1
            shutil.rmtree(out)
    return Kills(killed, finished)


def forked_batch(photos: Path, out: Path) -> int:
    """Start a batch in a process of its own; its number."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            a_batch(photos, out, jobs=2)
            code = 0
        except UsageError:  # workers of the batch before, forked with its lock, are still ending
            code = BUSY
        finally:
            os._exit(code)
    return child


def main() -> int:
    photos, undisturbed, out = map(Path, sys.argv[1:4])
    vars(workers)["_CONTEXT"] = multiprocessing.get_context("fork")
    kills = kill_and_resume(lambda: forked_batch(photos, out), undisturbed, out, int(sys.argv[4]), int(sys.argv[5]))
    sys.stdout.write(json.dumps(asdict(kills)))
    return 1 if kills.differs else 0


if __name__ == "__main__":
    sys.exit(main())
