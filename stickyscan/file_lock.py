"""One process at a time works with a file or folder; the system lets go when that process ends, however it ends."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_TAKEN = frozenset({errno.EWOULDBLOCK, errno.EACCES})

if sys.platform == "win32":
    import msvcrt

    def _wait_for(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)

    def _let_go(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _wait_for(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)

    def _let_go(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


def hold_if_free(handle: int) -> bool:
    """Hold an open file or folder until it is closed; False if somebody else does.

    Disks that know no locks, as some over a network, keep nobody out; nor does Windows, where a lock would keep others
    from reading, too.
    """
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        return problem.errno not in _TAKEN
    return True


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Wait until nobody else holds this file, hold it, and let go. The file may get another name meanwhile.

    Raises:
        OSError: the file cannot be made.
    """
    with path.open("ab") as file:
        _wait_for(file.fileno())
        try:
            yield
        finally:
            _let_go(file.fileno())
