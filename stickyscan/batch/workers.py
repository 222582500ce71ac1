"""Worker processes: each scans one wall at a time, so that a crash, a hang or a flood of memory costs one wall only.

Every worker has a pipe of its own and shares no lock with the others, so it can be killed at any moment without harm to
them. (Pools that share one pipe and its locks among all workers cannot promise that: one that dies between taking a
task and saying so loses it, and one that dies holding a lock stops the others.)
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, get_context
from pathlib import Path
from typing import Protocol

from stickyscan.batch.limits import Limits, end_children, memory_of
from stickyscan.batch.outcomes import Failed, Outcome, Scanned
from stickyscan.errors import OutputError, StickyscanError
from stickyscan.journey import JourneyMap
from stickyscan.walls import WallJob

_THREAD_VARIABLES = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# A fresh process each: what this one has loaded and locked is not copied into it.
_CONTEXT = get_context("spawn")
_PATIENCE = 5.0  # seconds that a worker told to stop may take to tidy up
_START = 300.0  # seconds in which a worker must have loaded its libraries
_HALTING = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})  # the next wall would meet the same


class ScanWall(Protocol):
    """Scans one wall and writes its folder, in a worker process.

    It must be picklable (a function or a frozen dataclass at the top level of a module) and should build its engines
    at the first call and keep them, one set per process.
    """

    def __call__(self, photos: Sequence[Path], folder: Path, *, replace: bool) -> JourneyMap:
        """Scan the photos of one wall into `folder`; with `replace`, an earlier result there is replaced."""
        ...


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
    halts: bool = False


class Worker:
    """A process that scans one wall at a time. Its state is the process's: new, busy, idle or gone."""

    def __init__(self, scan_wall: ScanWall, threads: int) -> None:
        """Start the process."""
        self.channel, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(theirs, scan_wall, threads), daemon=True)
        with _thread_limits(threads), _without_interrupts():
            self._process.start()
        theirs.close()  # else the end of the process would not show as the end of the channel
        self.usable = True
        self._ready = False
        self._memory = 0

    def begin(self, job: WallJob, folder: Path) -> None:
        """Hand over a wall. Its time counts from here, or from when the process has loaded its libraries."""
        try:
            self.channel.send((job.photos, folder))
        except OSError:  # died before; news() tells
            self.usable = False
        self._job, self._folder, self._since, self._memory = job, folder, time.monotonic(), 0

    def seconds_left(self, limits: Limits) -> float | None:
        """Until the wall's time is up, at least 0; None = no end."""
        allowed = limits.seconds if self._ready else _START
        return None if allowed is None else max(0.0, self._since + allowed - time.monotonic())

    def news(self, limits: Limits) -> Outcome | None:
        """What became of the wall; None while it goes on. The worker is no longer `usable` if it was lost with it."""
        try:
            while self.channel.poll():
                answer: _Counted | _Problem | bool = self.channel.recv()
                if not isinstance(answer, bool):
                    return self._told(answer)
                self._ready, self._since = True, time.monotonic()
        except (EOFError, OSError):
            self.stop()
            return self._failed("Crash", self._last_words())
        return self._over(limits)

    def stop(self) -> None:
        """End the process and what it started, gently first."""
        self.usable = False
        self.channel.close()
        if self._process.exitcode is None:
            self._process.join(0.2)
        if self._process.exitcode is None and self._process.pid is not None:
            end_children(self._process.pid)
            self._process.terminate()
            self._process.join(_PATIENCE)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()

    def _told(self, answer: _Counted | _Problem) -> Outcome:
        memory = self._memory or None
        if isinstance(answer, _Problem):
            return Failed(self._job, answer.seconds, answer.error, answer.message, memory, answer.halts)
        return Scanned(
            self._job, self._folder, answer.seconds, answer.notes, answer.to_review, answer.warnings, memory
        )  # fmt: skip

    def _over(self, limits: Limits) -> Failed | None:
        """The failure of a wall that goes beyond a limit, once its process is ended."""
        if self.seconds_left(limits) == 0:
            self.stop()
            waited = limits.seconds if self._ready else _START
            return self._failed("Timeout", f"given up after {waited:g} seconds. Allow more time with --timeout.")
        if limits.memory is None or self._process.pid is None:
            return None
        self._memory = max(self._memory, used := memory_of(self._process.pid))
        if used <= limits.memory:
            return None
        end_children(self._process.pid)
        self._process.kill()  # at once: asking it to tidy up would give it time to take more
        self.stop()
        return self._failed(
            "OutOfMemory",
            f"given up at {used:,} MiB of memory, {limits.memory:,} are allowed. "
            "Allow more with --memory, scan fewer walls at a time with --jobs, or export the photo smaller.",
        )

    def _failed(self, error: str, message: str) -> Failed:
        return Failed(self._job, time.monotonic() - self._since, error, message, self._memory or None)

    def _last_words(self) -> str:
        code = self._process.exitcode
        if code is not None and code < 0:
            how = f"was ended by {signal.Signals(-code).name}"
        else:
            how = f"ended with code {code}"
        return f"the process that scanned it {how}; memory may have run out. Try it alone, or with fewer --jobs."


def _serve(channel: connection.Connection, scan_wall: ScanWall, threads: int) -> None:
    """A worker's life: walls in, counts or problems out, until the channel ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import cv2

    cv2.setNumThreads(threads)
    try:
        channel.send(True)
        while True:
            photos, folder = channel.recv()
            channel.send(_attempt(scan_wall, photos, folder))
    except (EOFError, OSError):  # the parent has closed the channel, or is gone
        return


def _end_with_parent() -> None:
    """Wait for the parent's end, however it comes, and end too: nobody would take the answer."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        end_children(os.getpid())
        os._exit(1)


def _leave(*_: object) -> None:
    raise SystemExit(143)  # an exception, so that files written half are tidied up


def _attempt(scan_wall: ScanWall, photos: tuple[Path, ...], folder: Path) -> _Counted | _Problem:
    started = time.monotonic()
    try:
        journey = scan_wall(photos, folder, replace=True)
    except StickyscanError as problem:
        return _Problem(time.monotonic() - started, type(problem).__name__, str(problem), _halts(problem))
    except MemoryError:
        said = "not enough memory. Scan fewer walls at a time with --jobs, or export the photo smaller."
        return _Problem(time.monotonic() - started, "OutOfMemory", said)
    except Exception as problem:  # noqa: BLE001 - the border of a wall: a bug in one must not stop the others
        return _Problem(time.monotonic() - started, type(problem).__name__, f"unexpected: {problem}")
    notes = [note for note in journey.notes if note.role == "note"]
    to_review = sum(note.needs_review for note in journey.notes)
    return _Counted(time.monotonic() - started, len(notes), to_review, journey.warnings)


def _halts(problem: StickyscanError) -> bool:
    cause = problem.__cause__
    return isinstance(problem, OutputError) and isinstance(cause, OSError) and cause.errno in _HALTING


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
