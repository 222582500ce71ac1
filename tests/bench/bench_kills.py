"""`stickyscan batch` itself, with its engines, killed at random moments and run again: nothing may be lost or differ.

    make bench-kills                     50 kills
    make bench-kills ARGS="--kills 5"

`tests/batch/test_faults.py` does the same with a scanner that needs no engine, which is quick enough for every day.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from stickyscan.render import random_recipe, render_wall, write_wall
from tests.batch.killing import kill_and_resume
from tests.bench.folders import ROOT

WALLS, SIZE, NOTES = 4, (640, 480), 4


def main() -> int:
    """Kill, resume, compare; 1 if anything differs."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--kills", type=int, default=50, help="how often [default: 50]")
    ask.add_argument("--seed", type=int, default=1, help="of the moments [default: 1]")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        photos, undisturbed, out = (Path(temporary, name) for name in ("photos", "undisturbed", "out"))
        photos.mkdir()
        for seed in range(WALLS):
            recipe = replace(random_recipe(700_100 + seed), size=SIZE, notes=NOTES, surface="whiteboard")
            write_wall(render_wall(recipe), photos, f"wall-{seed}")
        _, status = os.waitpid(_start(photos, undisturbed), 0)
        if status != 0:
            sys.stdout.write(f"the undisturbed batch ended with {os.waitstatus_to_exitcode(status)}\n")
            return 1
        kills = kill_and_resume(lambda: _start(photos, out), undisturbed, out, args.kills, args.seed)
    sys.stdout.write(f"{kills.killed} kills, {kills.finished} batches came to their end after them; ")
    sys.stdout.write(f"differs: {', '.join(kills.differs)}\n" if kills.differs else "all the same, byte for byte\n")
    return 1 if kills.differs else 0


def _start(photos: Path, out: Path) -> int:
    """Begin a batch; the number of its process."""
    command = [sys.executable, "-m", "stickyscan", "batch", str(photos), "-o", str(out), "--jobs", "1", "--quiet"]
    silent = [(os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
    return os.posix_spawn(sys.executable, command, os.environ | {"PYTHONPATH": str(ROOT)}, file_actions=silent)


if __name__ == "__main__":
    sys.exit(main())
