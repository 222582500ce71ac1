"""Draw walls with feelings, tell what is written on them, and count sentiments and curve levels that are right.

    make bench-feelings                  12 walls: a lane of feelings with heights or a curve, signs and faces on notes
    make bench-feelings ARGS="-n 40"     more of them

Notes are found and marks are read as on any photo; texts and headings are those that were written, plus and minus
included, so that only the understanding of feelings is measured, not the reading.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from stickyscan.engines.catalogue import AUTO, build_finder
from stickyscan.engines.protocols import NoteFinder, Picture, TextLine
from stickyscan.evaluate import score_wall
from stickyscan.geometry import FloatArray, Quad, overlap
from stickyscan.journey import MadeBy
from stickyscan.labels import LabelledWall
from stickyscan.render import WallRecipe, marked_recipe, render_wall
from stickyscan.render.camera import aim
from stickyscan.render.layout import plan_wall
from stickyscan.render.plan import Heading, Placed
from stickyscan.steps.arrange_map import Readings, arrange_map
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.find_notes import find_notes
from stickyscan.steps.join_photos import WallNote, join_photos
from stickyscan.steps.name_colours import name_colours
from stickyscan.steps.read_board import Board, BoardText, read_board
from stickyscan.steps.read_marks import read_marks
from stickyscan.steps.read_notes import NoteText
from stickyscan.tally import Counts, rates
from tests.bench.bench_marks import FIRST
from tests.bench.tables import table

SAME = 0.5  # IoU with a label
HIGH, WIDE = 0.5, 0.75  # of a heading's room: how much of it the letters fill at most, as they are drawn
LETTER = 0.5  # width of a letter in its own height


class Mute:
    """Reads nothing."""

    name = "mute"

    def read(self, pictures: Sequence[Picture]) -> tuple[tuple[TextLine, ...], ...]:
        """No line on any picture."""
        return tuple(() for _ in pictures)


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=12, help="rendered walls (default 12)")
    number = parser.parse_args().n
    finder = build_finder(AUTO)
    counts = sum((_scored(marked_recipe(seed, "moods"), finder) for seed in range(FIRST, FIRST + number)), Counts())
    told = rates(counts)
    shares = (told.mood, told.mood_made_up, told.curve, told.moment_precision, told.moment_recall)
    head = ("walls", "sentiments right", "of", "made up", "curve right", "of", "moment P", "moment R")
    cells = ["-" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value) for value in shares]
    line = (str(number), cells[0], str(counts.mood_n), *cells[1:3], str(counts.curve_n), *cells[3:])
    sys.stdout.write("\n".join(table(head, [line])) + "\n")
    return 0


def _scored(recipe: WallRecipe, finder: NoteFinder) -> Counts:
    rendered, plan = render_wall(recipe), plan_wall(recipe)
    truth = LabelledWall.model_validate_json(rendered.truth.to_json("wall.jpg"))
    photo = Photo("wall.jpg", rendered.pixels, None, "0" * 64)
    found = find_notes([photo], finder)[0]
    if not found:
        return score_wall("wall", truth, None).counts
    wall = join_photos([photo], [found])
    colours = name_colours([photo], wall.notes)
    texts = tuple(_written(note, truth, plan.notes) for note in wall.notes)
    headings = tuple(_heading(h, wall.to_wall[0] @ aim(recipe, plan)) for h in plan.headings)
    board = Board(headings, read_board([photo], wall, Mute()).lines)
    readings = Readings(wall, colours, texts, board, read_marks([photo], wall, colours))
    return score_wall(
        "wall", truth, arrange_map([photo], readings, None, MadeBy(version="bench", finder="", reader=""))
    ).counts


def _written(note: WallNote, truth: LabelledWall, plan: tuple[Placed, ...]) -> NoteText:
    """What is written on a note that was found, with the plus or minus below it; nothing on what is no note."""
    likes = [overlap(Quad.of(label.quad), note.best.corners) for label in truth.notes]
    best = max(range(len(likes)), key=likes.__getitem__)
    sign = plan[best].sign
    words = (plan[best].text, sign if sign and set(sign) <= {"+", "-"} else "")
    text = " ".join(word for word in words if word) if likes[best] >= SAME else ""
    return NoteText(text=text, read=text, confidence=1.0, alternatives=(), doubtful=False, quarters=0)


def _heading(heading: Heading, to_wall: FloatArray) -> BoardText:
    """A heading as a reader frames it: round its letters, not round the room it was given, which ends at the next."""
    size = min(HIGH * heading.height, WIDE * heading.width / (LETTER * len(heading.text)))
    (x, y), width = heading.centre, LETTER * len(heading.text) * size
    return BoardText(heading.text, 1.0, Quad.box(x - width / 2, y - size / 2, width, size).mapped(to_wall))


if __name__ == "__main__":
    sys.exit(main())
