"""Train the judge of readings: `python models/training/train_trust.py models/reading_trust.json WALLS`.

WALLS is a folder of rendered walls (`stickyscan render --seed 800000 -n 240`). Prints how well the judge does on walls
that it was not fitted on (eight folds of walls); chooses the probability below which a person should look so that
`FLAGGED` of the bad readings lie below it there; then fits on everything. `--keep FILE` keeps the readings, so that a
second run is quick.
"""

from __future__ import annotations

import argparse
import itertools
import json
from pathlib import Path

import numpy as np
from readings import Reading, readings_of
from scipy.optimize import minimize
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import GroupKFold

from stickyscan.engines.catalogue import build_reader
from stickyscan.steps.trust.evidence import FEATURES
from stickyscan.steps.trust.judge import ReadingJudge

FLAGGED = 0.94  # a little more than the 0.92 that are wanted: photos are harder than rendered walls
SPEAKS_FOR = ("letters", "rivals", "right_letters", "right_texts")  # a usable text; the others against
DECAY = 0.3  # inverse strength of the pull towards zero (C)
FOLDS = 8
JITTER = 0.012  # of a note's side
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0)


def fit(evidence: np.ndarray, usable: np.ndarray, doubtful: float = 0.0) -> ReadingJudge:
    """A judge from evidence (n, f) on readings and whether each is usable (n,).

    A logistic regression in which no figure speaks against the way it points: figures that say nearly the same would
    otherwise be set off against each other, which holds on the walls it is fitted on and on no others.
    """
    mean, spread = evidence.mean(axis=0), evidence.std(axis=0) + 1e-6
    points = np.array([1.0 if name in SPEAKS_FOR else -1.0 for name in FEATURES])
    seen, side = (evidence - mean) / spread * points, np.where(usable, 1.0, -1.0)

    def cost(line: np.ndarray) -> tuple[float, np.ndarray]:
        margin = side * (seen @ line[:-1] + line[-1])
        pull = -side / (1 + np.exp(margin))
        slope = np.append(DECAY * seen.T @ pull + line[:-1], DECAY * pull.sum())
        return float(DECAY * np.logaddexp(0, -margin).sum() + 0.5 * line[:-1] @ line[:-1]), slope

    start, free = np.zeros(len(FEATURES) + 1), (None, None)
    line = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(FEATURES) + [free]).x
    return ReadingJudge(mean, spread, line[:-1] * points, float(line[-1]), doubtful)


def out_of_fold(evidence: np.ndarray, usable: np.ndarray, wall: list[str]) -> np.ndarray:
    """Probabilities (n,) by judges that were fitted on other walls."""
    stated = np.zeros(len(usable))
    for others, own in GroupKFold(FOLDS).split(evidence, usable, wall):
        stated[own] = fit(evidence[others], usable[others]).probability(evidence[own])
    return stated


def report(title: str, stated: np.ndarray, usable: np.ndarray, doubtful: float) -> None:
    """Print ranking, flags and reliability of stated probabilities."""
    print(
        f"{title}: {len(usable)} readings, {usable.mean():.3f} usable, AUC {roc_auc_score(usable, stated):.3f}, "
        f"loss {log_loss(usable, stated):.3f}; below {doubtful:.2f}: {(stated[~usable] < doubtful).mean():.3f} of the "
        f"bad, {(stated[usable] < doubtful).mean():.3f} of the usable"
    )
    for low, high in itertools.pairwise(BINS):
        here = (stated >= low) & ((stated < high) | (high == 1.0))
        if here.any():
            print(f"  stated {stated[here].mean():.2f}: {here.sum():4d} readings, {usable[here].mean():.2f} usable")


def main() -> None:
    """Read, fit, report, write."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("out", type=Path)
    ask.add_argument("walls", type=Path)
    ask.add_argument("--keep", type=Path)
    args = ask.parse_args()
    readings = [one for one in readings_of(args.walls, build_reader(), jitter=JITTER, kept=args.keep) if judged(one)]
    evidence, usable = np.array([one.evidence for one in readings]), np.array([one.usable for one in readings])
    stated = out_of_fold(evidence, usable, [one.wall for one in readings])
    doubtful = round(float(np.quantile(stated[~usable], FLAGGED)), 2)
    report("walls that it was not fitted on", stated, usable, doubtful)
    judge = fit(evidence, usable, doubtful)
    kept = {
        "features": FEATURES, "mean": judge.mean.round(4).tolist(), "spread": judge.spread.round(4).tolist(),
        "weights": judge.weights.round(4).tolist(), "bias": round(judge.bias, 4), "doubtful": doubtful,
    }  # fmt: skip
    args.out.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


def judged(reading: Reading) -> bool:
    """Whether there is a text to judge."""
    return bool(reading.got) and reading.evidence is not None


if __name__ == "__main__":
    main()
