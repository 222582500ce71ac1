"""Many walls: which are there, which are done, workers that scan the rest, and what is told of them.

In order: `stickyscan.walls` finds them, `digests` and `plan` tell what is to be done, `pool` and `workers` do it,
`ledger` and `index_page` tell what became of each.
"""

from stickyscan.batch.limits import Limits, threads_per_worker
from stickyscan.batch.outcomes import Failed, Outcome, Scanned, Skipped
from stickyscan.batch.record import Recorded
from stickyscan.batch.scan_walls import BatchSettings, scan_walls
from stickyscan.batch.workers import ScanWall

__all__ = [
    "BatchSettings",
    "Failed",
    "Limits",
    "Outcome",
    "Recorded",
    "ScanWall",
    "Scanned",
    "Skipped",
    "scan_walls",
    "threads_per_worker",
]
