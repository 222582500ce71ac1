"""Which outlines are notes: what the network thinks, what the pixels show and what the other outlines look like."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.note_maps import Opinion
from stickyscan.engines.outlines.evidence import Evidence, pixels_at
from stickyscan.engines.outlines.quad_arrays import areas, points_within
from stickyscan.geometry import FloatArray

SAME_SIZE = 0.12  # natural log of the side: how much the sheets of one pad differ in one photo
SAME_COLOUR = 8.0  # CIELAB distance: how much they differ in colour

FEATURES = (
    "sighted", "votes", "best_votes", "paper", "depth", "fitness",
    "edge", "weakest_edge", "even", "contrast_1", "contrast_2", "contrast_3", "contrast_4", "chroma", "lightness",
    "aspect", "taper", "skew", "unusual_size", "larger", "usual_size", "alike", "share_of_photo",
)  # fmt: skip

_CENTRE = np.stack(np.meshgrid(*[(np.arange(8) + 0.5) / 8 * 0.8 + 0.1] * 2), -1).reshape(-1, 2)


@dataclass(frozen=True)
class Company:
    """How the outlines of one wall go together, one value per outline, (n,) each.

    `size`: natural log of its side; `usual`: natural log of the wall's usual side (the same for all); `common`: how
    much of the wall is of its size, 1 for the commonest; `alike`: how much is of its size and colour, 0..1.
    """

    size: FloatArray
    usual: float
    common: FloatArray
    alike: FloatArray


def keep_company(quads: FloatArray, paper: FloatArray, trust: FloatArray) -> Company:
    """Compare outlines (n, 4, 2) of paper colours (n, 3) (CIELAB), each trusted so far, (n,) 0..1."""
    size = np.log(np.maximum(areas(quads), 1.0)) / 2
    weight = np.clip(trust - 0.2, 0, 1) ** 2 + 1e-4
    same_size = np.exp(-0.5 * ((size[:, None] - size) / SAME_SIZE) ** 2)
    common = (same_size * weight * np.exp(size)).sum(axis=1)  # a hundred dots must not outvote twenty sheets
    apart = np.linalg.norm((paper[:, None] - paper) * [0.4, 1, 1], axis=-1)
    same = same_size * np.exp(-0.5 * (apart / SAME_COLOUR) ** 2)
    alike = ((same * weight).sum(axis=1) - weight) / weight.sum()
    return Company(size, float(size[common.argmax()]), common / common.max(), alike)


def describe(
    sighted: FloatArray, opinion: Opinion, evidence: Evidence, company: Company, view: tuple[FloatArray, float]
) -> FloatArray:
    """Features (n, len(FEATURES)) of outlines.

    Args:
        sighted: depth at which the network saw each.
        opinion: what it thinks of each now.
        evidence: what the pixels show.
        company: how they go together.
        view: their paper's colours (n, 3), and the photo's longer side in the same pixels.
    """
    paper, longest = view
    return np.stack(
        [
            _odds(sighted), _odds(opinion.votes), _odds(opinion.best_votes), _odds(opinion.paper), _odds(opinion.depth),
            opinion.fitness, evidence.edge, evidence.weakest_edge, evidence.even,
            *(np.clip(evidence.contrast.T, 0, 40) / 10), evidence.chroma / 20, paper[:, 0] / 25,
            np.log(evidence.aspect), evidence.taper, evidence.skew,
            np.abs(company.size - company.usual), company.size - company.usual, company.common,
            np.log(company.alike + 1e-3), company.size - np.log(longest),
        ],
        axis=1,
    )  # fmt: skip


def paper_colours(lab: NDArray[np.float32], quads: FloatArray) -> FloatArray:
    """Median CIELAB colour inside each outline (n, 3)."""
    return np.asarray(np.median(pixels_at(lab, points_within(quads, _CENTRE)), axis=1), dtype=np.float64)


@dataclass(frozen=True)
class NoteJudge:
    """A small network of fully connected layers, from features to the probability of a note.

    Attributes:
        mean, spread: of each feature where it was trained, (f,).
        layers: weights (in, out) and biases (out,); tanh between them, a logistic curve at the end.
    """

    mean: FloatArray
    spread: FloatArray
    layers: tuple[tuple[FloatArray, FloatArray], ...]

    @classmethod
    def load(cls, file: Path) -> NoteJudge:
        """Read the JSON file that models/training/train_judge.py wrote.

        Raises:
            ValueError: the file is for other features.
        """
        kept = json.loads(file.read_text("utf-8"))
        if tuple(kept["features"]) != FEATURES:
            raise ValueError(f"{file.name} judges by other features than this version looks at")
        layers = tuple((np.array(layer["weights"]), np.array(layer["bias"])) for layer in kept["layers"])
        return cls(np.array(kept["mean"]), np.array(kept["spread"]), layers)

    def probability(self, features: FloatArray) -> FloatArray:
        """How sure it is that each outline is a note (n,), 0..1."""
        values = (features - self.mean) / self.spread
        for weights, bias in self.layers[:-1]:
            values = np.tanh(values @ weights + bias)
        weights, bias = self.layers[-1]
        return np.asarray(1 / (1 + np.exp(-np.clip((values @ weights + bias)[:, 0], -30, 30))))


def _odds(probability: FloatArray) -> FloatArray:
    kept = np.clip(probability, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(kept / (1 - kept)))
