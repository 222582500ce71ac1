"""What the note network says of a picture, at several scales, and how to ask it: the arithmetic, without the network.

At stride 4 it gives, for each cell, whether paper of a note is seen there, how deep in the note's visible part the cell
lies, and where that note's four corners are, hidden ones too (models/training/network.py). Cells deep in a note are
asked for its outline; an outline is borne out by the cells inside it that tell the same corners. So a note of which
only a strip shows is found by that strip. Where the cells disagree about corners, the edges still enclose the paper:
what they enclose is proposed as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.outlines.proposals import fit_quadrilateral, grown
from stickyscan.geometry import FloatArray
from stickyscan.quad_arrays import areas, grid, points_within

STRIDE = 4
BEYOND, NOTHING = 32, 128  # input pixels round a picture that are shown as grey, so that it is seen where notes are cut
CORNER_UNIT = 64.0
BEST_SIDE = 60.0  # side of a note, in input pixels, that the network sees best
SMALLEST, LARGEST = 7.0, 240.0  # sides of notes, in input pixels, that a scale is asked for
DEEP = 0.2  # depth from which a peak is a sighting
CLEAR = 0.5  # depth of a sighting that is hardly ever wrong
MOST_SIGHTINGS = 600  # of one scale
ENCLOSING = (0.3, 0.6)  # probabilities of an edge that cut the paper into sheets
EDGE_CELLS = 1.0  # what a sheet's edge takes off each side of what it encloses
LEAST_CELLS, LEAST_FIT = 5, 0.75  # side of an enclosed sheet, and how well a quadrilateral fits it
TOLERANCE = 0.15  # of the side: mean distance of told from given corners that takes a vote down to 1/e
HIDDEN = 0.85  # share of an outline that may be covered: its other votes tell as much as all of them

_GRID = grid(8, 0.0)
_CORE = grid(8, 0.18)  # places inside an outline, away from its own edge
_ALONG = (np.arange(12) + 0.5) / 12 * 0.8 + 0.1
_RIM = np.concatenate([np.stack(side, axis=1) for side in (
    (_ALONG, 0 * _ALONG), (0 * _ALONG + 1, _ALONG), (1 - _ALONG, 0 * _ALONG + 1), (0 * _ALONG, 1 - _ALONG),
)])  # fmt: skip


@dataclass(frozen=True)
class Opinion:
    """What the network thinks of outlines, one value 0..1 per outline, (n,) each.

    `votes`: mean share of the cells inside that tell these corners; `best_votes`: the same of the best 15 % of them, so
    that a covered sheet counts as well; `paper` and `depth` of the cells inside; `fitness`: natural log of how far the
    side is from what the network sees best at the fittest scale, 0 at best. Of the edges that it tells: `edged` and
    `weakest_edged`, how much of the outline and of its weakest side lies on one; `divided`, how much of its inside.
    """

    votes: FloatArray
    best_votes: FloatArray
    paper: FloatArray
    depth: FloatArray
    fitness: FloatArray
    edged: FloatArray
    weakest_edged: FloatArray
    divided: FloatArray


@dataclass(frozen=True)
class NoteMaps:
    """The network's maps of one picture at one scale.

    Attributes:
        scale: input pixels per picture pixel.
        paper: (h, w) probability 0..1 that paper of a note is seen.
        depth: (h, w) how deep in its note's visible part a cell lies, 1 deepest.
        corners: (4, 2, h, w) corners of the cell's note, in picture pixels; those of a note that is cut off by the
            photo's edge lie on it, as in labels.
        edge: (h, w) probability 0..1 that a note's visible edge runs through a cell.
    """

    scale: float
    paper: NDArray[np.float32]
    depth: NDArray[np.float32]
    corners: NDArray[np.float32]
    edge: NDArray[np.float32]

    @classmethod
    def of(cls, output: NDArray[np.float32], scale: float, size: tuple[int, int]) -> NoteMaps:
        """From the raw output (11, h, w) for a picture that was `size` (width, height) input pixels large."""
        height, width = output.shape[1:]
        down, across = np.mgrid[:height, :width].astype(np.float32)
        middle = (np.stack([across, down]) + 0.5) * STRIDE
        told = output[2:10].reshape(4, 2, height, width) * CORNER_UNIT + middle
        corners = np.clip(told, 0, np.array(size, dtype=np.float32)[:, None, None]) / scale
        paper, depth, edge = 1 / (1 + np.exp(-np.clip(output[[0, 1, 10]], -30, 30).astype(np.float32)))
        return cls(scale, paper, depth, corners.astype(np.float32), edge)

    def sightings(self) -> tuple[FloatArray, FloatArray]:
        """Notes that the maps show, some several times: quads (n, 4, 2) in picture pixels, and depths (n,)."""
        smooth = cv2.GaussianBlur(self.depth, (3, 3), 0)
        highest = smooth >= cv2.dilate(smooth, np.ones((3, 3), np.uint8))
        rows, columns = np.nonzero(highest & (smooth > DEEP))
        best = np.argsort(-smooth[rows, columns], kind="stable")[:MOST_SIGHTINGS]
        rows, columns = rows[best], columns[best]
        quads, depth = self._agreed(rows, columns), smooth[rows, columns].astype(np.float64)
        side = np.sqrt(areas(quads)) * self.scale
        fit = (side > SMALLEST) & (side < LARGEST)
        return quads[fit], depth[fit]

    def enclosed(self) -> FloatArray:
        """Sheets that edges enclose, as far as each is to be seen: quads (n, 4, 2) in picture pixels."""
        quads = []
        for limit in ENCLOSING:
            mask = ((self.paper > 0.5) & (self.edge < limit)).astype(np.uint8)
            contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
            for contour in contours:
                if min(cv2.boundingRect(contour)[2:]) < LEAST_CELLS or cv2.contourArea(contour) < LEAST_CELLS**2:
                    continue
                fit, quad = fit_quadrilateral(np.asarray(contour, dtype=np.int32))
                if fit > LEAST_FIT:
                    quads.append(grown(quad, EDGE_CELLS))
        found = (np.array(quads).reshape(-1, 4, 2) + 0.5) * (STRIDE / self.scale)
        side = np.sqrt(areas(found)) * self.scale
        return np.asarray(found[side < LARGEST])

    def fitness(self, quads: FloatArray) -> FloatArray:
        """How well this scale can judge outlines of this size (n,): natural log, 0 at best."""
        side = np.sqrt(np.maximum(areas(quads), 1.0)) * self.scale
        return np.asarray(-np.abs(np.log(side / BEST_SIDE)))

    def inside(self, quads: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Votes, paper and depth at an even grid of places in each outline, (n, m) each, 0 beyond the picture."""
        places = points_within(quads, _GRID) * (self.scale / STRIDE)
        height, width = self.depth.shape
        cells = np.floor(places).astype(np.intp)
        column, row = np.clip(cells[..., 0], 0, width - 1), np.clip(cells[..., 1], 0, height - 1)
        seen = (cells[..., 0] == column) & (cells[..., 1] == row)
        told = self.corners[:, :, row, column].transpose(2, 3, 0, 1)
        turned = [np.linalg.norm(np.roll(quads, k, axis=1)[:, None] - told, axis=-1).mean(axis=-1) for k in range(4)]
        miss = np.min(turned, axis=0) / np.sqrt(np.maximum(areas(quads), 1.0))[:, None]
        paper = self.paper[row, column] * seen
        return paper * np.exp(-((miss / TOLERANCE) ** 2)), paper, self.depth[row, column] * seen

    def edges(self, places: FloatArray) -> NDArray[np.float32]:
        """Probability of a note's visible edge at places in picture pixels (n, m, 2), (n, m)."""
        cells = (places * (self.scale / STRIDE) - 0.5).astype(np.float32)
        return cv2.remap(
            self.edge, cells[..., 0], cells[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ).astype(np.float32)

    def _agreed(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> FloatArray:
        """The corners that the cells round each peak agree on, in picture pixels (n, 4, 2)."""
        height, width = self.depth.shape
        peaks = self.corners[:, :, rows, columns].transpose(2, 0, 1).astype(np.float64)
        total, weights = np.zeros_like(peaks), np.zeros((len(peaks), 1, 1))
        for down in (-1, 0, 1):
            for across in (-1, 0, 1):
                row, column = np.clip(rows + down, 0, height - 1), np.clip(columns + across, 0, width - 1)
                told = self.corners[:, :, row, column].transpose(2, 0, 1)
                turned = np.stack([np.roll(told, k, axis=1) for k in range(4)])
                alike = np.abs(turned - peaks).sum(axis=(2, 3)).argmin(axis=0)
                weight = self.depth[row, column][:, None, None]
                total += weight * turned[alike, np.arange(len(peaks))]
                weights += weight
        return np.asarray(total / weights)


@dataclass(frozen=True)
class Sight:
    """The maps of one picture at all scales, the finest first."""

    maps: tuple[NoteMaps, ...]

    @cached_property
    def _sighted(self) -> tuple[tuple[FloatArray, FloatArray], ...]:
        return tuple(part.sightings() for part in self.maps)

    def sightings(self) -> FloatArray:
        """What all scales see, some notes several times: quads (n, 4, 2) in picture pixels."""
        return np.concatenate([quads for quads, _ in self._sighted])

    def enclosed(self) -> FloatArray:
        """What edges enclose at any scale, some notes several times: quads (n, 4, 2) in picture pixels."""
        return np.concatenate([part.enclosed() for part in self.maps])

    def usual_side(self) -> float:
        """Side of the wall's usual sheet in picture pixels, as far as can be told before judging; inf: no note."""
        clear = np.concatenate([quads[depth > CLEAR] for quads, depth in self._sighted])
        return float(np.median(np.sqrt(areas(clear)))) if len(clear) else np.inf

    def fitness(self, quads: FloatArray) -> FloatArray:
        """How well the fittest scale can judge each outline (n,): natural log, 0 at best."""
        return np.asarray(np.max([part.fitness(quads) for part in self.maps], axis=0))

    def opinion(self, quads: FloatArray) -> Opinion:
        """Of outlines in picture pixels (n, 4, 2); scales that can judge an outline's size count most."""
        fitness = np.stack([part.fitness(quads) for part in self.maps])
        weight = np.exp(2 * fitness)
        weight /= weight.sum(axis=0)
        sides = self.edges(quads, points_within(quads, _RIM)).reshape(-1, 4, len(_ALONG)).mean(axis=2, dtype=np.float64)
        votes, paper, depth = (np.stack(seen) for seen in zip(*(part.inside(quads) for part in self.maps), strict=True))
        return Opinion(
            votes=(weight * votes.mean(axis=2)).sum(axis=0),
            best_votes=(weight * np.quantile(votes, HIDDEN, axis=2)).sum(axis=0),
            paper=(weight * paper.mean(axis=2)).sum(axis=0),
            depth=(weight * depth.max(axis=2)).sum(axis=0),
            fitness=fitness.max(axis=0),
            edged=sides.mean(axis=1),
            weakest_edged=sides.min(axis=1),
            divided=self.edges(quads, points_within(quads, _CORE)).mean(axis=1, dtype=np.float64),
        )

    def edges(self, quads: FloatArray, places: FloatArray) -> NDArray[np.float32]:
        """Probability of a note's visible edge at places round each outline (n, m, 2), (n, m), by its fittest scale."""
        fittest = np.argmax([part.fitness(quads) for part in self.maps], axis=0)
        told = np.zeros(places.shape[:2], dtype=np.float32)
        for index, part in enumerate(self.maps):
            if (mine := fittest == index).any():
                told[mine] = part.edges(places[mine])
        return told
