"""Many walls in, one outcome after the other out, scanned by the workers of an existing Dask cluster."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any

from stickyscan.batch import Failed, Outcome, Scanned, ScanWall, Skipped
from stickyscan.cluster.place import INSTALL, Place, is_safe
from stickyscan.cluster.scan_remotely import Answer, How, WallTask, look_for, scan_remotely, store, why_kept
from stickyscan.errors import EngineMissingError, InputError, OutputError, StickyscanError
from stickyscan.settings import LIMITS, LimitSettings
from stickyscan.steps.decode_photo import SUFFIXES
from stickyscan.walls import WallJob, WallPer, find_walls

_AHEAD = 2  # walls per thread of the workers that are under way: the next one waits where it will be scanned
_LOOK = 0.5  # seconds between two looks at the time that walls have taken


@dataclass(frozen=True)
class ClusterSettings:
    """How a batch runs on a cluster.

    `scheduler`: its address, such as "tcp://10.0.0.1:8786". `made_with`: a mark of all that a result depends
    on. `timeout`: seconds for one wall, None = no limit. `patience`: seconds to wait for the scheduler and its first
    worker.
    """

    scheduler: str
    made_with: str
    timeout: float | None = None
    rescan: bool = False
    patience: float = 60.0
    limits: LimitSettings = field(default=LIMITS)


def find_remote_walls(source: Place, wall_per: WallPer) -> tuple[WallJob, ...]:
    """All walls of a place, named as `find_walls` names those of a folder; photos are paths relative to the place.

    Raises:
        InputError: there is no photo in it.
    """
    if source.folder is not None:
        walls = find_walls(source.folder, wall_per)
        return tuple(_moved(wall, source.folder) for wall in walls)
    names = [name for name in source.files() if Path(name).suffix.lower() in SUFFIXES or name.endswith("/map.json")]
    odd = [name for name in names if not is_safe(name)]
    if odd:
        raise InputError(f"{source.told(odd[0])!r}: a name that no file can have everywhere. Rename it.")
    # Empty files of the same names, so that the same rules apply: what is hidden, what is an earlier result.
    with TemporaryDirectory(prefix="stickyscan-") as place:
        top = Path(place, PurePosixPath(source.address).name.lstrip(".") or "wall")
        top.mkdir()
        for name in names:
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            (top / name).touch()
        try:
            return tuple(_moved(wall, top) for wall in find_walls(top, wall_per))
        except InputError as problem:
            raise InputError(str(problem).replace(str(top), source.address)) from problem


def _moved(wall: WallJob, folder: Path) -> WallJob:
    return WallJob(wall.name, tuple(photo.relative_to(folder) for photo in wall.photos))


def scan_on_cluster(
    walls: Sequence[WallJob], scan_wall: ScanWall, source: Place, out: Place, settings: ClusterSettings
) -> Iterator[Outcome]:
    """Scan every wall into `out`/NAME; outcomes come as they finish, one per wall.

    Walls of workers that are lost are scanned by others. Closing the iterator, as Ctrl-C does, takes back what has not
    begun.

    Raises:
        EngineMissingError: distributed is not installed, or no scheduler or no worker answers.
        OutputError: the scheduler or all workers were lost on the way; what is done is kept.
    """
    for place in (source, out):
        place.check()
    crew = _Crew(scan_wall, source, out, settings)
    todo = deque(walls)
    try:
        while todo or crew.running or crew.suspects:
            while (todo and crew.has_room()) or (crew.suspects and not crew.running):
                done = crew.begin(todo.popleft()) if todo else crew.begin_suspect()
                if done is not None:
                    yield done
            yield from crew.finished()
    finally:
        crew.leave()


class _Crew:
    """The cluster as one batch sees it: the walls under way."""

    def __init__(self, scan_wall: ScanWall, source: Place, out: Place, settings: ClusterSettings) -> None:
        """Connect, and wait for a first worker."""
        self._scan_wall, self._source, self._out, self._settings = scan_wall, source, out, settings
        self._how = How(settings.made_with, settings.rescan, settings.limits)
        self._client = _connected(settings)
        self._topic = f"stickyscan-{token_hex(8)}"
        self.running: dict[Any, WallJob] = {}  # by future
        self.suspects: deque[WallJob] = deque()  # were with workers that ended; which wall it was shows one by one
        self._alone: WallJob | None = None
        self._seen = time.monotonic()  # when there was a worker
        self._begun: dict[str, tuple[str, float]] = {}  # worker and time, by key; filled by the client's own thread
        self._client.subscribe_topic(self._topic, self._note_begin)

    def has_room(self) -> bool:
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return len(self.running) < _AHEAD * max(1, sum(int(worker["nthreads"]) for worker in workers))

    def begin(self, job: WallJob) -> Outcome | None:
        """Hand a wall out; or what is known of it without."""
        names = tuple(photo.as_posix() for photo in job.photos)
        contents, earlier = None, None
        try:
            if not self._source.direct:
                contents = tuple(self._source.read(name, self._settings.limits.photo_bytes) for name in names)
            if not self._out.direct:
                earlier = look_for(self._out, job.name, self._settings.limits)
        except StickyscanError as problem:
            return Failed(job, 0.0, type(problem).__name__, str(problem))
        if contents is not None and earlier is not None:
            kept = why_kept(job.name, earlier, contents, self._how)
            if kept is not None:
                return self._outcome(job, kept)
        task = WallTask(job.name, names, contents, self._source, self._out, earlier, self._how)
        key = f"stickyscan-{job.name}-{token_hex(8)}"
        future = self._client.submit(_begun, self._scan_wall, task, self._topic, key=key, pure=False)
        self.running[future] = job
        return None

    def begin_suspect(self) -> Outcome | None:
        """Hand out, once nothing else is under way, a wall whose workers have ended."""
        self._alone = self.suspects.popleft()
        return self.begin(self._alone)

    def finished(self) -> Iterator[Outcome]:
        """Wait for a moment; what has finished, or taken too long."""
        from distributed import TimeoutError as NotYet  # Python's own from 3.11 on
        from distributed import wait

        if not self.running:
            return
        with self._client.as_current(), suppress(NotYet):
            wait(list(self.running), timeout=_LOOK, return_when="FIRST_COMPLETED")
        for future in [future for future in self.running if future.done()]:
            # Since then its worker may have been lost, and the answer with it: another scans the wall again.
            if future.done():
                outcome = self._told(future, self.running.pop(future))
                if outcome is not None:
                    yield outcome
        self._check_workers()
        yield from self._given_up()

    def leave(self) -> None:
        """Take back what has not begun, and say good-bye."""
        self._client.cancel(list(self.running), force=True)
        self._client.close()

    def _note_begin(self, event: tuple[float, Any]) -> None:
        key, worker = event[1]
        self._begun[key] = (worker, time.monotonic())

    def _told(self, future: Any, job: WallJob) -> Outcome | None:  # noqa: ANN401 - distributed has no types
        from distributed import KilledWorker

        worker, since = self._begun.pop(future.key, ("", time.monotonic()))
        if future.status == "cancelled":
            raise OutputError("the scheduler was lost. What is done is kept; the same command goes on from there.")
        problem = future.exception()  # of an answer lost this very moment: waits until there is one again
        if problem is None:
            return self._outcome(job, future.result())
        seconds = time.monotonic() - since
        if isinstance(problem, KilledWorker) and job is not self._alone:
            self.suspects.append(job)
            return None
        if isinstance(problem, KilledWorker):
            told = "the workers that scanned it ended, one after the other; memory may have run out. Try it alone."
            return Failed(job, seconds, "Crash", told)
        return Failed(job, seconds, type(problem).__name__, f"unexpected, on worker {worker}: {problem}")

    def _check_workers(self) -> None:
        """Waiting for workers that never come back would be waiting for ever."""
        if self._client.scheduler_info(n_workers=-1)["workers"]:
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > self._settings.patience:
            raise OutputError(
                f"no worker is left at {self._settings.scheduler}. Start some; the same command goes on from there."
            )

    def _given_up(self) -> Iterator[Outcome]:
        limit = self._settings.timeout
        if limit is None:
            return
        there = self._client.scheduler_info(n_workers=-1)["workers"]
        for future, job in list(self.running.items()):
            worker, since = self._begun.get(future.key, ("", 0.0))
            if worker in there and time.monotonic() - since > limit:
                del self.running[future]
                future.cancel(force=True)
                yield from self._stopped(job, worker, since)

    def _stopped(self, job: WallJob, worker: str, since: float) -> Iterator[Outcome]:
        """End the process that a wall keeps busy, the only way to stop it; its other walls go to other workers."""
        limit = self._settings.timeout or 0.0
        told = f"given up after {limit:g} seconds. Allow more time."
        try:
            self._client.restart_workers([worker], timeout=self._settings.patience, raise_for_error=False)
        except KeyError:  # it has ended by itself a moment ago, so the wall has not had its time
            done = self.begin(job)
            if done is not None:
                yield done
            return
        except ValueError:  # started with --no-nanny: nobody would start it again
            told = f"not done after {limit:g} seconds; its worker cannot be restarted and may still be at it."
        yield Failed(job, time.monotonic() - since, "Timeout", told)

    def _outcome(self, job: WallJob, answer: Answer) -> Outcome:
        folder = Path(self._out.folder or self._out.address, job.name)
        if answer.error is not None:
            return Failed(job, answer.seconds, *answer.error)
        if answer.skipped is not None:
            return Skipped(job, folder, answer.notes, answer.to_review, answer.skipped)
        if answer.files:
            try:
                store(self._out, job.name, answer.files, self._settings.limits)
            except (StickyscanError, OSError) as problem:
                return Failed(job, answer.seconds, type(problem).__name__, f"cannot be written: {problem}")
        return Scanned(job, folder, answer.seconds, answer.notes, answer.to_review, answer.warnings)


def _begun(scan_wall: ScanWall, task: WallTask, topic: str) -> Answer:
    """On the worker: tell who has begun, then scan."""
    from distributed import get_worker

    worker = get_worker()
    worker.log_event(topic, (str(worker.get_current_task()), worker.address))
    return scan_remotely(scan_wall, task)


def _connected(settings: ClusterSettings) -> Any:  # noqa: ANN401 - distributed has no types
    try:
        import dask
        from distributed import Client
        from distributed import TimeoutError as NotYet
    except ModuleNotFoundError as problem:
        raise EngineMissingError(f"scanning on a cluster needs distributed. Install it with: {INSTALL}.") from problem
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TB"})  # photos do travel with the work
    try:
        client = Client(settings.scheduler, timeout=settings.patience, set_as_default=False)
    except (OSError, NotYet, ValueError) as problem:
        raise EngineMissingError(f"no Dask scheduler answers at {settings.scheduler} ({problem}).") from problem
    try:
        client.wait_for_workers(1, timeout=settings.patience)
    except NotYet as problem:
        client.close()
        raise EngineMissingError(
            f"the scheduler at {settings.scheduler} has no worker. Start some: dask worker {settings.scheduler}"
        ) from problem
    return client
