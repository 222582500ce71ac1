"""From a recogniser's letter probabilities, frame by frame, to text (connectionist temporal classification)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLANK = 0  # the class "no letter here"; by CTC convention of PP-OCR the first one
_LATIN_END = 0x250  # Basic Latin to Latin Extended-B
_SIGNS = frozenset("–—‘’“”•…€™←→↑↓✓")  # noqa: RUF001  typographic signs that people write


@dataclass(frozen=True)
class Reading:
    """A line's text and the mean probability of its letters, 0..1."""

    text: str
    confidence: float


def latin_letters(alphabet: Sequence[str]) -> NDArray[np.float32]:
    """Which classes may appear in Latin-script writing, as 0 or 1 for each class; the blank always may."""
    allowed = [not letter or all(ord(c) < _LATIN_END or c in _SIGNS for c in letter) for letter in alphabet]
    return np.array(allowed, dtype=np.float32)


def most_likely(frames: NDArray[np.float32], alphabet: Sequence[str]) -> Reading:
    """The best class of every frame (frames, classes), repeats merged, blanks dropped."""
    best = frames.argmax(axis=1)
    fresh = np.ones(len(best), dtype=bool)
    fresh[1:] = best[1:] != best[:-1]
    kept = np.flatnonzero(fresh & (best != BLANK))
    if not len(kept):
        return Reading("", 0.0)
    text = "".join(alphabet[int(best[i])] for i in kept)
    return Reading(plain(text), float(frames[kept, best[kept]].mean()))


def plain(text: str) -> str:
    """Full-width letters and signs as ordinary ones, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
