"""The photos of one wall in, its folder's files out: what a worker of a cluster does, leaving nothing behind."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from stickyscan.batch import ScanWall
from stickyscan.batch.record import (
    CORRECTED,
    RECORD_FILE,
    count_notes,
    count_to_review,
    record_of,
    result_of,
    why_it_stands,
)  # fmt: skip
from stickyscan.batch.scan_to_folder import THUMBNAIL
from stickyscan.cluster.place import Place
from stickyscan.errors import StickyscanError, UsageError
from stickyscan.folder import HISTORY, MAP_FILE, PHOTOS
from stickyscan.settings import LimitSettings

_OURS = frozenset({MAP_FILE, RECORD_FILE, PHOTOS, HISTORY, THUMBNAIL, "map.html", "overlay.jpg"})
# Engines are built once per process and serve one wall at a time, however many threads a worker was given.
_ONE_WALL = threading.Lock()


@dataclass(frozen=True)
class How:
    """Which results count as done: those that were `made_with` the same, unless all are to be made again."""

    made_with: str
    rescan: bool
    limits: LimitSettings


@dataclass(frozen=True)
class Earlier:
    """A wall's earlier result: its map, and the record of how it was made; None where there is none."""

    map: bytes | None
    record: bytes | None


@dataclass(frozen=True)
class WallTask:
    """One wall, as it travels.

    `contents[i]`: bytes of `photos[i]` (names relative to `source`); None = the worker reads them. `earlier`: None =
    the worker looks for it, and writes the result, too.
    """

    name: str
    photos: tuple[str, ...]
    contents: tuple[bytes, ...] | None
    source: Place
    out: Place
    earlier: Earlier | None
    how: How


@dataclass(frozen=True)
class Answer:
    """What became of it. `skipped`: why it was left alone; `error`: class and message of what went wrong.

    `files`: of the wall's folder, where the worker could not write them itself.
    """

    seconds: float = 0.0
    notes: int = 0
    to_review: int = 0
    warnings: tuple[str, ...] = ()
    skipped: str | None = None
    error: tuple[str, str] | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)


def scan_remotely(scan_wall: ScanWall, task: WallTask) -> Answer:
    """Scan one wall; every failure is an answer, so that it costs this wall only."""
    import cv2

    with _ONE_WALL:
        started = time.monotonic()
        cv2.setNumThreads(1)
        try:
            return _scanned(scan_wall, task, started)
        except StickyscanError as problem:
            error = (type(problem).__name__, str(problem))
        except Exception as problem:  # noqa: BLE001 - the border of a wall: a bug in one must not stop the others
            error = (type(problem).__name__, f"unexpected: {problem}")
        return Answer(time.monotonic() - started, error=error)


def _scanned(scan_wall: ScanWall, task: WallTask, started: float) -> Answer:
    most = task.how.limits.photo_bytes
    contents = task.contents or tuple(task.source.read(name, most) for name in task.photos)
    earlier = task.earlier or look_for(task.out, task.name, task.how.limits)
    kept = why_kept(task.name, earlier, contents, task.how)
    if kept is not None:
        return kept
    with TemporaryDirectory(prefix="stickyscan-") as place:
        folder, paths = Path(place, "out", task.name), []
        for number, (name, content) in enumerate(zip(task.photos, contents, strict=True)):
            paths.append(Path(place, "in", str(number), PurePosixPath(name).name))
            paths[-1].parent.mkdir(parents=True)
            paths[-1].write_bytes(content)
        try:
            journey = scan_wall(paths, folder, replace=True)
        except StickyscanError as problem:
            raise type(problem)(_with_addresses(str(problem), paths, task)) from problem
        files = {str(p.relative_to(folder).as_posix()): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    if task.earlier is None:
        store(task.out, task.name, files, task.how.limits)
        files = {}
    took, notes, to_review = time.monotonic() - started, count_notes(journey), count_to_review(journey)
    return Answer(took, notes, to_review, journey.warnings, files=files)


def _with_addresses(message: str, paths: Sequence[Path], task: WallTask) -> str:
    for path, name in zip(paths, task.photos, strict=True):
        message = message.replace(str(path), task.source.told(name))
    return message


def look_for(out: Place, name: str, limits: LimitSettings) -> Earlier:
    """What an earlier run left of this wall."""
    found = out.read_if_there(f"{name}/{MAP_FILE}", limits.map_bytes)
    return Earlier(found, None if found is None else out.read_if_there(f"{name}/{RECORD_FILE}", limits.map_bytes))


def why_kept(name: str, earlier: Earlier, contents: Sequence[bytes], how: How) -> Answer | None:
    """The answer for a wall of this name that need not be scanned; None if it must be."""
    if how.rescan or earlier.map is None:
        return None
    record = None if earlier.record is None else record_of(earlier.record)
    result = result_of(Path(name), earlier.map, record)
    if result is None:
        return None
    if result.photos == tuple(hashlib.sha256(content).hexdigest() for content in contents):
        reason = why_it_stands(result, name, how.made_with)
    else:
        reason = CORRECTED if result.changed else None
    return None if reason is None else Answer(notes=result.notes, to_review=result.to_review, skipped=reason)


def store(out: Place, name: str, files: Mapping[str, bytes], limits: LimitSettings) -> None:
    """Write a wall's folder: the earlier map into history/, everything else, the map, and last the record.

    An interruption leaves a folder that counts as not done. Files that are none of ours stay.

    Raises:
        UsageError: there is something else in the folder.
    """
    there = out.files(name)
    earlier = out.read_if_there(f"{name}/{MAP_FILE}", limits.map_bytes) if MAP_FILE in there else None
    strangers = [file for file in there if file.partition("/")[0] not in _OURS]
    if earlier is None and strangers:
        raise UsageError(f"{out.told(name)} exists and is not a result of stickyscan. Name another place with -o.")
    out.remove(f"{name}/{RECORD_FILE}")  # one that does not fit the map would tell of a person's changes
    if earlier is not None and earlier != files[MAP_FILE]:
        numbers = [int(f[-9:-5]) for f in there if f.startswith(f"{HISTORY}/map-") and f[-9:-5].isdecimal()]
        out.write(f"{name}/{HISTORY}/map-{max(numbers, default=0) + 1:04d}.json", earlier)
    for file in sorted(files, key=lambda file: (file == RECORD_FILE, file == MAP_FILE, file)):
        out.write(f"{name}/{file}", files[file])
