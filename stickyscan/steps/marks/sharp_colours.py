"""A picture whose colours JPEG has blurred in; colours that change where the lightness does out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.steps.marks.round_spots import Labs

REACH = 1.5  # px of the photo: JPEG keeps one colour for two pixels each way
LEAST_CHANGE = 1.0  # Lab units squared: lightness that changes less is noise, and leaves the colours as they are
TIMES = 2
COARSEST = 0.5  # pixels for one of the photo: where the picture is smaller, the blur went with the size


def sharpen_colours(lab: Labs, seen: float) -> Labs:
    """The picture with a and b as straight lines of L in each small neighbourhood (guided filter, He et al. 2013).

    Args:
        lab: CIE Lab, (height, width, 3).
        seen: pixels of the picture for one pixel of the photo.
    """
    if seen < COARSEST:
        return lab
    width = 2 * max(1, round(REACH * seen)) + 1
    channels = [np.ascontiguousarray(lab[..., i]) for i in range(3)]
    light = channels[0]
    mean = _mean(light, width)
    spread = _mean(light * light, width) - mean * mean + LEAST_CHANGE
    for i in (1, 2):
        for _ in range(TIMES):
            colour = channels[i]
            usual = _mean(colour, width)
            slope = np.asarray((_mean(light * colour, width) - mean * usual) / spread, np.float32)
            channels[i] = _mean(slope, width) * light + _mean(usual - slope * mean, width)
    return np.asarray(cv2.merge(channels), np.float32)


def _mean(channel: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    return np.asarray(cv2.blur(channel, (width, width)), np.float32)
