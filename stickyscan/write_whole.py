"""A file's bytes in, the file written whole and on the disk, or left as it was."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

# What is not complete yet has a hidden name with this in it, and the number of the process that writes it.
UNFINISHED = ".stickyscan-new-"


def unfinished_name(name: str) -> str:
    """What a file or folder is called until it is complete."""
    return f".{name}{UNFINISHED}{os.getpid()}-{secrets.token_hex(4)}"


def write_whole(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """Write a file beside its place, and only then give it the name; if `lasting`, have it on the disk before.

    Raises:
        OSError: it cannot be written. Nothing has changed then.
    """
    beside = path.with_name(unfinished_name(path.name))
    try:
        if lasting:
            write_new(beside, content)
        else:
            beside.write_bytes(content)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    if lasting:
        sync(path.parent)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, and wait until it is on the disk.

    Raises:
        OSError: it cannot be written, or is there.
    """
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync(path: str | Path) -> None:
    """Have a folder or a closed file on the disk itself, not only on its way there."""
    if os.name == "nt":  # Windows cannot open folders for this, and no file that is open for reading only
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
