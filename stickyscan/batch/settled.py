"""Which walls of a folder that is being filled are complete: their files have not changed for a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from stickyscan.walls import WallJob

State = tuple[int, int]  # bytes, time of change in ns


class Settling:
    """Watches files from one look to the next. Its state is what it has seen of them so far.

    A file counts as complete once its size and its time of change have stood still for `seconds` under our eyes: the
    time of change alone tells nothing, as programs that copy often set it to the photo's own.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._since: dict[Path, tuple[State, float]] = {}
        self._handed: dict[tuple[Path, ...], tuple[State, ...]] = {}

    def complete(self, walls: Sequence[WallJob]) -> tuple[WallJob, ...]:
        """The walls whose files have all stood still for long enough by now."""
        now = self._clock()
        self._since = {
            photo: before if (before := self._since.get(photo)) and before[0] == state else (state, now)
            for photo, state in ((photo, _state(photo)) for wall in walls for photo in wall.photos)
        }
        return tuple(w for w in walls if all(now - self._since[photo][1] >= self._seconds for photo in w.photos))

    def fresh(self, walls: Sequence[WallJob]) -> tuple[WallJob, ...]:
        """The walls that this has not given back before with their files in the same state."""
        found = []
        for wall in walls:
            states = tuple(_state(photo) for photo in wall.photos)
            if self._handed.get(wall.photos) != states:
                self._handed[wall.photos] = states
                found.append(wall)
        return tuple(found)


def _state(photo: Path) -> State:
    try:
        status = photo.stat()
    except (OSError, ValueError):
        return -1, -1
    return status.st_size, status.st_mtime_ns
