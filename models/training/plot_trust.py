"""Draw how honest the judge of readings is: `python models/training/plot_trust.py OUT.svg RENDERED WALLS`.

RENDERED is the folder that train_trust.py fitted on (judged here by judges fitted on other walls of it); WALLS are real
walls that nothing was fitted on. `--keep FILE FILE` keeps the readings of both. Prints the same figures, and why
the notes of WALLS were read badly.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from readings import Reading, readings_of
from train_trust import JITTER, judged, out_of_fold, report

from stickyscan.engines.catalogue import build_reader
from stickyscan.engines.weights import weights_path
from stickyscan.misread import MEANING, why_misread
from stickyscan.steps.trust.judge import FILE, ReadingJudge

# Blue and vermilion of Okabe and Ito (2008): told apart with any colour vision, and in grey by their marks.
LOOKS = (("#999999", "s"), ("#0072B2", "o"))
GREY = "#555555"
BINS = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.96, 1.001])


@dataclass(frozen=True)
class Series:
    """Stated probabilities (n,) of readings and whether each is usable (n,)."""

    title: str
    stated: np.ndarray
    usable: np.ndarray


def main() -> None:
    """Read, judge, print, draw."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("out", type=Path)
    ask.add_argument("rendered", type=Path)
    ask.add_argument("walls", type=Path)
    ask.add_argument("--keep", type=Path, nargs=2, default=(None, None))
    args = ask.parse_args()
    reader, judge = build_reader(), ReadingJudge.load(weights_path(FILE))
    drawn = [one for one in readings_of(args.rendered, reader, jitter=JITTER, kept=args.keep[0]) if judged(one)]
    everything = readings_of(args.walls, reader, kept=args.keep[1])
    real = [one for one in everything if judged(one)]
    series = (
        Series(
            "rendered walls", out_of_fold(_evidence(drawn), _usable(drawn), [o.wall for o in drawn]), _usable(drawn)
        ),
        Series("real walls", judge.probability(_evidence(real)), _usable(real)),
    )
    for one in series:
        report(one.title, one.stated, one.usable, judge.doubtful)
    for row in why_misread(one.row for one in everything):
        print(f"{row.cause:12s}{row.notes:5d} notes{row.letters:6d} letters  {MEANING[row.cause]}")
    draw(args.out, series, judge.doubtful)


def draw(file: Path, series: tuple[Series, ...], doubtful: float) -> None:
    """Left: of the readings stated so, how many are usable. Right: what flagging costs."""
    look = {"svg.hashsalt": "stickyscan", "svg.fonttype": "none", "font.family": "DejaVu Sans"}
    with matplotlib.rc_context({**look, "font.size": 8}):
        figure = Figure(figsize=(7.6, 3.5), layout="constrained")
        left, right = figure.subplots(1, 2)
        left.plot([0, 100], [0, 100], color="#cccccc", linewidth=0.8)
        left.axvline(100 * doubtful, color="#cccccc", linestyle=(0, (3, 2)), linewidth=0.9)
        left.text(100 * doubtful - 1.5, 3, "a person is\nasked to look", ha="right", color=GREY, fontsize=7)
        for one, (colour, mark) in zip(series, LOOKS, strict=True):
            _reliability(left, one, colour, mark)
            _cost(right, one, colour, doubtful, mark)
        right.axhline(92, color="#cccccc", linestyle=(0, (3, 2)), linewidth=0.9)
        _dress(left, "stated: the text is usable (%)", "found: usable without retyping (%)")
        _dress(right, "usable readings flagged (%)", "bad readings flagged (%)")
        left.legend(frameon=False, loc="upper left")
        file.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None, dpi=160)


def _reliability(axes: Axes, series: Series, colour: str, mark: str) -> None:
    """Mean stated probability and share of usable readings per bin; bars are two standard errors."""
    bins = np.digitize(series.stated, BINS)
    groups = [bins == n for n in np.unique(bins) if (bins == n).sum() >= 5]
    stated = [100 * series.stated[group].mean() for group in groups]
    found = np.array([series.usable[group].mean() for group in groups])
    sizes = np.array([group.sum() for group in groups])
    error = 200 * np.sqrt(found * (1 - found) / sizes)
    bars = (np.minimum(error, 100 * found), np.minimum(error, 100 - 100 * found))
    label = f"{series.title} ({len(series.stated)})"
    axes.errorbar(stated, 100 * found, bars, color=colour, marker=mark, markersize=4, linewidth=1.2, label=label)


def _cost(axes: Axes, series: Series, colour: str, doubtful: float, mark: str) -> None:
    """Bad readings flagged over usable ones flagged, as the threshold rises; the mark is where it is set."""
    levels = np.linspace(0, 1.001, 400)
    bad, usable = series.stated[~series.usable], series.stated[series.usable]
    axes.plot(
        [100 * (usable < level).mean() for level in levels], [100 * (bad < level).mean() for level in levels],
        color=colour, linewidth=1.3,
    )  # fmt: skip
    here = (100 * (usable < doubtful).mean(), 100 * (bad < doubtful).mean())
    axes.plot(*here, marker=mark, color=colour, markersize=6)
    share = f"{series.title}: {here[1]:.0f} % for {here[0]:.0f} %"
    axes.plot([], [], marker=mark, color=colour, linewidth=1.3, markersize=6, label=share)
    axes.legend(frameon=False, loc="lower right")


def _dress(axes: Axes, across: str, up: str) -> None:
    axes.set(xlim=(0, 101), ylim=(0, 103), xlabel=across, ylabel=up)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#eeeeee", linewidth=0.6)
    axes.tick_params(colors=GREY, length=2, labelsize=7)


def _evidence(readings: list[Reading]) -> np.ndarray:
    return np.array([one.evidence for one in readings])


def _usable(readings: list[Reading]) -> np.ndarray:
    return np.array([one.usable for one in readings])


if __name__ == "__main__":
    main()
