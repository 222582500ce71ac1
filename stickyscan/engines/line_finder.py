"""A picture in, the outlines of its lines of writing out: PP-OCRv6's line detector, run by onnxruntime.

Its weights are our own: those in the rapidocr package, taken a part of the way towards handwriting that was
photographed badly, and without their subnormal numbers, which quadruple its time
(models/training/export_line_finder.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.abreast import abreast
from stickyscan.engines.open_network import open_network
from stickyscan.engines.protocols import Picture
from stickyscan.engines.text_boxes import BoxRules, text_boxes
from stickyscan.engines.weights import weights_path
from stickyscan.geometry import Quad
from stickyscan.heap import hand_back_memory
from stickyscan.settings import Device

FINDS_LINES = "line_finder.onnx"

# Handwriting with a thick pen is found best when it is small: the network saw printed lines of 10 to 40 px in training.
# Measured on photographed notes: sides of 224 to 288 px find more lines than 320, 416 or 512.
FIND_SCALE = 0.4
FIND_SIDE = (256, 1600)  # px, geometric mean of width and height; the upper end bounds memory on whole boards
LARGE_LETTERS_SIDE = 192  # px, of a second look at a note that seems to have no line: a word or two may fill it
MULTIPLE = 32  # both sides of the detector's input


class LineFinder:
    """Finds lines of writing on notes and boards."""

    def __init__(self, threads: int | None = None, device: Device = "auto") -> None:
        """Load the network.

        Args:
            threads: processor threads to use; None lets onnxruntime take all of them.
            device: where it runs.

        Raises:
            EngineMissingError: onnxruntime or the model file is not installed.
        """
        self._threads = threads
        self._network = open_network(weights_path(FINDS_LINES), threads, device)

    def find_all(self, pictures: Sequence[Picture]) -> tuple[tuple[Quad, ...], ...]:
        """The lines of each picture, as `find` gives them."""
        lines = tuple(abreast(self.find, pictures, self._threads))
        hand_back_memory()  # what reads the lines needs larger pieces, and would take them besides
        return lines

    def find(self, picture: Picture) -> tuple[Quad, ...]:
        """Outlines of the lines, in pixels of the picture, in any order; each starts where its text does if upright."""
        side = math.sqrt(picture.shape[0] * picture.shape[1])
        shown = min(max(FIND_SCALE * side, FIND_SIDE[0]), FIND_SIDE[1])
        lines = self._find_at(picture, shown / side)
        is_note = round(shown) == FIND_SIDE[0]
        return lines if lines or not is_note else self._find_at(picture, LARGE_LETTERS_SIDE / side)

    def _find_at(self, picture: Picture, scale: float) -> tuple[Quad, ...]:
        height, width = picture.shape[:2]
        small = (_multiple(width * scale), _multiple(height * scale))
        shrinks = small[0] < width and small[1] < height
        reduced = cv2.resize(picture, small, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
        block = network_input(np.asarray(reduced, dtype=np.uint8))[None]
        probability = self._network.run(None, {"x": block})[0][0, 0]
        return text_boxes(np.asarray(probability, dtype=np.float32), (width, height), BoxRules())


def network_input(picture: Picture) -> NDArray[np.float32]:
    """RGB uint8 (h, w, 3) as BGR float (3, h, w) in -1..1, which is what PP-OCR was trained on."""
    block = cv2.dnn.blobFromImage(picture, 1 / 127.5, mean=(127.5, 127.5, 127.5), swapRB=True)
    return np.asarray(block[0], dtype=np.float32)


def _multiple(side: float) -> int:
    return max(MULTIPLE, round(side / MULTIPLE) * MULTIPLE)
