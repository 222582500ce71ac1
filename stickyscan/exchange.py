"""Two folders in, each under the other's name afterwards: at once where the system can, recoverably elsewhere."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

_AT_FDCWD, _SWAP = -100, 2  # Linux: RENAME_EXCHANGE; macOS: RENAME_SWAP
_UNSUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM})


def put_in_place(new: Path, target: Path) -> None:
    """Give `new` the name of `target`; what was there, if anything, is under the name of `new` afterwards.

    Raises:
        OSError: the system refuses. Then nothing has changed.
    """
    if not target.exists() and _renamed(new, target):
        return
    if not _exchanged(new, target):
        set_aside = aside(target)
        target.rename(set_aside)
        try:
            new.rename(target)
        except OSError:
            set_aside.rename(target)
            raise
        set_aside.rename(new)


def _renamed(new: Path, target: Path) -> bool:
    """Rename a folder; False if another process has put something there in this very moment."""
    try:
        new.rename(target)
    except OSError as problem:
        if problem.errno in (errno.ENOTEMPTY, errno.EEXIST):
            return False
        raise
    return True


def recover(target: Path) -> None:
    """Bring back a folder that a killed process had set aside and not yet replaced."""
    set_aside = aside(target)
    if set_aside.exists() and not target.exists():
        set_aside.rename(target)


def aside(target: Path) -> Path:
    """Where a folder waits for the instant in which it is replaced, on systems that cannot swap two names at once."""
    return target.with_name(f".{target.name}.stickyscan-aside")


def _exchanged(a: Path, b: Path) -> bool:
    """Swap two names in one step; False where this system or file system cannot."""
    first, second = os.fsencode(a), os.fsencode(b)
    try:
        if sys.platform == "linux":
            result = ctypes.CDLL(None, use_errno=True).renameat2(_AT_FDCWD, first, _AT_FDCWD, second, _SWAP)
        elif sys.platform == "darwin":
            result = ctypes.CDLL(None, use_errno=True).renamex_np(first, second, _SWAP)
        else:
            return False
    except AttributeError:  # a C library without the call
        return False
    if result == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(a), None, str(b))
