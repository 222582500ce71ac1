"""Walls in, outcomes out as they finish, from a few worker processes that are kept from wall to wall."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing import connection
from pathlib import Path
from types import TracebackType

from stickyscan.batch.limits import NO_LIMITS, Limits, threads_per_worker
from stickyscan.batch.outcomes import Failed, Outcome
from stickyscan.batch.workers import ScanWall, Worker
from stickyscan.walls import WallJob

_LOOK = 0.2  # seconds between two looks at the memory of the workers


class WorkerPool:
    """Up to `jobs` workers, started when there is work for them, ended with the `with` block."""

    def __init__(self, scan_wall: ScanWall, jobs: int, limits: Limits = NO_LIMITS) -> None:
        if jobs < 1:
            raise ValueError(f"jobs must be 1 or more, got {jobs}")
        self._scan_wall, self._jobs, self._limits = scan_wall, jobs, limits
        self._busy: list[Worker] = []
        self._idle: list[Worker] = []

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in (*self._busy, *self._idle):
            worker.stop()
        self._busy, self._idle = [], []

    def scan(self, walls: Iterable[tuple[WallJob, Path]]) -> Iterator[Outcome]:
        """Scan each wall into its folder; one outcome per wall, in the order in which they finish.

        Once a wall tells that no other could be written either (a full disk), the rest is not tried.
        """
        todo = deque(walls)
        while todo or self._busy:
            while todo and len(self._busy) < self._jobs:
                self._begin(*todo.popleft())
            for outcome in self._news():
                yield outcome
                if isinstance(outcome, Failed) and outcome.halts:
                    yield from (_not_tried(job, outcome) for job, _ in todo)
                    todo.clear()

    def _begin(self, job: WallJob, folder: Path) -> None:
        worker = self._idle.pop() if self._idle else Worker(self._scan_wall, threads_per_worker(self._jobs))
        self._busy.append(worker)
        worker.begin(job, folder)

    def _news(self) -> list[Outcome]:
        """Wait for the next answer, crash or end of patience; what has become known then."""
        waits = [left for worker in self._busy if (left := worker.seconds_left(self._limits)) is not None]
        if self._limits.memory is not None:
            waits.append(_LOOK)
        connection.wait([worker.channel for worker in self._busy], min(waits, default=None))
        outcomes = []
        for worker in tuple(self._busy):
            outcome = worker.news(self._limits)
            if outcome is not None:
                self._busy.remove(worker)
                if worker.usable:
                    self._idle.append(worker)
                outcomes.append(outcome)
        return outcomes


def _not_tried(job: WallJob, reason: Failed) -> Failed:
    return Failed(job, 0.0, "NotTried", f"not tried, because {reason.job.name} failed so: {reason.message}", halts=True)
