"""A picture in, a smaller one out."""

from __future__ import annotations

import cv2
import numpy as np

from stickyscan.engines.protocols import Picture


def shrink(picture: Picture, size: tuple[int, int]) -> Picture:
    """The picture at `size` (width, height): by halves as far as they go, the rest in one linear step."""
    nearly, _ = halved(picture, max(size[0] / picture.shape[1], size[1] / picture.shape[0]))
    return np.asarray(cv2.resize(nearly, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def halved(picture: Picture, least: float) -> tuple[Picture, float]:
    """The picture halved as often as its sides stay at least that share of theirs; and the share that they are now.

    Halving takes OpenCV a tenth of the time of any other reduction. Of an odd number of rows or columns the last is
    left out.
    """
    share = 1.0
    while share / 2 >= least and min(picture.shape[:2]) > 1:
        width, height = picture.shape[1] // 2, picture.shape[0] // 2
        even = picture[: 2 * height, : 2 * width]
        picture = np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
        share /= 2
    return picture, share
