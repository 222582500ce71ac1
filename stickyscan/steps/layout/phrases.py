"""Usual phrases, kept ready in; how many letters of what was said each of them has, at most, out.

Comparing spellings takes a thousand times longer than counting letters, and few phrases have the letters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BINS = 64  # letters that share a bin only make phrases look more alike

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Phrases:
    """Folded phrases, their lengths (n,), and how often each has the letters of each bin (n, bins)."""

    texts: tuple[str, ...]
    lengths: Counts
    letters: Counts

    @classmethod
    def of(cls, texts: Iterable[str]) -> Phrases:
        """Count their letters."""
        texts = tuple(texts)
        return cls(texts, np.array([len(t) for t in texts], np.int64), np.array([_counted(t) for t in texts], np.int64))

    def shared(self, said: str) -> Counts:
        """Letters that what was said and each phrase have in common, wherever they stand, (n,): never too few."""
        return np.asarray(np.minimum(self.letters, _counted(said)).sum(axis=1), np.int64)


def _counted(text: str) -> Counts:
    return np.bincount([ord(letter) % _BINS for letter in text], minlength=_BINS)
