"""Lines of one wall in; of the doubtful ones, letter chances that heed how sure lines of the wall are written, out.

The people who wrote the notes wrote many of them. What a letter is that could be an "n" or a "u" is told by those that
look like it where there is no doubt: nearest neighbours among what the network makes of single frames, mixed with what
it says itself (Zhou et al. 2024, "kNN-CTC: Enhancing ASR via retrieval of CTC pseudo labels"). Nothing is learned
beyond the wall, and nothing kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.ctc import Frames
from stickyscan.engines.letters import Looks, Sight

BLANK = 0.99  # probability from which a frame shows no letter, and is not compared
FEWEST = 200  # frames of sure lines; of less a wall tells nothing
OF_A_LETTER = 40  # examples kept, evenly from all lines, so that all writers are heard
OF_NONE = 160  # the same of frames that sure lines have between their letters
NEIGHBOURS = 16
SOFTNESS = 0.05  # of cosine: by so much farther an example counts a third
SHARE = 0.5  # of the examples in what a frame shows, where they are near
FAR, FADING = 0.35, 0.05  # cosine distance at which they count half of that, and how fast they fade; usual ones are 0.2


@dataclass(frozen=True)
class _Examples:
    """Frames of sure lines: what they look like (n, width), which letter each shows, and which line it is of."""

    looks: Looks
    letters: NDArray[np.intp]
    lines: NDArray[np.intp]


def seen_alike(lines: Sequence[Sight], teach: Sequence[int], learn: Sequence[int]) -> dict[int, Frames]:
    """Letter probabilities of the lines `learn` by what they look like next to the lines `teach`; places in `lines`.

    A line never learns from itself. Where the sure lines are too few, or the network does not tell what frames look
    like, nothing is returned.
    """
    examples = _examples(lines, teach)
    if examples is None:
        return {}
    return {at: _compared(lines[at], examples, at) for at in learn}


def _examples(lines: Sequence[Sight], teach: Sequence[int]) -> _Examples | None:
    looks, letters, places = [], [], []
    for at in teach:
        line = lines[at]
        shown = _shown(line)
        if line.looks is not None and len(shown):
            looks.append(_unit(line.looks[shown]))
            letters.append(line.frames[shown].argmax(axis=1))
            places.append(np.full(len(shown), at))
    if sum(map(len, letters)) < FEWEST:
        return None
    found = _Examples(np.concatenate(looks), np.concatenate(letters), np.concatenate(places))
    kept = np.sort(np.concatenate([_spread(found.letters, int(letter)) for letter in np.unique(found.letters)]))
    return _Examples(found.looks[kept], found.letters[kept], found.lines[kept])


def _spread(letters: NDArray[np.intp], letter: int) -> NDArray[np.intp]:
    """Where a letter stands, not too often, evenly over all places."""
    places, most = np.flatnonzero(letters == letter), OF_A_LETTER if letter else OF_NONE
    return places if len(places) <= most else places[np.linspace(0, len(places) - 1, most).round().astype(np.intp)]


def _compared(line: Sight, examples: _Examples, place: int) -> Frames:
    """Letter probabilities of one line, mixed with the letters of the examples next to each frame."""
    shown, others = _shown(line), examples.lines != place
    if line.looks is None or not len(shown) or others.sum() < NEIGHBOURS:
        return line.frames
    letters = examples.letters[others]
    apart = 1 - _unit(line.looks[shown]) @ examples.looks[others].T
    nearest = np.argpartition(apart, NEIGHBOURS - 1, axis=1)[:, :NEIGHBOURS]
    apart = np.take_along_axis(apart, nearest, axis=1)
    least = apart.min(axis=1, keepdims=True)
    counts = np.exp((least - apart) / SOFTNESS)
    counts /= counts.sum(axis=1, keepdims=True)
    told = np.zeros((len(shown), line.frames.shape[1]), dtype=np.float32)
    np.add.at(told, (np.arange(len(shown))[:, None], letters[nearest]), counts)
    share = (SHARE / (1 + np.exp((least - FAR) / FADING))).astype(np.float32)
    frames = line.frames.copy()
    frames[shown] = (1 - share) * frames[shown] + share * told
    return frames


def _shown(line: Sight) -> NDArray[np.intp]:
    """The frames that may show a letter."""
    return np.flatnonzero(line.frames[:, 0] < BLANK)


def _unit(looks: Looks) -> Looks:
    return np.asarray(looks / np.maximum(np.linalg.norm(looks, axis=1, keepdims=True), 1e-6), dtype=np.float32)
