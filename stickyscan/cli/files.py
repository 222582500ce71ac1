"""Paths that a user named: are they there, may they be replaced; and writing a file whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from stickyscan.errors import InputError, OutputError, UsageError
from stickyscan.write_whole import write_whole


def need_photos(paths: Iterable[Path]) -> None:
    """Raise an `InputError` for the first path that is not a file, before any work is done."""
    for path in paths:
        if path.is_dir():
            raise InputError(f"{path} is a folder. `stickyscan batch {path}` scans all walls in a folder.")
        if not path.exists():
            raise InputError(f"{path}: there is no such file. Check the name, and the folder you are in.")


def need_folder(path: Path) -> None:
    """Raise an `InputError` if the path is not a folder."""
    if not path.is_dir():
        raise InputError(f"{path} is not a folder.")


def refuse_used_folder(folder: Path, *, force: bool) -> None:
    """Raise a `UsageError` if pictures of an earlier run would be replaced without --force."""
    if not force and folder.exists() and (not folder.is_dir() or any(folder.glob("*.png"))):
        raise UsageError(f"{folder} already holds pictures. Name another folder, or add --force to replace them.")


def write_files(files: dict[Path, bytes], *, force: bool) -> None:
    """Write some files, each whole or not at all.

    Raises:
        UsageError: one of them exists already, and `force` is false. Nothing has been written then.
        OutputError: one of them cannot be written.
    """
    taken = [str(path) for path in files if path.exists()]
    if taken and not force:
        raise UsageError(f"{', '.join(taken)} exists already. Name another folder with -o, or add --force to replace.")
    for path, content in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
        except OSError as problem:
            raise OutputError(f"cannot write {path}: {problem.strerror or problem}.") from problem
