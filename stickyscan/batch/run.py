"""One round of a batch: walls in, everything that can be scanned scanned, told, and written down."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from stickyscan.batch.find_batch import FoundWalls
from stickyscan.batch.index_page import write_index
from stickyscan.batch.ledger import Ledger
from stickyscan.batch.outcomes import Outcome
from stickyscan.batch.plan import Plan, plan_walls
from stickyscan.batch.pool import WorkerPool
from stickyscan.batch.scan_walls import carry_out


@dataclass(frozen=True)
class Round:
    """What became of the walls, in their order. `trouble`: why the ledger or the page could not be written."""

    outcomes: tuple[Outcome, ...]
    trouble: str | None = None


def plan_batch(found: FoundWalls, ledger: Ledger, out: Path, made_with: str, *, rescan: bool) -> tuple[Plan, ...]:
    """What is to be done for each wall, in their order."""
    kept = ledger.kept_folders(photo for wall in found.walls for photo in wall.photos)
    return plan_walls(found.walls, out, found.seen, made_with, rescan=rescan, kept=kept)


def run_batch(
    plans: tuple[Plan, ...], pool: WorkerPool, ledger: Ledger, out: Path, tell: Callable[[Outcome], None]
) -> Round:
    """Scan what is to be scanned; `tell` hears of each wall that was, as soon as it is.

    A ledger that cannot be written costs no wall: the maps are what counts, and the next run finds them.
    """
    troubles: list[str] = []

    def note(outcome: Outcome) -> None:
        try:
            ledger.append(outcome)
        except OSError as problem:
            troubles.append(_told(problem, out))
        tell(outcome)

    with closing(carry_out(plans, pool, out, note)) as running:
        outcomes = tuple(running)
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
