"""Evidence on readings in; the probability that each is usable without retyping out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from stickyscan.engines.weights import weights_path
from stickyscan.errors import EngineMissingError
from stickyscan.geometry import FloatArray
from stickyscan.steps.trust.evidence import FEATURES

FILE = "reading_trust.json"


@dataclass(frozen=True)
class ReadingJudge:
    """A logistic regression.

    Attributes:
        mean, spread, weights: of each feature, (f,).
        bias: of the whole.
        doubtful: probability below which a person should look; on rendered walls 94 % of the bad readings lie below.
    """

    mean: FloatArray
    spread: FloatArray
    weights: FloatArray
    bias: float
    doubtful: float

    @classmethod
    def load(cls, file: Path) -> ReadingJudge:
        """Read the JSON file that models/training/train_trust.py wrote.

        Raises:
            EngineMissingError: the file is for a version that looks at other features.
        """
        kept = json.loads(file.read_text("utf-8"))
        if tuple(kept["features"]) != FEATURES:
            raise EngineMissingError(
                f"{file.name} belongs to another version of stickyscan. Install stickyscan again "
                "(`pip install --force-reinstall stickyscan`)."
            )
        mean, spread, weights = (np.array(kept[name]) for name in ("mean", "spread", "weights"))
        return cls(mean, spread, weights, float(kept["bias"]), float(kept["doubtful"]))

    def probability(self, features: FloatArray) -> FloatArray:
        """How probable it is that each reading (n, f) is usable, (n,) 0..1."""
        value = (features - self.mean) / self.spread @ self.weights + self.bias
        return np.asarray(1 / (1 + np.exp(-np.clip(value, -30, 30))))


@cache
def shipped_judge() -> ReadingJudge:
    """The judge that comes with the package.

    Raises:
        EngineMissingError: this installation came without it.
    """
    return ReadingJudge.load(weights_path(FILE))
