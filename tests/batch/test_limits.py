from __future__ import annotations

import os
import subprocess
import sys

import pytest

from stickyscan.batch.limits import best_jobs, end_children, memory_of, memory_share, usable_cores, usable_memory


@pytest.mark.parametrize(
    ("cores", "memory", "jobs"), [(2, 16_000, 2), (8, 4_500, 4), (1, 64_000, 1), (4, 500, 1), (256, 1_000_000, 64)]
)
def test_a_wall_per_core_as_far_as_the_memory_reaches(cores: int, memory: int, jobs: int) -> None:
    assert best_jobs(cores, memory) == jobs


def test_jobs_leave_a_tenth_of_the_memory_to_others() -> None:
    assert memory_share(2, 10_000) == 4500
    assert memory_share(64, 1000) == 256


def test_this_machine_has_something_to_give() -> None:
    assert usable_cores() >= 1
    assert usable_memory() > 256


def test_memory_counts_what_a_process_started() -> None:
    own = memory_of(os.getpid())
    program = "import time; hoard = bytearray(b'x' * (120 << 20)); print('ready', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == b"ready"
        assert memory_of(os.getpid()) > own + 100
        end_children(os.getpid())
        assert child.wait(timeout=20) != 0


def test_a_process_that_is_gone_takes_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    assert memory_of(child.pid) == 0
