"""The folder of a wall: map.json, map.html, overlay.jpg, photos/ and history/, written whole or not at all.

Everything is first written into a hidden folder beside the target and then takes its name, so that a reader, a full
disk or a killed process sees the earlier result or the new one, never a mixture.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path, PurePosixPath, PureWindowsPath

from stickyscan.derived import derived_files
from stickyscan.errors import InputError, OutputError, UsageError
from stickyscan.exchange import aside, put_in_place, recover
from stickyscan.journey import JourneyMap
from stickyscan.photo_copy import without_location
from stickyscan.wall_lock import held
from stickyscan.whole_file import sync_folder, write_new, write_whole

MAP_FILE, PHOTOS, HISTORY, LOCK_FILE = "map.json", "photos", "history", ".lock"
Derive = Callable[[JourneyMap, Path], Mapping[str, bytes]]
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def write_wall_folder(
    folder: Path,
    journey: JourneyMap,
    sources: Sequence[Path],
    *,
    replace: bool,
    based_on: JourneyMap | None = None,
    derive: Derive = derived_files,
) -> None:
    """Write a wall's folder. `sources[i]` is the file of `journey.photos[i]`, copied under that photo's name.

    The copies hold no location. With `replace`, earlier maps are kept in history/, earlier photos in photos/, and
    files that are none of ours stay. `based_on`: the map that `journey` was made from, and the only one that it may
    replace. `derive` makes the files that follow from the map and its photos.

    Raises:
        UsageError: there is something at `folder` that may not be replaced, or its map is not `based_on` any more.
        InputError: a source cannot be read as a photo.
        OutputError: the folder cannot be written; nothing has changed then.
        ValueError: sources and photos of the map do not belong together.
    """
    _check_names(journey, sources)
    target = folder.absolute() if not folder.is_symlink() else folder.resolve()
    with _told_as_output_error(folder):
        target.parent.mkdir(parents=True, exist_ok=True)
        recover(target)
        refuse_taken(folder, replace=replace)
        _clear_stale(target)
        with _staged(target) as new:
            _fill_photos(new / PHOTOS, target, journey, sources)
            derived = derive(journey, new / PHOTOS)
            for name, content in derived.items():
                write_new(new / name, content)
            text = journey.to_json().encode()
            with changing(target) if os.name != "nt" else nullcontext():  # no folder with an open file is renamed there
                if based_on is not None and read_map(target) != based_on:
                    raise UsageError(
                        f"the map in {folder} was changed while this ran, perhaps in the browser. "
                        "Nothing has been changed: run the same command again."
                    )
                _fill_history(new / HISTORY, target, text)
                write_new(new / MAP_FILE, text)
                _carry_rest(new, target)
                for inside in (new / PHOTOS, new / HISTORY, new):
                    sync_folder(inside)
                put_in_place(new, target)
            sync_folder(target.parent)


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """While this lasts, no other process changes the map in that folder.

    Raises:
        OSError: the folder may not be written.
    """
    if not (folder / MAP_FILE).exists():
        yield
        return
    (folder / HISTORY).mkdir(exist_ok=True)
    with held(folder / HISTORY / LOCK_FILE):
        yield


def read_map(path: Path) -> JourneyMap:
    """The map in a file, or in a wall's folder.

    Raises:
        InputError: there is none, or it cannot be read.
    """
    file = path / MAP_FILE if path.is_dir() else path
    try:
        return JourneyMap.from_json(file.read_bytes())
    except FileNotFoundError as problem:
        hint = "Name a folder that `stickyscan scan` made, or the map.json in it."
        raise InputError(f"{file}: there is no map. {hint}") from problem
    except OSError as problem:
        raise InputError(f"{file}: cannot be read ({problem.strerror}). Check its permissions.") from problem
    except InputError as problem:
        raise InputError(f"{file}: {problem}") from problem


def replace_map(folder: Path, text: bytes) -> None:
    """Put another map.json into a wall's folder and nothing else: it is the old one or the new one, at any moment.

    Raises:
        OutputError: it cannot be written; the old one is still there.
    """
    with _told_as_output_error(folder):
        write_whole(folder / MAP_FILE, text)


def keep_map(folder: Path, text: bytes) -> str:
    """Keep the bytes of a map in history/ under the next free number, whole or not at all; gives the file's name.

    Raises:
        OutputError: it cannot be written.
    """
    history = folder / HISTORY
    with _told_as_output_error(folder):
        history.mkdir(exist_ok=True)
        name = f"map-{max(history_numbers(folder), default=0) + 1:04d}.json"
        write_whole(history / name, text)
    return name


def history_numbers(folder: Path) -> list[int]:
    """The numbers of the maps in history/, ascending."""
    names = (entry.name for entry in _entries(folder / HISTORY))
    return sorted(int(found[1]) for name in names if (found := re.fullmatch(r"map-(\d{1,9})\.json", name)))


def _check_names(journey: JourneyMap, sources: Sequence[Path]) -> None:
    names = [photo.file for photo in journey.photos]
    if len(names) != len(sources):
        raise ValueError(f"need one source per photo of the map, got {len(sources)} for {len(names)}")
    if len({name.casefold() for name in names}) != len(names):
        raise ValueError(f"photos of a map need different names, got {names}")
    for name in names:  # a map from elsewhere must not lead out of the folder
        if name in ("", ".", "..") or PurePosixPath(name).name != name or PureWindowsPath(name).name != name:
            raise ValueError(f"not a plain file name: {name!r}")


def refuse_taken(folder: Path, *, replace: bool) -> None:
    """Say no before any work is done where `write_wall_folder` would.

    Raises:
        UsageError: the folder holds something else, or a result that may not be replaced.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file. Name another folder for the result with -o.")
    if not (folder / MAP_FILE).is_file():
        raise UsageError(f"{folder} exists and is not a result of stickyscan. Name another folder with -o.")
    if not replace:
        raise UsageError(
            f"{folder} already holds a result. Name another folder with -o, or add --force to replace it "
            f"(the earlier map is kept in {folder / HISTORY})."
        )


def _fill_photos(photos: Path, target: Path, journey: JourneyMap, sources: Sequence[Path]) -> None:
    photos.mkdir()
    for info, source in zip(journey.photos, sources, strict=True):
        if source.absolute().parent == target / PHOTOS and source.is_file():
            _carry(source, photos / info.file)  # our own copy: clean already, and saving HEIC again would blur it
        else:
            write_new(photos / info.file, without_location(source))
    taken = {entry.name.casefold() for entry in photos.iterdir()}
    for old in _entries(target / PHOTOS):
        if old.name.casefold() not in taken:
            _carry(old, photos / old.name)  # earlier maps speak of it


def _fill_history(history: Path, target: Path, text: bytes) -> None:
    history.mkdir()
    for old in _entries(target / HISTORY):
        _carry(old, history / old.name)
    current = target / MAP_FILE
    if current.is_file() and current.read_bytes() != text:
        number = max(history_numbers(history.parent), default=0) + 1
        write_new(history / f"map-{number:04d}.json", current.read_bytes())


def _carry_rest(new: Path, target: Path) -> None:
    """Take over what is not ours: somebody's notes and exports in the folder are never lost."""
    taken = {entry.name.casefold() for entry in new.iterdir()}
    for old in _entries(target):
        if old.name.casefold() not in taken:
            _carry(old, new / old.name)


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _carry(old: Path, new: Path) -> None:
    """The same file under a second name (no copy where the file system allows it)."""
    if old.is_dir() and not old.is_symlink():
        shutil.copytree(old, new, symlinks=True, copy_function=_link_or_copy)
    else:
        _link_or_copy(str(old), str(new))


def _link_or_copy(old: str, new: str) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(old, new, follow_symlinks=False)


@contextmanager
def _staged(target: Path) -> Iterator[Path]:
    """A new hidden folder beside the target, gone afterwards whatever happens."""
    new = target.with_name(f"{_stage_prefix(target)}{os.getpid()}-{secrets.token_hex(4)}")
    new.mkdir()
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _stage_prefix(target: Path) -> str:
    return f".{target.name}.stickyscan-new-"


def _clear_stale(target: Path) -> None:
    """Remove what killed processes left beside this target."""
    prefix = _stage_prefix(target)
    for entry in _entries(target.parent):
        if entry.name.startswith(prefix) and not _is_running(entry.name.removeprefix(prefix).partition("-")[0]):
            shutil.rmtree(entry, ignore_errors=True)
    if target.exists() and aside(target).exists():
        shutil.rmtree(aside(target), ignore_errors=True)


def _is_running(process: str) -> bool:
    if os.name == "nt" or not process.isdecimal():  # Windows: asking would end the process
        return True
    if int(process) == os.getpid():  # a number used again, as is usual in containers
        return False
    with suppress(PermissionError):
        try:
            os.kill(int(process), 0)
        except (ProcessLookupError, OverflowError):
            return False
    return True


@contextmanager
def _told_as_output_error(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        if problem.errno in _FULL:
            advice = "The disk is full: free some space, or name a folder on another disk with -o"
        elif problem.errno in _REFUSED:
            advice = "There is no permission to write there: name another folder with -o"
        else:
            advice = f"{problem.strerror or problem}: name another folder with -o"
        raise OutputError(f"cannot write {folder}. {advice}. Nothing has been changed.") from problem
