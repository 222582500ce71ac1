"""A folder behind an address that fsspec knows: its files listed, read up to a limit, and written whole."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from stickyscan.errors import EngineMissingError, InputError, UsageError

INSTALL = "pip install 'stickyscan[cluster]'"
# Reached by the machine that starts the batch only: what is in them travels over the cluster's own connections.
_HERE_ONLY = frozenset({"file", "local", "memory"})


@dataclass(frozen=True)
class Place:
    """A folder, such as "photos/", "file:///srv/photos", "s3://bucket/photos" or "memory://photos".

    Keys and accounts come from where fsspec's file systems look for them (environment, their own files).
    """

    address: str

    @property
    def direct(self) -> bool:
        """Whether workers on other machines reach it themselves."""
        return self._scheme not in _HERE_ONLY

    @property
    def folder(self) -> Path | None:
        """The folder, if it is one of this machine."""
        return Path(self._opened()[1]) if self._scheme in ("file", "local") else None

    def check(self) -> None:
        """Raise an error if the address cannot be used, before any work is done.

        Raises:
            EngineMissingError: what its kind of address needs is not installed.
            UsageError: there is no such kind of address.
        """
        self._opened()

    def files(self, inside: str = "") -> tuple[str, ...]:
        """All files in it and below, relative, with "/", sorted; none if the folder is missing."""
        system, root = self._opened()
        top = f"{root.rstrip('/')}/{inside}".rstrip("/")
        try:
            found = system.find(top)
        except FileNotFoundError:
            return ()
        start = len(top.lstrip("/")) + 1
        return tuple(
            sorted(str(name).lstrip("/")[start:] for name in found if str(name).lstrip("/") != top.lstrip("/"))
        )

    def read(self, name: str, most: int) -> bytes:
        """A whole file.

        Raises:
            InputError: it is missing, empty, larger than `most` bytes, or cannot be read.
        """
        system, root = self._opened()
        try:
            with system.open(f"{root.rstrip('/')}/{name}", "rb") as file:
                content = bytes(file.read(most + 1))
        except OSError as problem:
            raise InputError(f"{self.told(name)}: cannot be read ({problem}).") from problem
        if len(content) > most:
            raise InputError(f"{self.told(name)}: the file has more than the {most:,} bytes allowed.")
        return content

    def read_if_there(self, name: str, most: int) -> bytes | None:
        """A whole file, or None if there is none."""
        system, root = self._opened()
        return self.read(name, most) if system.exists(f"{root.rstrip('/')}/{name}") else None

    def write(self, name: str, content: bytes) -> None:
        """A file, whole or not at all: stores of objects are so by themselves, on disks it is renamed into place."""
        system, root = self._opened()
        path = f"{root.rstrip('/')}/{name}"
        if self.folder is None:
            system.pipe_file(path, content)
            return
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{secrets.token_hex(8)}.new")
        try:
            with beside.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)

    def remove(self, name: str) -> None:
        """Make sure that there is no such file."""
        system, root = self._opened()
        path = f"{root.rstrip('/')}/{name}"
        if system.exists(path):
            system.rm_file(path)

    def told(self, name: str) -> str:
        """A file's whole address, for people."""
        return f"{self.address.rstrip('/')}/{name}"

    @property
    def _scheme(self) -> str:
        scheme, mark, _ = self.address.partition("://")
        return scheme if mark else "file"

    def _opened(self) -> tuple[Any, str]:
        try:
            import fsspec
        except ModuleNotFoundError as problem:
            raise EngineMissingError(f"scanning on a cluster needs fsspec. Install it with: {INSTALL}.") from problem
        try:
            system, root = fsspec.core.url_to_fs(self.address)
        except ImportError as problem:
            raise EngineMissingError(f"{self.address}: {problem}. Install that here and on the workers.") from problem
        except ValueError as problem:
            raise UsageError(f"{self.address}: not an address that can be used ({problem}).") from problem
        return system, str(root)


def is_safe(name: str) -> bool:
    """Whether a listed name can be a file of that name in a folder: stores of objects allow anything."""
    parts = name.split("/")
    return (
        name.isprintable()
        and all(part not in ("", ".", "..") and len(part.encode("utf-8", "replace")) <= 255 for part in parts)
        and "\\" not in name
        and PurePosixPath(name).parts == tuple(parts)
    )
