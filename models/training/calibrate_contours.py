"""Fit the classical finder's certainty on labelled walls: `python models/training/calibrate_contours.py WALLS`.

WALLS holds NAME.jpg + NAME.json, such as `stickyscan render --seed 400000 -n 60 -o WALLS`. Prints `middle` and
`steepness` for its `CERTAINTY`, and how often finds of each stated probability are notes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from stickyscan.engines.contours import CERTAINTY, ContourFinder
from stickyscan.geometry import Quad, overlap
from stickyscan.labels import read_labels
from stickyscan.steps.decode_photo import decode_photo

BINS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)


def main() -> None:
    """Find, compare, fit, print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("walls", type=Path)
    args = ask.parse_args()
    finder = ContourFinder()
    stated, right = [], []
    for name, truth in read_labels(args.walls).items():
        for found in finder.find(decode_photo(args.walls / f"{name}.jpg").pixels):
            met = [note for note in truth.notes if overlap(Quad.of(note.quad), found.corners) >= 0.5]
            if not any(note.ignore for note in met):
                stated.append(found.score)
                right.append(bool(met))
    probability, good = np.clip(np.array(stated), 1e-9, 1 - 1e-9), np.array(right)
    score = np.log(probability / (1 - probability)) / CERTAINTY.steepness + CERTAINTY.middle
    fit = LogisticRegression(C=10).fit(score[:, None], good)
    steepness = float(fit.coef_[0, 0])
    print(f"middle={-float(fit.intercept_[0]) / steepness:.2f}, steepness={steepness:.2f}, from {len(good)} finds")
    for low, high in zip((0.0, *BINS[:-1]), BINS, strict=True):
        here = (probability >= low) & (probability < high)
        if here.any():
            print(f"stated {low:.2f}..{high:.2f}: {here.sum()} finds, {good[here].mean():.2f} are notes")


if __name__ == "__main__":
    main()
