"""A folder of photos in, the walls in it out: which photos belong together, and what each result is called."""

from __future__ import annotations

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from stickyscan.errors import InputError
from stickyscan.folder import MAP_FILE
from stickyscan.steps.decode_photo import ACCEPTED, SUFFIXES

WallPer = Literal["photo", "folder"]
# Bytes of a name: file systems allow 255, and hidden names that are longer stand beside it for a moment.
_LONGEST_NAME = 160
_OUR_SUFFIXES = (".html", ".jsonl")


@dataclass(frozen=True)
class WallJob:
    """One wall of a batch: the name of its result folder, and its photos in order of name.

    `problem`: why it cannot be scanned at all, such as a folder that may not be read; None = nothing known.
    """

    name: str
    photos: tuple[Path, ...]
    problem: str | None = None


def find_walls(folder: Path, wall_per: WallPer = "photo", *, may_be_empty: bool = False) -> tuple[WallJob, ...]:
    """All walls of a folder and its subfolders, in order of path; each name once, also where case is ignored.

    Every photo is a wall, or every folder that holds photos. Hidden files and the results of earlier scans are left
    out; links to folders are not followed. A subfolder that cannot be read is a wall with a `problem`, and so is an
    empty folder with the name of a photo.

    Raises:
        InputError: the folder is missing, unreadable, or holds no photo (unless it `may_be_empty`).
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder. Name the folder that holds the photos.")
    photos, problems = _listed(folder)
    if not photos and not problems and not may_be_empty:
        raise InputError(f"{folder}: there is no photo in it. It needs {ACCEPTED} files.")
    if wall_per == "photo":
        return named([*((photo,) for photo in photos), *((place,) for place in problems)], folder, problems)
    places = defaultdict(list)
    for photo in photos:
        places[photo.parent].append(photo)
    groups = [tuple(places[place]) for place in sorted(places)]
    top = folder.resolve().name or "wall"
    names = [*("-".join(place.relative_to(folder).parts) or top for place in sorted(places)), *_stems(problems, folder)]
    jobs = [*groups, *((place,) for place in problems)]
    return tuple(
        WallJob(name, group, _problem(group, problems)) for name, group in zip(_numbered(names), jobs, strict=True)
    )


def named(
    groups: Sequence[tuple[Path, ...]], folder: Path, problems: dict[Path, str] | None = None
) -> tuple[WallJob, ...]:
    """A wall per group of photos in `folder`, each named after its first photo, in order of path."""
    ordered = sorted(groups)
    told = problems or {}
    names = _photo_names([group[0].relative_to(folder) for group in ordered])
    return tuple(WallJob(name, group, _problem(group, told)) for name, group in zip(names, ordered, strict=True))


def _problem(group: tuple[Path, ...], told: dict[Path, str]) -> str | None:
    """Why a wall cannot be scanned at all, if anything of that kind is known."""
    for photo in group:
        if any("\ud800" <= letter <= "\udfff" for letter in photo.name):
            return f"{photo}: its name has bytes that are no text (UTF-8). Rename it."
    return told.get(group[0])


def _listed(folder: Path) -> tuple[list[Path], dict[Path, str]]:
    """Photos in order of path, and places that hold none because they cannot be read."""
    problems: dict[Path, str] = {}

    def note(problem: OSError) -> None:
        place = Path(problem.filename)
        said = f"{place}: cannot be read ({problem.strerror}). Check its permissions."
        if place == folder:
            raise InputError(said)
        problems[place] = said

    photos = sorted(_photos(folder, note, problems))
    return photos, {place: problems[place] for place in sorted(problems)}


def _photos(folder: Path, note: Callable[[OSError], None], problems: dict[Path, str]) -> Iterator[Path]:
    for place, inside, files in os.walk(folder, onerror=note):
        if MAP_FILE in files and Path(place) != folder:
            inside.clear()  # the result of an earlier scan: the copies in it are no new walls
            continue
        inside[:] = sorted(name for name in inside if not name.startswith("."))
        problems.update(_odd_folders(Path(place), inside))
        for name in files:
            if _is_photo(name):
                yield Path(place, name)


def _odd_folders(place: Path, inside: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """Those that pass for photos by their names, and hold none that would be found."""
    for path in (place / name for name in inside if _is_photo(name)):
        if path.is_symlink():
            yield path, f"{path}: is a link to a folder, not a photo. Links to folders are not followed."
        elif os.access(path, os.R_OK | os.X_OK) and not any(path.iterdir()):
            yield path, f"{path}: is an empty folder, not a photo. Remove it, or copy the photo again."


def _is_photo(name: str) -> bool:
    return not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES


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


def _stems(places: dict[Path, str], folder: Path) -> list[str]:
    return ["-".join(place.relative_to(folder).parts) for place in places]


def _numbered(names: Sequence[str]) -> tuple[str, ...]:
    taken: set[str] = set()
    counts: Counter[str] = Counter()
    result = []
    for name in map(_shortened, names):
        unique, count = name, max(1, counts[name.casefold()])
        while unique.casefold() in taken:
            count += 1
            unique = f"{name}-{count}"
        counts[name.casefold()] = count
        taken.add(unique.casefold())
        result.append(unique)
    return tuple(result)


def _shortened(name: str) -> str:
    """A name that every file system takes: the beginning of a long one, and a number that stands for the whole.

    It is none that the batch itself gives to a file beside the results, either.
    """
    if name.casefold().endswith(_OUR_SUFFIXES):
        name += "-wall"
    whole = os.fsencode(name)
    if len(whole) <= _LONGEST_NAME:
        return name
    return whole[: _LONGEST_NAME - 9].decode("utf-8", "ignore") + "-" + hashlib.sha256(whole).hexdigest()[:8]
