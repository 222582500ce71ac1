"""Which outlines are notes: what the network thinks, what the pixels show, and what the other outlines look like.

A first judge looks at each outline alone. Its opinion says what is usual on the wall, in size and colour; a second one
judges again with that in mind, as a person does who has seen what the notes of this wall look like. A third says how
well an outline fits, for outlines that mean the same note.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from stickyscan.engines.note_maps import Opinion
from stickyscan.engines.outlines.evidence import Evidence
from stickyscan.errors import EngineMissingError
from stickyscan.geometry import FloatArray
from stickyscan.quad_arrays import areas

SAME_SIZE = 0.12  # natural log of the side: how much the sheets of one pad differ in one photo
SAME_COLOUR = 8.0  # CIELAB distance: how much they differ in colour

ALONE = (
    "sighted", "rough_votes", "rough_best_votes", "votes", "best_votes", "paper", "depth", "edged", "weakest_edged",
    "fitness", "divided", "edge", "weakest_edge", "even", "contrast_1", "contrast_2", "contrast_3", "contrast_4",
    "chroma", "lightness", "aspect", "taper", "skew", "share_of_photo", "cut",
)  # fmt: skip
NETWORKS = 9  # the first features, the log odds that the network gives
BESIDE = (0, 1, 3)  # those that are also compared with the best of the wall
TOGETHER = (
    "first_opinion", "unusual_size", "larger", "common", "alike", "sure_ones",
    "sighted_beside", "rough_votes_beside", "votes_beside",
)  # fmt: skip
BEST = 0.2  # share of a wall's outlines that are its best ones
LIKELY = 0.02  # first opinion from which an outline tells other photos of the wall what is usual


@dataclass(frozen=True)
class Looks:
    """What can be said of each outline of one photo alone.

    Attributes:
        features: (n, len(ALONE)).
        size: natural log of each side (n,).
        paper: median CIELAB colour inside each (n, 3).
    """

    features: FloatArray
    size: FloatArray
    paper: FloatArray

    @classmethod
    def none(cls) -> Looks:
        """Of no outline."""
        return cls(np.empty((0, len(ALONE))), np.empty(0), np.empty((0, 3)))


def look_at(quads: FloatArray, seen: Evidence, opinions: tuple[Opinion, Opinion], longest: int) -> Looks:
    """Put together what is known of outlines.

    Args:
        quads: outlines (n, 4, 2) in pixels of the picture that was looked at.
        seen: what the pixels show.
        opinions: the network's, before and after the outlines were moved onto the paper's edge.
        longest: longer side of the picture.
    """
    rough, snapped = opinions
    size = np.log(np.maximum(areas(quads), 1.0)) / 2
    features = [
        _odds(rough.depth), _odds(rough.votes), _odds(rough.best_votes),
        _odds(snapped.votes), _odds(snapped.best_votes), _odds(snapped.paper), _odds(snapped.depth),
        _odds(snapped.edged), _odds(snapped.weakest_edged), snapped.fitness, snapped.divided,
        seen.edge, seen.weakest_edge, seen.even, *(np.clip(seen.contrast.T, 0, 40) / 10), seen.chroma / 20,
        seen.paper[:, 0] / 25, np.log(seen.aspect), seen.taper, seen.skew, size - np.log(longest), seen.cut,
    ]  # fmt: skip
    return Looks(np.stack(features, axis=1), size, seen.paper)


def in_company(looks: Looks, first: FloatArray, elsewhere: Sequence[tuple[Looks, FloatArray]] = ()) -> FloatArray:
    """Features (n, len(ALONE) + len(TOGETHER)) of outlines among each other, the first opinion of each given (n,).

    `elsewhere`: the same of other photos of the wall, of which the sizes are comparable.
    """
    if len(first) == 0:
        return np.empty((0, len(ALONE) + len(TOGETHER)))
    size = np.concatenate([looks.size, *(others.size for others, _ in elsewhere)])
    paper = np.concatenate([looks.paper, *(others.paper for others, _ in elsewhere)])
    weight = np.concatenate([first, *(opinion for _, opinion in elsewhere)]) ** 2 + 1e-4
    same_size, common = _common(looks.size, size, weight)
    usual = looks.size[common.argmax()]
    apart = np.linalg.norm((looks.paper[:, None] - paper) * [0.4, 1, 1], axis=-1)
    same = same_size * np.exp(-0.5 * (apart / SAME_COLOUR) ** 2)
    alike = (same * weight).sum(axis=1) - weight[: len(first)]
    together = [
        _odds(first), np.abs(looks.size - usual), looks.size - usual, common / common.max(),
        np.log(alike / weight.sum() + 1e-3), np.full(len(first), np.log1p(weight.sum())),
    ]  # fmt: skip
    told = np.concatenate([looks.features, *(others.features for others, _ in elsewhere)])[:, BESIDE]
    beside = looks.features[:, BESIDE] - np.sort(told, axis=0)[-max(1, int(BEST * len(told))) :].mean(axis=0)
    return np.concatenate([looks.features, np.stack(together, axis=1), beside], axis=1)


def _common(own: FloatArray, size: FloatArray, weight: FloatArray) -> tuple[FloatArray, FloatArray]:
    """How alike sizes (n,) are to those of all (m,), as (n, m), and how usual each is, (n,)."""
    same = np.exp(-0.5 * ((own[:, None] - size) / SAME_SIZE) ** 2)
    return same, (same * weight * np.exp(size)).sum(axis=1)  # a hundred dots must not outvote twenty sheets


def _at_own_scale(looks: Looks, first: FloatArray) -> Looks:
    """With sizes in terms of the photo's usual one: photos of one wall are taken from near and from far."""
    if len(first) == 0:
        return looks
    _, common = _common(looks.size, looks.size, first**2 + 1e-4)
    return replace(looks, size=looks.size - looks.size[common.argmax()])


def _likely(looks: Looks, first: FloatArray) -> tuple[Looks, FloatArray]:
    kept = first > LIKELY
    return Looks(looks.features[kept], looks.size[kept], looks.paper[kept]), first[kept]


@dataclass(frozen=True)
class Perceptron:
    """Fully connected layers, tanh between them, a logistic curve at the end.

    Attributes:
        mean, spread: of each feature where it was trained, (f,).
        layers: weights (in, out) and biases (out,).
    """

    mean: FloatArray
    spread: FloatArray
    layers: tuple[tuple[FloatArray, FloatArray], ...]

    def probability(self, features: FloatArray) -> FloatArray:
        """Of each row of features (n, f), (n,)."""
        values = (features - self.mean) / self.spread
        for weights, bias in self.layers[:-1]:
            values = np.tanh(values @ weights + bias)
        weights, bias = self.layers[-1]
        return np.asarray(1 / (1 + np.exp(-np.clip((values @ weights + bias)[:, 0], -30, 30))))


@dataclass(frozen=True)
class Verdict:
    """Of each outline (n,), 0..1: how sure it is that it is a note, and how sure that it fits well."""

    sure: FloatArray
    fits: FloatArray


@dataclass(frozen=True)
class NoteJudge:
    """The three judges."""

    alone: Perceptron
    together: Perceptron
    fits: Perceptron

    @classmethod
    def load(cls, file: Path) -> NoteJudge:
        """Read the JSON file that models/training/train_judge.py wrote.

        Raises:
            EngineMissingError: the file is for a version that looks at other features.
        """
        kept = json.loads(file.read_text("utf-8"))
        among = [*ALONE, *TOGETHER]
        if [part["features"] for part in kept.values()] != [[*ALONE], among, among]:
            raise EngineMissingError(
                f"{file.name} belongs to another version of stickyscan. Install stickyscan again "
                "(`pip install --force-reinstall stickyscan`)."
            )
        alone, together, fits = (
            Perceptron(
                np.array(part["mean"]),
                np.array(part["spread"]),
                tuple((np.array(layer["weights"]), np.array(layer["bias"])) for layer in part["layers"]),
            )
            for part in (kept["alone"], kept["together"], kept["fits"])
        )
        return cls(alone, together, fits)

    def judge(self, photos: Sequence[Looks]) -> tuple[Verdict, ...]:
        """All outlines of each photo of one wall."""
        first = [self.alone.probability(looks.features) for looks in photos]
        if len(photos) > 1:
            photos = [_at_own_scale(*photo) for photo in zip(photos, first, strict=True)]
        likely = [_likely(*photo) for photo in zip(photos, first, strict=True)]
        return tuple(
            self._verdict(in_company(looks, first[i], [*likely[:i], *likely[i + 1 :]]))
            for i, looks in enumerate(photos)
        )

    def _verdict(self, features: FloatArray) -> Verdict:
        return Verdict(self.together.probability(features), self.fits.probability(features))


def _odds(probability: FloatArray) -> FloatArray:
    kept = np.clip(probability, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(kept / (1 - kept)))
