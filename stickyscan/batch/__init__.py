"""Many walls: which are there, which are done, workers that scan the rest, and what is told of them.

In order: `stickyscan.walls` finds them, `digests` and `plan` tell what is to be done, `pool` and `workers` do it,
`ledger` and `index_page` tell what became of each.
"""

from stickyscan.batch.find_batch import Source
from stickyscan.batch.limits import Limits, threads_per_worker
from stickyscan.batch.only_one import only_batch_in
from stickyscan.batch.outcomes import Failed, Outcome, Scanned, Skipped
from stickyscan.batch.pool import WorkerPool
from stickyscan.batch.record import Recorded
from stickyscan.batch.run import BatchJob, plan_batch, run_batch
from stickyscan.batch.workers import ScanWall

__all__ = [
    "BatchJob",
    "Failed",
    "Limits",
    "Outcome",
    "Recorded",
    "ScanWall",
    "Scanned",
    "Skipped",
    "Source",
    "WorkerPool",
    "only_batch_in",
    "plan_batch",
    "run_batch",
    "threads_per_worker",
]
