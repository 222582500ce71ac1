"""Train the judge of outlines: `python models/training/train_judge.py OUT NETWORK WALLS... [--beside EARLIER]`.

OUT is models/note_judge.json, NETWORK the exported note_finder.onnx whose outlines it is to judge.
WALLS are folders of rendered walls that the network was not trained on (`stickyscan render --seed 800000 -n 300`): on
those it was, it is surer than it will be. Of photos it is less sure than of rendered walls: so each wall is shown twice
with all that the network says taken down by a random amount, and the judge learns to rely on the pixels as well; and of
some outlines what their parts tell about corners is taken down much further, as writing and ruled lines do on photos.
Every fourth wall is held out; what the judge says is made a probability there, and reported. Seeds are fixed.

With EARLIER, an earlier note_judge.json, OUT holds both: the mean of their log odds.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.neural_network import MLPClassifier

from stickyscan.engines.note_judge import ALONE, NETWORKS, TOGETHER, Looks, Perceptron, in_company
from stickyscan.engines.note_search import NoteSearch
from stickyscan.geometry import Quad, overlap
from stickyscan.labels import read_labels
from stickyscan.steps.decode_photo import decode_photo

HIDDEN = 16
MEMBERS = 3  # networks of which one judge is the mean: what one is worth differs by chance from fit to fit
DECAY = 60.0
TIMES, EMPTY_TIMES = 2, 4  # that each wall, and each scene without notes, is shown
LESS_SURE = (-0.5, 1.6)  # log odds that are taken off all that the network says of a wall
UNEVEN = 0.4  # and how much more or less of each outline
CONFUSED, VOTES, LESS = 0.15, slice(1, 5), 6.0  # share of the outlines, of whose votes up to so much is taken besides
SEED = 115  # of the order of the walls
FOLDS = 4
SUREST = float(np.log(0.999 / 0.001))  # of the log odds, as the finder cuts them
IS_NOTE, FITS = 0.5, 0.8  # overlap (intersection over union) with a labelled note
PARTS = ("alone", "together", "fits")
BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)


@dataclass(frozen=True)
class Wall:
    """The finder's candidates on one wall, and their overlap with a note; those that nobody judges do not count."""

    looks: Looks
    overlaps: np.ndarray
    counts: np.ndarray


def gather(network: Path, folders: list[Path]) -> list[Wall]:
    """The network's candidates on all walls."""
    search = NoteSearch(network)
    walls = []
    for folder in folders:
        for name, truth in read_labels(folder).items():
            found = search.candidates(decode_photo(folder / f"{name}.jpg").pixels)
            labels = [Quad.of(note.quad) for note in truth.notes]
            overlaps, counts = np.zeros(len(found.quads)), np.ones(len(found.quads), bool)
            for i, quad in enumerate(found.quads):
                shares = [overlap(label, Quad.of(quad)) for label in labels]
                if shares:
                    best = int(np.argmax(shares))
                    overlaps[i] = shares[best]
                    counts[i] = not (shares[best] >= IS_NOTE and truth.notes[best].ignore)
            walls.append(Wall(found.looks, overlaps, counts))
    return walls


def less_sure(walls: list[Wall]) -> list[Wall]:
    """The walls as they would look to a network that is less sure of them."""
    draw = np.random.default_rng(7)
    shown = []
    for wall in (w for w in walls for _ in range(TIMES if (w.overlaps >= IS_NOTE).any() else EMPTY_TIMES)):
        features = wall.looks.features.copy()
        taken = draw.uniform(*LESS_SURE) + UNEVEN * draw.normal(size=(len(features), 1))
        features[:, :NETWORKS] = np.clip(features[:, :NETWORKS] - taken, -SUREST, SUREST)
        shown.append(replace(wall, looks=replace(wall.looks, features=features)))
    confused = np.random.default_rng(11)
    return [_confused(wall, confused) for wall in shown]


def _confused(wall: Wall, draw: np.random.Generator) -> Wall:
    """The wall with some outlines of which the network tells no corners that agree, whatever else it sees of them."""
    features = wall.looks.features.copy()
    taken = (draw.random((len(features), 1)) < CONFUSED) * draw.uniform(0, LESS, (len(features), 1))
    features[:, VOTES] = np.clip(features[:, VOTES] - taken, -SUREST, SUREST)
    return replace(wall, looks=replace(wall.looks, features=features))


@dataclass(frozen=True)
class Fitted:
    """A fitted judge: two fully connected layers; mean and spread of the features that it expects to be taken off."""

    weights: tuple[np.ndarray, np.ndarray]
    bias: tuple[np.ndarray, np.ndarray]
    mean: np.ndarray
    spread: np.ndarray

    @classmethod
    def on(cls, features: list[np.ndarray], walls: list[Wall], least: float) -> Fitted:
        """Fit on one array of features a wall: does an outline overlap a note so much?

        The mean of the members' log odds is what one network says that has all their hidden values. Each member sees
        other walls: as many as there are, drawn with replacement (bagging, Breiman 1996).
        """
        rows = [f[wall.counts] for f, wall in zip(features, walls, strict=True)]
        notes = [wall.overlaps[wall.counts] >= least for wall in walls]
        together = np.concatenate(rows)
        mean, spread = together.mean(axis=0), together.std(axis=0) + 1e-6
        members = []
        for seed in range(MEMBERS):
            drawn = np.random.default_rng(seed).integers(len(walls), size=len(walls))
            judge = MLPClassifier(
                (HIDDEN,), activation="tanh", alpha=DECAY, max_iter=2000, random_state=seed, solver="lbfgs"
            )
            seen = (np.concatenate([rows[i] for i in drawn]) - mean) / spread
            members.append(judge.fit(seen, np.concatenate([notes[i] for i in drawn])))
        first, second = zip(*(judge.coefs_ for judge in members), strict=True)
        hidden, last = zip(*(judge.intercepts_ for judge in members), strict=True)
        weights = np.concatenate(first, axis=1), np.concatenate(second) / MEMBERS
        return cls(weights, (np.concatenate(hidden), np.mean(last, axis=0)), mean, spread)

    def probability(self, features: np.ndarray) -> np.ndarray:
        """Of each row."""
        return self.perceptron.probability(features) if len(features) else np.empty(0)

    def beside(self, other: Fitted) -> Fitted:
        """The mean of the log odds of both, as one judge that takes off this one's means and spreads."""
        first, last = other.weights
        shift = (self.mean - other.mean) / other.spread
        first = first * (self.spread / other.spread)[:, None], other.bias[0] + shift @ first
        return replace(
            self,
            weights=(np.concatenate([self.weights[0], first[0]], axis=1), np.concatenate([self.weights[1], last]) / 2),
            bias=(np.concatenate([self.bias[0], first[1]]), (self.bias[1] + other.bias[1]) / 2),
        )

    @property
    def perceptron(self) -> Perceptron:
        """As the finder uses it."""
        return Perceptron(self.mean, self.spread, tuple(zip(self.weights, self.bias, strict=True)))

    def kept(self, names: tuple[str, ...]) -> dict[str, object]:
        """As it is written."""
        layers = [
            {"weights": np.round(weights, 4).tolist(), "bias": np.round(bias, 4).tolist()}
            for weights, bias in zip(self.weights, self.bias, strict=True)
        ]
        taken_off = {"mean": self.mean.round(5).tolist(), "spread": self.spread.round(5).tolist()}
        return {"features": names, **taken_off, "layers": layers}

    def calibrated(self, stated: np.ndarray, right: np.ndarray) -> Fitted:
        """The same judge, but what it states are probabilities on examples for which it stated these (Platt)."""
        curve = LogisticRegression(C=10).fit(_odds(stated)[:, None], right)
        slope, shift = curve.coef_[0, 0], curve.intercept_[0]
        first, last = self.weights
        return replace(self, weights=(first, last * slope), bias=(self.bias[0], self.bias[1] * slope + shift))


def _odds(probability: np.ndarray) -> np.ndarray:
    kept = np.clip(probability, 1e-4, 1 - 1e-4)
    return np.log(kept / (1 - kept))


def earlier(file: Path, part: str) -> Fitted:
    """A part of a judge as it was written."""
    kept = json.loads(file.read_text("utf-8"))[part]
    weights, bias = zip(
        *((np.array(layer["weights"]), np.array(layer["bias"])) for layer in kept["layers"]), strict=True
    )
    return Fitted(weights, bias, np.array(kept["mean"]), np.array(kept["spread"]))


def fit(walls: list[Wall]) -> tuple[Fitted, Fitted, Fitted]:
    """The judge of outlines alone, the one of outlines together, and the one of how they fit.

    The latter two learn from first opinions of walls that the first was not fitted on (folds), as it will get them.
    """
    first: list[np.ndarray] = [np.empty(0)] * len(walls)
    for fold in range(FOLDS):
        others = [wall for i, wall in enumerate(walls) if i % FOLDS != fold]
        alone = Fitted.on([wall.looks.features for wall in others], others, IS_NOTE)
        for i in range(fold, len(walls), FOLDS):
            first[i] = alone.probability(walls[i].looks.features)
    among = [in_company(wall.looks, p) for wall, p in zip(walls, first, strict=True)]
    alone = Fitted.on([wall.looks.features for wall in walls], walls, IS_NOTE)
    return alone, Fitted.on(among, walls, IS_NOTE), Fitted.on(among, walls, FITS)


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
    """Gather, fit on three quarters, report on the fourth, fit on everything, write."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("out", type=Path)
    ask.add_argument("network", type=Path)
    ask.add_argument("walls", type=Path, nargs="+")
    ask.add_argument("--beside", type=Path, help="an earlier judge: what is written holds both")
    args = ask.parse_args()
    walls = gather(args.network, args.walls)
    random.Random(SEED).shuffle(walls)
    held_out = walls[3::4]
    alone, *judges = fit(less_sure([wall for i, wall in enumerate(walls) if i % 4 != 3]))
    overlaps = np.concatenate([wall.overlaps[wall.counts] for wall in held_out])
    among = [in_company(wall.looks, alone.probability(wall.looks.features))[wall.counts] for wall in held_out]
    final, *rest = fit(less_sure(walls))
    calibrated = []
    for name, judge, whole, least in zip(("together", "fits"), judges, rest, (IS_NOTE, FITS), strict=True):
        stated, right = judge.probability(np.concatenate(among)), overlaps >= least
        print(name)
        report(judge.calibrated(stated, right).probability(np.concatenate(among)), right)
        calibrated.append(whole.calibrated(stated, right))
    parts = dict(zip(PARTS, (final, *calibrated), strict=True))
    if args.beside:
        parts = {name: part.beside(earlier(args.beside, name)) for name, part in parts.items()}
    kept = {name: part.kept(ALONE if name == "alone" else (*ALONE, *TOGETHER)) for name, part in parts.items()}
    args.out.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    print(f"{args.out}: from {sum(len(wall.overlaps) for wall in walls)} outlines on {len(walls)} walls")


if __name__ == "__main__":
    main()
