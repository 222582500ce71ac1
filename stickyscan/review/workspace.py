"""The folder of all walls: what hangs in it, under which key, and where a new wall goes."""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from stickyscan.errors import InputError, UsageError
from stickyscan.folder import MAP_FILE, read_map
from stickyscan.review.house import key_of

_LONGEST_NAME = 60


@dataclass(frozen=True)
class WallCard:
    """What the start page tells of a wall. `to_check`: notes that a person should look at; `changed`: local time.

    `problem`: why its map cannot be read; the figures are 0 then. `photo`: id of its first photo.
    """

    key: str
    title: str
    changed: datetime
    notes: int = 0
    to_check: int = 0
    photos: int = 0
    photo: str | None = None
    problem: str | None = None


class Workspace:
    """All walls of one folder. Keys are given once and stay while the server runs; they are no paths.

    Raises:
        UsageError: the folder is a file, or the folder of one wall.
    """

    def __init__(self, folder: Path) -> None:
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is a file. Name the folder that holds your walls, or a new one.")
        if (folder / MAP_FILE).exists():
            raise UsageError(f"{folder} is one wall. Look at it with `stickyscan review {folder}`.")
        self.folder = folder.resolve()
        self._keys: dict[Path, str] = {}
        self._cards: dict[Path, tuple[tuple[int, int], WallCard]] = {}
        self._lock = threading.Lock()

    def find(self, key: str) -> Path | None:
        """The folder of a wall; None if there is none of that key."""
        with self._lock:
            self._name_all()
            return next((folder for folder, known in self._keys.items() if known == key), None)

    def key(self, folder: Path) -> str | None:
        """The key of a wall's folder; None if there is no map in it (any more)."""
        with self._lock:
            self._name_all()
            return self._keys.get(folder)

    def walls(self) -> tuple[WallCard, ...]:
        """All walls, the one that was changed last in front."""
        with self._lock:
            self._name_all()
            cards = [card for folder, key in self._keys.items() if (card := self._card(folder, key)) is not None]
        return tuple(sorted(cards, key=lambda card: (-card.changed.timestamp(), card.key)))

    def new_folder(self, title: str) -> Path:
        """A folder that does not exist yet, named as the wall; the title's letters only, never its dots and slashes."""
        plain = unicodedata.normalize("NFC", title)
        name = re.sub(r"[^\w]+", "-", plain).strip("-_")[:_LONGEST_NAME].rstrip("-_") or "wall"
        count, folder = 1, self.folder / name
        while folder.exists() or folder.is_symlink():
            count += 1
            folder = self.folder / f"{name}-{count}"
        return folder

    def _name_all(self) -> None:
        """Bring the table of keys up to date with the folder."""
        there = [folder for folder in sorted(_folders(self.folder)) if (folder / MAP_FILE).is_file()]
        for gone in set(self._keys) - set(there):
            del self._keys[gone]
            self._cards.pop(gone, None)
        taken = set(self._keys.values())
        for folder in there:
            if folder not in self._keys:
                key, count = key_of(folder), 1
                while key in taken:
                    count += 1
                    key = f"{key_of(folder)}-{count}"
                self._keys[folder] = key
                taken.add(key)

    def _card(self, folder: Path, key: str) -> WallCard | None:
        try:
            status = (folder / MAP_FILE).stat()
        except OSError:  # taken away a moment ago
            return None
        mark = (status.st_mtime_ns, status.st_size)
        known = self._cards.get(folder)
        if known is None or known[0] != mark:
            known = (mark, _card(folder, key, datetime.fromtimestamp(status.st_mtime)))
            self._cards[folder] = known
        return known[1]


def _folders(workspace: Path) -> list[Path]:
    """Folders right inside. Links are left out: they may lead anywhere."""
    if not workspace.is_dir():
        return []
    return [
        one for one in workspace.iterdir() if not one.name.startswith(".") and not one.is_symlink() and one.is_dir()
    ]


def _card(folder: Path, key: str, changed: datetime) -> WallCard:
    name = folder.name.replace("-", " ")
    try:
        journey = read_map(folder)
    except InputError as problem:
        return WallCard(key, name, changed, problem=str(problem).removeprefix(f"{folder / MAP_FILE}: "))
    return WallCard(
        key, journey.title or name, changed,
        notes=sum(note.role == "note" for note in journey.notes),
        to_check=sum(note.needs_review for note in journey.notes),
        photos=len(journey.photos),
        photo=journey.photos[0].id if journey.photos else None,
    )  # fmt: skip
