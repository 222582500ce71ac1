"""`stickyscan batch`: a folder of photos in, a folder per wall out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from stickyscan.cli.files import need_folder
from stickyscan.cli.on_cluster import RemoteWishes, on_one_thread, scan_all_remotely
from stickyscan.cli.options import engine_options, place, report_options
from stickyscan.cli.report import Report
from stickyscan.cli.summary import count
from stickyscan.errors import BatchFailedError, UsageError
from stickyscan.journey import JourneyMap
from stickyscan.settings import Settings

if TYPE_CHECKING:
    from stickyscan.batch import Outcome
    from stickyscan.pipeline import Scanner
    from stickyscan.walls import WallJob, WallPer


@dataclass(frozen=True)
class Wishes:
    """What the flags of this command ask for."""

    jobs: int
    wall_per: WallPer
    timeout: float | None
    force: bool


@dataclass(frozen=True)
class ScanToFolder:
    """Scans a wall into its folder, in a worker process: the settings travel, the engines are built there once."""

    settings: Settings

    def __call__(self, photos: Sequence[Path], folder: Path, *, replace: bool) -> JourneyMap:
        """Scan one wall and write its folder."""
        from stickyscan.derived import derived_files
        from stickyscan.folder import write_wall_folder

        journey = _scanner(self.settings).scan(photos)
        limits = self.settings.limits
        derive = partial(derived_files, limits=limits)
        write_wall_folder(folder, journey, photos, replace=replace, derive=derive, limits=limits)
        return journey


@click.command()
@click.argument("folder", type=place)
@click.option(
    "-o", "--out", type=place, metavar="PATH", default="maps", show_default=True, help="Folder for the results."
)
@click.option("-j", "--jobs", type=click.IntRange(1, 64), help="Walls at a time. [default: 1]")
@click.option("--wall-per", type=click.Choice(["photo", "folder"]), help="What is one wall. [default: photo]")
@click.option("--timeout", type=click.FloatRange(1), metavar="SECONDS", help="Give a wall up after this time.")
@click.option("--scheduler", metavar="tcp://…", help="Scan on this Dask cluster; photos and results may be s3://… too.")
@click.option("--force", is_flag=True, help="Scan finished walls again, too; earlier maps are kept in history/.")
@engine_options
@report_options
def batch(folder: Path | str, out: Path | str, settings: Settings, report: Report, **flags: object) -> None:
    """Scan all walls in FOLDER and its subfolders.

    Every photo is a wall, or, with --wall-per folder, every folder of photos. A wall that fails does not stop the
    others; the exit code is 6 then. Walls that are done already are skipped, so an interrupted batch goes on where
    it stopped.

    \b
    Examples:
      stickyscan batch photos/ -o maps/ --jobs 2
      stickyscan batch workshops/ -o maps/ --wall-per folder
      stickyscan batch s3://acme/photos -o s3://acme/maps --scheduler tcp://10.0.0.1:8786
    """
    scheduler = cast("str | None", flags["scheduler"])
    if isinstance(folder, Path):
        need_folder(folder)
    elif scheduler is None:
        raise UsageError(f"{folder} is read on a cluster only: add --scheduler, or copy the photos to this machine.")
    if isinstance(out, str) and scheduler is None:
        raise UsageError(f"{out} is written from a cluster only: add --scheduler, or name a folder of this machine.")
    wishes = Wishes(
        jobs=cast("int | None", flags["jobs"]) or settings.batch.jobs,
        wall_per=cast("WallPer | None", flags["wall_per"]) or settings.batch.wall_per,
        timeout=cast("float | None", flags["timeout"]),
        force=bool(flags["force"]),
    )
    if scheduler is not None:
        ways = RemoteWishes(scheduler, str(folder), str(out), wishes.wall_per, wishes.timeout, wishes.force)
        outcomes = scan_all_remotely(ways, ScanToFolder(on_one_thread(settings)), settings.limits, report)
    else:
        outcomes = _scan_all(Path(folder), Path(out), settings, wishes, report)
    rows = [_row(outcome) for outcome in outcomes]
    tally = Counter(str(row["state"]) for row in rows)
    summary = {"out": str(out), **{state: tally[state] for state in ("scanned", "skipped", "failed")}, "walls": rows}
    report.result(summary, *_table(rows), _totals(tally, out))
    if tally["failed"]:
        raise BatchFailedError(
            f"{tally['failed']} of {count(len(rows), 'wall')} failed. "
            "The same command tries them again and leaves the others alone."
        )


def _scan_all(folder: Path, out: Path, settings: Settings, wishes: Wishes, report: Report) -> list[Outcome]:
    from stickyscan.assembly import assemble_scanner
    from stickyscan.batch import BatchSettings, scan_walls, threads_per_worker
    from stickyscan.walls import find_walls

    walls: tuple[WallJob, ...] = find_walls(folder, wishes.wall_per)
    assemble_scanner(settings)  # a missing engine or template is one message, and not one per wall
    threads = settings.engines.threads or threads_per_worker(wishes.jobs)
    engines = settings.engines.model_copy(update={"threads": threads})
    scan_wall = ScanToFolder(settings.model_copy(update={"engines": engines}))
    how = BatchSettings(version("stickyscan"), wishes.jobs, wishes.timeout, wishes.force)
    outcomes: list[Outcome] = []
    # Closed at once on Ctrl-C, which ends the workers.
    scanning = cast("Generator[Outcome]", scan_walls(walls, scan_wall, out, how))
    with report.progress("walls", len(walls)) as show, closing(scanning) as running:
        for outcome in running:
            outcomes.append(outcome)
            show(outcome.job.name, len(outcomes))
            report.message(_line(_row(outcome)))
    return sorted(outcomes, key=lambda outcome: outcome.job.name)


@lru_cache(maxsize=1)
def _scanner(settings: Settings) -> Scanner:
    from stickyscan.assembly import assemble_scanner

    return assemble_scanner(settings)


def _row(outcome: Outcome) -> dict[str, object]:
    from stickyscan.batch import Failed, Skipped

    row: dict[str, object] = {"wall": outcome.job.name, "photos": [str(photo) for photo in outcome.job.photos]}
    if isinstance(outcome, Failed):
        told = {"error": outcome.error, "message": outcome.message}
        return {**row, "state": "failed", "seconds": round(outcome.seconds, 1), **told}
    row |= {"folder": str(outcome.folder), "notes": outcome.notes}
    if isinstance(outcome, Skipped):
        return {**row, "state": "skipped", "message": outcome.reason}
    figures = {"to_review": outcome.to_review, "seconds": round(outcome.seconds, 1)}
    return {**row, "state": "scanned", **figures, "warnings": list(outcome.warnings)}


def _line(row: dict[str, object]) -> str:
    return f"{row['wall']}: {row['state']}{': ' + str(row['message']) if 'message' in row else ''}"


def _table(rows: Sequence[dict[str, object]]) -> list[str]:
    wide = max(4, *(len(str(row["wall"])) for row in rows))
    lines = [f"{'wall':{wide}s}  state    notes  to check  seconds"]
    for row in rows:
        notes, review, seconds = (row.get(key, "-") for key in ("notes", "to_review", "seconds"))
        lines.append(f"{row['wall']!s:{wide}s}  {row['state']!s:7s}  {notes!s:>5s}  {review!s:>8s}  {seconds!s:>7s}")
    return lines


def _totals(tally: Counter[str], out: Path | str) -> str:
    parts = [f"{tally[state]} {state}" for state in ("scanned", "skipped", "failed") if tally[state]]
    return f"{', '.join(parts)}; results in {out}"
