"""One batch at a time per folder of results: the lock is the folder's own, and ends with the process in any case."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stickyscan.errors import OutputError, UsageError
from stickyscan.file_lock import hold_if_free
from stickyscan.write_whole import sync


@contextmanager
def only_batch_in(out: Path) -> Iterator[None]:
    """Make the folder of results, if need be, and keep other batches out of it.

    On Windows, and on network disks that know no locks, nothing keeps them out.

    Raises:
        UsageError: another batch is at work there.
        OutputError: the folder cannot be made, opened or written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        sync(out.parent)
        handle = os.open(out, os.O_RDONLY) if os.name != "nt" else None
    except OSError as problem:
        raise OutputError(
            f"cannot write {out} ({problem.strerror}). Name another folder with -o. Nothing has been changed."
        ) from problem
    try:
        if handle is not None and not hold_if_free(handle):
            raise UsageError(f"another batch is writing to {out}. Wait for it to end, or name another folder with -o.")
        _need_writable(out)
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _need_writable(out: Path) -> None:
    """Say no before any work is done where no result could be written.

    Raises:
        OutputError: the folder is read-only.
    """
    if not os.access(out, os.W_OK | os.X_OK):
        raise OutputError(
            f"cannot write {out}. There is no permission to write there, or its disk is read-only: name another folder "
            "with -o. Nothing has been changed."
        )
