"""Grey textures as float layers around 0: soft clouds, fine grain, streaks. Nothing loops over pixels."""

from __future__ import annotations

import cv2
import numpy as np

from stickyscan.render.streams import Layer


def clouds(shape: tuple[int, int], cells: float, rng: np.random.Generator) -> Layer:
    """Soft blotches, about `cells` of them along the longer side, roughly within -1..1; shape (height, width)."""
    height, width = shape
    longer = max(height, width)
    small = (max(2, round(cells * height / longer) + 1), max(2, round(cells * width / longer) + 1))
    coarse = rng.uniform(-1, 1, small).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def grain(shape: tuple[int, int], rng: np.random.Generator, size: float = 1.0) -> Layer:
    """Fine noise of unit deviation with grains of `size` pixels; shape (height, width)."""
    height, width = shape
    small = (max(1, round(height / size)), max(1, round(width / size)))
    fine = rng.standard_normal(small, dtype=np.float32)
    if small == shape:
        return fine
    return np.asarray(cv2.resize(fine, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def streaks(shape: tuple[int, int], length: float, rng: np.random.Generator) -> Layer:
    """Horizontal fibres `length` times as long as thick, unit deviation; shape (height, width)."""
    height, width = shape
    small = rng.standard_normal((max(2, height // 2), max(2, round(width / (2 * length)))), dtype=np.float32)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def flat(shape: tuple[int, int], colour: tuple[float, float, float]) -> Layer:
    """One colour everywhere; shape (height, width) in, (height, width, 3) out, values 0..255."""
    return np.full((*shape, 3), colour, dtype=np.float32)
