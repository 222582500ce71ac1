"""The walls that the server shows, each opened once, whatever the request that asks for it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from stickyscan.folder import PHOTOS
from stickyscan.journey import JourneyMap
from stickyscan.review.derived_later import DerivedLater
from stickyscan.review.edits import Beside, Edit, Reading, RefusedError, apply, to_read
from stickyscan.review.edits.beside import the_photo
from stickyscan.review.photo_files import DecodedPhotos, NoPictureError, photo_file
from stickyscan.review.pictures import Pictures
from stickyscan.review.reading import EngineReader, OutlineReader
from stickyscan.review.wall_store import ChangedElsewhereError, Snapshot, WallStore
from stickyscan.settings import Settings

# A key from a table, never a path from a request: the folder of a wall, or None.
FindWall = Callable[[str], Path | None]


@dataclass(frozen=True)
class OpenWall:
    """One wall that somebody looks at."""

    key: str
    folder: Path
    store: WallStore
    pictures: Pictures
    reader: OutlineReader
    derived: DerivedLater

    def edit(self, version: str, edits: Sequence[Edit]) -> Snapshot:
        """All of the edits as one step, or none. Outlines are read before the map is locked, as that takes seconds.

        Raises:
            ChangedElsewhereError: the map has another version by now.
            RefusedError: an edit makes no sense.
            InputError: the map, or a photo in which something must be read, cannot be read.
            OutputError: the map cannot be saved.
        """
        readings = self._readings(version, edits)

        def change(journey: JourneyMap, beside: Beside) -> JourneyMap:
            for one, read in zip(edits, readings, strict=True):
                journey = apply(journey, one, replace(beside, readings=read))
            return journey

        return self._followed(self.store.save(version, change, edits[0].op))

    def undo(self, version: str) -> Snapshot:
        """Take back the last step. Raises as `edit` does."""
        return self._followed(self.store.undo(version))

    def redo(self, version: str) -> Snapshot:
        """Do again what was taken back. Raises as `edit` does."""
        return self._followed(self.store.redo(version))

    def _followed(self, now: Snapshot) -> Snapshot:
        self.derived.changed()
        return now

    def _readings(self, version: str, edits: Sequence[Edit]) -> list[tuple[Reading, ...]]:
        """What stands in the outlines of each edit; nothing for those without."""
        if not any(one.op in ("add_note", "split_note", "move_corners") for one in edits):
            return [()] * len(edits)
        now = self.store.read()
        if now.version != version:
            raise ChangedElsewhereError(now)
        journey, beside = now.journey, Beside(now.timeline.highest, now.deleted)
        readings = []
        for one in edits:  # an outline may be of a note that an earlier edit of the same step makes
            photo, outlines = to_read(journey, one)
            read: tuple[Reading, ...] = ()
            if outlines:
                info = the_photo(journey, photo)
                try:
                    read = self.reader.read(photo_file(self.folder / PHOTOS, info), info, journey, outlines)
                except NoPictureError as problem:
                    raise RefusedError(
                        "The photo is missing in the wall's folder, so nothing can be read in it."
                    ) from problem
            readings.append(read)
            journey = apply(journey, one, replace(beside, readings=read))
        return readings


def reader_of(settings: Settings) -> EngineReader:
    """The reader that a scan with these settings would use, built when something is to be read."""
    from stickyscan.engines.catalogue import build_reader

    engines = settings.engines
    build = partial(build_reader, language=engines.language, threads=engines.threads, endpoint=settings.endpoint)
    return EngineReader(partial(build, engines.reader))


@dataclass(frozen=True)
class House:
    """What the server shows. `home`: the key of the one wall of `review`; None where a start page lists many.

    `reader` reads what a person outlines in a photo; `reader_of(settings)` gives the one of a person's settings.
    """

    find: FindWall
    home: str | None = None
    reader: OutlineReader = field(default_factory=lambda: reader_of(Settings()))
    stopping: threading.Event = field(default_factory=threading.Event)
    _photos: DecodedPhotos = field(default_factory=DecodedPhotos)
    _open: dict[Path, OpenWall] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wall(self, key: str) -> OpenWall | None:
        """The wall of that key; None if there is none."""
        folder = self.find(key)
        if folder is None:
            return None
        with self._lock:
            if folder not in self._open:
                pictures = Pictures(folder / PHOTOS, self._photos)
                self._open[folder] = OpenWall(
                    key, folder, WallStore(folder), pictures, self.reader, DerivedLater(folder)
                )
            return self._open[folder]

    def close(self) -> None:
        """Write what still waits to be written."""
        with self._lock:
            for wall in self._open.values():
                wall.derived.close()


def key_of(folder: Path) -> str:
    """The name of a folder, made safe for addresses."""
    plain = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.casefold()).strip("-")
    return plain[:60] or "wall"


def house_of_one(folder: Path, reader: OutlineReader | None = None) -> House:
    """The house of `stickyscan review`: one wall."""
    key = key_of(folder)
    find = {key: folder}.get
    return House(find, home=key) if reader is None else House(find, home=key, reader=reader)
