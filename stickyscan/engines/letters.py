"""Strips of lines in, letter probabilities frame by frame out: the recogniser network, ours or PP-OCRv6's own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stickyscan.abreast import abreast
from stickyscan.engines.ctc import Frames, LatinAlphabet
from stickyscan.engines.line_finder import network_input
from stickyscan.engines.open_network import INSTALL, open_network
from stickyscan.engines.protocols import Picture
from stickyscan.engines.text_boxes import STRIP_HEIGHT
from stickyscan.engines.weights import weights_path
from stickyscan.errors import EngineMissingError
from stickyscan.settings import Device

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Looks = NDArray[np.float32]  # (frames, width): what the network makes of each frame, just before it names a letter

OWN, SECOND = "note_letters.onnx", "note_letters_second.onnx"
SHIPPED = "PP-OCRv6_rec_small.onnx"
STRIP_STEP = 80  # px; strips are padded to multiples of it. With less room behind them ends of lines are lost
SURE = 0.8  # a strip whose every frame is surer by the first network is read as well without the second
VOICE = 0.45  # of the second network, in the geometric mean of both; the first is listened to with the rest


@dataclass(frozen=True)
class Sight:
    """What is seen in a strip, frame by frame: the probability of each letter, and what the frame looks like.

    `looks`: to the first network, always; None from one that does not tell.
    """

    frames: Frames
    looks: Looks | None


class LetterNetwork:
    """A recogniser of lines (connectionist temporal classification) with its alphabet."""

    def __init__(self, threads: int | None = None, *, own: bool = True, device: Device = "auto") -> None:
        """Load the weights.

        Args:
            threads: how many strips are read at once; None = one on each core.
            device: where it runs.
            own: two networks of few letters, the second fine-tuned on handwriting; else the one that comes inside the
                rapidocr package.

        Raises:
            EngineMissingError: onnxruntime or a model file is not installed.
        """
        self._threads = threads
        files = [weights_path(OWN), weights_path(SECOND)] if own else [_shipped_weights()]
        self._network, *second = abreast(lambda file: open_network(file, 1, device), files, threads)
        self._second = second[0] if second else None
        letters = self._network.get_modelmeta().custom_metadata_map["character"].split("\n")
        self.alphabet = LatinAlphabet(("", *letters, " "))
        self.name = "note letters" if own else "PP-OCRv6 small"

    def glances(self, strips: Sequence[Picture]) -> tuple[Sight, ...]:
        """What every strip shows, the frames over its padding left out.

        That is by the first network alone. It tells best which way up a line is: the second, taught to read what is
        badly written, makes more of letters that stand on their heads.
        """
        return tuple(replace(one, frames=self.alphabet.reduced(one.frames)) for one in self._ask(self._network, strips))

    def surer(self, strips: Sequence[Picture], glances: Sequence[Sight]) -> tuple[Sight, ...]:
        """What both networks say of strips glanced at before; the second is asked where the first is unsure."""
        read = list(glances)
        if self._second is not None:
            unsure = [index for index, one in enumerate(read) if one.frames.max(axis=1).min() <= SURE]
            others = self._ask(self._second, [strips[index] for index in unsure])
            for index, other in zip(unsure, others, strict=True):
                both = together(read[index].frames, self.alphabet.reduced(other.frames))
                read[index] = replace(read[index], frames=both)
        return tuple(read)

    def _ask(self, network: InferenceSession, strips: Sequence[Picture]) -> list[Sight]:
        """What one network says of every strip, of all its classes.

        The widest go first: what they leave in memory is large enough for all that follow, where each wider one would
        need new memory beside it.
        """
        order = sorted(range(len(strips)), key=lambda i: -strips[i].shape[1])
        said = abreast(lambda i: _run(network, strips[i]), order, self._threads)
        read = dict(zip(order, said, strict=True))
        return [read[i] for i in range(len(strips))]


def _run(network: InferenceSession, strip: Picture) -> Sight:
    """What a network says of a strip, (frames, classes)."""
    used = strip.shape[1]
    width = math.ceil(used / STRIP_STEP) * STRIP_STEP
    block = np.zeros((1, 3, STRIP_HEIGHT, width), dtype=np.float32)
    block[0, :, :, :used] = network_input(strip)
    said, *looks = (np.asarray(one[0], dtype=np.float32) for one in network.run(None, {"x": block}))
    count = math.ceil(used / width * len(said)) + 1
    # Copies, as they are kept: what the network gave lies behind all that it needed meanwhile, and would hold it there.
    return Sight(said[:count].copy(), looks[0][:count].copy() if looks else None)


def together(first: Frames, second: Frames, voice: float = VOICE) -> Frames:
    """What two networks say as one: the geometric mean of probabilities (..., classes); `voice` of the second."""
    faintest = np.float32(1e-30)
    said = (1 - voice) * np.log(np.maximum(first, faintest)) + voice * np.log(np.maximum(second, faintest))
    said = np.exp(said - said.max(axis=-1, keepdims=True))
    return np.asarray(said / said.sum(axis=-1, keepdims=True), dtype=np.float32)


def _shipped_weights() -> Path:
    """The network that comes inside the rapidocr package.

    Raises:
        EngineMissingError: the package or the file is not installed.
    """
    package = find_spec("rapidocr")  # located, not imported: importing it sets up logging and a downloader
    if package is None or package.origin is None:
        raise EngineMissingError(f"the rapidocr package, which carries its network, is not installed. {INSTALL}")
    file = Path(package.origin).parent / "models" / SHIPPED
    if not file.is_file():
        raise EngineMissingError(f"the reading model {SHIPPED} is missing in {file.parent}. {INSTALL}")
    return file
