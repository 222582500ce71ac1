"""`stickyscan batch`: a folder of photos in, a folder per wall out."""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn, cast

import click

from stickyscan.cli.batch_told import line_of, plan_row, row_of, table, tally, totals
from stickyscan.cli.files import need_folder
from stickyscan.cli.on_cluster import RemoteWishes, on_one_thread, scan_all_remotely
from stickyscan.cli.options import Command, engine_options, place, report_options
from stickyscan.cli.report import Report
from stickyscan.cli.summary import count
from stickyscan.errors import BatchFailedError, OutputError, UsageError
from stickyscan.settings import Settings

if TYPE_CHECKING:
    from stickyscan.batch.find_batch import Narrow
    from stickyscan.batch.outcomes import Outcome
    from stickyscan.batch.pool import WorkerPool
    from stickyscan.batch.run import BatchJob, PlannedBatch, Round
    from stickyscan.batch.scan_to_folder import ScanToFolder
    from stickyscan.walls import WallJob, WallPer

_ROUND = 2.0  # seconds between two looks at a watched folder
_DATES = ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]


@dataclass(frozen=True)
class Wishes:
    """What the flags of this command ask for. `timeout` None = never; `memory` in MiB, None = a fair share."""

    jobs: int | Literal["auto"]
    wall_per: WallPer
    group: bool
    since: datetime | None
    timeout: float | None
    memory: int | None
    settle: float
    force: bool
    watch: bool
    dry_run: bool
    scheduler: str | None


def _number_or_auto(_ctx: click.Context, _param: click.Parameter, value: str | None) -> int | Literal["auto"] | None:
    if value is None or value == "auto":
        return cast("Literal['auto'] | None", value)
    if not value.isdecimal() or not 1 <= int(value) <= 64:
        raise click.BadParameter("--jobs takes a number from 1 to 64, or auto.")
    return int(value)


def _wishes(command: Command) -> Command:
    """The flags of this command, as the argument `wishes`; a flag wins over the settings."""

    @functools.wraps(command)
    def folded(
        *args: object, settings: Settings, jobs: int | Literal["auto"] | None, wall_per: WallPer | None,
        group: Literal["off", "auto"] | None, timeout: float, **flags: object,
    ) -> None:  # fmt: skip
        per, grouping = wall_per or settings.batch.wall_per, group or settings.batch.group
        if per == "folder" and grouping == "auto":
            raise click.UsageError("--group auto finds out which photos belong together; --wall-per folder tells it.")
        wishes = Wishes(
            jobs=jobs or settings.batch.jobs, wall_per=per, group=grouping == "auto", timeout=timeout or None,
            since=cast("datetime | None", flags.pop("since")), memory=cast("int | None", flags.pop("memory")),
            settle=cast("float", flags.pop("settle")), force=bool(flags.pop("force")),
            watch=bool(flags.pop("watch")), dry_run=bool(flags.pop("dry_run")),
            scheduler=cast("str | None", flags.pop("scheduler")),
        )  # fmt: skip
        command(*args, settings=settings, wishes=wishes, **flags)

    for option in (
        click.option("--force", is_flag=True, help="Scan finished walls again; earlier maps stay in history/."),
        click.option("--scheduler", metavar="tcp://…", help="Scan on this Dask cluster; photos and results may be "
                     "s3://… too."),
        click.option("--dry-run", is_flag=True, help="Only tell what would be done."),
        click.option("--settle", type=click.FloatRange(0.1), default=10.0, show_default=True, metavar="SECONDS",
                     help="With --watch: a photo is complete once its file has stood still for so long."),
        click.option("--watch", is_flag=True, help="Go on as photos come in, until Ctrl-C."),
        click.option("--memory", type=click.IntRange(256), metavar="MIB", help="Give a wall up beyond this memory. "
                     "[default: each job's share of nine tenths of the machine's]"),
        click.option("--timeout", type=click.FloatRange(0), default=1800.0, show_default=True, metavar="SECONDS",
                     help="Give a wall up after this time; 0 for never."),
        click.option("--since", type=click.DateTime(_DATES), metavar="DATE", help="Only walls photographed since."),
        click.option("--group", type=click.Choice(["off", "auto"]),
                     help="Join photos that surely show one wall: same camera, within a minute, same things on them. "
                     "[default: off]"),
        click.option("--wall-per", type=click.Choice(["photo", "folder"]), help="What is one wall. [default: photo]"),
        click.option("-j", "--jobs", callback=_number_or_auto, metavar="N|auto", help="Walls at once. [default: auto]"),
    ):  # fmt: skip
        option(folded)
    return folded


@click.command()
@click.argument("folder", type=place)
@click.option(
    "-o", "--out", type=place, metavar="PATH", default="maps", show_default=True, help="Folder for the results."
)
@engine_options
@_wishes
@report_options
def batch(folder: Path | str, out: Path | str, settings: Settings, wishes: Wishes, report: Report) -> None:
    """Scan all walls in FOLDER and its subfolders.

    Every photo is a wall, or, with --wall-per folder, every folder of photos. A wall that fails does not stop the
    others; the exit code is 6 then. Walls that are done already are skipped, so an interrupted batch goes on where
    it stopped. The folder of results also holds index.html to browse and batch.jsonl for programs.

    \b
    Examples:
      stickyscan batch photos/ -o maps/
      stickyscan batch workshops/ -o maps/ --wall-per folder --jobs 2
      stickyscan batch phone/ -o maps/ --group auto --watch
      stickyscan batch s3://acme/photos -o s3://acme/maps --scheduler tcp://10.0.0.1:8786
    """
    if isinstance(folder, Path):
        need_folder(folder)
    if wishes.scheduler is not None:
        result = _scan_remotely(str(folder), str(out), settings, wishes, report)
    elif isinstance(folder, Path) and isinstance(out, Path):
        found = _scan_here(folder, out, settings, wishes, report)
        if found is None:
            return
        result = found
    else:
        raise UsageError(f"{folder} and {out}: addresses are for a cluster only. Add --scheduler, or name folders.")
    rows = [row_of(outcome) for outcome in result.outcomes]
    report.result({"out": str(out), **tally(rows), "walls": rows}, *table(rows), totals(rows, out))
    failed = tally(rows)["failed"]
    if failed:
        raise BatchFailedError(
            f"{failed} of {count(len(rows), 'wall')} failed. "
            "The same command tries them again and leaves the others alone."
        )
    if result.trouble is not None:
        raise OutputError(result.trouble)


def _scan_remotely(source: str, out: str, settings: Settings, wishes: Wishes, report: Report) -> Round:
    from stickyscan.batch.fingerprint import choose_engines, fingerprint
    from stickyscan.batch.run import Round
    from stickyscan.batch.scan_to_folder import ScanToFolder

    asked = {"--group": wishes.group, "--since": wishes.since, "--watch": wishes.watch, "--dry-run": wishes.dry_run}
    if refused := [flag for flag, given in asked.items() if given]:
        raise UsageError(f"{', '.join(refused)}: not on a cluster. Leave it out, or leave out --scheduler.")
    scan_wall = ScanToFolder(on_one_thread(settings), fingerprint(settings, choose_engines(settings)))
    remote = RemoteWishes(
        cast("str", wishes.scheduler), source, out, wishes.wall_per, wishes.timeout, wishes.force, scan_wall.made_with
    )
    return Round(tuple(scan_all_remotely(remote, scan_wall, settings.limits, report)), None)


def _scan_here(folder: Path, out: Path, settings: Settings, wishes: Wishes, report: Report) -> Round | None:
    """What became of each wall; None where it was only asked what would."""
    from stickyscan.batch.find_batch import Source
    from stickyscan.batch.run import BatchJob
    from stickyscan.batch.scan_to_folder import scan_to_folder
    from stickyscan.walls import find_walls

    if not wishes.watch:
        find_walls(folder)  # a folder without photos is told before anything is made
    jobs = _jobs(wishes)
    scan_wall = scan_to_folder(settings, jobs)  # a missing engine or template is one message, and not one per wall
    source = Source(folder, wishes.wall_per, wishes.group, wishes.since)
    task = _Task(BatchJob(source, out, scan_wall.made_with, wishes.force), report)
    if wishes.dry_run:
        task.tell_plan()
        return None
    return _run(task, scan_wall, jobs, wishes)


def _jobs(wishes: Wishes) -> int:
    from stickyscan.abreast import usable_cores
    from stickyscan.batch.limits import best_jobs, usable_memory

    return wishes.jobs if isinstance(wishes.jobs, int) else best_jobs(usable_cores(), usable_memory())


def _run(task: _Task, scan_wall: ScanToFolder, jobs: int, wishes: Wishes) -> Round:
    from stickyscan.batch.limits import Limits, memory_share, usable_memory
    from stickyscan.batch.only_one import only_batch_in
    from stickyscan.batch.pool import WorkerPool

    limits = Limits(wishes.timeout, wishes.memory or memory_share(jobs, usable_memory()))
    with only_batch_in(task.job.out), WorkerPool(scan_wall, jobs, limits) as pool:
        if wishes.watch:
            task.watch(pool, wishes.settle)
        return task.once(pool)


@dataclass(frozen=True)
class _Task:
    """What is asked for, and who is told of it."""

    job: BatchJob
    report: Report

    def once(self, pool: WorkerPool, narrow: Narrow | None = None) -> Round:
        """Find, plan, scan and write down."""
        from stickyscan.batch.run import run_batch

        planned = self._planned(narrow)
        finished: list[Outcome] = []
        with self.report.progress("walls", sum(plan.to_scan for plan in planned.plans)) as show:

            def tell(outcome: Outcome) -> None:
                finished.append(outcome)
                show(outcome.job.name, len(finished))
                self.report.message(line_of(row_of(outcome)))

            return run_batch(planned, pool, tell)

    def watch(self, pool: WorkerPool, settle: float) -> NoReturn:
        """Round after round, for what has come in completely; Ctrl-C ends it."""
        from stickyscan.batch.settled import Settling
        from stickyscan.walls import find_walls

        settling, source = Settling(settle), self.job.source
        self.report.message(f"watching {source.folder}; results go to {self.job.out}. Ctrl-C ends it.")
        last: tuple[WallJob, ...] = ()
        while True:
            if source.folder.is_dir():  # a disk may be away for a while
                walls = find_walls(source.folder.absolute(), source.wall_per, may_be_empty=True)
                if (complete := settling.complete(walls)) != last:
                    self._tell_trouble(self.once(pool, settling))
                    last = complete
            time.sleep(_ROUND)

    def tell_plan(self) -> None:
        """Tell what would be done; nothing is written."""
        plans = self._planned(keep=False).plans
        rows = [plan_row(plan) for plan in plans]
        scans = sum(plan.to_scan for plan in plans)
        lines = (f"{row['wall']}: {row['plan']}" for row in rows)
        self.report.result({"out": str(self.job.out), "walls": rows}, *lines, f"{count(scans, 'wall')} to scan")

    def _planned(self, narrow: Narrow | None = None, *, keep: bool = True) -> PlannedBatch:
        from stickyscan.batch.run import plan_batch

        with self.report.progress("photos looked at", 0) as show:
            return plan_batch(self.job, narrow=narrow, keep=keep, tell=lambda done: show("photos", done))

    def _tell_trouble(self, result: Round) -> None:
        if result.trouble is not None:
            self.report.message(f"stickyscan: {result.trouble}")
