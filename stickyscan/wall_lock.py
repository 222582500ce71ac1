"""One process at a time changes a wall's folder; a killed one lets go by itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    def _hold(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)

    def _let_go(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _hold(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)

    def _let_go(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Wait until nobody else holds this file, hold it, and let go. The file may get another name meanwhile.

    Raises:
        OSError: the file cannot be made.
    """
    with path.open("ab") as file:
        _hold(file)
        try:
            yield
        finally:
            _let_go(file)
