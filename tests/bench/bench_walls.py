"""Scan every labelled wall in a process of its own; print accuracy, seconds and peak memory as a Markdown table.

    make bench                                 the walls in ../shared/walls if they are there, else samples/
    make bench ARGS="WALLS --out DIR"          another folder: NAME.jpg + NAME.json, or photos/ and truth/
    make bench ARGS="--only kanban,glass"      some of them

Each scan is `python -m stickyscan scan`, started cold, as a user starts it: seconds include loading the engines.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from stickyscan.evaluate import Evaluation, evaluate
from stickyscan.tally import Rates
from tests.bench.folders import ROOT, default_walls, photos_in
from tests.bench.tables import row

COLUMNS = ("notes", "f1", "iou", "colour", "cer", "good", "flagged", "false_flag", "stage", "lane", "heads")


@dataclass(frozen=True)
class Cost:
    """What a scan took: wall-clock seconds and peak resident memory in MiB."""

    seconds: float
    peak: float


def main() -> int:
    """Run the benchmark; 1 if a scan failed."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("walls", type=Path, nargs="?", default=default_walls())
    ask.add_argument("--out", type=Path, help="keep the maps here [default: a temporary folder]")
    ask.add_argument("--finder", default="auto", help="what finds the notes")
    ask.add_argument("--only", default="", help="names of walls, separated by commas")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        out = args.out or Path(temporary)
        out.mkdir(parents=True, exist_ok=True)
        photos = [p for p in photos_in(args.walls) if not args.only or p.stem in args.only.split(",")]
        costs = {photo.stem: _scan(photo, out / photo.stem, args.finder) for photo in photos}
        truth = args.walls / "truth" if (args.walls / "truth").is_dir() else args.walls
        done = {name: cost for name, cost in costs.items() if cost is not None}
        _say(*_table(evaluate(truth, out), done))
    return 0 if len(done) == len(photos) else 1


def _scan(photo: Path, folder: Path, finder: str) -> Cost | None:
    """Cost of one scan; None, with a message, if it failed."""
    started = time.monotonic()
    command = [sys.executable, "-m", "stickyscan", "scan", str(photo), "-o", str(folder), "--force", "--quiet"]
    command += ["--finder", finder]
    process = subprocess.Popen(command, cwd=ROOT)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.stderr.write(f"{photo.name}: exit code {process.returncode}\n")
        return None
    cost = Cost(time.monotonic() - started, used.ru_maxrss / 1024)
    sys.stderr.write(f"{photo.name}: {cost.seconds:.1f} s, {cost.peak:.0f} MiB\n")
    return cost


def _table(result: Evaluation, costs: dict[str, Cost]) -> list[str]:
    lines = [
        f"Measured {date.today().isoformat()} on {os.cpu_count()} cores, one photo at a time.",
        "",
        row(["wall", *(c.replace("_", "-") for c in COLUMNS), "seconds", "MiB"]),
        row(["---", *["---:"] * (len(COLUMNS) + 2)]),
    ]
    for wall in result.walls:
        if wall.name in costs:
            lines.append(row([wall.name, *_figures(wall.rates), *_spent(costs[wall.name])]))
    if not costs:
        return lines
    middle = Cost(median(c.seconds for c in costs.values()), max(c.peak for c in costs.values()))
    if len(costs) == len(result.walls):
        lines.append(row(["**all** (median seconds, highest MiB)", *_figures(result.total), *_spent(middle)]))
    return lines


def _figures(rates: Rates) -> list[str]:
    values = [getattr(rates, column) for column in COLUMNS]
    return ["-" if v is None else str(v) if isinstance(v, int) else f"{v:.2f}" for v in values]


def _spent(cost: Cost) -> list[str]:
    return [f"{cost.seconds:.1f}", f"{cost.peak:.0f}"]


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
