"""Strips of lines in, letter probabilities frame by frame out: the recogniser network, ours or PP-OCRv6's own."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

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

OWN, SECOND = "note_letters.onnx", "note_letters_second.onnx"
SHIPPED = "PP-OCRv6_rec_small.onnx"
STRIP_STEP = 80  # px; strips are padded to multiples of it, so that a reading never depends on its batch
BATCH = 8
SURE = 0.8  # a strip whose every frame is surer by the first network is read as well without the second
VOICE = 0.35  # of the second network, in the geometric mean of both; the first is listened to with the rest


class LetterNetwork:
    """A recogniser of lines (connectionist temporal classification) with its alphabet."""

    def __init__(self, threads: int | None = None, *, own: bool = True, device: Device = "auto") -> None:
        """Load the weights.

        Args:
            threads: how many batches are read at once; None = one on each core.
            device: where it runs.
            own: two networks of few letters, the second fine-tuned on handwriting; else the one that comes inside the
                rapidocr package.

        Raises:
            EngineMissingError: onnxruntime or a model file is not installed.
        """
        self._threads = threads
        self._network = open_network(weights_path(OWN) if own else _shipped_weights(), 1, device)
        self._second = open_network(weights_path(SECOND), 1, device) if own else None
        letters = self._network.get_modelmeta().custom_metadata_map["character"].split("\n")
        self.alphabet = LatinAlphabet(("", *letters, " "))
        self.name = "note letters" if own else "PP-OCRv6 small"

    def frames(self, strips: Sequence[Picture]) -> tuple[Frames, ...]:
        """Letter probabilities of every strip, (frames, letters), the frames over its padding left out."""
        read = self._ask(self._network, strips)
        if self._second is not None:
            unsure = [index for index, frames in enumerate(read) if frames.max(axis=1).min() <= SURE]
            others = self._ask(self._second, [strips[index] for index in unsure])
            for index, other in zip(unsure, others, strict=True):
                read[index] = _together(read[index], other)
        return tuple(self.alphabet.reduced(frames) for frames in read)

    def _ask(self, network: InferenceSession, strips: Sequence[Picture]) -> list[Frames]:
        """What one network says of every strip, (frames, classes) each."""
        batches = list(_batches([strip.shape[1] for strip in strips]))
        said = abreast(lambda batch: _run(network, [strips[i] for i in batch[0]], batch[1]), batches, self._threads)
        frames: dict[int, Frames] = {}
        for (batch, _), some in zip(batches, said, strict=True):
            frames.update(zip(batch, some, strict=True))
        return [frames[index] for index in range(len(strips))]


def _run(network: InferenceSession, strips: Sequence[Picture], width: int) -> list[Frames]:
    """What a network says of strips that are padded to one width, (frames, classes) each."""
    block = np.zeros((len(strips), 3, STRIP_HEIGHT, width), dtype=np.float32)
    for row, strip in enumerate(strips):
        block[row, :, :, : strip.shape[1]] = network_input(strip)
    frames = np.asarray(network.run(None, {"x": block})[0], dtype=np.float32)
    used = (math.ceil(strip.shape[1] / width * frames.shape[1]) + 1 for strip in strips)
    # Copies, as they are kept: what the network gave lies behind all that it needed meanwhile, and would hold it there.
    return [one[:end].copy() for one, end in zip(frames, used, strict=True)]


def _together(first: Frames, second: Frames) -> Frames:
    """What two networks say as one: the geometric mean of their probabilities, weighted."""
    faintest = np.float32(1e-30)
    said = (1 - VOICE) * np.log(np.maximum(first, faintest)) + VOICE * np.log(np.maximum(second, faintest))
    said = np.exp(said - said.max(axis=1, keepdims=True))
    return np.asarray(said / said.sum(axis=1, keepdims=True), dtype=np.float32)


def _batches(widths: Sequence[int]) -> Iterator[tuple[list[int], int]]:
    """Indices of strips of about the same width, at most `BATCH` at a time, with the width they are padded to.

    The widest come first: what they leave in memory is large enough for all that follow, where each wider one would
    need new memory beside it (350 instead of 210 MiB on a full wall).
    """
    padded = [math.ceil(width / STRIP_STEP) * STRIP_STEP for width in widths]
    order = sorted(range(len(widths)), key=lambda i: (-padded[i], i))
    for width, group in groupby(order, key=lambda i: padded[i]):
        members = list(group)
        for start in range(0, len(members), BATCH):
            yield members[start : start + BATCH], width


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
