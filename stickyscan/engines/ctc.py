"""From a recogniser's letter probabilities, frame by frame, to text (connectionist temporal classification)."""

from __future__ import annotations

import heapq
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.language import WordPrior

Frames = NDArray[np.float32]  # (frames, letters): probability of each letter; column 0 is the blank, "no letter here"

LANGUAGE_WEIGHT = 0.5  # against the ink's 1; measured best between 0.4 and 0.6
WORD_BONUS = 2.0  # per word, so that the prior's price of a further word does not glue words together
LETTER_BONUS = 4.5  # per letter: short words are common, and unclear ink must not shrink to them
BEAM_WIDTH = 16  # texts kept from frame to frame
HOPELESS = 8.0  # in log probability behind the best: no text of 669 real notes changes where nothing is left out for it
LIKELY_LETTERS = 8  # looked at per frame
FAINTEST = 1e-3  # a letter less probable than this is not looked at; 1e-4 reads no better and takes longer
SURELY_BLANK = 0.999
_IMPOSSIBLE = -math.inf
_MOST_GAIN = LANGUAGE_WEIGHT * max(LETTER_BONUS, WORD_BONUS)  # what a letter or a space more can weigh
_LATIN_END = 0x250  # Basic Latin to Latin Extended-B
_SIGNS = frozenset("–—‘’“”„•…€™←→↑↓✓")  # noqa: RUF001  typographic signs that people write


@dataclass(frozen=True)
class Guess:
    """A text and its log probability: by the ink alone, and weighed with the language."""

    text: str
    ink: float
    weighed: float


class LatinAlphabet:
    """The recogniser's classes reduced to Latin script, digits and signs; full-width forms count as ordinary ones."""

    def __init__(self, classes: Sequence[str]) -> None:
        """Take the recogniser's classes; the first is the blank."""
        plain = [unicodedata.normalize("NFKC", letter) for letter in classes]
        kept = [i for i, letter in enumerate(classes) if i == 0 or _is_latin(letter)]
        place = {plain[index]: column for column, index in reversed(list(enumerate(kept)))}
        others = [i for i in range(1, len(classes)) if not _is_latin(classes[i]) and plain[i] in place]
        self.letters = tuple(plain[i] for i in kept)
        # For each letter the place of the first that differs in case only.
        folded = [letter.casefold() for letter in self.letters]
        self._case_blind = np.array([folded.index(letter) for letter in folded])
        self._kept = np.array(kept)
        self._others = np.array(others, dtype=int)
        self._counts_as = np.array([place[plain[i]] for i in others], dtype=int)

    def reduced(self, frames: Frames) -> Frames:
        """Probabilities of `letters` from those of all classes, (frames, classes) to (frames, letters)."""
        result = frames[:, self._kept].T
        np.add.at(result, self._counts_as, frames[:, self._others].T)
        return result.T

    def letter_chances(self, frames: Frames) -> tuple[float, ...]:
        """How probable each letter of `as_seen` is, in either case."""
        best, kept = _spelt(frames)
        same = self._case_blind[None, :] == self._case_blind[best[kept]][:, None]
        return tuple((frames[kept] * same).sum(axis=1).tolist())


def as_seen(frames: Frames, letters: Sequence[str]) -> tuple[str, float]:
    """The best letter of every frame, repeats merged, blanks dropped; and the mean probability of those kept."""
    best, kept = _spelt(frames)
    text = "".join(letters[int(best[i])] for i in kept)
    return " ".join(text.split()), float(frames[kept, best[kept]].mean()) if len(kept) else 0.0


def _spelt(frames: Frames) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The best letter of every frame, and the frames in which a letter begins."""
    best = frames.argmax(axis=1)
    fresh = np.ones(len(best), dtype=bool)
    fresh[1:] = best[1:] != best[:-1]
    return best, np.flatnonzero(fresh & (best != 0))


def likely_texts(frames: Frames, letters: Sequence[str], prior: WordPrior) -> tuple[Guess, ...]:
    """The texts that ink and language together make most likely, best first.

    A prefix beam search (Graves and Jaitly 2014; Hannun et al. 2014) in which the word that is being written counts
    as the commonest word that begins so; that steers the search without deciding before the word is complete.
    """
    weigh = _Weigher(prior)
    beam = {"": (0.0, _IMPOSSIBLE)}
    for frame in _telling(frames):
        grown = _grown(beam, _candidates(frame, letters), math.log(max(float(frame[0]), 1e-6)), weigh)
        weighed = {text: _sum(*ink) + weigh.begun(text) for text, ink in grown.items()}
        kept = heapq.nlargest(BEAM_WIDTH, weighed, key=weighed.__getitem__)
        beam = {text: grown[text] for text in kept if weighed[text] > weighed[kept[0]] - HOPELESS}
    merged: dict[str, float] = {}
    for text, (blank, letter) in beam.items():
        merged[text.strip()] = _sum(merged.get(text.strip(), _IMPOSSIBLE), _sum(blank, letter))
    guesses = [Guess(text, ink, ink + weigh.whole(text)) for text, ink in merged.items()]
    return tuple(sorted(guesses, key=lambda guess: (-guess.weighed, guess.text)))


class _Weigher:
    """Weighed log probability of texts as language; remembers what it has judged."""

    def __init__(self, prior: WordPrior) -> None:
        self._prior = prior
        self._known: dict[tuple[str, bool], float] = {}
        # Of each text what its finished words weigh, the word that is being written, and what it weighs in all.
        self._texts: dict[str, tuple[float, str, float]] = {"": (0.0, "", 0.0)}

    def begun(self, text: str) -> float:
        """Of a text that `longer` was asked for before, or of none."""
        return self._texts[text][2]

    def longer(self, text: str, letter: str) -> float:
        """Of a text that was weighed before, with a letter more."""
        if text + letter not in self._texts:
            head, tail, _ = self._texts[text]
            head, tail = (head + self._token(tail, finished=True), "") if letter == " " else (head, tail + letter)
            self._texts[text + letter] = head, tail, head + self._token(tail, finished=False)
        return self._texts[text + letter][2]

    def whole(self, text: str) -> float:
        return sum(self._token(token, finished=True) for token in text.split(" "))

    def _token(self, token: str, *, finished: bool) -> float:
        key = (token, finished)
        if key not in self._known:
            price = self._prior.whole(token) if finished else self._prior.begun(token)
            bonus = LETTER_BONUS * len(token) + (WORD_BONUS if finished else 0.0)
            self._known[key] = LANGUAGE_WEIGHT * (price + bonus)
        return self._known[key]


def _grown(
    beam: dict[str, tuple[float, float]], candidates: Sequence[tuple[str, float]], blank: float, weigh: _Weigher
) -> dict[str, tuple[float, float]]:
    """The texts one frame later, each with its log probability of ending in a blank and in its last letter.

    Both `beam` and `candidates` come best first. Left out are texts that cannot come near the best: a letter more is
    never likelier as language, it only brings its bonus, so most need not be weighed.
    """
    likely_of = dict(candidates)
    in_blank: dict[str, float] = {}
    in_letter: dict[str, float] = {}
    least = _IMPOSSIBLE
    for text, (was_blank, was_letter) in beam.items():
        both, last = _sum(was_blank, was_letter), text[-1:]
        in_blank[text] = both + blank
        if last != " " and last in likely_of:  # the same letter again needs a blank between, else it is one long letter
            in_letter[text] = _sum(in_letter.get(text, _IMPOSSIBLE), was_letter + likely_of[last])
        worth = weigh.begun(text)
        least = max(least, in_blank[text] + worth - HOPELESS, in_letter.get(text, _IMPOSSIBLE) + worth - HOPELESS)
        for letter, likely in candidates:
            if both + likely + worth + _MOST_GAIN < least:
                break
            ink = (was_blank if letter == last else both) + likely
            if ink == _IMPOSSIBLE or (letter == " " and last in ("", " ")):
                continue
            longer = text + letter
            in_letter[longer] = _sum(in_letter.get(longer, _IMPOSSIBLE), ink)
            least = max(least, in_letter[longer] + weigh.longer(text, letter) - HOPELESS)
    return {
        text: (in_blank.get(text, _IMPOSSIBLE), in_letter.get(text, _IMPOSSIBLE)) for text in {**in_blank, **in_letter}
    }


def _candidates(frame: NDArray[np.float32], letters: Sequence[str]) -> list[tuple[str, float]]:
    best = np.argsort(-frame[1:], kind="stable")[:LIKELY_LETTERS] + 1
    return [(letters[int(i)], math.log(float(frame[i]))) for i in best if frame[i] > FAINTEST]


def _telling(frames: Frames) -> Frames:
    """The frames without those blank ones that follow a blank one: they change nothing and cost most of the time."""
    blank = frames[:, 0] > SURELY_BLANK
    skipped = np.zeros(len(blank), dtype=bool)
    skipped[1:] = blank[1:] & blank[:-1]
    return frames[~skipped]


def _sum(a: float, b: float) -> float:
    """Logarithm of the sum of two probabilities given as logarithms."""
    if a < b:
        a, b = b, a
    return a if b == _IMPOSSIBLE else a + math.log1p(math.exp(b - a))


def _is_latin(letter: str) -> bool:
    return bool(letter) and all(ord(c) < _LATIN_END or c in _SIGNS for c in letter)
