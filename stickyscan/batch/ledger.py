"""`batch.jsonl` in the folder of results: one line per wall, for programs, and for the next run to go on from.

While a batch runs, each wall's line is appended whole and put on the disk at once; what a pulled plug leaves of a line
is passed over by readers and by the next run. At the end the file is written anew, one line per wall, in their order.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stickyscan.batch.digests import Seen
from stickyscan.batch.outcomes import Failed, Outcome, Scanned, Skipped
from stickyscan.write_whole import write_whole

LEDGER_FILE = "batch.jsonl"
_LONGEST_LINE = 8 << 20  # bytes; longer ones are none of ours


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PhotoLine(_Line):
    """One photo: absolute path, and bytes, time of change (ns since 1970) and SHA-256 as they were when it was read.

    0 and "" where it could not be read; `modified_ns` is 0, too, where the time cannot be relied upon.
    """

    file: str
    bytes: int = 0
    modified_ns: int = 0
    sha256: str = ""


class WallLine(_Line):
    """One wall. `folder`: its result, beside this file. `state`: what the last run did with it.

    `seconds` and `memory_mib` (highest seen, the worker alone) are of the run that scanned it or failed; null where
    not known. `error` and `message` are set where it failed; where it was skipped, `message` says why.
    """

    schema_version: Literal["1"] = "1"
    wall: str
    state: Literal["scanned", "skipped", "failed"]
    photos: tuple[PhotoLine, ...] = Field(min_length=1)
    folder: str | None = None
    notes: int | None = None
    to_review: int | None = None
    seconds: float | None = None
    memory_mib: int | None = None
    warnings: tuple[str, ...] = ()
    error: str | None = None
    message: str | None = None
    finished_at: str


class Ledger:
    """The lines of a folder of results: those of earlier runs, and those of this one.

    Raises:
        OSError: the file is there and cannot be read; or, later, cannot be written.
    """

    def __init__(self, out: Path) -> None:
        self._file = out / LEDGER_FILE
        self._out = out
        self._earlier = {line.photos[0].file: line for line in read_lines(self._file)}
        self._by_folder = {line.folder: line for line in self._earlier.values() if line.folder is not None}
        self._new: dict[str, WallLine] = {}
        self._torn = not _ends_whole(self._file)
        self._seen: Mapping[Path, Seen] = {}

    def known(self) -> dict[Path, Seen]:
        """What the photos of earlier runs held."""
        return {
            Path(photo.file): Seen(photo.bytes, photo.modified_ns, photo.sha256)
            for line in self._earlier.values()
            for photo in line.photos
            if photo.sha256
        }

    def kept_folders(self, photos: Iterable[Path]) -> frozenset[str]:
        """Names of results whose photos are not among these but still on the disk: another folder's walls."""
        mine = {shown(photo) for photo in photos}
        return frozenset(
            line.folder
            for line in self._earlier.values()
            if line.folder is not None and all(p.file not in mine and _is_there(p) for p in line.photos)
        )

    def see(self, seen: Mapping[Path, Seen]) -> None:
        """Take over what the photos of this run hold; the lines name it."""
        self._seen = seen

    def append(self, outcome: Outcome) -> None:
        """Write a wall's line at the end of the file, whole and on the disk, or not at all."""
        line = self._line(outcome)
        self._new[line.photos[0].file] = line
        content = ("\n" if self._torn else "").encode() + _text(line)
        self._torn = True
        handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            if os.write(handle, content) != len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._file))
            os.fsync(handle)
        finally:
            os.close(handle)
        self._torn = False

    def finish(self, outcomes: Sequence[Outcome]) -> tuple[WallLine, ...]:
        """Write the file anew: a line per wall of this run, in their order, then walls of earlier runs that still are.

        Gives the lines back.
        """
        now = [self._new.get(shown(outcome.job.photos[0])) or self._line(outcome) for outcome in outcomes]
        mine = {photo.file for line in now for photo in line.photos}
        folders = {line.folder for line in now if line.folder is not None}
        lines = [*now, *(line for line in self._earlier.values() if self._still_counts(line, mine, folders))]
        write_whole(self._file, b"".join(_text(line) for line in lines))
        return tuple(lines)

    def _still_counts(self, line: WallLine, mine: set[str], folders: set[str]) -> bool:
        if any(photo.file in mine for photo in line.photos) or line.folder in folders:
            return False
        if line.folder is not None:
            return (self._out / line.folder).is_dir()
        return all(_is_there(photo) for photo in line.photos)

    def _line(self, outcome: Outcome) -> WallLine:
        photos = tuple(_photo(photo, self._seen.get(photo)) for photo in outcome.job.photos)
        line = WallLine(
            wall=shown(outcome.job.name), state="skipped", photos=photos, finished_at=_now(), **_figures(outcome)
        )  # fmt: skip
        if isinstance(outcome, Skipped):
            before = self._by_folder.get(shown(outcome.folder.name))
            kept = ("seconds", "memory_mib", "warnings")
            return line.model_copy(update={name: getattr(before, name) for name in kept} if before else {})
        return line.model_copy(update={"state": "scanned" if isinstance(outcome, Scanned) else "failed"})


def read_lines(file: Path) -> Iterator[WallLine]:
    """The lines of a `batch.jsonl` that make sense, in order; what a pulled plug has torn is passed over."""
    if not file.exists():
        return
    with file.open("rb") as lines:
        while line := lines.readline(_LONGEST_LINE):
            with suppress(ValidationError):
                yield WallLine.model_validate_json(line)


def line_schema() -> str:
    """The JSON Schema (2020-12) of a line, as JSON text."""
    schema = WallLine.model_json_schema(mode="serialization")
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=1) + "\n"


def shown(name: str | Path) -> str:
    """A name as text that every program can read: bytes of it that are no text are written out."""
    return str(name).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _figures(outcome: Outcome) -> dict[str, object]:
    if isinstance(outcome, Failed):
        figures = {"seconds": round(outcome.seconds, 2), "memory_mib": outcome.memory}
        return {**figures, "error": outcome.error, "message": shown(outcome.message)}
    counts = {"folder": shown(outcome.folder.name), "notes": outcome.notes, "to_review": outcome.to_review}
    if isinstance(outcome, Skipped):
        return {**counts, "message": shown(outcome.reason)}
    took = {"seconds": round(outcome.seconds, 2), "memory_mib": outcome.memory}
    return {**counts, **took, "warnings": outcome.warnings}


def _photo(path: Path, seen: Seen | None) -> PhotoLine:
    if seen is None:
        return PhotoLine(file=shown(path))
    return PhotoLine(file=shown(path), bytes=seen.size, modified_ns=seen.modified_ns, sha256=seen.sha256)


def _is_there(photo: PhotoLine) -> bool:
    try:
        return os.stat(photo.file).st_size == photo.bytes or not photo.sha256  # noqa: PTH116 - a Path for each of 10,000
    except (OSError, ValueError):
        return False


def _text(line: WallLine) -> bytes:
    return (line.model_dump_json() + "\n").encode()


def _ends_whole(file: Path) -> bool:
    try:
        with file.open("rb") as content:
            content.seek(-1, os.SEEK_END)
            return content.read(1) == b"\n"
    except OSError:  # none, or an empty one
        return True


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
