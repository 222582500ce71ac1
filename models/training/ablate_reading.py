"""Turn each idea of reading off in turn: `python models/training/ablate_reading.py WALLS [--keep FILE]`.

WALLS is a folder of labelled walls; notes are read from their labelled outlines. Prints, for each idea, the letters
wrong (CER), the share of legible notes usable without retyping, and the processor time per note without it.
`--keep FILE` keeps what the networks said, so that a second run costs only the rest; its times are then too low.
"""

from __future__ import annotations

import argparse
import hashlib
import pickle
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np
from readings import Reading, readings_of

from stickyscan.engines import letters, line_finder, rapid
from stickyscan.engines.ctc import Frames, Guess, as_seen
from stickyscan.engines.language import Part, WordPrior
from stickyscan.engines.letters import LetterNetwork, Sight
from stickyscan.engines.protocols import Picture
from stickyscan.engines.rapid import RapidReader
from stickyscan.engines.wall_prior import WallPrior
from stickyscan.steps import read_notes

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Kept = dict[str, np.ndarray]


def _ink_alone(frames: Frames, letters: Sequence[str], _prior: WordPrior) -> tuple[Guess, ...]:
    return (Guess(as_seen(frames, letters)[0], 0.0, 0.0),)


# What to put in an idea's place: where it is looked up, its name there, and what stands for "without".
IDEAS: dict[str, tuple[tuple[Any, str, object], ...]] = {
    "all of it": (),
    "word prior": ((rapid, "likely_texts", _ink_alone),),
    "language told per wall (English instead)": (
        (WallPrior, "for_texts", lambda self, _texts: WordPrior.mixed([Part.of("en")], self.vocabulary)),
    ),
    "words that notes share": ((rapid, "shared_words", lambda _notes: {}),),
    "letters that look alike on a wall": ((rapid, "seen_alike", lambda _lines, teach, learn: {}),),  # noqa: ARG005
    "second network of letters": ((letters, "SURE", 0.0),),
    "lines looked for on a small picture": ((line_finder, "FIND_SIDE", (640, 1600)),),
    "a second look at notes without a line": ((line_finder, "LARGE_LETTERS_SIDE", line_finder.FIND_SIDE[0]),),
    "upright choice": ((rapid, "ways_to_read", lambda box: (box,)),),
    "ink of covering notes left out": ((read_notes, "notes_over", lambda _pixels, quads: ((),) * len(quads)),),
    "struck-out words left out": ((rapid, "without_struck", lambda strip: strip),),
    "unsure lines left out": ((read_notes, "SURE_LINE", 0.0),),
}


class RememberingReader(RapidReader):
    """Asks the networks once for each picture and strip."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(threads=1)
        self._kept = kept
        self._finder = _RememberingNetwork.around(self._finder, kept)
        self._network = _RememberingLetters(self._network, kept)  # type: ignore[assignment]


class _RememberingLetters:
    def __init__(self, network: LetterNetwork, kept: Kept) -> None:
        self.alphabet, self._network, self._kept = network.alphabet, network, kept

    def glances(self, strips: Sequence[Picture]) -> tuple[Sight, ...]:
        return self._remembered("g", strips, self._network.glances)

    def surer(self, strips: Sequence[Picture], glances: Sequence[Sight]) -> tuple[Sight, ...]:
        seen = dict(zip(map(id, strips), glances, strict=True))
        ask = self._network.surer
        return self._remembered(f"r{letters.SURE}", strips, lambda new: ask(new, [seen[id(one)] for one in new]))

    def _remembered(
        self, kind: str, strips: Sequence[Picture], ask: Callable[[list[Picture]], tuple[Sight, ...]]
    ) -> tuple[Sight, ...]:
        keys = [_key(kind, strip) for strip in strips]
        new = {key: strip for key, strip in zip(keys, strips, strict=True) if key not in self._kept}
        for key, one in zip(new, ask(list(new.values())), strict=True):
            if one.looks is None:
                raise ValueError("the letter network does not tell its looks")
            self._kept[key] = np.hstack([one.frames, one.looks]).astype(np.float16)
        count = len(self.alphabet.letters)
        kept = (self._kept[key].astype(np.float32) for key in keys)
        return tuple(Sight(one[:, :count], one[:, count:]) for one in kept)


class _RememberingNetwork:
    def __init__(self, network: InferenceSession | _RememberingNetwork, kept: Kept) -> None:
        self._network, self._kept = network, kept

    @classmethod
    def around(cls, finder: line_finder.LineFinder, kept: Kept) -> line_finder.LineFinder:
        finder._network = cls(finder._network, kept)  # type: ignore[assignment]
        return finder

    def run(self, names: None, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        key = _key("d", inputs["x"])
        if key not in self._kept:
            self._kept[key] = self._network.run(names, inputs)[0].astype(np.float16)
        return [self._kept[key].astype(np.float32)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("walls", type=Path)
    parser.add_argument("--only", nargs="+", choices=IDEAS, default=list(IDEAS), metavar="NAME")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    kept: Kept = pickle.loads(options.keep.read_bytes()) if options.keep and options.keep.is_file() else {}
    reader = RememberingReader(kept) if options.keep else RapidReader(threads=1)
    sys.stdout.write("| without | CER | good | ms per note |\n| --- | ---: | ---: | ---: |\n")
    for name in options.only:
        with ExitStack() as off:
            for place, attribute, without in IDEAS[name]:
                off.enter_context(patch.object(place, attribute, without))
            started = time.process_time()
            readings = readings_of(options.walls, reader)
            spent = time.process_time() - started
        sys.stdout.write(_row(name, readings, spent) + "\n")
        sys.stdout.flush()
    if options.keep:
        options.keep.write_bytes(pickle.dumps(kept))


def _row(name: str, readings: Sequence[Reading], seconds: float) -> str:
    lengths = [len(one.want) for one in readings]
    wrong = sum((one.row.cer or 0.0) * count for one, count in zip(readings, lengths, strict=True))
    good = sum(one.usable for one in readings) / len(readings)
    return f"| {name} | {wrong / sum(lengths):.3f} | {good:.3f} | {1000 * seconds / len(readings):.0f} |"


def _key(kind: str, array: np.ndarray) -> str:
    return kind + hashlib.sha256(np.ascontiguousarray(array).tobytes() + str(array.shape).encode()).hexdigest()


if __name__ == "__main__":
    main()
