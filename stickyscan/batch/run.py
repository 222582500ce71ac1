"""A folder of photos in, a folder of results out: what is to be done, and everything that can be scanned scanned.

`plan_batch` and `run_batch` are what `stickyscan batch` calls, and whoever runs a batch from Python:

    planned = plan_batch(BatchJob(Source(photos), maps, scan_wall.made_with))
    with only_batch_in(maps), WorkerPool(scan_wall, jobs=2) as pool:
        print(run_batch(planned, pool).outcomes)
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from stickyscan.batch.carry_out import Tell, carry_out
from stickyscan.batch.find_batch import Narrow, Source, find_batch
from stickyscan.batch.ledger import Ledger
from stickyscan.batch.outcomes import Outcome
from stickyscan.batch.plan import Plan, plan_walls
from stickyscan.batch.pool import WorkerPool


@dataclass(frozen=True)
class BatchJob:
    """What is asked for: the walls of `source`, into `out`.

    `made_with`: what a result depends on besides its photos (see `fingerprint`); results made with something else are
    made again. `rescan`: scan finished walls again, too.
    """

    source: Source
    out: Path
    made_with: str
    rescan: bool = False


@dataclass(frozen=True)
class PlannedBatch:
    """What is to be done for each wall, in their order, and where it is written down."""

    plans: tuple[Plan, ...]
    ledger: Ledger
    out: Path


@dataclass(frozen=True)
class Round:
    """What became of the walls, in their order. `trouble`: why the ledger or the page could not be written."""

    outcomes: tuple[Outcome, ...]
    trouble: str | None = None


def plan_batch(
    job: BatchJob, *, narrow: Narrow | None = None, keep: bool = True, tell: Callable[[int], None] = lambda _: None
) -> PlannedBatch:
    """Find the walls, read what their photos hold, and what earlier runs have left of them.

    `narrow`, `keep` and `tell` as for `find_batch`.

    Raises:
        InputError: the folder is missing, unreadable, or holds no photo.
        OSError: the folder of results cannot be read or written.
    """
    ledger = Ledger(job.out)
    found = find_batch(job.source, job.out, ledger.known(), narrow=narrow, keep=keep, tell=tell)
    ledger.see(found.seen)
    kept = ledger.kept_folders(photo for wall in found.walls for photo in wall.photos)
    plans = plan_walls(found.walls, job.out, found.seen, job.made_with, rescan=job.rescan, kept=kept)
    return PlannedBatch(plans, ledger, job.out)


def run_batch(planned: PlannedBatch, pool: WorkerPool, tell: Tell = lambda _: None) -> Round:
    """Scan what is to be scanned; `tell` hears of each wall that was, as soon as it is.

    A ledger that cannot be written costs no wall: the maps are what counts, and the next run finds them.
    """
    ledger, out, troubles = planned.ledger, planned.out, list[str]()

    def note(outcome: Outcome) -> None:
        try:
            ledger.append(outcome)
        except OSError as problem:
            troubles.append(_told(problem, out))
        tell(outcome)

    with closing(carry_out(planned.plans, pool, out, note)) as running:
        outcomes = tuple(running)
    from stickyscan.batch.index_page import write_index  # its imports need not be waited for before the first wall

    try:
        write_index(out, ledger.finish(outcomes))
    except OSError as problem:
        troubles.append(_told(problem, out))
    return Round(outcomes, troubles[-1] if troubles else None)


def _told(problem: OSError, out: Path) -> str:
    return (
        f"cannot write the list of walls in {out} ({problem.strerror or problem}). The maps are not touched; "
        "free some space or check the permissions, and run the same command again."
    )
