"""How bad may a photo be? Rendered walls, one fault at a time made worse: what is still read, and what the check sees.

python -m tests.bench.bench_photo_quality --out read.json    reads everything (about 5 minutes of a core for each wall)
python -m tests.bench.bench_photo_quality --read read.json   the table again, with the check as it is now

The thresholds in `stickyscan.review.photo_quality` come from these tables; no photo of a real wall takes part.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from stickyscan.assembly import assemble_scanner
from stickyscan.engines.protocols import NoteFinder, Picture, TextReader
from stickyscan.evaluate import READ_WELL, match_outlines
from stickyscan.geometry import Quad
from stickyscan.labels import LabelledWall
from stickyscan.render import Effects, RenderedWall, WallRecipe, render_wall
from stickyscan.render.recipe import Surface
from stickyscan.review.photo_quality import EDGES_ACROSS, Seen, faults_of, look_at
from stickyscan.settings import EngineSettings, Settings
from stickyscan.spelling import edits
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.find_notes import find_notes
from stickyscan.steps.join_photos import Sighting, WallNote
from stickyscan.steps.read_notes import read_notes
from tests.bench.tables import table

NOTE = 170.0  # px: about how wide a note is in the rendered photo, before it is made worse
LEVELS: dict[str, tuple[float, ...]] = {
    "width": (150, 120, 100, 90, 80, 70, 60, 50, 40, 30),  # px of a note
    "blur": (0.0, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0),  # sigma in px, notes 140 px wide
    "blur at 90": (0.7, 1.0, 1.3, 1.7, 2.0, 2.5),  # sigma in px, notes 90 px wide
    "shake": (3, 5, 7, 9, 12, 16),  # px that the camera moved, notes 140 px wide
    "exposure": (0.4, 0.2, 0.12, 0.07, 0.04, 0.025),  # with the noise of a small sensor
    "gain": (1.3, 1.7, 2.2, 3.0),  # overexposed, clipped
    "glare": (0.3, 0.6, 1.0, 1.5),  # a lamp mirrored over a third of the wall
}


@dataclass(frozen=True)
class Trial:
    """A wall under one fault: of `notes` that can be read, `found`, and `usable` without retyping."""

    factor: str
    level: float
    wall: int
    notes: int
    found: int
    usable: int


def the_walls(seeds: Sequence[int]) -> Iterator[RenderedWall]:
    """Sharp, well-lit walls of usual papers; languages, surfaces and hands differ."""
    calm = Effects(
        perspective=0.15, lens_blur=0.0, noise=0.0, jpeg=0.0, shadows=0.2, light_gradient=0.2, colour_cast=0.2,
        glare=0.0, curl=0.3, overlaps=0.0, touching=0.0, tilt=0.2, clutter=0.0, room=0.2,
    )  # fmt: skip
    surfaces: tuple[Surface, ...] = ("whiteboard", "wall", "brown_paper", "glass")
    for seed in seeds:
        yield render_wall(
            WallRecipe(
                seed=9_000 + seed,
                size=(1600, 1200),
                surface=surfaces[seed % 4],
                layout="columns",
                notes=14,
                headings="none",
                fill=0.95,
                language="de" if seed % 3 == 2 else "en",
                effects=calm,
            )
        )


def worse(wall: RenderedWall, factor: str, level: float) -> tuple[Picture, float]:
    """The photo with one fault, and the scale of its pixels against the rendered ones."""
    widths = [float(np.sqrt(_area(note.quad))) for note in wall.truth.notes]
    usual = float(np.median(widths))
    target = level if factor == "width" else 90.0 if factor == "blur at 90" else 140.0
    scale = target / usual
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    rgb = np.asarray(cv2.resize(wall.pixels, None, fx=scale, fy=scale, interpolation=how), dtype=np.float32)
    rng = np.random.default_rng(round(level * 1000))
    if factor.startswith("blur") and level:
        rgb = np.asarray(cv2.GaussianBlur(rgb, (0, 0), level), dtype=np.float32)
    if factor == "shake" and level:
        rgb = _shaken(rgb, int(level), rng)
    linear = (np.clip(rgb, 0, 255) / 255) ** 2.2
    if factor in ("exposure", "gain"):
        linear = linear * level
    if factor == "glare":
        linear = linear + _lamp(linear.shape, rng)[..., None] * level
    # Shot and read noise of a phone's sensor, in linear light.
    noise = rng.normal(0, 1, linear.shape) * np.sqrt(0.00002 + 0.0004 * np.clip(linear, 0, 1))
    noisy = cv2.GaussianBlur((linear + noise).astype(np.float32), (0, 0), 0.5)
    pixels = (np.clip(noisy, 0, 1) ** (1 / 2.2) * 255 + 0.5).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=88)
    return np.asarray(Image.open(buffer), dtype=np.uint8), scale


def _area(quad: Sequence[tuple[float, float]]) -> float:
    p = np.array(quad)
    q = np.roll(p, -1, axis=0)
    return float(abs((p[:, 0] * q[:, 1] - q[:, 0] * p[:, 1]).sum()) / 2)


def _shaken(rgb: np.ndarray, length: int, rng: np.random.Generator) -> np.ndarray:
    kernel = np.zeros((length, length), dtype=np.float32)
    ends = rng.integers(0, length, 2)
    cv2.line(kernel, (0, int(ends[0])), (length - 1, int(ends[1])), 1.0)
    return np.asarray(cv2.filter2D(rgb, -1, kernel / kernel.sum()), dtype=np.float32)


def _lamp(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    height, width = shape[:2]
    y, x = np.mgrid[0:1:96j, 0:1:128j].astype(np.float32)
    cx, cy = rng.uniform(0.3, 0.7, 2)
    blob = np.exp(-(((x - cx) / 0.25) ** 2) - ((y - cy) / 0.25) ** 2).astype(np.float32)
    return np.asarray(cv2.resize(blob, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def tried(wall: RenderedWall, number: int, factor: str, level: float, engines: tuple[NoteFinder, TextReader]) -> Trial:
    """Find and read one photo as a scan does, and count."""
    pixels, scale = worse(wall, factor, level)
    photo = Photo("wall.jpg", pixels, None, "")
    found = find_notes([photo], engines[0])[0]
    notes = [WallNote(Sighting(0, one.corners), (), one.corners, one.score) for one in found]
    texts = read_notes([photo], notes, engines[1]) if notes else ()
    truth = LabelledWall.model_validate_json(wall.truth.to_json(""))
    match = match_outlines(truth, [one.corners.array / scale for one in found])
    # What a careful person can read in the sharp photo; `written` would count what is hidden by others as well.
    legible = [(i, j) for i, j, _ in match.labels if truth.notes[i].text]
    right = sum(j is not None for _, j in legible)
    usable = sum(j is not None and _reads(truth.notes[i].text or "", texts[j].text or "") for i, j in legible)
    return Trial(factor, level, number, len(legible), right, usable)


def _reads(truth: str, read: str) -> bool:
    a, b = (" ".join(text.casefold().split()) for text in (truth, read))
    return edits(a, b) <= READ_WELL * max(len(a), 1)


def checked(wall: RenderedWall, factor: str, level: float) -> tuple[float, list[Seen]]:
    """Width of a usual note in px, and what the check sees on the notes; outlines are the true ones, to be quick."""
    pixels, scale = worse(wall, factor, level)
    quads = [Quad.of(np.array(note.quad) * scale) for note in wall.truth.notes]
    seen = [look for quad in quads if (look := look_at(pixels, quad)) is not None]
    return float(np.median([np.sqrt(quad.area) for quad in quads])), seen


def quality_table(trials: Sequence[Trial], walls: Sequence[RenderedWall]) -> list[str]:
    """By fault and level: what was read, what the check measured, and on how many walls it found which fault."""
    rows = []
    for factor, level in dict.fromkeys((trial.factor, trial.level) for trial in trials):
        here = [trial for trial in trials if (trial.factor, trial.level) == (factor, level)]
        looks = [checked(walls[trial.wall], factor, level) for trial in here]
        faults = Counter(fault.kind for width, seen in looks for fault in faults_of(width, seen))
        notes, usable = sum(t.notes for t in here), sum(t.usable for t in here)
        across = np.median([width / np.median([one.edge for one in seen]) for width, seen in looks])
        contrast = np.median([np.median([one.contrast for one in seen]) for _, seen in looks])
        told = ", ".join(f"{kind} {count}/{len(here)}" for kind, count in faults.items())
        rows.append(
            [factor, f"{level:g}", str(notes), f"{usable / notes:.2f}", f"{across:.0f}", f"{contrast:.0f}", told]
        )
    return table(["fault", "level", "notes", "usable", f"edges across ({EDGES_ACROSS:g})", "contrast", "told"], rows)


def main() -> int:
    """Measure or read what was measured, and print."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--out", type=Path, help="keep here what was read")
    ask.add_argument("--read", type=Path, help="what was read before")
    ask.add_argument("--walls", type=int, default=4)
    args = ask.parse_args()
    walls = list(the_walls(range(args.walls)))
    if args.read:
        trials = [Trial(**row) for row in json.loads(args.read.read_text("utf-8")) if row["wall"] < args.walls]
    else:
        trials = _all_trials(walls, args.out)
    sys.stdout.write("\n".join(quality_table(trials, walls)) + "\n")
    return 0


def _all_trials(walls: Sequence[RenderedWall], out: Path | None) -> list[Trial]:
    scanner = assemble_scanner(Settings(engines=EngineSettings(language="en+de", threads=1)))
    trials: list[Trial] = []
    for number, wall in enumerate(walls):  # wall by wall, so that half a run is of use
        for factor, levels in LEVELS.items():
            for level in levels:
                trials.append(tried(wall, number, factor, level, (scanner.finder, scanner.reader)))
                sys.stderr.write(f"{trials[-1]}\n")
                if out:
                    out.write_text(json.dumps([asdict(trial) for trial in trials]), "utf-8")
    return trials


if __name__ == "__main__":
    raise SystemExit(main())
