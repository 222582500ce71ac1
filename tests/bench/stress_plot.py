"""Recall and precision of finders at each level of each stress factor in, one figure of small multiples out (SVG)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Blue and vermilion of Okabe and Ito (2008): told apart with any colour vision, and in grey by their marks.
LOOKS = (("#0072B2", "o"), ("#D55E00", "s"), ("#009E73", "^"), ("#CC79A7", "D"))
STYLES = {"recall": ("-", "full"), "precision": ((0, (3, 2)), "none")}
ACROSS = 4
PANEL = (2.55, 1.75)  # inches
LEAST_GAP = 0.13  # between two labels, in shares of the axis
GREY = "#555555"
FONTS = ["DejaVu Sans", "Arial", "sans-serif"]


@dataclass(frozen=True)
class Point:
    """What a finder did on all walls of one level of a factor; the counts are of notes."""

    factor: str
    level: float
    finder: str
    tp: int
    fp: int
    fn: int

    @property
    def recall(self) -> float | None:
        """Share of the notes that were found."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else None

    @property
    def precision(self) -> float | None:
        """Share of the finds that are notes."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else None


def draw_stress(points: Sequence[Point], units: Mapping[str, str], caption: str, file: Path) -> None:
    """Draw one panel for each factor; factors and their levels stand in order of appearance, evenly spaced.

    `units` are the titles of the horizontal axes.
    """
    factors = list(dict.fromkeys(point.factor for point in points))
    finders = list(dict.fromkeys(point.finder for point in points))
    across = min(ACROSS, len(factors))
    down = math.ceil(len(factors) / across)
    with matplotlib.rc_context(
        {"svg.fonttype": "none", "svg.hashsalt": "stickyscan", "font.size": 8, "font.sans-serif": FONTS}
    ):
        figure = Figure(figsize=(PANEL[0] * across + 1.3, PANEL[1] * down + 0.6), layout="constrained")
        panels = figure.subplots(down, across, squeeze=False, sharey=True).ravel().tolist()
        for i, axes in enumerate(panels):
            if i >= len(factors):
                axes.set_axis_off()
                continue
            own = [point for point in points if point.factor == factors[i]]
            ends = _panel(axes, own, finders)
            axes.set_title(factors[i].replace("_", " "), loc="left", fontsize=9, fontweight="bold")
            axes.set_xlabel(units.get(factors[i], "strength"), color=GREY)
            if i % across == 0:
                axes.set_ylabel("recall, precision (%)", color=GREY)
            if i % across == across - 1:
                _name(axes, ends, makes_room=True)
            elif i == len(factors) - 1:
                _name(axes, ends, makes_room=False)  # the place beside it is empty
        figure.suptitle(caption, x=0.01, ha="left", fontsize=8, color=GREY)
        file.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None, dpi=160)


def spread(heights: Sequence[float], least: float) -> list[float]:
    """Heights in the same order, moved apart so that no two are nearer than `least`, inside 0..1 if they fit."""
    order = np.argsort(heights, kind="stable")
    # Moved apart, heights less their rank times the gap never fall: the nearest such run, by pooling (isotonic fit).
    ranks = np.arange(len(heights)) * least
    runs: list[list[float]] = []
    for value in np.asarray(heights, dtype=float)[order] - ranks:
        runs.append([float(value)])
        while len(runs) > 1 and np.mean(runs[-2]) > np.mean(runs[-1]):
            runs[-2:] = [runs[-2] + runs[-1]]
    placed = np.concatenate([np.full(len(run), np.mean(run)) for run in runs]) + ranks
    placed -= max(0.0, float(placed[-1]) - 1.0)
    return [float(placed[np.flatnonzero(order == i)[0]]) for i in range(len(heights))]


def _panel(axes: Axes, points: Sequence[Point], finders: Sequence[str]) -> list[tuple[str, str, float, float]]:
    """Draw a factor's lines; label, colour, x and y of each line's end."""
    ends = []
    levels = list(dict.fromkeys(point.level for point in points))
    for finder, (colour, mark) in zip(finders, LOOKS, strict=False):
        own = [point for point in points if point.finder == finder]
        for what, (line, fill) in STYLES.items():
            known = [(levels.index(p.level), 100 * share) for p in own if (share := getattr(p, what)) is not None]
            if not known:
                continue
            x, y = zip(*known, strict=True)
            axes.plot(x, y, color=colour, marker=mark, linestyle=line, fillstyle=fill, markersize=3.5, linewidth=1.3)
            ends.append((f"{finder}, {what}", colour, float(x[-1]), float(y[-1])))
    axes.set_ylim(0, 104)
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.set_xticks(range(len(levels)), [f"{level:g}" for level in levels])
    axes.grid(axis="y", color="#e3e3e3", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color("#999999")
    axes.tick_params(colors=GREY, length=2, labelsize=7)
    return ends


def _name(axes: Axes, ends: Sequence[tuple[str, str, float, float]], *, makes_room: bool) -> None:
    heights = spread([end[3] / 104 for end in ends], LEAST_GAP)
    for (label, colour, _, _), height in zip(ends, heights, strict=True):
        text = axes.text(1.03, height, label, color=colour, transform=axes.transAxes, va="center", fontsize=7.5)
        text.set_in_layout(makes_room)
