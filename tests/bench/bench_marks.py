"""Draw walls with arrows, feelings and decoys, scan their marks, and count what is right and what is made up.

    make bench-marks                        arrows on rendered walls that nothing was tuned on
    make bench-marks ARGS="-n 40"           more of them
    make bench-marks ARGS="WALLS"           arrows found in a folder of labelled photos (by their labelled notes)

Each rendered wall is measured with the notes that the finder finds. `held out` has courses and heads of arrows that
no wall had on which the rules were chosen. Walls of a folder: an arrow found there is listed for a person to judge,
and votes are counted against those labelled.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stickyscan.engines.catalogue import AUTO, build_finder
from stickyscan.engines.protocols import FoundNote, NoteFinder
from stickyscan.evaluate import score_wall
from stickyscan.geometry import Quad
from stickyscan.journey import MadeBy
from stickyscan.labels import LabelledWall, read_labels
from stickyscan.render import WallRecipe, marked_recipe, render_wall
from stickyscan.steps.arrange_map import Readings, arrange_map
from stickyscan.steps.decode_photo import Photo, decode_photo
from stickyscan.steps.find_notes import find_notes
from stickyscan.steps.join_photos import join_photos
from stickyscan.steps.name_colours import name_colours
from stickyscan.steps.read_board import Board
from stickyscan.steps.read_marks import read_marks
from stickyscan.steps.read_notes import NoteText
from stickyscan.tally import Counts, rates
from tests.bench.folders import photos_in
from tests.bench.tables import row, share, table

FIRST = 600_000  # seeds from here on were used for nothing else


@dataclass(frozen=True)
class Measured:
    """Counts of some walls, their number, and the seconds that the marks took in all."""

    counts: Counts
    walls: int
    seconds: float


@dataclass(frozen=True)
class Votes:
    """Notes with labelled votes, those counted right and at most one off; notes given votes on walls without."""

    voted: int = 0
    exact: int = 0
    near: int = 0
    made_up: int = 0

    def __add__(self, other: Votes) -> Votes:
        """The sum of two walls."""
        return Votes(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))


def judged_votes(labels: Sequence[int | None], counted: Sequence[int | None]) -> Votes:
    """Votes of one wall, note by note; a note that was not counted has none."""
    off = [abs(label - (number or 0)) for label, number in zip(labels, counted, strict=True) if label is not None]
    made_up = 0 if off else sum(number is not None for number in counted)
    return Votes(len(off), off.count(0), sum(error <= 1 for error in off), made_up)


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("walls", nargs="?", type=Path, help="folder of labelled photos instead of rendered walls")
    parser.add_argument("-n", type=int, default=12, help="rendered walls of each kind (default 12)")
    options = parser.parse_args()
    if options.walls:
        for line in _listed(options.walls):
            sys.stdout.write(line + "\n")
        return 0
    finder = build_finder(AUTO)
    arrows = ("arrows P", "arrows R", "arrows made up")
    head = ("walls", "number", *arrows, "moods made up", "moment P", "moment R", "s each")
    rows = []
    for name, recipes in _kinds(options.n).items():
        told = measure(recipes, finder)
        figures = rates(told.counts)
        shown = (
            figures.arrows_precision, figures.arrows_recall, told.counts.arrows_fp, figures.mood_made_up,
            figures.moment_precision, figures.moment_recall, round(told.seconds / told.walls, 2),
        )  # fmt: skip
        cells = ["-" if v is None else f"{v:.3f}" if isinstance(v, float) else str(v) for v in shown]
        rows.append((name, str(told.walls), *cells))
    sys.stdout.write("\n".join(table(head, rows)) + "\n")
    return 0


def _kinds(number: int) -> dict[str, list[WallRecipe]]:
    seeds = range(FIRST, FIRST + number)
    return {
        "arrows": [marked_recipe(seed, "links") for seed in seeds],
        "arrows, held out": [marked_recipe(seed, "links", held_out=True) for seed in seeds],
        "decoys only": [marked_recipe(seed, "none") for seed in seeds],
        "feelings": [marked_recipe(seed, "moods") for seed in seeds],
    }


def measure(recipes: list[WallRecipe], finder: NoteFinder) -> Measured:
    """Render, find, read the marks, and score; texts and board are not read."""
    counts, seconds = Counts(), 0.0
    for recipe in recipes:
        wall = render_wall(recipe)
        truth = LabelledWall.model_validate_json(wall.truth.to_json("wall.jpg"))
        photo = Photo("wall.jpg", wall.pixels, None, "0" * 64)
        told, spent = _scored(photo, truth, find_notes([photo], finder)[0])
        counts, seconds = counts + told, seconds + spent
    return Measured(counts, len(recipes), seconds)


def _scored(photo: Photo, truth: LabelledWall, found: tuple[FoundNote, ...]) -> tuple[Counts, float]:
    if not found:
        return score_wall("wall", truth, None).counts, 0.0
    wall = join_photos([photo], [found])
    colours = name_colours([photo], wall.notes)
    start = time.perf_counter()
    marks = read_marks([photo], wall, colours)
    spent = time.perf_counter() - start
    unread = NoteText(text="", read="", confidence=1.0, alternatives=(), doubtful=False, quarters=0)
    readings = Readings(wall, colours, (unread,) * len(wall.notes), Board((), ()), marks)
    journey = arrange_map([photo], readings, None, MadeBy(version="bench", finder="", reader=""))
    return score_wall("wall", truth, journey).counts, spent


def _listed(folder: Path) -> Iterator[str]:
    """What is found on each labelled photo, with its labelled notes."""
    labels = read_labels(folder / "truth" if (folder / "truth").is_dir() else folder)
    votes = Votes()
    for file in photos_in(folder):
        if file.stem not in labels:
            continue
        photo = decode_photo(file)
        convex = {Quad.of(n.quad): n for n in labels[file.stem].notes if Quad.of(n.quad).is_convex()}
        notes = tuple(FoundNote(quad, 1.0) for quad in convex)
        wall = join_photos([photo], [notes])
        start = time.perf_counter()
        marks = read_marks([photo], wall, name_colours([photo], wall.notes))
        arrows = ", ".join(f"{a.source}-{a.target} ({a.heads} heads, {a.confidence:.2f})" for a in marks.arrows)
        seconds = f"{time.perf_counter() - start:.2f} s"
        counts = f"{len(marks.moods)} faces", f"{len(marks.decisive)} decisive", f"{len(marks.arrows)} arrows"
        votes += judged_votes([convex[n.best.corners].votes for n in wall.notes], marks.votes)
        yield row((file.stem, seconds, *counts, arrows))
    shares = f"exact {share(votes.exact, votes.voted)}, within one {share(votes.near, votes.voted)}"
    yield f"votes of {votes.voted} notes: {shares}; made up on walls without votes: {votes.made_up}"


if __name__ == "__main__":
    sys.exit(main())
