"""Many walls in, one outcome after the other out: `Scanned`, `Skipped` or `Failed`. One wall never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stickyscan.batch.digests import digest_photos
from stickyscan.batch.limits import NO_LIMITS, Limits
from stickyscan.batch.outcomes import Failed, Outcome, Scanned, Skipped
from stickyscan.batch.plan import Plan, plan_walls
from stickyscan.batch.pool import WorkerPool
from stickyscan.batch.workers import ScanWall
from stickyscan.folder import clear_leftovers
from stickyscan.walls import WallJob

Tell = Callable[[Outcome], None]


@dataclass(frozen=True)
class BatchSettings:
    """How a batch runs.

    `made_with`: what a result depends on besides its photos (see `fingerprint`); results made with something else are
    made again. `jobs`: walls at a time. `rescan`: scan finished walls again, too.
    """

    made_with: str
    jobs: int = 1
    limits: Limits = NO_LIMITS
    rescan: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if self.jobs < 1:
            raise ValueError(f"jobs must be 1 or more, got {self.jobs}")


def scan_walls(walls: Sequence[WallJob], scan_wall: ScanWall, out: Path, settings: BatchSettings) -> Iterator[Outcome]:
    """Scan every wall into a folder in `out`; one outcome per wall, in the order of the walls.

    What is done already is skipped (see `plan_walls`). Closing the iterator, as Ctrl-C does, ends the workers;
    half-written results never appear.
    """
    seen = digest_photos((photo for wall in walls for photo in wall.photos), {})
    plans = plan_walls(walls, out, seen, settings.made_with, rescan=settings.rescan)
    with WorkerPool(scan_wall, settings.jobs, settings.limits) as pool:
        yield from carry_out(plans, pool, out)


def carry_out(
    plans: Sequence[Plan], pool: WorkerPool, out: Path, tell: Tell = lambda _: None
) -> Generator[Outcome, None, None]:
    """Do what the plans say; outcomes in their order. `tell` hears of each wall that was scanned as soon as it is."""
    clear_leftovers(out)
    known = {plan.job.name: plan.known for plan in plans if plan.known is not None}
    finishing = pool.scan((plan.job, plan.folder) for plan in plans if plan.to_scan)
    for plan in plans:
        name = plan.job.name if plan.twin is None else plan.twin.name
        while name not in known:
            outcome = next(finishing)
            known[outcome.job.name] = outcome
            tell(outcome)
        if plan.twin is not None:
            known[plan.job.name] = _of_twin(plan, known[name])
        yield known[plan.job.name]
    clear_leftovers(out)  # of workers that had to be killed


def _of_twin(plan: Plan, first: Outcome) -> Outcome:
    """The outcome of a wall whose photos are, byte for byte, those of another."""
    if isinstance(first, Failed):
        return replace(first, job=plan.job, message=f"has the same photos as {first.job.name}: {first.message}")
    kept: Scanned | Skipped = first
    reason = f"has the same photos as {kept.job.name}"
    return Skipped(plan.job, kept.folder, kept.notes, kept.to_review, reason)
