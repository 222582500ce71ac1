"""One wall from command to results: seconds cold and warm, and where they go.

    make bench-one_wall                          rendered walls of 12 megapixels with 50 notes
    make bench-one_wall ARGS="--photos FOLDER"   photos that are there already

Cold is `stickyscan scan`, the start of the process and loading the models included; warm are the walls of one
`stickyscan batch --jobs 1` after its first. The table is of one more process: its first wall, and the median of the
others. Behind seconds by the clock stand seconds of processors, which tell when the machine was busy with other things.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import ParamSpec, TypeVar

from tests.bench.tables import table

SIZE, NOTES = (4000, 3000), 42  # headers come on top: some 50 in all
SEEDS = (910_007, 910_008, 910_011, 910_013)
Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Took:
    """Seconds by the clock, and of processors."""

    clock: float
    processor: float

    def __str__(self) -> str:
        return f"{self.clock:.2f} s ({self.processor:.2f})"


def main() -> None:
    """Measure, print a line each for cold and warm, and a table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--photos", type=Path, help="a folder of photos, instead of rendered ones")
    ask.add_argument("--colds", type=int, default=3, help="cold starts [default: 3]")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary, "out")
        photos = _aside(_photos, args.photos) if args.photos else _aside(_rendered, Path(temporary, "walls"))
        colds = [_run("scan", str(photos[0]), "-o", str(out / f"cold-{n}")) for n in range(args.colds)]
        _say(f"cold, {photos[0].name}: {_middle(colds)}, median of {len(colds)}")
        batch = _run("batch", str(photos[0].parent), "-o", str(out / "maps"), "--jobs", "1")
        warm = _aside(_batch_seconds, out / "maps")[1:]
        _say(f"warm, in a batch: {', '.join(f'{seconds:.1f}' for seconds in warm)} s a wall; all of it {batch}")
        _say(*_table(_aside(_profile, photos, out / "profiled")))
    _say(f"measured {date.today().isoformat()} on {os.cpu_count()} cores; load now: {os.getloadavg()[0]:.1f}")


def _aside(task: Callable[Arguments, Answer], *args: Arguments.args, **options: Arguments.kwargs) -> Answer:
    """The answer of a task in a fresh process, which has loaded nothing when it begins; nor has this one, ever."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(task, *args, **options).result()


def _rendered(folder: Path) -> list[Path]:
    from stickyscan.render import random_recipe, render_wall, write_wall

    folder.mkdir(parents=True)
    for seed in SEEDS:
        recipe = replace(
            random_recipe(seed), size=SIZE, notes=NOTES, layout="journey", headings="notes", surface="whiteboard"
        )
        write_wall(render_wall(recipe), folder, f"wall-{seed}")
    return _photos(folder)


def _photos(folder: Path) -> list[Path]:
    from tests.bench.folders import photos_in

    return photos_in(folder)


def _run(*arguments: str) -> Took:
    """What a command took, with all the processes that it started."""
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "stickyscan", *arguments, "--quiet"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Took(time.monotonic() - started, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _batch_seconds(out: Path) -> list[float]:
    from stickyscan.batch.ledger import LEDGER_FILE, read_lines

    return [line.seconds for line in read_lines(out / LEDGER_FILE) if line.seconds is not None]


def _profile(photos: list[Path], out: Path) -> list[dict[str, Took]]:
    """What each wall took, by step; loading is with the first."""
    watch = _Watch()
    from stickyscan.assembly import assemble_scanner
    from stickyscan.derived import derived_files
    from stickyscan.folder import write_wall_folder
    from stickyscan.settings import Settings

    watch.finished("load the modules")
    scanner = assemble_scanner(Settings(), watch)
    watch.finished("build the engines")
    walls = []
    for photo in photos:
        journey = scanner.scan([photo])
        watch.finished("the rest")
        _say(f"{photo.name}: {len(journey.notes)} notes found")
        write_wall_folder(out / photo.stem, journey, [photo], replace=False, derive=derived_files)
        watch.finished("write the folder")
        walls.append(watch.took)
        watch.took = {}
    return walls


class _Watch:
    """Notes what each step of a wall has taken."""

    def __init__(self) -> None:
        self.took: dict[str, Took] = {}
        self._since = time.perf_counter(), time.process_time()

    def finished(self, step: str, draw_picture: object = None) -> None:
        """The time since the last step was this one's; marks are read beside the notes, and told first."""
        if step == "read_marks":
            return
        now = time.perf_counter(), time.process_time()
        self.took[step] = Took(now[0] - self._since[0], now[1] - self._since[1])
        self._since = now


def _table(walls: list[dict[str, Took]]) -> list[str]:
    first, others = walls[0], walls[1:]
    rows = [
        [step, str(took), str(_middle([w[step] for w in others if step in w]) or "")] for step, took in first.items()
    ]
    rows.append(["**together**", str(_sum(first)), str(_middle([_sum(wall) for wall in others]) or "")])
    return table(["seconds by the clock (of processors)", "first wall", "median of the others"], rows)


def _sum(wall: dict[str, Took]) -> Took:
    return Took(sum(took.clock for took in wall.values()), sum(took.processor for took in wall.values()))


def _middle(all_of_them: list[Took]) -> Took | None:
    if not all_of_them:
        return None
    return Took(median(took.clock for took in all_of_them), median(took.processor for took in all_of_them))


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
