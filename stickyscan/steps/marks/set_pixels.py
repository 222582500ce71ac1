"""A mask in; where it is set out, several times as fast as by NumPy's own way."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def set_pixels(mask: NDArray[np.bool_] | NDArray[np.uint8]) -> NDArray[np.int32]:
    """Columns and rows (2, n) of what is set, row by row."""
    found = cv2.findNonZero(mask.view(np.uint8))
    return np.empty((2, 0), np.int32) if found is None else np.asarray(found.reshape(-1, 2).T, np.int32)
