"""Train the judge of outlines: `python models/training/train_judge.py models/note_judge.json WALLS...`.

WALLS are folders of rendered walls that the network was not trained on (`stickyscan render --seed 800000 -n 300`): on
those it was, it is surer than it will be. Every fourth wall is held out; prints how well the judge does there, and how
often outlines of each stated probability are notes. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.neural_network import MLPClassifier

from stickyscan.engines.detector import DetectorFinder
from stickyscan.engines.note_judge import FEATURES
from stickyscan.geometry import Quad, overlap
from stickyscan.labels import read_labels
from stickyscan.steps.decode_photo import decode_photo

HIDDEN = 16
DECAY = 1.0
BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)


@dataclass(frozen=True)
class Examples:
    """Features (n, f) of outlines, whether each is a note (n,), and the number of the wall that each is on (n,)."""

    features: np.ndarray
    notes: np.ndarray
    wall: np.ndarray

    def part(self, chosen: np.ndarray) -> Examples:
        """Those where `chosen` is true."""
        return Examples(self.features[chosen], self.notes[chosen], self.wall[chosen])


def gather(folders: list[Path]) -> Examples:
    """The finder's candidates on all walls; those that are notes nobody judges are left out."""
    finder = DetectorFinder()
    rows, notes, wall = [], [], []
    labelled = [(folder, *item) for folder in folders for item in sorted(read_labels(folder).items())]
    for number, (folder, name, truth) in enumerate(labelled):
        found = finder.candidates(decode_photo(folder / f"{name}.jpg").pixels)
        labels = [Quad.of(note.quad) for note in truth.notes]
        for quad, features in zip(found.quads, found.features, strict=True):
            shares = [overlap(label, Quad.of(quad)) for label in labels]
            best = int(np.argmax(shares)) if shares else -1
            is_note = bool(shares) and shares[best] >= 0.5
            if is_note and truth.notes[best].ignore:
                continue
            rows.append(features), notes.append(is_note), wall.append(number)
    return Examples(np.array(rows), np.array(notes), np.array(wall))


def fit(examples: Examples) -> tuple[MLPClassifier, np.ndarray, np.ndarray]:
    """The judge, and the mean and spread of the features that it expects to be taken off."""
    mean, spread = examples.features.mean(axis=0), examples.features.std(axis=0) + 1e-6
    judge = MLPClassifier((HIDDEN,), activation="tanh", alpha=DECAY, max_iter=2000, random_state=7, solver="lbfgs")
    return judge.fit((examples.features - mean) / spread, examples.notes), mean, spread


def report(stated: np.ndarray, notes: np.ndarray) -> None:
    """Print ranking, honesty and reliability of stated probabilities."""
    print(
        f"held out: {len(notes)} outlines, AUC {roc_auc_score(notes, stated):.4f}, loss {log_loss(notes, stated):.4f}"
    )
    for low, high in itertools.pairwise(BINS):
        here = (stated >= low) & (stated < high)
        if here.any():
            print(
                f"  stated {low:.2f}..{min(high, 1):.2f}: {here.sum():6d} outlines, {notes[here].mean():.2f} are notes"
            )


def main() -> None:
    """Gather, fit, report, fit on everything, write."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("out", type=Path)
    ask.add_argument("walls", type=Path, nargs="+")
    args = ask.parse_args()
    examples = gather(args.walls)
    held_out = examples.wall % 4 == 3
    judge, mean, spread = fit(examples.part(~held_out))
    test = examples.part(held_out)
    report(judge.predict_proba((test.features - mean) / spread)[:, 1], test.notes)
    judge, mean, spread = fit(examples)
    layers = [
        {"weights": np.round(weights, 4).tolist(), "bias": np.round(bias, 4).tolist()}
        for weights, bias in zip(judge.coefs_, judge.intercepts_, strict=True)
    ]
    kept = {"features": FEATURES, "mean": mean.round(5).tolist(), "spread": spread.round(5).tolist(), "layers": layers}
    args.out.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    print(f"{args.out}: from {len(examples.notes)} outlines on {len(set(examples.wall.tolist()))} walls")


if __name__ == "__main__":
    main()
