"""Walls waiting to be scanned, one after the other, and how far each is."""

from __future__ import annotations

import queue
import secrets
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from stickyscan.errors import UsageError
from stickyscan.review.scan_worker import BuildScanner, ScanOrder, ScanWorker, StepDone, WallDone, WallFailed

JobState = Literal["waiting", "scanning", "done", "failed", "cancelled"]
OVER: frozenset[JobState] = frozenset({"done", "failed", "cancelled"})
# What a scan reports, in its order.
STEPS = ("find_notes", "join_photos", "name_colours", "read_marks", "read_notes", "read_board", "arrange_map")
_MOST_WAITING = 20
_MOST_REMEMBERED = 200
_TICK = 0.2  # seconds between looks at whether a scan was cancelled


@dataclass(frozen=True)
class ScanJob:
    """A wall's scan as it is now; `version` counts its changes.

    `steps`: names of those that are done. `folder`: the wall's, once it is done. `seen`: JPEG of what was found.
    `error` and `message`: what went wrong, in stickyscan's own words.
    """

    id: str
    title: str
    photos: int
    state: JobState = "waiting"
    version: int = 0
    steps: tuple[str, ...] = ()
    folder: Path | None = None
    notes: int = 0
    to_check: int = 0
    seen: bytes | None = None
    error: str | None = None
    message: str | None = None

    @property
    def over(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in OVER


class ScanJobs:
    """The queue and the thread that works it off with one worker process.

    `new_folder` names a free folder for a title. With `warm` the worker starts at once, so that its engines are ready
    when the first photos are in; else with the first wall.
    """

    def __init__(self, build: BuildScanner, new_folder: Callable[[str], Path], *, warm: bool = False) -> None:
        self._build, self._new_folder = build, new_folder
        self._jobs: dict[str, ScanJob] = {}
        self._todo: queue.Queue[tuple[str, Path, tuple[Path, ...]] | None] = queue.Queue()
        self._cancelled: set[str] = set()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._worker: ScanWorker | None = ScanWorker(build) if warm else None
        self._thread = threading.Thread(target=self._work_off, name="scan-jobs", daemon=True)
        self._thread.start()

    def check_room(self) -> None:
        """Look before photos are handed over.

        Raises:
            UsageError: too many are waiting, or the server is closing.
        """
        if self._closing.is_set() or sum(not job.over for job in self.all()) >= _MOST_WAITING:
            raise UsageError("Too many walls are waiting to be scanned. Try again when some are done.")

    def submit(self, draft: Path, photos: tuple[Path, ...], title: str) -> str:
        """Put a wall in the queue; its id. The folder `draft` with its photos is deleted once it is over."""
        with self._lock:
            job = ScanJob(secrets.token_hex(12), title, len(photos))
            self._jobs[job.id] = job
            over = [one.id for one in self._jobs.values() if one.over]
            for old in over[: max(0, len(self._jobs) - _MOST_REMEMBERED)]:
                del self._jobs[old]
        self._todo.put((job.id, draft, photos))
        return job.id

    def get(self, job_id: str) -> ScanJob | None:
        """The job as it is now; None if there is none of that id."""
        return self._jobs.get(job_id)

    def place(self, job_id: str) -> int:
        """How many scans come before this one."""
        earlier = 0
        for one in list(self._jobs.values()):
            if one.id == job_id:
                break
            earlier += not one.over
        return earlier

    def all(self) -> tuple[ScanJob, ...]:
        """Every job that is remembered, the oldest first."""
        return tuple(self._jobs.values())

    def cancel(self, job_id: str) -> None:
        """Stop a scan or take it out of the queue; one that is over stays as it is."""
        with self._lock:
            job = self._jobs.get(job_id)
            if job is not None and not job.over:
                self._cancelled.add(job_id)
                if job.state == "waiting":
                    self._jobs[job_id] = replace(job, state="cancelled", version=job.version + 1)

    def close(self) -> None:
        """Stop everything; what was being scanned leaves nothing behind."""
        self._closing.set()
        self._todo.put(None)
        self._thread.join()
        for job in self.all():
            if not job.over:
                self._change(job.id, state="cancelled")

    def _work_off(self) -> None:
        try:
            while (item := self._todo.get()) is not None and not self._closing.is_set():
                job_id, draft, photos = item
                try:
                    if job_id not in self._cancelled:
                        self._scan(job_id, photos)
                finally:
                    shutil.rmtree(draft, ignore_errors=True)
                    self._cancelled.discard(job_id)
        finally:
            if self._worker is not None:
                self._worker.stop()

    def _scan(self, job_id: str, photos: tuple[Path, ...]) -> None:
        """One wall, until it is over. A worker that crashed or was stopped is replaced for the next."""
        self._change(job_id, state="scanning")
        if self._worker is not None and not self._worker.alive:
            self._worker.stop()
            self._worker = None
        worker = self._worker = self._worker or ScanWorker(self._build)
        try:
            folder = self._new_folder(self._jobs[job_id].title)
            worker.begin(ScanOrder(photos, folder, self._jobs[job_id].title))
            while not self._stopped(job_id):
                if worker.channel.poll(_TICK) and self._told(job_id, worker.channel.recv(), folder):
                    return
            self._end(job_id, state="cancelled")
        except (EOFError, OSError):
            self._end(
                job_id, state="failed", error="Crash",
                message="The scan ended unexpectedly; memory may have run out. Try again with fewer or smaller photos.",
            )  # fmt: skip

    def _stopped(self, job_id: str) -> bool:
        return self._closing.is_set() or job_id in self._cancelled

    def _told(self, job_id: str, answer: object, folder: Path) -> bool:
        """Note down what the worker says; true if the wall is over."""
        if isinstance(answer, StepDone):
            job = self._jobs[job_id]
            self._change(job_id, steps=(*job.steps, answer.step), seen=answer.seen or job.seen)
            return False
        if isinstance(answer, WallDone):
            self._change(job_id, state="done", folder=folder, notes=answer.notes, to_check=answer.to_check)
        elif isinstance(answer, WallFailed):
            self._change(job_id, state="failed", error=answer.error, message=answer.message)
        return True

    def _end(self, job_id: str, **changes: object) -> None:
        """Stop the worker in the middle of its work, and say what became of the wall."""
        if self._worker is not None:
            with suppress(OSError):
                self._worker.stop()
            self._worker = None
        self._change(job_id, **changes)

    def _change(self, job_id: str, **changes: object) -> None:
        with self._lock:
            job = self._jobs[job_id]
            self._jobs[job_id] = replace(job, version=job.version + 1, **changes)  # type: ignore[arg-type]
