"""The wall seen straight on in; where lines run that join notes, where their heads are, and which way they go, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.open_network import open_network
from stickyscan.engines.weights import weights_path
from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.marks.flat_wall import Extent, FlatWall

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

WEIGHTS = "wall_arrows.onnx"
EXTENT = Extent(most_pixels=0.9e6, margin=0.8)
STRIDE = 2  # pixels of the flat wall per cell of the maps, either way
MULTIPLE = 32  # the network takes sides that are multiples of this
VIEWS = ((1, 1), (1, -1), (-1, 1))  # steps down and across: as it is and in two mirrors, for three opinions


@dataclass(frozen=True)
class ArrowMaps:
    """What the network (models/training/arrow_network.py) says of each cell of STRIDE x STRIDE pixels of a flat wall.

    Attributes:
        line: (h, w) probability 0..1 that a line runs here that joins two notes.
        head: (h, w) probability 0..1 that the head of one ends here.
        way: (2, h, w) along the line to its head, (x, y); the shorter, the less is known, 0 where there is no head.
    """

    line: NDArray[np.float32]
    head: NDArray[np.float32]
    way: NDArray[np.float32]


def arrow_maps(wall: FlatWall, views: Sequence[tuple[int, int]] = VIEWS) -> ArrowMaps:
    """Ask the network, in all views: what it overlooks or makes up it seldom does in a mirror too.

    Raises:
        EngineMissingError: this installation came without the network.
    """
    height, width = wall.shown.shape
    shown = np.zeros((4, -(-height // MULTIPLE) * MULTIPLE, -(-width // MULTIPLE) * MULTIPLE), np.float32)
    shown[:, :height, :width] = network_view(wall).transpose(2, 0, 1)
    shown /= 255
    told = np.mean([_told(shown, down, across) for down, across in views], axis=0)
    maps = np.asarray(told[:, : -(-height // STRIDE), : -(-width // STRIDE)], np.float32)
    line, head = 1 / (1 + np.exp(-np.clip(maps[:2], -30, 30)))
    return ArrowMaps(line * wall.shown[::STRIDE, ::STRIDE], head, maps[2:4])  # beyond the photo nothing is drawn


def _told(shown: NDArray[np.float32], down: int, across: int) -> NDArray[np.float32]:
    """The network's raw maps of a picture (4, h, w) 0..1, mirrored for it where a step is -1."""
    (told,) = _network().run(None, {"picture": np.ascontiguousarray(shown[:, ::down, ::across])[None]})
    signs = np.array([1, 1, across, down], np.float32)[:, None, None]
    return np.asarray(told[0][:, ::down, ::across] * signs, np.float32)


def network_view(wall: FlatWall) -> NDArray[np.uint8]:
    """What the network is shown (height, width, 4): the wall's RGB, and where the notes hang."""
    paper = np.zeros(wall.shown.shape, np.uint8)
    for note in wall.notes:
        cv2.fillPoly(paper, [np.round(note.array * 8).astype(np.int32)], 255, cv2.LINE_AA, 3)
    return np.dstack([wall.picture, paper])


def in_cells(wall: FlatWall) -> tuple[list[Quad], float]:
    """The notes, and a typical note's side, in cells of the wall's maps."""
    to_cells = np.diag([1 / STRIDE, 1 / STRIDE, 1.0])
    return [note.mapped(to_cells) for note in wall.notes], wall.side / STRIDE


def along(layer: NDArray[np.float32], course: FloatArray) -> FloatArray:
    """Values of a map (h, w) at points (n, 2) in its cells."""
    x, y = np.round(course).astype(int).T
    return np.asarray(layer[np.clip(y, 0, layer.shape[0] - 1), np.clip(x, 0, layer.shape[1] - 1)], np.float64)


@cache
def _network() -> InferenceSession:
    """On one thread of the processor: it is small, and a scan's steps share the machine with those of other walls."""
    return open_network(weights_path(WEIGHTS), 1, "cpu")
