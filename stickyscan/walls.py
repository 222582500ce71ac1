"""A folder of photos in, the walls in it out: which photos belong together, and what each result is called."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from stickyscan.errors import InputError
from stickyscan.folder import MAP_FILE
from stickyscan.steps.decode_photo import ACCEPTED, SUFFIXES

WallPer = Literal["photo", "folder"]


@dataclass(frozen=True)
class WallJob:
    """One wall of a batch: the name of its result folder, and its photos in order of name."""

    name: str
    photos: tuple[Path, ...]


def find_walls(folder: Path, wall_per: WallPer = "photo") -> tuple[WallJob, ...]:
    """All walls of a folder and its subfolders, in order of path; each name once, also where case is ignored.

    Every photo is a wall, or every folder that holds photos. Hidden files and the results of earlier scans are left
    out.

    Raises:
        InputError: the folder is missing, unreadable, or holds no photo.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder. Name the folder that holds the photos.")
    photos = sorted(_photos(folder))
    if not photos:
        raise InputError(f"{folder}: there is no photo in it. It needs {ACCEPTED} files.")
    if wall_per == "photo":
        groups: list[tuple[Path, ...]] = [(photo,) for photo in photos]
        names = _photo_names([photo.relative_to(folder) for photo in photos])
    else:
        places = sorted({photo.parent for photo in photos})
        groups = [tuple(p for p in photos if p.parent == place) for place in places]
        top = folder.resolve().name or "wall"
        names = _numbered(["-".join(place.relative_to(folder).parts) or top for place in places])
    return tuple(WallJob(name, group) for name, group in zip(names, groups, strict=True))


def _photos(folder: Path) -> Iterator[Path]:
    def refuse(problem: OSError) -> None:
        raise InputError(f"{problem.filename}: cannot be read ({problem.strerror}). Check its permissions.")

    for place, inside, files in os.walk(folder, onerror=refuse):
        if MAP_FILE in files and Path(place) != folder:
            inside.clear()  # the result of an earlier scan: the copies in it are no new walls
            continue
        inside[:] = sorted(name for name in inside if not name.startswith("."))
        for name in files:
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                yield Path(place, name)


def _photo_names(photos: Sequence[Path]) -> tuple[str, ...]:
    """Folder and stem ("day1-wall"); with the kind of file where a.jpg and a.heic are both there."""
    plain = ["-".join((*photo.parent.parts, photo.stem)) for photo in photos]
    often = Counter(name.casefold() for name in plain)
    return _numbered(
        [
            name if often[name.casefold()] == 1 else f"{name}-{photo.suffix[1:].lower()}"
            for name, photo in zip(plain, photos, strict=True)
        ]
    )


def _numbered(names: Sequence[str]) -> tuple[str, ...]:
    taken: set[str] = set()
    result = []
    for name in names:
        unique, count = name, 1
        while unique.casefold() in taken:
            count += 1
            unique = f"{name}-{count}"
        taken.add(unique.casefold())
        result.append(unique)
    return tuple(result)
