"""The walls that the server shows, each opened once, whatever the request that asks for it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from stickyscan.folder import PHOTOS
from stickyscan.review.pictures import Pictures
from stickyscan.review.wall_store import WallStore

# A key from a table, never a path from a request: the folder of a wall, or None.
FindWall = Callable[[str], Path | None]


@dataclass(frozen=True)
class OpenWall:
    """One wall that somebody looks at."""

    key: str
    folder: Path
    store: WallStore
    pictures: Pictures


@dataclass(frozen=True)
class House:
    """What the server shows. `home`: the key of the one wall of `review`; None where a start page lists many."""

    find: FindWall
    home: str | None = None
    _open: dict[Path, OpenWall] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wall(self, key: str) -> OpenWall | None:
        """The wall of that key; None if there is none."""
        folder = self.find(key)
        if folder is None:
            return None
        with self._lock:
            if folder not in self._open:
                self._open[folder] = OpenWall(key, folder, WallStore(folder), Pictures(folder / PHOTOS))
            return self._open[folder]


def key_of(folder: Path) -> str:
    """The name of a folder, made safe for addresses."""
    plain = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.casefold()).strip("-")
    return plain[:60] or "wall"


def house_of_one(folder: Path) -> House:
    """The house of `stickyscan review`: one wall."""
    key = key_of(folder)
    return House(find={key: folder}.get, home=key)
