"""Cut each labelled wall into overlapping photos, join them again, and count the notes that are there exactly once.

    make bench-joining                        the walls in ../shared/walls if they are there, else samples/
    make bench-joining ARGS="WALLS --least 20"     another folder; only walls with so many notes
    make bench-joining ARGS="--unread"             without reading the notes, which takes most of the time
    make bench-joining ARGS="--rendered 12"        rendered walls instead, on which nothing was tuned
    make bench-joining ARGS="--draw 1"             taken from elsewhere, in another light

A wall becomes a sweep of three photos: each shows 48 % of its width and overlaps its neighbour by half of that, as seen
from another place, in another light, a little blurred. Notes are found in each as in any photo. The notes of the joined
wall are counted in the frame of the whole photo; two columns say how many the finder sees in that one, and how many of
those are there once: what joining itself loses or doubles. The last two compare the letters read wrong in the joined
map with those in the photo that shows each note sharpest, by the blur that was put into it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path

import cv2
import numpy as np

from stickyscan.engines.catalogue import AUTO, build_finder, build_reader
from stickyscan.engines.protocols import NoteFinder, TextReader
from stickyscan.evaluate import fold
from stickyscan.geometry import FloatArray, Quad, overlap
from stickyscan.labels import LabelledWall, read_labels
from stickyscan.render import random_recipe, render_wall
from stickyscan.spelling import edits
from stickyscan.steps.decode_photo import Photo, decode_photo
from stickyscan.steps.find_notes import find_notes
from stickyscan.steps.join_photos import Wall, join_photos
from stickyscan.steps.read_notes import read_notes
from tests.bench.folders import default_walls, photos_in
from tests.bench.tables import row

PARTS, SHOWN = 3, 0.48  # photos of a sweep, share of the width that each shows
SAME = 0.5  # IoU with a label
FIRST, SIZE = 610_000, (4000, 3000)  # rendered walls: seeds from here on were used for nothing else; pixels


@dataclass(frozen=True)
class Engines:
    """What finds and what reads; without a reader nothing is read."""

    finder: NoteFinder
    reader: TextReader | None = None


@dataclass(frozen=True)
class Part:
    """One photo of a sweep, and the map from the whole photo's pixels to its own."""

    photo: Photo
    from_whole: FloatArray
    blur: float


@dataclass(frozen=True)
class Count:
    """Labelled notes: all, in the joined wall once, more than once, not at all; found in the whole photo; groups.

    `kept`: found in the whole photo, and in the joined wall once.
    Of the legible ones that are there: letters, those read wrong in the joined map and in each note's sharpest photo.
    """

    notes: int
    once: int
    twice: int
    missing: int
    in_whole: int
    kept: int
    unlinked: int
    letters: int = 0
    wrong: int = 0
    wrong_in_sharpest: int = 0

    def __add__(self, other: Count) -> Count:
        """The sum of two walls."""
        return Count(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))


def main() -> int:
    """Run the benchmark."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("walls", type=Path, nargs="?", default=default_walls())
    ask.add_argument("--least", type=int, default=12, help="notes that a wall must have [default: 12]")
    ask.add_argument("--unread", action="store_true", help="do not read the notes")
    ask.add_argument("--rendered", type=int, default=0, help="so many rendered walls instead of photos")
    ask.add_argument("--draw", type=int, default=0, help="another number, other places to stand and light [default: 0]")
    args = ask.parse_args()
    walls = _rendered(args.rendered, args.least) if args.rendered else _labelled(args.walls, args.least)
    finder, reader = build_finder(AUTO), None if args.unread else build_reader(AUTO)
    total = Count(0, 0, 0, 0, 0, 0, 0)
    head = ["wall", "notes", "once", "more than once", "missing", "found in the whole photo", "of those once"]
    _say(row([*head, "photos left over", "CER joined", "CER in the sharpest"]))
    _say("| --- |" + " ---: |" * 9)
    for name, photo, labels in walls:
        told = counted(photo, labels, Engines(finder, reader), seed=len(labels.notes) + 1000 * args.draw)
        total += told
        _say(_line(name, told))
    _say(_line("ALL", total))
    return 0


def _labelled(folder: Path, least: int) -> Iterator[tuple[str, Photo, LabelledWall]]:
    truth = read_labels(folder / "truth" if (folder / "truth").is_dir() else folder)
    for path in photos_in(folder):
        if len(truth[path.stem].notes) >= least:
            yield path.stem, decode_photo(path), truth[path.stem]


def _rendered(number: int, least: int) -> Iterator[tuple[str, Photo, LabelledWall]]:
    """Varied walls, photographed finely enough to be cut in three."""
    walls = (render_wall(random_recipe(seed, SIZE)) for seed in count(FIRST))
    for wall in islice((wall for wall in walls if len(wall.truth.notes) >= least), number):
        labels = LabelledWall.model_validate_json(wall.truth.to_json("wall.jpg"))
        yield f"rendered {wall.recipe.seed}", Photo("wall.jpg", wall.pixels, None, "0" * 64), labels


def sweep(whole: Photo, seed: int) -> tuple[Part, ...]:
    """Overlapping photos of a photo, from left to right."""
    draw = np.random.default_rng(seed)
    starts = np.linspace(0, 1 - SHOWN, PARTS) * whole.width
    return tuple(_part(whole, i, float(start), draw) for i, start in enumerate(starts))


def _part(whole: Photo, index: int, start: float, draw: np.random.Generator) -> Part:
    size = (round(SHOWN * whole.width), whole.height)
    seen = Quad.box(start, 0, *size).array
    moved = seen + draw.uniform(-0.04, 0.04, (4, 2)) * size[0]  # another place to stand, another tilt of the hand
    target = Quad.box(0, 0, *size).array.astype(np.float32)
    from_whole = cv2.getPerspectiveTransform(moved.astype(np.float32), target)
    pixels = cv2.warpPerspective(whole.pixels, from_whole, size, borderMode=cv2.BORDER_REPLICATE)
    light = draw.uniform(0.75, 1.15) * draw.uniform(0.96, 1.04, 3)
    blur = draw.uniform(0.3, 0.8)
    pixels = cv2.GaussianBlur(pixels, (0, 0), blur)
    lit = np.clip(pixels * light + draw.normal(0, 2, pixels.shape), 0, 255).astype(np.uint8)
    return Part(replace(whole, pixels=lit, file=f"part-{index}.jpg"), np.asarray(from_whole, dtype=np.float64), blur)


def counted(whole: Photo, labels: LabelledWall, engines: Engines, seed: int) -> Count:
    """Find the notes of each part, join, read, and count."""
    parts = sweep(whole, seed)
    wall = join_photos([p.photo for p in parts], find_notes([p.photo for p in parts], engines.finder))
    joined = _in_whole(wall, parts)
    found = [note.corners for note in find_notes([whole], engines.finder)[0]]
    judged = [Quad.of(label.quad) for label in labels.notes if not label.ignore]
    times = [sum(overlap(label, quad) >= SAME for quad in joined) for label in judged]
    in_whole = [any(overlap(label, quad) >= SAME for quad in found) for label in judged]
    read = Count(0, 0, 0, 0, 0, 0, 0) if engines.reader is None else _read(wall, parts, labels, engines.reader)
    return read + Count(
        notes=len(judged),
        once=times.count(1),
        twice=sum(time > 1 for time in times),
        missing=times.count(0),
        in_whole=sum(in_whole),
        kept=sum(seen and time == 1 for seen, time in zip(in_whole, times, strict=True)),
        unlinked=len(wall.warnings),
    )


def _read(wall: Wall, parts: tuple[Part, ...], labels: LabelledWall, reader: TextReader) -> Count:
    """Letters read wrong, in the joined map and in the photo that was blurred least, of the notes in both."""
    photos = [p.photo for p in parts]
    sharp = [min((n.best, *n.also), key=lambda s: parts[s.photo].blur) for n in wall.notes]
    joined = read_notes(photos, wall.notes, reader)
    others = [i for i, (note, best) in enumerate(zip(wall.notes, sharp, strict=True)) if note.best != best]
    again = read_notes(photos, [replace(wall.notes[i], best=sharp[i], also=()) for i in others], reader)
    sharpest = [text.text for text in joined]
    for i, text in zip(others, again, strict=True):
        sharpest[i] = text.text
    letters, wrong, wrong_in_sharpest = 0, 0, 0
    places = _in_whole(wall, parts)
    for label in labels.notes:
        own = [i for i, quad in enumerate(places) if overlap(Quad.of(label.quad), quad) >= SAME]
        wanted = fold(label.text)
        if label.ignore or not label.legible or not wanted or not own:
            continue
        letters += len(wanted)
        wrong += min(edits(wanted, fold(joined[own[0]].text)), len(wanted))
        wrong_in_sharpest += min(edits(wanted, fold(sharpest[own[0]])), len(wanted))
    return Count(0, 0, 0, 0, 0, 0, 0, letters, wrong, wrong_in_sharpest)


def _in_whole(wall: Wall, parts: tuple[Part, ...]) -> list[Quad]:
    """The wall's notes in the whole photo's pixels, as the map gives them."""
    back = [np.asarray(np.linalg.inv(part.from_whole), dtype=np.float64) for part in parts]
    return [note.corners.mapped(back[note.best.photo]) for note in wall.notes]


def _line(name: str, count: Count) -> str:
    counts = (count.notes, count.once, count.twice, count.missing, count.in_whole, count.kept, count.unlinked)
    rates = [
        f"{wrong / count.letters:.3f}" if count.letters else "-" for wrong in (count.wrong, count.wrong_in_sharpest)
    ]
    return row([name, *(str(value) for value in counts), *rates])


def _say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
