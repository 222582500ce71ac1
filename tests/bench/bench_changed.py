"""Change each labelled wall a little, as another photo of it would differ, scan it and say how every figure moves.

    make bench-changed                             the walls in ../shared/walls if they are there, else samples/
    make bench-changed ARGS="WALLS --changes 'turned,saved again'"     another folder; some of the changes

Thresholds were chosen while watching the walls as they are. A wall turned by two degrees is as good a photo: what is
lost on it was held up by chance.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from stickyscan.engines.catalogue import AUTO, build_finder, build_reader
from stickyscan.engines.protocols import Picture
from stickyscan.errors import NoNotesFoundError
from stickyscan.evaluate import evaluate
from stickyscan.geometry import FloatArray, project
from stickyscan.pipeline import Scanner
from stickyscan.steps.decode_photo import decode_photo
from tests.bench.folders import default_walls, photos_in
from tests.bench.tables import table

COLUMNS = ("f1", "iou", "colour", "cer", "good", "flagged", "false_flag", "stage", "lane", "heads", "votes")
QUALITY = 94  # of the JPEG files that are scanned


@dataclass(frozen=True)
class Change:
    """`degrees` clockwise, `size` of the photo's own, `tilt` of the camera across and down, light, JPEG `quality`."""

    degrees: float = 0.0
    size: float = 1.0
    tilt: tuple[float, float] = (0.0, 0.0)
    light: Callable[[FloatArray], FloatArray] | None = None
    quality: int = QUALITY


def _falling_off(picture: FloatArray) -> FloatArray:
    return np.asarray(picture * np.linspace(1.1, 0.65, picture.shape[1])[None, :, None])


def _noisy(picture: FloatArray) -> FloatArray:
    return np.asarray(picture + np.random.default_rng(1).normal(0, 0.035, picture.shape))


def _blurred(picture: FloatArray) -> FloatArray:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.8 * max(picture.shape[:2]) / 1600), np.float64)


CHANGES = {
    "as it is": Change(),
    "turned": Change(degrees=2.0),
    "turned back": Change(degrees=-3.0),
    "tilted": Change(degrees=1.0, tilt=(0.12, 0.05)),
    "tilted back": Change(degrees=-1.0, tilt=(-0.1, -0.12)),
    "larger": Change(size=1.15),
    "smaller": Change(size=0.8),
    "much smaller": Change(size=0.6),
    "darker": Change(light=lambda p: np.asarray(p**1.35 * (0.98, 0.92, 0.85))),
    "brighter": Change(light=lambda p: np.asarray(p**0.8 * (0.97, 1.0, 1.05))),
    "underexposed": Change(light=lambda p: np.asarray(p * 0.6)),
    "overexposed": Change(light=lambda p: np.asarray(p * 1.2)),
    "hazy": Change(light=lambda p: np.asarray(0.15 + 0.75 * p)),
    "light falls off": Change(light=_falling_off),
    "noise": Change(light=_noisy),
    "blurred": Change(light=_blurred),
    "saved again": Change(quality=72),
}


def main() -> int:
    """Run the benchmark."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("walls", type=Path, nargs="?", default=default_walls())
    ask.add_argument("--changes", default=",".join(CHANGES), help="some of them, separated by commas")
    args = ask.parse_args()
    scanner = Scanner(build_finder(AUTO), build_reader(AUTO))
    rows = []
    for change in args.changes.split(","):
        with tempfile.TemporaryDirectory() as folder:
            rates = _scanned(args.walls, CHANGES[change], scanner, Path(folder))
        rows.append([change, *("-" if rate is None else f"{rate:.3f}" for rate in rates)])
        sys.stderr.write(f"{' '.join(rows[-1])}\n")
    head = ["walls", *(column.replace("_", "-") for column in COLUMNS)]
    sys.stdout.write("\n".join(table(head, rows)) + "\n")
    return 0


def _scanned(walls: Path, change: Change, scanner: Scanner, folder: Path) -> list[float | None]:
    """The figures of all walls, changed; photos, labels and maps go into the folder."""
    truth, maps = folder / "truth", folder / "maps"
    truth.mkdir()
    maps.mkdir()
    labels = walls / "truth" if (walls / "truth").is_dir() else walls
    for photo in photos_in(walls):
        picture, matrix = changed(decode_photo(photo).pixels, change)
        file = folder / f"{photo.stem}.jpg"
        cv2.imwrite(str(file), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, change.quality])
        label = json.loads((labels / f"{photo.stem}.json").read_text("utf-8"))
        (truth / f"{photo.stem}.json").write_text(json.dumps(_moved(label, matrix, file.name, picture)), "utf-8")
        try:
            (maps / f"{photo.stem}.json").write_text(scanner.scan([file]).model_dump_json(), "utf-8")
        except NoNotesFoundError:
            continue  # counts as a wall on which nothing was found
    total = evaluate(truth, maps).total
    return [getattr(total, column) for column in COLUMNS]


def changed(picture: Picture, change: Change) -> tuple[Picture, FloatArray]:
    """The changed RGB picture, all of it in view, and the matrix (3x3) that takes the picture's places to it.

    Around a picture that was turned its own colours go on, without any edge.
    """
    matrix, size = _turn(change, picture.shape[1], picture.shape[0])
    if not np.allclose(matrix, np.eye(3)):
        method = cv2.INTER_AREA if change.size < 1 else cv2.INTER_LINEAR
        plain = change.degrees == 0 and change.tilt == (0.0, 0.0)
        picture = np.asarray(
            cv2.resize(picture, size, interpolation=method) if plain else _warped(picture, matrix, size), np.uint8
        )
    if change.light is not None:
        lit = change.light(picture.astype(np.float64) / 255)
        picture = np.asarray(np.rint(np.clip(lit, 0, 1) * 255), np.uint8)
    return picture, matrix


def _turn(change: Change, width: int, height: int) -> tuple[FloatArray, tuple[int, int]]:
    """Of a picture: the matrix, and (width, height) that hold all of it then."""
    turn = math.radians(change.degrees)
    across, down = change.tilt[0] / width, change.tilt[1] / height
    camera = np.array([[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0], [across, down, 1.0]])
    middle = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1.0]])
    matrix = np.diag([change.size, change.size, 1.0]) @ camera @ middle
    corners = project(matrix, np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64))
    low, high = corners.min(axis=0), corners.max(axis=0)
    new_width, new_height = np.ceil(high - low).astype(int).tolist()
    return np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1.0]]) @ matrix, (new_width, new_height)


def _warped(picture: Picture, matrix: FloatArray, size: tuple[int, int]) -> Picture:
    whole = cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    inside = cv2.erode(
        cv2.warpPerspective(np.full(picture.shape[:2], 255, np.uint8), matrix, size), np.ones((5, 5), np.uint8)
    )
    coarse = cv2.GaussianBlur(cv2.resize(whole, (64, 48), interpolation=cv2.INTER_AREA), (0, 0), 4)
    around = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.where(inside[..., None] > 0, whole, around), np.uint8)


def _moved(label: dict[str, object], matrix: FloatArray, file: str, picture: Picture) -> dict[str, object]:
    """The labels of a wall, for its changed photo."""

    def moved(places: object) -> object:
        return project(matrix, np.array(places, np.float64)).tolist()

    notes, regions = label["notes"], label.get("ignore_regions") or []
    assert isinstance(notes, list)
    assert isinstance(regions, list)
    return label | {
        "photo": file,
        "size": [picture.shape[1], picture.shape[0]],
        "notes": [note | {"quad": moved(note["quad"])} for note in notes],
        "ignore_regions": [moved(region) for region in regions],
    }


if __name__ == "__main__":
    raise SystemExit(main())
