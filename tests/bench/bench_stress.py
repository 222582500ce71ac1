"""Where finding breaks: rendered walls in which one factor at a time grows, recall and precision by level, drawn.

make bench-stress                                      both finders -> models/stress.svg, and a table
make bench-stress ARGS="--factor overlap --out x.svg"  one factor (repeatable), another file
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import get_args

from stickyscan.engines.catalogue import FINDERS, build_finder
from stickyscan.engines.protocols import NoteFinder
from stickyscan.evaluate import match_outlines
from stickyscan.labels import LabelledWall
from stickyscan.render import WallRecipe, render_wall
from stickyscan.render.stress import Factor, stress_cases
from stickyscan.tally import Counts
from tests.bench.folders import ROOT
from tests.bench.stress_plot import Point, draw_stress
from tests.bench.tables import table

TITLES = {
    "touching": "gap to the neighbour (note widths)",
    "overlap": "hidden by the next note (share)",
    "small": "side of a note (px)",
    "contrast": "pale paper from pale wall (CIELAB)",
    "dark_contrast": "dark paper from dark wall (CIELAB)",
    "darkness": "exposure (1 = as it should be)",
    "perspective": "camera turned (1 = 50 degrees)",
}
Trial = tuple[str, float, WallRecipe]  # factor, level, wall


def measure_stress(trials: Iterable[Trial], finders: Sequence[NoteFinder]) -> list[Point]:
    """What each finder does on the walls of each level of each factor; walls of the same level add up."""
    counts: dict[tuple[str, float, str], Counts] = defaultdict(Counts)
    for factor, level, recipe in trials:
        rendered = render_wall(recipe)
        truth = LabelledWall.model_validate_json(rendered.truth.to_json(""))
        for finder in finders:
            found = finder.find(rendered.pixels)
            match = match_outlines(truth, [note.corners.array for note in found])
            right = sum(j is not None for _, j, _ in match.labels)
            counts[factor, level, finder.name] += Counts(tp=right, fp=len(match.wrong), fn=len(match.labels) - right)
        sys.stderr.write(f"{factor} {level:g}: {len(truth.notes)} notes\n")
    return [Point(*key, tp=sum_.tp, fp=sum_.fp, fn=sum_.fn) for key, sum_ in counts.items()]


def stress_table(points: Sequence[Point]) -> list[str]:
    """Recall and precision of each finder by factor and level."""
    finders = list(dict.fromkeys(point.finder for point in points))
    by_place = {(point.factor, point.level, point.finder): point for point in points}
    rows = []
    for factor, level in dict.fromkeys((point.factor, point.level) for point in points):
        here = [by_place[factor, level, finder] for finder in finders]
        shares = [share for point in here for share in (point.recall, point.precision)]
        cells = ["-" if share is None else f"{share:.2f}" for share in shares]
        rows.append([factor, f"{level:g}", str(here[0].tp + here[0].fn), *cells])
    return table(["factor", "level", "notes", *(f"{finder} {short}" for finder in finders for short in "RP")], rows)


def main() -> int:
    """Render, find, print, draw."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--finders", default=",".join(FINDERS), help="separated by commas [default: %(default)s]")
    ask.add_argument("--factor", action="append", choices=get_args(Factor), help="[default: all]")
    ask.add_argument("--walls", type=int, default=3, help="for each level [default: %(default)s]")
    ask.add_argument("--out", type=Path, default=ROOT / "models" / "stress.svg", help="[default: models/stress.svg]")
    args = ask.parse_args()
    seeds = tuple(range(1, args.walls + 1))
    trials = [case for case in stress_cases(seeds=seeds) if not args.factor or case.factor in args.factor]
    points = measure_stress(trials, [build_finder(name) for name in args.finders.split(",")])
    notes = [point.tp + point.fn for point in points]
    caption = (
        f"Rendered walls, one factor varied at a time, from easy to hard: {args.walls} walls, "
        f"{min(notes)} to {max(notes)} notes for each level."
    )
    draw_stress(points, TITLES, caption, args.out)
    sys.stdout.write("\n".join(stress_table(points)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
