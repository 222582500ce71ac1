"""Fit the certainty of colour names on labelled walls: `python models/training/calibrate_colours.py WALLS`.

WALLS holds NAME.jpg + NAME.json, such as `stickyscan render --seed 600000 -n 250 -o WALLS`. Prints `CALIBRATION` for
`stickyscan.steps.name_colours`, and how often names of each stated probability are accepted ones.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from stickyscan.geometry import Quad
from stickyscan.labels import LabelledNote, read_labels
from stickyscan.steps.colour.judging import judge_colours
from stickyscan.steps.decode_photo import decode_photo
from stickyscan.steps.name_colours import Calibration, confidences

BINS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)


def judged_notes(walls: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Probability, clear share and rightness of every note whose colour is labelled."""
    rows: list[tuple[float, float, bool]] = []
    for name, truth in read_labels(walls).items():
        notes: list[LabelledNote] = list(truth.notes)
        if not notes:
            continue
        judged = judge_colours(decode_photo(walls / f"{name}.jpg").pixels, [Quad.of(note.quad) for note in notes])
        for note, given, odds, clear in zip(notes, judged.names, judged.odds, judged.clear, strict=True):
            if note.colour and not note.ignore:
                rows.append((float(odds), float(clear), given in note.colour))
    odds, clear, right = np.array(rows).T
    return odds, clear, right


def main() -> None:
    """Name, compare, fit, print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("walls", type=Path)
    odds, clear, right = judged_notes(ask.parse_args().walls)
    probability = np.clip(odds, 1e-4, 1 - 1e-4)
    features = np.stack([np.log(probability / (1 - probability)), clear], axis=1)
    fit = LogisticRegression(C=100).fit(features, right)
    calibration = Calibration(*(round(float(v), 2) for v in (fit.intercept_[0], *fit.coef_[0])))
    print(f"{calibration}, from {len(right)} notes, {right.mean():.3f} of them named acceptably")
    for title, stated in (
        ("as fitted", confidences(odds, clear, calibration)),
        ("as built in", confidences(odds, clear)),
    ):
        print(title)
        for low, high in zip((0.0, *BINS[:-1]), BINS, strict=True):
            here = (stated >= low) & (stated < high)
            if here.any():
                print(f"  stated {stated[here].mean():.2f}: {here.sum()} notes, {right[here].mean():.2f} right")


if __name__ == "__main__":
    main()
