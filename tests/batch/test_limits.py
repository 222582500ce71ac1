from __future__ import annotations

import subprocess
import sys

import pytest

from stickyscan.abreast import usable_cores
from stickyscan.batch.limits import (
    best_jobs,
    end_children,
    memory_of,
    memory_share,
    usable_memory,
)


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
    hoard = "import time; hoard = bytearray(b'x' * (120 << 20)); print('ready', flush=True); time.sleep(60)"
    program = f"import subprocess, sys; sys.exit(subprocess.run([sys.executable, '-c', {hoard!r}]).returncode != 0)"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline().strip() == b"ready"
        assert memory_of(parent.pid) > 120
        end_children(parent.pid)
        assert parent.wait(timeout=20) == 1, "the child was ended, and its parent tells so"


def test_a_process_that_is_gone_takes_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    assert memory_of(child.pid) == 0
