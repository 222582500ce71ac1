"""How well `--group auto` tells which photos show one wall: rendered sweeps, one wall after the other without a pause.

    make bench-grouping                           40 walls, rendered for this
    make bench-grouping ARGS="--walls DIR"        photos with labels that are there already

Of each wall there are three overlapping photos, 8 seconds apart, as in bench_joining. 20 seconds later comes a hard
neighbour: the same wall, every note replaced by a note of another wall at the same place, as when teams fill the same
printed canvas one after the other; then the next wall. All have the times and the camera that make them candidates.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
from PIL import ExifTags, Image

from stickyscan.batch.digests import digest_photos
from stickyscan.batch.group_photos import Pair, Verdict, group_photos
from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray
from stickyscan.labels import LabelledWall, read_labels
from stickyscan.render import random_recipe, render_wall, write_wall
from stickyscan.steps.decode_photo import Photo, decode_photo
from tests.bench.bench_joining import sweep
from tests.bench.folders import photos_in

START = datetime(2026, 11, 20, 9)
BETWEEN_PHOTOS, BETWEEN_WALLS = timedelta(seconds=8), timedelta(seconds=20)
LONGER_SIDE = 2000


@dataclass(frozen=True)
class Shot:
    """A photo on the disk, and which wall it shows in truth."""

    file: Path
    wall: str


def main() -> int:
    """Run the benchmark; 1 if walls were wrongly joined."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--walls", type=Path, help="folder of photos with labels [default: render some]")
    ask.add_argument("-n", "--number", type=int, default=40, help="walls [default: 40]")
    ask.add_argument("--seed", type=int, default=0, help="where to begin [default: 0]")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.walls or _rendered(Path(temporary) / "walls", args.number, args.seed)
        shots = _shots(folder, Path(temporary) / "photos", args.seed, args.number)
        files = [shot.file for shot in shots]
        digests = {file: seen.sha256 for file, seen in digest_photos(files, {}).items()}
        judged: dict[Pair, Verdict] = {}
        return _judge(shots, group_photos(files, digests, judged), len(judged))


def _rendered(folder: Path, number: int, seed: int) -> Path:
    folder.mkdir(parents=True)
    for index in range(number):
        write_wall(render_wall(random_recipe(900_000 + seed + index)), folder, f"wall-{index:03d}")
    return folder


def _shots(folder: Path, out: Path, seed: int, number: int) -> list[Shot]:
    out.mkdir(parents=True)
    truth = read_labels(folder)
    moment = START
    shots: list[Shot] = []
    paths = photos_in(folder)[seed : seed + number]
    last = _labelled(paths[-1], truth[paths[-1].stem])
    for index, path in enumerate(paths):
        wall = _labelled(path, truth[path.stem])
        twin = _with_notes_of(wall, last)
        for name, photos in (
            (path.stem, sweep(wall.photo, index)),
            (f"{path.stem}-twin", sweep(twin, index + 1000)[:1]),
        ):
            moment += BETWEEN_WALLS
            for part in photos:
                moment += BETWEEN_PHOTOS
                shots.append(Shot(_saved(out, len(shots), part.photo.pixels, moment), name))
        last = wall
    return shots


@dataclass(frozen=True)
class _Labelled:
    photo: Photo
    notes: tuple[FloatArray, ...]  # corners in its pixels


def _labelled(path: Path, labels: LabelledWall) -> _Labelled:
    whole = decode_photo(path)
    scale = LONGER_SIDE / max(whole.pixels.shape[:2])
    pixels = cv2.resize(whole.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    notes = tuple(np.asarray(note.quad, dtype=np.float64) * scale for note in labels.notes)
    return _Labelled(replace(whole, pixels=np.asarray(pixels, dtype=np.uint8)), notes)


def _with_notes_of(wall: _Labelled, other: _Labelled) -> Photo:
    """The photo, each of its notes covered by one of the other wall's."""
    pixels = wall.photo.pixels.copy()
    height, width = pixels.shape[:2]
    for index, corners in enumerate(wall.notes):
        foreign = other.notes[index % len(other.notes)]
        turn = cv2.getPerspectiveTransform(foreign.astype(np.float32), corners.astype(np.float32))
        laid = cv2.warpPerspective(other.photo.pixels, turn, (width, height))
        mask = cv2.fillConvexPoly(np.zeros((height, width), np.uint8), corners.astype(np.int32), (255,))
        pixels[mask > 0] = laid[mask > 0]
    return replace(wall.photo, pixels=pixels)


def _saved(out: Path, number: int, pixels: Picture, moment: datetime) -> Path:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = moment.strftime("%Y:%m:%d %H:%M:%S")
    exif[ExifTags.Base.Model] = "one phone"
    file = out / f"IMG_{number:04d}.jpg"
    # One size for all, as one camera has: a photo of another size would not be a candidate.
    Image.fromarray(pixels).resize((1200, 1500)).save(file, quality=85, exif=exif)
    return file


def _judge(shots: Sequence[Shot], groups: Sequence[Sequence[Path]], compared: int) -> int:
    wall_of = {shot.file: shot.wall for shot in shots}
    same = {frozenset(pair) for pair in combinations(wall_of, 2) if wall_of[pair[0]] == wall_of[pair[1]]}
    joined = {frozenset(pair) for group in groups for pair in combinations(group, 2)}
    right = len(joined & same)
    walls = {frozenset(s.file for s in shots if s.wall == wall) for wall in wall_of.values()}
    sweeps = [wall for wall in walls if len(wall) > 1]
    whole = sum(wall in {frozenset(group) for group in groups} for wall in sweeps)
    _say(f"{len(shots)} photos of {len(walls)} walls, {compared} pairs compared, {len(groups)} groups")
    _say(f"pairs joined: {len(joined)}, of them rightly {right}: precision {right / max(1, len(joined)):.3f}")
    _say(f"pairs of one wall: {len(same)}, of them joined {right}: recall {right / max(1, len(same)):.3f}")
    _say(f"sweeps of three photos that came out whole: {whole} of {len(sweeps)}")
    for pair in sorted(sorted(str(file.name) for file in pair) for pair in joined - same):
        _say(f"wrongly joined: {' '.join(pair)}")
    return 1 if joined - same else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
