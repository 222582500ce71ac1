"""Reads with the PP-OCRv6 networks that ship in the `rapidocr` wheel, run directly by onnxruntime."""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from stickyscan.engines.ctc import Frames, LatinAlphabet, as_seen, likely_texts
from stickyscan.engines.language import WordPrior
from stickyscan.engines.language_codes import named_languages
from stickyscan.engines.line_finder import LineFinder, network_input, open_network, shipped_network
from stickyscan.engines.protocols import Doubts, Picture, TextLine
from stickyscan.engines.struck_out import without_struck
from stickyscan.engines.text_boxes import STRIP_HEIGHT, text_strip, ways_to_read
from stickyscan.engines.wall_prior import WallPrior
from stickyscan.geometry import Quad

READS_LINES = "PP-OCRv6_rec_small.onnx"

STRIP_STEP = 80  # px; strips are padded to multiples of it, so that a reading never depends on its batch
BATCH = 8
NO_DOUBT = 0.98  # a line whose every frame is this sure needs no language
TELLING = 0.4  # mean confidence from which a line helps to tell the language
RUNNERS_UP = 3
TURN_ADVANTAGE = 0.1  # in mean confidence: by so much a turned reading must beat the one as the picture stands
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")  # noqa: RUF001  the typographic apostrophe
RIVALS_COUNT = 0.1  # exponent of the best text's share among its rivals, in the confidence; chosen by measurement


@dataclass(frozen=True)
class _Reading:
    text: str
    confidence: float
    read: str | None
    alternatives: tuple[str, ...]
    doubts: Doubts


class RapidReader:
    """PP-OCRv6 (small) on the CPU: finds lines, reads all of them together, lets word frequencies settle doubts."""

    def __init__(self, threads: int | None = None, language: str | None = None, vocabulary: Sequence[str] = ()) -> None:
        """Load both networks.

        Args:
            threads: processor threads to use; None lets onnxruntime take all of them.
            language: of the writing, such as "de" or "de+en", whose words settle doubtful letters; None = whatever
                all the pictures of one call together look like.
            vocabulary: words and phrases to expect besides.

        Raises:
            EngineMissingError: onnxruntime or the model files are not installed.
        """
        self._finder = LineFinder(threads)
        self._reads = open_network(shipped_network(READS_LINES), threads)
        letters = self._reads.get_modelmeta().custom_metadata_map["character"].split("\n")
        self._alphabet = LatinAlphabet(("", *letters, " "))
        self._prior = WallPrior(named_languages(language), tuple(vocabulary))

    @property
    def name(self) -> str:
        """Engine and model."""
        return "rapidocr PP-OCRv6 small"

    def read(self, pictures: Sequence[Picture]) -> tuple[tuple[TextLine, ...], ...]:
        """The lines of each picture, unordered; blank ones are left out."""
        found = [self._finder.find(picture) for picture in pictures]
        ways = [[ways_to_read(box) for box in boxes] for boxes in found]
        strips = [
            without_struck(text_strip(picture, way))
            for picture, boxes in zip(pictures, ways, strict=True)
            for box in boxes
            for way in box
        ]
        frames = iter(self._recognise(strips))
        lines = [self._upright([[(way, next(frames)) for way in box] for box in boxes]) for boxes in ways]
        seen = (as_seen(letters, self._alphabet.letters) for picture in lines for _, letters in picture)
        prior = self._prior.for_texts(text for text, confidence in seen if confidence >= TELLING)
        return tuple(self._lines(picture, prior) for picture in lines)

    def in_language(self, language: str) -> RapidReader:
        """The same reader, networks shared, for writing in this language, unless it was built for one."""
        if self._prior.languages:
            return self
        reader = copy.copy(self)
        reader._prior = replace(self._prior, languages=named_languages(language))
        return reader

    def _upright(self, boxes: Sequence[Sequence[tuple[Quad, Frames]]]) -> list[tuple[Quad, Frames]]:
        """The boxes of one picture; all its wide ones are read in one direction, and so are its tall ones."""
        chosen = []
        for count in sorted({len(ways) for ways in boxes}):
            alike = [ways for ways in boxes if len(ways) == count]
            way = _clearest([[as_seen(frames, self._alphabet.letters) for _, frames in ways] for ways in alike])
            chosen += [ways[way] for ways in alike]
        return chosen

    def _lines(self, boxes: Sequence[tuple[Quad, Frames]], prior: WordPrior) -> tuple[TextLine, ...]:
        lines = []
        for corners, frames in boxes:
            reading = self._settled(frames, prior)
            if reading.text:
                told = (reading.confidence, corners, reading.read, reading.alternatives, reading.doubts)
                lines.append(TextLine(reading.text, *told))
        return tuple(lines)

    def _settled(self, frames: Frames, prior: WordPrior) -> _Reading:
        """Decide what a line says; the ink alone decides where it leaves no doubt."""
        seen, confidence = as_seen(frames, self._alphabet.letters)
        chances = self._alphabet.letter_chances(frames)
        unknown = sum(not prior.knows(word) for word in _WORD.findall(seen))
        if not seen or frames.max(axis=1).min() > NO_DOUBT:
            return _Reading(seen, confidence, None, (), Doubts(chances, ((seen, 1.0),), unknown))
        guesses = likely_texts(frames, self._alphabet.letters, prior)
        text = guesses[0].text
        odds = [math.exp(guess.weighed - guesses[0].weighed) for guess in guesses]
        rivals = tuple((guess.text, one / sum(odds)) for guess, one in zip(guesses, odds, strict=True))
        others = tuple(guess.text for guess in guesses[1 : 1 + RUNNERS_UP])
        doubts = Doubts(chances, rivals, unknown)
        return _Reading(text, confidence * rivals[0][1] ** RIVALS_COUNT, seen if seen != text else None, others, doubts)

    def _recognise(self, strips: Sequence[Picture]) -> tuple[Frames, ...]:
        """Letter probabilities of every strip, (frames, letters), the frames over its padding left out."""
        readings: dict[int, Frames] = {}
        for batch, width in _batches([strip.shape[1] for strip in strips]):
            block = np.zeros((len(batch), 3, STRIP_HEIGHT, width), dtype=np.float32)
            for row, index in enumerate(batch):
                block[row, :, :, : strips[index].shape[1]] = network_input(strips[index])
            frames = self._reads.run(None, {"x": block})[0]
            for row, index in enumerate(batch):
                used = math.ceil(strips[index].shape[1] / width * frames.shape[1]) + 1
                readings[index] = self._alphabet.reduced(frames[row, :used])
        return tuple(readings[index] for index in range(len(strips)))


def _clearest(seen: Sequence[Sequence[tuple[str, float]]]) -> int:
    """Which way of reading some boxes gives the surest letters; the first unless another is clearly better.

    `seen`: for each box the text and confidence of each way.
    """
    scores = []
    for way in zip(*seen, strict=True):
        letters = sum(len(text) for text, _ in way)
        scores.append(sum(len(text) * confidence for text, confidence in way) / letters if letters else 0.0)
    best = max(range(len(scores)), key=lambda i: (scores[i], -i))
    return best if scores[best] > scores[0] + TURN_ADVANTAGE else 0


def _batches(widths: Sequence[int]) -> Iterator[tuple[list[int], int]]:
    """Indices of strips of about the same width, at most `BATCH` at a time, with the width they are padded to."""
    padded = [math.ceil(width / STRIP_STEP) * STRIP_STEP for width in widths]
    order = sorted(range(len(widths)), key=lambda i: (padded[i], i))
    for width, group in groupby(order, key=lambda i: padded[i]):
        members = list(group)
        for start in range(0, len(members), BATCH):
            yield members[start : start + BATCH], width
