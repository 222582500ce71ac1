"""The memory that the C library (glibc) keeps for itself, beyond what is in use: shared among threads, and handed back.

Where there is another C library, nothing is done.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

_HEAPS = -8  # M_ARENA_MAX of glibc's malloc.h


def share_one_heap() -> None:
    """Make threads that begin from now on share one heap, where each would get its own.

    Each would keep what a network left there: a quarter of all the memory that a scan takes.
    """
    set_option = _of_the_library("mallopt")
    if set_option is not None:
        set_option(_HEAPS, 1)


def hand_back_memory() -> None:
    """Give what this process no longer uses back to the system.

    Without, a worker holds more after every wall, in pieces too small for the next picture.
    """
    trim = _of_the_library("malloc_trim")
    if trim is not None:
        trim(0)


def _of_the_library(name: str) -> Callable[..., int] | None:
    function: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
    return function
