"""A file of somebody else in, its bytes out: only a regular file, and only up to a limit."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from stickyscan.errors import InputError


def read_bounded(file: Path, most: int, advice: str) -> bytes:
    """The bytes of a regular file of at most `most` bytes; `advice` says what to do with a larger one.

    Raises:
        InputError: it is a folder, pipe or device, or too large.
        OSError: it is missing or cannot be read.
        ValueError: no file can have such a name.
    """
    # Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as opened:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{file}: is a folder, pipe or device, not a file. Save it to a file first.")
        content = opened.read(min(most, status.st_size) + 1)  # it may be growing
    if max(len(content), status.st_size) > most:
        raise InputError(f"{file}: the file has more than the {most:,} bytes allowed. {advice}")
    return content
