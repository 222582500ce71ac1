"""How long each export of a large map takes, and how large its file is.

    make bench-exports                     a map of 300 notes with a photo of 12 megapixels
    make bench-exports ARGS="--notes 80"   another number of notes

Each format is made in this process, the first time apart, as it also loads libraries. The seconds are the best of three
further times: by the clock, and of the processor. On a machine that does other work the first say little; cut-outs for
`crops` are made two at a time, so that the second are more than what the clock shows on an idle machine.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from stickyscan.export import FORMATS, PhotoFolder, export
from stickyscan.journey import Connector, CurvePoint, JourneyMap, Sentiment
from tests.bench.tables import table
from tests.builders import HEXES, a_lane, a_map, a_note, a_photo, a_stage
from tests.export.demo_wall import square
from tests.export.maps import COLOURS, KINDS

WIDTH, HEIGHT = 4032, 3024
STAGES, LANES, TIMES = 10, 4, 3
LIMITS = {"pdf": 5.0}
LIMIT = 1.0  # s, where `LIMITS` says nothing else


@dataclass(frozen=True)
class Cost:
    """Seconds of the first time; seconds by the clock and of the processor of a later one; bytes of the file."""

    first: float
    clock: float
    processor: float
    size: int


def main() -> int:
    """Run the benchmark; 1 if some format takes longer than it may."""
    parser = argparse.ArgumentParser(description="Seconds and bytes of each export.")
    parser.add_argument("--notes", type=int, default=300, help="how many notes [default: 300]")
    count = parser.parse_args().notes
    journey = a_large_wall(count)
    with tempfile.TemporaryDirectory() as folder:
        draw_wall(journey, Path(folder) / "wall.jpg")
        photos = PhotoFolder(Path(folder))
        costs = {name: cost_of(lambda name=name: export(journey, name, photos)) for name in FORMATS}  # type: ignore[misc]
    # By the clock where the machine is idle; where it is not, the processor's seconds are nearer to that.
    over = [name for name, cost in costs.items() if min(cost.clock, cost.processor) > LIMITS.get(name, LIMIT)]
    rows = [
        [name, f"{c.first:.2f}", f"{c.clock:.2f}", f"{c.processor:.2f}", f"{c.size:,}"] for name, c in costs.items()
    ]
    head = [f"{count} notes", "first time, s", "clock, s", "processor, s", "bytes"]
    sys.stdout.write("\n".join(table(head, rows)) + "\n")
    slow = f"over their limit: {', '.join(over)}" if over else "all within their limits"
    sys.stdout.write(f"\nLimits: {LIMIT:g} s, pdf {LIMITS['pdf']:g} s; {slow}.\n")
    return 1 if over else 0


def cost_of(make: Callable[[], bytes]) -> Cost:
    """Make a file several times."""
    timed = [_timed(make) for _ in range(1 + TIMES)]
    first, *later = timed
    return Cost(first[0], min(clock for clock, _, _ in later), min(own for _, own, _ in later), first[2])


def _timed(make: Callable[[], bytes]) -> tuple[float, float, int]:
    clock, own = time.perf_counter(), time.process_time()
    size = len(make())
    return time.perf_counter() - clock, time.process_time() - own, size


def a_large_wall(count: int) -> JourneyMap:
    """Stages and lanes full of notes that hang side by side all over a photo, with a curve and some arrows."""
    across = math.ceil(math.sqrt(count * WIDTH / HEIGHT))
    side = WIDTH / across
    notes = [
        a_note(
            f"Note number {i}: something that somebody wrote", id=f"n{i}", stage=f"s{i % STAGES}",
            lane=f"l{i // STAGES % LANES}", order=i, colour=COLOURS[i % 4], kind=KINDS[i % 4], votes=i % 5,
            corners=square(i % across * side, i // across * side, side * 0.9, side * 0.9, i * 7 % 17 - 8),
        )
        for i in range(count)
    ]  # fmt: skip
    moods: tuple[Sentiment, ...] = (-2, -1, 0, 1, 2)
    return a_map(
        *notes,
        photos=(a_photo(width=WIDTH, height=HEIGHT),),
        stages=tuple(a_stage(f"s{i}", f"Stage {i}") for i in range(STAGES)),
        lanes=tuple(a_lane(f"l{i}", f"Lane {i}") for i in range(LANES)),
        curve=tuple(CurvePoint(stage=f"s{i}", sentiment=moods[i % 5]) for i in range(STAGES)),
        connectors=tuple(
            Connector(source=f"n{i}", target=f"n{i + 1}", confidence=0.8) for i in range(0, count - 1, STAGES)
        ),
    )


def draw_wall(journey: JourneyMap, file: Path) -> None:
    """The wall of a map as a photo with the grain that a camera leaves."""
    wall = Image.new("RGB", (WIDTH, HEIGHT), "#e4e2dc")
    pen = ImageDraw.Draw(wall)
    for note in journey.notes:
        pen.polygon(note.corners, fill=HEXES[note.colour.name])
        (left, top), _, (right, bottom), _ = note.corners
        for line in range(1, 5):
            y = top + (bottom - top) * line / 5
            pen.line((left + 15, y, right - 15, y + 8), fill="#333", width=4)
    grain = np.random.default_rng(0).normal(0, 4, (HEIGHT, WIDTH, 1))
    pixels = (np.asarray(wall, np.float32) + grain).clip(0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(file, quality=90)


if __name__ == "__main__":
    sys.exit(main())
