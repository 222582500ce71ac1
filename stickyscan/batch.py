"""Many walls in, one outcome after the other out: `Scanned`, `Skipped` or `Failed`. One wall never stops the others.

Walls are scanned in worker processes of their own, so that even a crash in native code costs one wall only.
"""

from __future__ import annotations

import hashlib
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, get_context
from pathlib import Path
from typing import Protocol

from stickyscan.errors import InputError, StickyscanError
from stickyscan.folder import MAP_FILE, read_map
from stickyscan.journey import JourneyMap
from stickyscan.walls import WallJob

_THREAD_VARIABLES = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_PATIENCE = 5.0  # seconds that a worker told to stop may take to tidy up


class ScanWall(Protocol):
    """Scans one wall and writes its folder, in a worker process.

    It must be picklable (a function or a frozen dataclass at the top level of a module) and should build its engines
    at the first call and keep them, one set per process.
    """

    def __call__(self, photos: Sequence[Path], folder: Path, *, replace: bool) -> JourneyMap:
        """Scan the photos of one wall into `folder`; with `replace`, an earlier result there is replaced."""
        ...


@dataclass(frozen=True)
class BatchSettings:
    """How a batch runs.

    `version` of stickyscan: results of another version are scanned again. `jobs`: walls at a time. `timeout`: seconds
    after which a wall is given up, None = never. `rescan`: scan finished walls again, too.
    """

    version: str
    jobs: int = 1
    timeout: float | None = None
    rescan: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if self.jobs < 1 or (self.timeout is not None and self.timeout <= 0):
            raise ValueError(f"jobs must be 1 or more and the timeout positive, got {self.jobs} and {self.timeout}")


@dataclass(frozen=True)
class Scanned:
    """A wall with a map; `to_review` of its `notes` need a person's look."""

    job: WallJob
    folder: Path
    seconds: float
    notes: int
    to_review: int
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Skipped:
    """A wall that has its map already, and why it was left alone."""

    job: WallJob
    folder: Path
    notes: int
    to_review: int
    reason: str


@dataclass(frozen=True)
class Failed:
    """A wall without a map: the error's class, and what it says."""

    job: WallJob
    seconds: float
    error: str
    message: str


Outcome = Scanned | Skipped | Failed


def scan_walls(walls: Sequence[WallJob], scan_wall: ScanWall, out: Path, settings: BatchSettings) -> Iterator[Outcome]:
    """Scan every wall into `out`/NAME; outcomes come as they finish, one per wall.

    A wall whose map was made by this version from the same photos is skipped, and so is one that a person has
    corrected. Closing the iterator, as Ctrl-C does, ends the workers; half-written results never appear.
    """
    todo, busy, idle = deque(walls), list[_Worker](), list[_Worker]()
    try:
        while todo or busy:
            while todo and len(busy) < settings.jobs:
                job = todo.popleft()
                done = _kept(job, out / job.name, settings)
                if done is not None:
                    yield done
                    continue
                worker = idle.pop() if idle else _Worker(scan_wall, threads_per_worker(settings.jobs))
                busy.append(worker)
                worker.begin(job, out / job.name)
            for worker in _ready(busy, settings.timeout):
                outcome = worker.outcome(settings.timeout)
                busy.remove(worker)
                if worker.usable:
                    idle.append(worker)
                yield outcome
    finally:
        for worker in (*busy, *idle):
            worker.stop()


def threads_per_worker(jobs: int) -> int:
    """How many threads the libraries of each of `jobs` workers may use, so that together they fill the processor."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores // jobs)


def _kept(job: WallJob, folder: Path, settings: BatchSettings) -> Skipped | None:
    """Why the wall need not be scanned; None if it must be."""
    if settings.rescan or not (folder / MAP_FILE).is_file():
        return None
    try:
        journey = read_map(folder)
        same = [photo.sha256 for photo in journey.photos] == [_sha256(photo) for photo in job.photos]
    except (InputError, OSError):  # a broken map is made anew, a broken photo fails in its own wall
        return None
    notes = sum(note.role == "note" for note in journey.notes)
    to_review = sum(note.needs_review for note in journey.notes)
    if same and journey.made_by.version == settings.version:
        return Skipped(job, folder, notes, to_review, "scanned before")
    if any(note.reviewed for note in journey.notes):
        return Skipped(
            job,
            folder,
            notes,
            to_review,
            "holds a person's corrections; --force scans it again and keeps them in history/",
        )
    return None


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


@dataclass(frozen=True)
class _Counted:
    seconds: float
    notes: int
    to_review: int
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Problem:
    seconds: float
    error: str
    message: str


class _Worker:
    """A process that scans one wall at a time. Its state is the process's: new, busy, idle or gone."""

    def __init__(self, scan_wall: ScanWall, threads: int) -> None:
        """Start the process."""
        self.channel, theirs = get_context("spawn").Pipe()
        self._process = get_context("spawn").Process(target=_serve, args=(theirs, scan_wall, threads), daemon=True)
        with _thread_limits(threads), _without_interrupts():
            self._process.start()
        theirs.close()  # else the end of the process would not show as the end of the channel
        self.usable = True
        self._told_ready = False

    def begin(self, job: WallJob, folder: Path) -> None:
        """Hand over a wall, once the process has loaded its libraries: its time counts from here."""
        try:
            self._told_ready = self._told_ready or bool(self.channel.recv())
            self.channel.send((job.photos, folder))
        except (EOFError, OSError):  # died before; outcome() tells
            self.usable = False
        self._job, self._folder, self._since = job, folder, time.monotonic()

    def seconds_left(self, timeout: float) -> float:
        """Until the wall's time is up, at least 0."""
        return max(0.0, self._since + timeout - time.monotonic())

    def outcome(self, timeout: float | None) -> Outcome:
        """What became of the wall. The worker is no longer `usable` if it crashed or was given up."""
        seconds = time.monotonic() - self._since
        try:
            if not self.channel.poll():
                self.stop()
                return Failed(self._job, seconds, "Timeout", f"given up after {timeout:g} seconds. Allow more time.")
            answer: _Counted | _Problem = self.channel.recv()
        except (EOFError, OSError):
            self.stop()
            return Failed(self._job, seconds, "Crash", self._last_words())
        if isinstance(answer, _Problem):
            return Failed(self._job, answer.seconds, answer.error, answer.message)
        return Scanned(self._job, self._folder, answer.seconds, answer.notes, answer.to_review, answer.warnings)

    def stop(self) -> None:
        """End the process, gently first."""
        self.usable = False
        self.channel.close()
        if self._process.exitcode is None:
            self._process.join(0.2)
            self._process.terminate()
            self._process.join(_PATIENCE)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()

    def _last_words(self) -> str:
        code = self._process.exitcode
        if code is not None and code < 0:
            how = f"was ended by {signal.Signals(-code).name}"
        else:
            how = f"ended with code {code}"
        return f"the process that scanned it {how}; memory may have run out. Try it alone, or with fewer --jobs."


def _ready(busy: Sequence[_Worker], timeout: float | None) -> list[_Worker]:
    """Wait for the next answer, crash or end of patience; the workers concerned."""
    if not busy:
        return []
    patience = None if timeout is None else min(worker.seconds_left(timeout) for worker in busy)
    channels = connection.wait([worker.channel for worker in busy], patience)
    late = [w for w in busy if timeout is not None and w.seconds_left(timeout) == 0]
    return [w for w in busy if w.channel in channels or w in late]


def _serve(channel: connection.Connection, scan_wall: ScanWall, threads: int) -> None:
    """A worker's life: walls in, counts or problems out, until the channel ends."""
    import cv2

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGTERM, _leave)
    cv2.setNumThreads(threads)
    channel.send(True)
    while True:
        try:
            photos, folder = channel.recv()
        except EOFError:
            return
        channel.send(_attempt(scan_wall, photos, folder))


def _leave(*_: object) -> None:
    raise SystemExit(143)  # an exception, so that files written half are tidied up


def _attempt(scan_wall: ScanWall, photos: tuple[Path, ...], folder: Path) -> _Counted | _Problem:
    started = time.monotonic()
    try:
        journey = scan_wall(photos, folder, replace=True)
    except StickyscanError as problem:
        return _Problem(time.monotonic() - started, type(problem).__name__, str(problem))
    except Exception as problem:  # noqa: BLE001 - the border of a wall: a bug in one must not stop the others
        return _Problem(time.monotonic() - started, type(problem).__name__, f"unexpected: {problem}")
    notes = [note for note in journey.notes if note.role == "note"]
    to_review = sum(note.needs_review for note in journey.notes)
    return _Counted(time.monotonic() - started, len(notes), to_review, journey.warnings)


@contextmanager
def _thread_limits(threads: int) -> Iterator[None]:
    """Libraries read these when they are loaded, so they must be set before a worker starts; a user's own stay."""
    added = {name: str(threads) for name in _THREAD_VARIABLES if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """A process started here ignores Ctrl-C from its first moment, not only once it has loaded everything."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
