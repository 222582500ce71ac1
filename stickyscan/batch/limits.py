"""How much a batch may take: walls at a time, threads, seconds and memory; what this machine has to give."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from stickyscan.abreast import usable_cores

MIB = 1 << 20
# What a worker takes at its peak: measured, on walls of up to 81 notes and photos of up to 16 megapixels, 390-830 MiB.
WORKER_MEMORY = 1024
MOST_JOBS = 64
_LEAST_MEMORY = 256
_CGROUP_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


@dataclass(frozen=True)
class Limits:
    """For one wall: `seconds`, None = as long as it takes; `memory` in MiB (a worker and what it starts), None = all.

    Memory is watched from outside, not forbidden: the libraries that read and find reserve far more than they use, so
    a limit on addresses (RLIMIT_AS) would refuse honest walls. A worker may be above the limit for a fraction of a
    second before it is ended.
    """

    seconds: float | None = None
    memory: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if self.seconds is not None and self.seconds <= 0:
            raise ValueError(f"the timeout must be positive, got {self.seconds}")
        if self.memory is not None and self.memory < _LEAST_MEMORY:
            raise ValueError(f"the memory must be at least {_LEAST_MEMORY} MiB, got {self.memory}")


NO_LIMITS = Limits()


def usable_memory() -> int:
    """MiB of memory that programs here can have at most: the machine's, or the container's."""
    total = psutil.virtual_memory().total
    for file in _CGROUP_LIMITS:
        with suppress(OSError, ValueError):
            total = min(total, int(file.read_text("ascii")))
    return int(total // MIB)


def best_jobs(cores: int, memory: int) -> int:
    """Walls at a time: one per core, as far as the memory (MiB) reaches. A worker of one thread wastes no core."""
    return max(1, min(cores, memory // WORKER_MEMORY, MOST_JOBS))


def memory_share(jobs: int, memory: int) -> int:
    """MiB for each of `jobs` walls, so that together they leave a tenth of the machine to others."""
    return max(_LEAST_MEMORY, memory * 9 // 10 // jobs)


def threads_per_worker(jobs: int) -> int:
    """How many threads the libraries of each of `jobs` workers may use, so that together they fill the processor."""
    return max(1, usable_cores() // jobs)


def memory_of(process: int) -> int:
    """Resident MiB of a process and all that it started; 0 if it is gone."""
    try:
        parent = psutil.Process(process)
        family = (parent, *parent.children(recursive=True))
    except psutil.Error:
        return 0
    total = 0
    for member in family:
        with suppress(psutil.Error):
            total += member.memory_info().rss
    return int(total // MIB)


def end_children(process: int) -> None:
    """Kill what a process started and may have left running, such as a reader that is a program of its own."""
    with suppress(psutil.Error):
        for child in psutil.Process(process).children(recursive=True):
            with suppress(psutil.Error):
                child.kill()
