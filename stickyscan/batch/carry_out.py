"""Plans in, one outcome after the other out: `Scanned`, `Skipped` or `Failed`. One wall never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from pathlib import Path

from stickyscan.batch.outcomes import Failed, Outcome, Scanned, Skipped
from stickyscan.batch.plan import Plan
from stickyscan.batch.pool import WorkerPool
from stickyscan.folder import clear_leftovers

Tell = Callable[[Outcome], None]


def carry_out(plans: Sequence[Plan], pool: WorkerPool, out: Path, tell: Tell) -> Generator[Outcome, None, None]:
    """Do what the plans say; outcomes in their order. `tell` hears of each wall that was scanned as soon as it is.

    Closing the generator, as Ctrl-C does, leaves the rest; half-written results never appear.
    """
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
