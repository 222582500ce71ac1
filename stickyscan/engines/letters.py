"""Strips of lines in, letter probabilities frame by frame out: the recogniser network, ours or PP-OCRv6's own."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

import numpy as np

from stickyscan.engines.abreast import abreast
from stickyscan.engines.ctc import Frames, LatinAlphabet
from stickyscan.engines.line_finder import network_input
from stickyscan.engines.open_network import INSTALL, open_network
from stickyscan.engines.protocols import Picture
from stickyscan.engines.text_boxes import STRIP_HEIGHT
from stickyscan.engines.weights import weights_path
from stickyscan.errors import EngineMissingError
from stickyscan.settings import Device

OWN = "note_letters.onnx"
SHIPPED = "PP-OCRv6_rec_small.onnx"
STRIP_STEP = 80  # px; strips are padded to multiples of it, so that a reading never depends on its batch
BATCH = 8


class LetterNetwork:
    """A recogniser of lines (connectionist temporal classification) with its alphabet."""

    def __init__(self, threads: int | None = None, *, own: bool = True, device: Device = "auto") -> None:
        """Load the network.

        Args:
            threads: how many batches are read at once; None = one on each core.
            device: where it runs.
            own: the network fine-tuned on handwriting; else the one that comes inside the rapidocr package.

        Raises:
            EngineMissingError: onnxruntime or the model file is not installed.
        """
        self._threads = threads
        self._network = open_network(weights_path(OWN) if own else _shipped_weights(), 1, device)
        letters = self._network.get_modelmeta().custom_metadata_map["character"].split("\n")
        self.alphabet = LatinAlphabet(("", *letters, " "))
        self.name = "note letters" if own else "PP-OCRv6 small"

    def frames(self, strips: Sequence[Picture]) -> tuple[Frames, ...]:
        """Letter probabilities of every strip, (frames, letters), the frames over its padding left out."""
        batches = list(_batches([strip.shape[1] for strip in strips]))
        read = abreast(lambda batch: self._read([strips[i] for i in batch[0]], batch[1]), batches, self._threads)
        readings: dict[int, Frames] = {}
        for (batch, _), frames in zip(batches, read, strict=True):
            readings.update(zip(batch, frames, strict=True))
        return tuple(readings[index] for index in range(len(strips)))

    def _read(self, strips: Sequence[Picture], width: int) -> list[Frames]:
        """Letter probabilities of strips that are padded to one width, (frames, letters) each."""
        block = np.zeros((len(strips), 3, STRIP_HEIGHT, width), dtype=np.float32)
        for row, strip in enumerate(strips):
            block[row, :, :, : strip.shape[1]] = network_input(strip)
        frames = self._network.run(None, {"x": block})[0]
        used = (math.ceil(strip.shape[1] / width * frames.shape[1]) + 1 for strip in strips)
        return [self.alphabet.reduced(one[:end]) for one, end in zip(frames, used, strict=True)]


def _batches(widths: Sequence[int]) -> Iterator[tuple[list[int], int]]:
    """Indices of strips of about the same width, at most `BATCH` at a time, with the width they are padded to."""
    padded = [math.ceil(width / STRIP_STEP) * STRIP_STEP for width in widths]
    order = sorted(range(len(widths)), key=lambda i: (padded[i], i))
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
