"""Random numbers by name: each factor has its own stream, so that switching one off leaves the others as they were."""

from __future__ import annotations

from typing import TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Layer = NDArray[np.float32]
Rgb = tuple[int, int, int]
_T = TypeVar("_T")


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """The generator that belongs to this seed and these names, the same every time."""
    return np.random.default_rng([seed & 0xFFFFFFFF, *(crc32(str(name).encode()) for name in names)])


def pick(rng: np.random.Generator, options: tuple[_T, ...]) -> _T:
    """One of the options, each as likely."""
    return options[int(rng.integers(len(options)))]


def between(rng: np.random.Generator, low: float, high: float) -> float:
    """A plain float, uniform in [low, high)."""
    return float(rng.uniform(low, high))


def happens(rng: np.random.Generator, chance: float) -> bool:
    """True with this chance."""
    return bool(rng.random() < chance)
