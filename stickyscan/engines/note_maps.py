"""What the note network says of a picture, at several scales, and how to ask it: the arithmetic, without the network.

At stride 4 it gives, for each cell, how central it is in a note, and where that note's four corners are
(models/training/network.py). The cell at a note's centre is asked for the note; an outline is believed as far as the
cell at its centre predicts it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.outlines.choosing import choose
from stickyscan.engines.outlines.quad_arrays import areas, ordered
from stickyscan.geometry import FloatArray

STRIDE = 4
CORNER_UNIT = 64.0
BEST_SIDE = 55.0  # side of a note, in input pixels, that the network sees best
SMALLEST, LARGEST = 12.0, 190.0  # sides that it was trained to see
CLEAR = 0.45  # centre probability from which a peak is a note of its own account
WORTH = 8.0  # score that full belief adds, less what doubt takes
DOUBTFUL = 0.35  # belief that speaks neither for nor against
ABLE, WELL_ABLE = -2.5, -1.6  # fitness from which a scale may speak against an outline, and for it
TOLERANCE = 0.2  # of the side: mean distance of predicted from given corners that halves the belief, roughly


@dataclass(frozen=True)
class NoteMaps:
    """The network's maps of one picture at one scale.

    Attributes:
        scale: input pixels per picture pixel.
        central: (h, w) probability 0..1 that a cell is the middle of a note.
        corners: (4, 2, h, w) corners of the cell's note, in input pixels.
    """

    scale: float
    central: NDArray[np.float32]
    corners: NDArray[np.float32]

    @classmethod
    def of(cls, output: NDArray[np.float32], scale: float) -> NoteMaps:
        """From the raw output (10, h, w)."""
        height, width = output.shape[1:]
        down, across = np.mgrid[:height, :width].astype(np.float32)
        middle = (np.stack([across, down]) + 0.5) * STRIDE
        corners = output[2:10].reshape(4, 2, height, width) * CORNER_UNIT + middle
        central = 1 / (1 + np.exp(-output[1]))
        return cls(scale, central.astype(np.float32), corners.astype(np.float32))

    def peaks(self) -> tuple[FloatArray, FloatArray]:
        """Notes that the maps show: quads (n, 4, 2) in picture pixels and probabilities (n,)."""
        smooth = cv2.GaussianBlur(self.central, (3, 3), 0)
        highest = smooth >= cv2.dilate(smooth, np.ones((3, 3), np.uint8))
        rows, columns = np.nonzero(highest & (smooth > CLEAR))
        quads = [self._agreed(int(r), int(c)) for r, c in zip(rows, columns, strict=True)]
        return np.array(quads).reshape(-1, 4, 2) / self.scale, self.central[rows, columns].astype(np.float64)

    def belief(self, quads: FloatArray) -> tuple[FloatArray, FloatArray]:
        """How far the maps bear out each outline (n,) 0..1, and how well they can judge its size (n,), 0 at best."""
        own = quads * self.scale
        side = np.sqrt(np.maximum(areas(own), 1.0))
        cells = np.rint(own.mean(axis=1) / STRIDE - 0.5).astype(np.intp)
        column = np.clip(cells[:, 0], 0, self.central.shape[1] - 1)
        row = np.clip(cells[:, 1], 0, self.central.shape[0] - 1)
        said = self.corners[:, :, row, column].transpose(2, 0, 1)
        apart = [np.linalg.norm(np.roll(own, k, axis=1) - said, axis=2).mean(axis=1) for k in range(4)]
        miss = np.min(apart, axis=0) / side
        beyond = (side < SMALLEST) | (side > LARGEST)
        fitness = -np.abs(np.log(side / BEST_SIDE)) - 5.0 * beyond
        return self.central[row, column] * np.exp(-((miss / TOLERANCE) ** 2)), np.asarray(fitness)

    def _agreed(self, row: int, column: int) -> FloatArray:
        """The corners that the cells round a peak agree on, in input pixels (4, 2)."""
        near = (slice(max(0, row - 1), row + 2), slice(max(0, column - 1), column + 2))
        weight = self.central[near]
        return np.asarray((self.corners[:, :, near[0], near[1]] * weight).sum(axis=(2, 3)) / weight.sum())


@dataclass(frozen=True)
class NetworkOpinion:
    """The maps of all scales as an opinion on outlines (`outlines.search.Opinion`)."""

    maps: tuple[NoteMaps, ...]

    def quads(self) -> FloatArray:
        """Notes that the network sees, each once."""
        found = [part.peaks() for part in self.maps]
        quads = np.concatenate([q for q, _ in found])
        score = np.concatenate([p - _misfit(q * m.scale) for (q, p), m in zip(found, self.maps, strict=True)])
        return ordered(quads[choose(quads, score, CLEAR)])

    def worth(self, quads: FloatArray) -> FloatArray:
        """For outlines that the network bears out, against others of sizes that it can judge."""
        beliefs, fitness = (np.stack(part) for part in zip(*(m.belief(quads) for m in self.maps), strict=True))
        able = fitness.max(axis=0) > ABLE
        best = np.where(fitness > WELL_ABLE, beliefs, 0.0).max(axis=0)
        return np.where(able, WORTH * (best - DOUBTFUL), 0.0)


def _misfit(quads: FloatArray) -> FloatArray:
    """What a note's probability loses at a scale at which it looks too small or too large."""
    side = np.sqrt(areas(quads))
    return np.where(side < 9, 1.0, 0.1 * (side < 16) + 0.15 * (side > 150))
