from __future__ import annotations

import cv2
import numpy as np
import pytest

from stickyscan.geometry import project
from tests.bench.bench_changed import CHANGES, changed

SPOTS = np.array([[120.0, 80.0], [500.0, 90.0], [480.0, 300.0], [100.0, 320.0]])


@pytest.mark.parametrize("name", CHANGES)
def test_labels_stay_on_what_they_name(name: str) -> None:
    picture = np.full((400, 600, 3), (200, 205, 210), np.uint8)
    for x, y in SPOTS.astype(int).tolist():
        cv2.circle(picture, (x, y), 14, (60, 60, 60), -1)
    seen, matrix = changed(picture, CHANGES[name])
    for x, y in np.round(project(matrix, SPOTS)).astype(int).tolist():
        around = seen[max(0, y - 40) : y + 40, max(0, x - 40) : x + 40].mean()
        assert seen[y, x].mean() < 0.6 * around
    assert seen.dtype == np.uint8
