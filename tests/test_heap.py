from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

from stickyscan.batch.limits import memory_of
from stickyscan.heap import hand_back_memory

GLIBC = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps memory for itself")
# Threads that all hold something at once; then the heaps of their own: glibc reserves 64 MiB for each, most of it shut.
HEAPS = """
import threading, sys
if sys.argv[1] == "shared":
    from stickyscan.heap import share_one_heap
    share_one_heap()
together = threading.Barrier(4)
def hold():
    kept = [b"x" * (1000 + n) for n in range(1000)]
    together.wait(20)
    return kept
threads = [threading.Thread(target=hold) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
spans = [line.split()[:2] for line in open("/proc/self/maps")]
sizes = [int(b, 16) - int(a, 16) for a, b in (span.split("-") for span, rights in spans if rights == "---p")]
print(sum(60 << 20 < size <= 64 << 20 for size in sizes))
"""


def heaps_beside_the_first(how: str) -> int:
    told = subprocess.run([sys.executable, "-c", HEAPS, how], capture_output=True, text=True, check=True, timeout=60)
    return int(told.stdout)


@GLIBC
def test_threads_share_one_heap() -> None:
    assert heaps_beside_the_first("apart") > 0
    assert heaps_beside_the_first("shared") == 0


@GLIBC
def test_memory_that_is_free_goes_back_though_something_behind_it_is_still_used() -> None:
    pieces = [b"x" * (100_000 + size % 2) for size in range(2000)]
    last = pieces[-1]
    full = memory_of(os.getpid())
    del pieces
    hand_back_memory()
    assert memory_of(os.getpid()) < full - 150, len(last)
