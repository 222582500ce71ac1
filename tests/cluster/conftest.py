"""A cluster of two worker processes on this machine, each with one thread and a nanny that starts it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

distributed = pytest.importorskip("distributed")
Photographed = Callable[..., Path]


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    import dask

    # A wall that killed two workers is given up; the usual four take longer.
    few = {"distributed.comm.timeouts.connect": "60s", "distributed.scheduler.allowed-failures": 1}
    with (
        dask.config.set(few),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=60
        ) as cluster,
    ):
        yield cluster.scheduler_address


@pytest.fixture
def photographed(tmp_path: Path) -> Photographed:
    """Small photos of these names, each different."""

    def make(*names: str) -> Path:
        folder = tmp_path / "photos"
        for i, name in enumerate(names):
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(np.full((80, 96, 3), i * 3, dtype=np.uint8)).save(file)
        (tmp_path / "marks").mkdir(exist_ok=True)
        return folder

    return make
