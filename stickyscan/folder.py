"""The folder of a wall: map.json, map.html, overlay.jpg, photos/ and history/, written whole or not at all.

Everything is first written into a hidden folder beside the target and then takes its name, so that a reader, a full
disk or a killed process sees the earlier result or the new one, never a mixture.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path, PurePosixPath, PureWindowsPath

import psutil

from stickyscan.bounded import read_bounded
from stickyscan.derived import derived_files
from stickyscan.errors import InputError, OutputError, UsageError
from stickyscan.exchange import aside, put_in_place, recover
from stickyscan.file_lock import held
from stickyscan.journey import JourneyMap
from stickyscan.photo_copy import without_location
from stickyscan.settings import LIMITS, LimitSettings
from stickyscan.steps.decode_photo import DecodeLimits
from stickyscan.write_whole import UNFINISHED, sync, unfinished_name, write_new, write_whole

MAP_FILE, PHOTOS, HISTORY, LOCK_FILE = "map.json", "photos", "history", ".lock"
Derive = Callable[[JourneyMap, Path], Mapping[str, bytes]]
_LEFTOVER = re.compile(rf"\..+{re.escape(UNFINISHED)}(\d+)-[0-9a-f]+", re.DOTALL)
_KEPT = re.compile(r"map-(\d{1,9})\.json")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def write_wall_folder(
    folder: Path, journey: JourneyMap, sources: Sequence[Path], *, replace: bool | JourneyMap,
    derive: Derive = derived_files, limits: LimitSettings = LIMITS,
) -> None:  # fmt: skip
    """Write a wall's folder. `sources[i]` is the file of `journey.photos[i]`, copied under that photo's name.

    The copies hold no location. With `replace`, earlier maps are kept in history/, earlier photos in photos/, and
    files that are none of ours stay; instead of True, a map is the one that `journey` was made from, and the only one
    that it may replace. `derive` makes the files that follow from the map and its photos, by default the page and the
    overlay. Photos beyond `limits` are refused; give `derive` the same ones.

    Raises:
        UsageError: there is something at `folder` that may not be replaced, or holds another map than the one to be.
        InputError: a source cannot be read as a photo.
        OutputError: the folder cannot be written; nothing has changed then.
        ValueError: sources and photos of the map do not belong together.
    """
    _check_names(journey, sources)
    target = folder.absolute() if not folder.is_symlink() else folder.resolve()
    with _told_as_output_error(folder):
        target.parent.mkdir(parents=True, exist_ok=True)
        recover(target)
        refuse_taken(folder, replace=replace is not False)
        _clear_stale(target)
        with _staged(target) as new:
            _fill_photos(new / PHOTOS, target, journey, sources, limits)
            derived = derive(journey, new / PHOTOS)
            for name, content in derived.items():
                write_new(new / name, content)
            text = journey.to_json().encode()
            with changing(target) if os.name != "nt" else nullcontext():  # no folder with an open file is renamed there
                if isinstance(replace, JourneyMap) and read_map(target) != replace:
                    raise UsageError(
                        f"the map in {folder} was changed while this ran, perhaps in the browser. "
                        "Nothing has been changed: run the same command again."
                    )
                _fill_history(new / HISTORY, target, text)
                write_new(new / MAP_FILE, text)
                _carry_rest(new, target)
                for inside in (new / PHOTOS, new / HISTORY, new):
                    sync(inside)
                put_in_place(new, target)
            sync(target.parent)


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


def clear_leftovers(parent: Path) -> None:
    """Remove what killed processes left half-written beside the results in a folder."""
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            stale = _LEFTOVER.fullmatch(entry.name)
            if stale and not _is_running(stale[1]):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                else:
                    Path(entry.path).unlink(missing_ok=True)


def read_map(path: Path, limits: LimitSettings = LIMITS) -> JourneyMap:
    """The map in a file, or in a wall's folder.

    Raises:
        InputError: there is none, it cannot be read, or it is too large.
    """
    file = path / MAP_FILE if path.is_dir() else path
    try:
        content = read_bounded(file, limits.map_bytes, "If it is a map, raise map_bytes in [limits].")
    except FileNotFoundError as problem:
        hint = "Name a folder that `stickyscan scan` made, or the map.json in it."
        raise InputError(f"{file}: there is no map. {hint}") from problem
    except OSError as problem:
        raise InputError(f"{file}: cannot be read ({problem.strerror}). Check its permissions.") from problem
    except ValueError as problem:  # a name that no file can have
        raise InputError(f"{file}: cannot be read ({problem}). Check the name.") from problem
    try:
        return JourneyMap.from_json(content)
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
    try:
        with os.scandir(folder / HISTORY) as entries:  # asked for at every edit, and there may be hundreds
            names = [entry.name for entry in entries]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(int(found[1]) for name in names if (found := _KEPT.fullmatch(name)))


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


def _fill_photos(
    photos: Path, target: Path, journey: JourneyMap, sources: Sequence[Path], limits: LimitSettings
) -> None:
    photos.mkdir()
    for info, source in zip(journey.photos, sources, strict=True):
        if source.absolute().parent == target / PHOTOS and source.is_file():
            _carry(source, photos / info.file)  # our own copy: clean already, and saving HEIC again would blur it
        else:
            write_new(photos / info.file, without_location(source, DecodeLimits.of(limits)))
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
        if not Path(new).is_symlink():
            sync(new)


@contextmanager
def _staged(target: Path) -> Iterator[Path]:
    """A new hidden folder beside the target, gone afterwards whatever happens."""
    new = target.with_name(unfinished_name(target.name))
    new.mkdir()
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _stage_prefix(target: Path) -> str:
    return f".{target.name}{UNFINISHED}"


def _clear_stale(target: Path) -> None:
    """Remove what killed processes left beside this target."""
    prefix = _stage_prefix(target)
    with os.scandir(target.parent) as entries:  # thousands of walls may lie there, and this is asked for each
        for entry in entries:
            if entry.name.startswith(prefix) and not _is_running(entry.name.removeprefix(prefix).partition("-")[0]):
                shutil.rmtree(entry.path, ignore_errors=True)
    if target.exists() and aside(target).exists():
        shutil.rmtree(aside(target), ignore_errors=True)


def _is_running(process: str) -> bool:
    if not process.isdecimal():
        return True
    if int(process) == os.getpid():  # a number used again, as is usual in containers
        return False
    try:
        return psutil.Process(int(process)).status() != psutil.STATUS_ZOMBIE  # ended, though nobody has taken note
    except (psutil.NoSuchProcess, OverflowError):
        return False
    except psutil.AccessDenied:
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
