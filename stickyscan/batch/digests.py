"""Photo files in, the SHA-256 of their contents out; a file that is unchanged since it was seen is not read again."""

from __future__ import annotations

import hashlib
import stat
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from stickyscan.steps.decode_photo import DecodeLimits

_READERS = 4  # files read at a time: on a network disk the waiting overlaps
_BLOCK = 1 << 20
# A file written so shortly before it was read may change once more without a new time of change (FAT counts 2 s).
_SETTLED_NS = 3_000_000_000


@dataclass(frozen=True)
class Seen:
    """A file as it was when its content was read. `modified_ns` is 0 where the time cannot be relied upon."""

    size: int
    modified_ns: int
    sha256: str


def digest_photos(
    photos: Iterable[Path], known: Mapping[Path, Seen], tell: Callable[[int], None] = lambda _: None
) -> dict[Path, Seen]:
    """What each photo holds; one that cannot be read (or never could be decoded) is not in there.

    `known` from an earlier run saves reading; `tell` hears how many are done.
    """
    seen: dict[Path, Seen] = {}
    paths = list(dict.fromkeys(photos))
    with ThreadPoolExecutor(_READERS) as pool:
        for done, (path, content) in enumerate(zip(paths, pool.map(lambda p: _seen(p, known.get(p)), paths)), 1):  # noqa: B905 - both of one list
            if content is not None:
                seen[path] = content
            tell(done)
    return seen


def _seen(path: Path, before: Seen | None) -> Seen | None:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > DecodeLimits().file_bytes:
            return None  # opening a pipe would wait for ever; a file too large is refused unread
        if before and before.modified_ns and (before.size, before.modified_ns) == (status.st_size, status.st_mtime_ns):
            return before
        settled = time.time_ns() - status.st_mtime_ns > _SETTLED_NS
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except (OSError, ValueError):  # ValueError: a name that no file can have
        return None
    return Seen(status.st_size, status.st_mtime_ns if settled else 0, digest.hexdigest())
