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
    wanted, moments = int(sys.argv[4]), random.Random(int(sys.argv[5]))
    vars(workers)["_CONTEXT"] = multiprocessing.get_context("fork")
    expected, listed = results(undisturbed), told(undisturbed)
    started = time.monotonic()
    os.waitpid(forked_batch(photos, out), 0)
    usual = time.monotonic() - started
    killed = finished = 0
    while killed < wanted or not finished:
        child = forked_batch(photos, out)
        if killed < wanted:
            time.sleep(moments.uniform(0, usual))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            killed += 1
            continue
        if os.waitstatus_to_exitcode(status) == BUSY:
            time.sleep(0.01)
            continue
        if status != 0 or (results(out), told(out)) != (expected, listed):
            sys.stdout.write(json.dumps({"differs": sorted(set(results(out)) ^ set(expected))}))
            return 1
        finished += 1
        shutil.rmtree(out)
    sys.stdout.write(json.dumps({"killed": killed, "finished": finished}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
