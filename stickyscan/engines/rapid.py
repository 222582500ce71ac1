"""Reads with our own tunings of PP-OCRv6's line finder and letter network, run directly by onnxruntime."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stickyscan.abreast import abreast
from stickyscan.engines.ctc import Frames, as_seen, likely_texts
from stickyscan.engines.language import WordPrior
from stickyscan.engines.language_codes import named_languages
from stickyscan.engines.letters import LetterNetwork, Sight
from stickyscan.engines.like_letters import seen_alike
from stickyscan.engines.line_finder import LineFinder
from stickyscan.engines.protocols import Doubts, Picture, TextLine
from stickyscan.engines.struck_out import without_struck
from stickyscan.engines.text_boxes import text_strip, ways_to_read
from stickyscan.engines.wall_prior import WallPrior
from stickyscan.engines.wall_words import shared_words
from stickyscan.geometry import Quad
from stickyscan.settings import Device
from stickyscan.spelling import words_in

NO_DOUBT = 0.98  # a line whose every frame is this sure needs no language
TELLING = 0.4  # mean confidence from which a line helps to tell the language
RUNNERS_UP = 3
TURN_ADVANTAGE = 0.1  # in mean confidence: by so much a turned reading must beat the one as the picture stands
RELIABLE = 0.7  # confidence from which the words of a line help to read the other notes
TEACHING = 0.75  # confidence from which letters show how they are written on this wall, if language changed none
LEARNING = 0.95  # and up to which letters are compared with those
SETTLED = 0.8  # from which a line of known words is not settled again with the words of the others
UPRIGHT = 0.85  # mean confidence from which no other way is tried; of lines upside down one in ninety gets so far
RIVALS_COUNT = 0.1  # exponent of the best text's share among its rivals, in the confidence; chosen by measurement


@dataclass(frozen=True)
class _Glance:
    """A line as it may be read: its box, its strip and what the first network sees in it."""

    box: Quad
    strip: Picture
    sight: Sight


@dataclass(frozen=True)
class _Reading:
    text: str
    confidence: float
    read: str | None
    alternatives: tuple[str, ...]
    doubts: Doubts


class RapidReader:
    """Our line finder and letter networks on the CPU: reads all lines of all pictures together.

    Word frequencies, and how sure lines of the same call are written, settle doubtful letters.
    """

    _own_letters = True

    def __init__(
        self, threads: int | None = None, language: str | None = None, vocabulary: Sequence[str] = (),
        device: Device = "auto",
    ) -> None:  # fmt: skip
        """Load both networks.

        Args:
            threads: processor threads to use; None lets onnxruntime take all of them.
            language: of the writing, such as "de" or "de+en", whose words settle doubtful letters; None = whatever
                all the pictures of one call together look like.
            vocabulary: words and phrases to expect besides.
            device: where the networks run.

        Raises:
            EngineMissingError: onnxruntime or the model files are not installed.
        """
        self._threads = threads
        self._finder = LineFinder(threads, device)
        self._network = LetterNetwork(threads, own=self._own_letters, device=device)
        self._letters = self._network.alphabet.letters
        self._prior = WallPrior(named_languages(language), tuple(vocabulary))

    @property
    def name(self) -> str:
        """Engine and letter network."""
        return f"rapidocr {self._network.name}"

    def read(self, pictures: Sequence[Picture]) -> tuple[tuple[TextLine, ...], ...]:
        """The lines of each picture, unordered; blank ones are left out."""
        ways = [[ways_to_read(box) for box in boxes] for boxes in self._finder.find_all(pictures)]
        lines = self._upright(pictures, ways)
        seen = (as_seen(sight.frames, self._letters) for picture in lines for _, sight in picture)
        prior = self._prior.for_texts(text for text, confidence in seen if confidence >= TELLING)
        readings = self._settled_by_the_wall(lines, prior)
        return tuple(
            tuple(
                TextLine(one.text, one.confidence, corners, one.read, one.alternatives, one.doubts)
                for (corners, _), one in zip(picture, read, strict=True)
                if one.text
            )
            for picture, read in zip(lines, readings, strict=True)
        )

    def in_language(self, language: str) -> RapidReader:
        """The same reader, networks shared, for writing in this language, unless it was built for one."""
        if self._prior.languages:
            return self
        reader = copy.copy(self)
        reader._prior = replace(self._prior, languages=named_languages(language))
        return reader

    def _upright(
        self, pictures: Sequence[Picture], ways: Sequence[Sequence[tuple[Quad, ...]]]
    ) -> list[list[tuple[Quad, Sight]]]:
        """The boxes of each picture as they are read; all its wide ones in one direction, and so its tall ones.

        `ways`: for each picture and box the directions in which it may run, the likeliest first. Only where that one
        gives no sure letters are the others tried, which halves the work.
        """
        groups = [
            (number, [box for box in boxes if len(box) == count])
            for number, boxes in enumerate(ways)
            for count in sorted({len(box) for box in boxes})
        ]
        as_they_stand = self._glanced(pictures, [(number, [box[:1] for box in boxes]) for number, boxes in groups])
        unsure = [at for at, group in enumerate(as_they_stand) if self._scores(group)[0] < UPRIGHT]
        turned = self._glanced(pictures, [(groups[at][0], [box[1:] for box in groups[at][1]]) for at in unsure])
        for at, others in zip(unsure, turned, strict=True):
            as_they_stand[at] = [one + more for one, more in zip(as_they_stand[at], others, strict=True)]
        chosen: list[list[_Glance]] = [[] for _ in pictures]
        for (number, _), group in zip(groups, as_they_stand, strict=True):
            way = _clearest(self._scores(group))
            chosen[number] += [box[way] for box in group]
        glances = [glance for picture in chosen for glance in picture]
        read = iter(self._network.surer([one.strip for one in glances], [one.sight for one in glances]))
        return [[(glance.box, next(read)) for glance in picture] for picture in chosen]

    def _glanced(
        self, pictures: Sequence[Picture], groups: Sequence[tuple[int, Sequence[Sequence[Quad]]]]
    ) -> list[list[list[_Glance]]]:
        """A glance at every way of every box of every group; a group names its picture."""
        asked = [(pictures[number], way) for number, boxes in groups for box in boxes for way in box]
        strips = abreast(lambda one: without_struck(text_strip(*one)), asked, self._threads)
        seen = zip(strips, self._network.glances(strips), strict=True)
        return [[[_Glance(way, *next(seen)) for way in box] for box in boxes] for _, boxes in groups]

    def _scores(self, group: Sequence[Sequence[_Glance]]) -> list[float]:
        """How sure the letters of some boxes are, for each way of reading them: the mean over all letters."""
        seen = [[as_seen(way.sight.frames, self._letters) for way in box] for box in group]
        scores = []
        for way in zip(*seen, strict=True):
            letters = sum(len(text) for text, _ in way)
            scores.append(sum(len(text) * confidence for text, confidence in way) / letters if letters else 0.0)
        return scores

    def _settled_by_the_wall(
        self, lines: Sequence[Sequence[tuple[Quad, Sight]]], prior: WordPrior
    ) -> list[list[_Reading]]:
        """What every line of every picture says.

        A doubtful one is settled again with the words that notes share, and with the letters that look like its own on
        lines that are not doubtful.
        """
        readings = [[self._settled(sight.frames, prior) for _, sight in picture] for picture in lines]
        shared = shared_words([one.text for one in read if one.confidence >= RELIABLE] for read in readings)
        knowing = prior.knowing(shared) if shared else prior
        sights, first = [sight for picture in lines for _, sight in picture], [one for read in readings for one in read]
        alike = seen_alike(
            sights,
            teach=[at for at, one in enumerate(first) if one.confidence >= TEACHING and one.read is None],
            learn=[at for at, one in enumerate(first) if one.confidence < LEARNING],
        )
        unsettled = {at for at, one in enumerate(first) if one.confidence < SETTLED or one.doubts.unknown}
        again = alike.keys() | (unsettled if shared else set())
        settled = iter(
            self._settled(alike.get(at, sight.frames), knowing) if at in again else first[at]
            for at, sight in enumerate(sights)
        )
        return [[next(settled) for _ in picture] for picture in lines]

    def _settled(self, frames: Frames, prior: WordPrior) -> _Reading:
        """Decide what a line says; the ink alone decides where it leaves no doubt."""
        seen, confidence = as_seen(frames, self._letters)
        chances = self._network.alphabet.letter_chances(frames)
        unknown = sum(not prior.knows(word) for word in words_in(seen))
        if not seen or frames.max(axis=1).min() > NO_DOUBT:
            return _Reading(seen, confidence, None, (), Doubts(chances, ((seen, 1.0),), unknown))
        guesses = likely_texts(frames, self._letters, prior)
        text = guesses[0].text
        odds = [math.exp(guess.weighed - guesses[0].weighed) for guess in guesses]
        rivals = tuple((guess.text, one / sum(odds)) for guess, one in zip(guesses, odds, strict=True))
        others = tuple(guess.text for guess in guesses[1 : 1 + RUNNERS_UP])
        doubts = Doubts(chances, rivals, unknown)
        return _Reading(text, confidence * rivals[0][1] ** RIVALS_COUNT, seen if seen != text else None, others, doubts)


class PlainRapidReader(RapidReader):
    """The same with the letter network as PP-OCRv6 ships it, made for print."""

    _own_letters = False


def _clearest(scores: Sequence[float]) -> int:
    """Which way of reading gives the surest letters; the first unless another is clearly better."""
    best = max(range(len(scores)), key=lambda i: (scores[i], -i))
    return best if scores[best] > scores[0] + TURN_ADVANTAGE else 0
