"""A folder of photos and what is asked for in, the walls to scan out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from stickyscan.batch.digests import Seen, digest_photos
from stickyscan.batch.taken import taken_since
from stickyscan.walls import WallJob, WallPer, find_walls, named
from stickyscan.write_whole import write_whole

if TYPE_CHECKING:
    from stickyscan.batch.group_photos import Pair, Verdict

_PAIRS_FILE = ".stickyscan-pairs.json"
_LARGEST = 64 << 20


@dataclass(frozen=True)
class Source:
    """Which walls are meant. `group`: join photos that show one wall; `since`: leave out what is older."""

    folder: Path
    wall_per: WallPer = "photo"
    group: bool = False
    since: datetime | None = None


@dataclass(frozen=True)
class FoundWalls:
    """The walls, and what each of their photos holds (those that can be read)."""

    walls: tuple[WallJob, ...]
    seen: Mapping[Path, Seen]


class Narrow(Protocol):
    """Leaves out walls that are not to be looked at now."""

    def complete(self, walls: Sequence[WallJob]) -> tuple[WallJob, ...]:
        """Those whose files are all there; asked before photos are grouped."""
        ...

    def fresh(self, walls: Sequence[WallJob]) -> tuple[WallJob, ...]:
        """Those that are still to be dealt with; asked after."""
        ...


def find_batch(
    source: Source,
    out: Path,
    known: Mapping[Path, Seen],
    *,
    narrow: Narrow | None = None,
    keep: bool = True,
    tell: Callable[[int], None] = lambda _: None,
) -> FoundWalls:
    """Find the walls and read what their photos hold; `known` from an earlier run saves reading.

    `narrow` leaves walls out, and lets the folder be empty. With `keep`, what was found of which photos belong together
    is kept in `out` for the next run.

    Raises:
        InputError: the folder is missing, unreadable, or holds no photo.
        OSError: `out` cannot be written.
    """
    folder = Path(source.folder.absolute())
    walls = find_walls(folder, source.wall_per, may_be_empty=narrow is not None)
    if narrow is not None:
        walls = narrow.complete(walls)
    if source.since is not None and not source.group:
        walls = taken_since(walls, source.since)
    seen = digest_photos((photo for wall in walls if wall.problem is None for photo in wall.photos), known, tell)
    if source.group:
        walls = _grouped(walls, folder, seen, out, keep=keep)
        walls = walls if source.since is None else taken_since(walls, source.since)
    return FoundWalls(walls if narrow is None else narrow.fresh(walls), seen)


def _grouped(
    walls: tuple[WallJob, ...], folder: Path, seen: Mapping[Path, Seen], out: Path, *, keep: bool
) -> tuple[WallJob, ...]:
    from stickyscan.batch.group_photos import group_photos  # which needs OpenCV; most batches are not grouped

    judged = _read_pairs(out / _PAIRS_FILE)
    before = len(judged)
    photos = [wall.photos[0] for wall in walls if wall.problem is None]
    groups = group_photos(photos, {photo: content.sha256 for photo, content in seen.items()}, judged)
    if keep and len(judged) > before:
        rows = [[*pair, same] for pair, same in sorted(judged.items())]
        write_whole(out / _PAIRS_FILE, json.dumps(rows, indent=0).encode())
    problems = {wall.photos[0]: wall.problem for wall in walls if wall.problem is not None}
    return named([*groups, *((place,) for place in problems)], folder, problems)


def _read_pairs(file: Path) -> dict[Pair, Verdict]:
    try:
        if file.stat().st_size > _LARGEST:
            return {}
        rows = json.loads(file.read_bytes())
        return {(str(a), str(b)): None if verdict is None else verdict is True for a, b, verdict in rows}
    except (OSError, ValueError, TypeError):
        return {}  # it only saves work
