"""Measure the finding step alone, without reading: accuracy, by condition, on note-free photos, seconds and memory.

    make bench-finder                                      ../shared/walls if it is there, else samples/
    make bench-finder ARGS="WALLS MORE_WALLS"              folders of NAME.jpg + NAME.json, or photos/ and truth/
    make bench-finder ARGS="--empty ROOMS"                 note-free photos of your own too
    make bench-finder ARGS="--part speed"                  one part (accuracy, empty, speed, calibration); repeatable
    make bench-finder ARGS="--as-seen"                     outlines of what is seen of covered notes
    make bench-finder ARGS="--finds DIR"                   keep what was found; a second run does not find again

Precision by condition is of found notes that meet the condition by the same test as the labels, among other finds.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from stickyscan.engines.catalogue import FINDERS, build_finder
from stickyscan.engines.protocols import NoteFinder, Picture
from stickyscan.steps.decode_photo import decode_photo
from tests.bench import finder_tables
from tests.bench.empty_photos import Piece, choose_pieces, detail, free_pieces
from tests.bench.finder_cost import FinderCost, at_megapixels, measure
from tests.bench.finding import Judged, Memory, Walls, judge_walls
from tests.bench.folders import default_walls, photos_in

PARTS = ("accuracy", "empty", "speed", "calibration")
MEGAPIXELS = (3.0, 6.0, 12.0, 24.0, 48.0)
PIECES = 10
NOTES_ON_COST = (
    "Warm, median of three, two cores. Seconds above processor seconds mean that the machine was busy otherwise.",
    "MiB: peak of a fresh process during its first find, less what it held just before (engine built, photo decoded).",
)
LARGE_ENOUGH = 10e6  # pixels of a photo that is fit to measure speed on without much enlarging


def main() -> int:
    """Measure and print."""
    args = _arguments().parse_args()
    parts = args.part or ["accuracy", "empty", "speed"]
    if args.calibration:
        parts = [*parts, "calibration"]
    only = [name for name in args.only.split(",") if name]
    walls = [Walls.of(folder, only) for folder in args.walls or [default_walls()]]
    names = args.finders.split(",")
    _say(f"Measured {date.today().isoformat()} on {os.cpu_count()} cores: the finding step alone.")
    finders = [build_finder(name) for name in names]
    for one in walls:
        if {"accuracy", "calibration"} & set(parts):
            _accuracy(one, finders, Memory(args.finds), parts, args.as_seen)
    if "empty" in parts:
        _empty(walls[0], finders, args.empty)
    if "speed" in parts:
        _speed(args.speed_photo or busiest(walls[0]), names)
    return 0


def _arguments() -> argparse.ArgumentParser:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("walls", type=Path, nargs="*", help="folders of labelled walls; note-free pieces are of the first")
    ask.add_argument("--finders", default=",".join(FINDERS), help="separated by commas [default: %(default)s]")
    ask.add_argument("--part", action="append", choices=PARTS, help="[default: accuracy, empty, speed]")
    ask.add_argument("--calibration", action="store_true", help="also: stated scores against the share of real notes")
    ask.add_argument("--empty", type=Path, action="append", default=[], metavar="DIR", help="photos without any note")
    ask.add_argument("--as-seen", action="store_true", help="do not complete covered notes")
    ask.add_argument("--finds", type=Path, metavar="DIR", help="keep finds here, and take those that are here already")
    ask.add_argument("--only", default="", help="names of walls, separated by commas")
    ask.add_argument("--speed-photo", type=Path, help="[default: of the large photos the one with the most notes]")
    return ask


def _accuracy(walls: Walls, finders: Sequence[NoteFinder], memory: Memory, parts: Sequence[str], as_seen: bool) -> None:
    if not walls.labels:
        return
    columns = zip(*judge_walls(walls, finders, memory, as_seen), strict=True)
    judged: dict[str, Sequence[Judged]] = {finder.name: column for finder, column in zip(finders, columns, strict=True)}
    kept = "" if memory.folder is None else f" Finds kept in {memory.folder}, which may be of an earlier run."
    if "accuracy" in parts:
        _say("", f"## Accuracy: {walls.folder.name}", "", f"{len(walls.labels)} walls.{kept}", "")
        _say(*finder_tables.accuracy(judged))
        _say("", f"## By condition: {walls.folder.name}", "", *finder_tables.by_condition(judged))
    if "calibration" in parts:
        _say("", f"## Calibration: {walls.folder.name}", "", *finder_tables.calibration(judged))


def _empty(walls: Walls, finders: Sequence[NoteFinder], folders: Sequence[Path]) -> None:
    """False notes on note-free pieces of the walls, and on each folder of note-free photos."""
    for title, photos in (
        (f"note-free pieces of {walls.folder.name}", note_free_pieces(walls)),
        *((folder.name, ((file.name, decode_photo(file).pixels) for file in photos_in(folder))) for folder in folders),
    ):
        finds: dict[str, dict[str, list[float]]] = {finder.name: {} for finder in finders}
        for name, pixels in photos:
            for finder in finders:
                finds[finder.name][name] = [note.score for note in finder.find(pixels)]
            sys.stderr.write(f"{name}: {', '.join(str(len(finds[finder.name][name])) for finder in finders)} false\n")
        if any(finds.values()):
            _say("", f"## False notes: {title}", "", *finder_tables.false_notes(finds))


def note_free_pieces(walls: Walls) -> Iterator[tuple[str, Picture]]:
    """Parts of the photos that hold nothing labelled, with their names; at most `PIECES`."""
    candidates: dict[str, list[tuple[Piece, float]]] = {}
    for name, file in walls.photos.items():
        pixels = decode_photo(file).pixels
        pieces = free_pieces(walls.labels[name], (pixels.shape[1], pixels.shape[0]))
        candidates[name] = [(piece, detail(piece.of(pixels))) for piece in pieces]
    for name, piece in choose_pieces(candidates, PIECES):
        yield f"{name} {piece}", piece.of(decode_photo(walls.photos[name]).pixels)


def busiest(walls: Walls) -> Path:
    """The photo with the most labelled notes, of the large ones if there are any."""
    pixels = {name: decode_photo(file).pixels.size / 3 for name, file in walls.photos.items()}
    large = [name for name in pixels if pixels[name] >= LARGE_ENOUGH]
    return walls.photos[max(large or pixels, key=lambda name: (len(walls.labels[name].notes), name))]


def _speed(photo: Path, names: Sequence[str]) -> None:
    pixels = decode_photo(photo).pixels
    costs: dict[str, dict[float, FinderCost]] = {name: {} for name in names}
    for size in MEGAPIXELS:
        scaled = at_megapixels(pixels, size)
        for name in names:
            costs[name][size] = measure(name, scaled)
            sys.stderr.write(f"{size:g} megapixels, {name}: {costs[name][size]}\n")
    _say("", f"## Seconds and memory of the step: {photo.name}, scaled", "", *finder_tables.cost(costs))
    _say("", *NOTES_ON_COST)


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
