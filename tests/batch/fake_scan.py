"""A scanner that needs no engine: one note per wall, the same bytes for the same photos, and trouble by name."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PIL import Image

from stickyscan.batch import (
    BatchJob,
    Limits,
    Outcome,
    Recorded,
    ScanWall,
    Source,
    WorkerPool,
    only_batch_in,
    plan_batch,
    run_batch,
)
from stickyscan.batch.limits import NO_LIMITS
from stickyscan.batch.run import Round
from stickyscan.errors import NoNotesFoundError
from stickyscan.folder import read_map, write_wall_folder
from stickyscan.journey import Colour, JourneyMap, MadeBy, Note, PhotoInfo, WallPlace
from stickyscan.walls import WallJob, find_walls

UNIT = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
CORNERS = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))


def derive(journey: JourneyMap, photos: Path) -> Mapping[str, bytes]:
    return {"map.html": f"{len(journey.notes)} {photos.name}".encode()}


@dataclass(frozen=True)
class FakeScan:
    """Finds one note per wall; a photo's name tells what goes wrong."""

    made_with: str = "1"
    tells_process: bool = False

    def __call__(self, photos: Sequence[Path], folder: Path, *, replace: bool) -> JourneyMap:
        self._trouble(photos[0].stem)
        note = Note(
            id="n1", text="pay", text_read="pay", text_confidence=1, needs_review=True, photo="p1", corners=CORNERS,
            colour=Colour(name="pink", hex="#ff88aa", confidence=1),
            wall=WallPlace(x=0, y=0, width=0, height=0, angle=0),
        )  # fmt: skip
        infos = tuple(
            PhotoInfo(
                id=f"p{i}", file=photo.name, sha256=hashlib.sha256(photo.read_bytes()).hexdigest(), width=96, height=80,
                to_wall=UNIT,
            )
            for i, photo in enumerate(photos, 1)
        )  # fmt: skip
        told = (f"threads {os.environ['OMP_NUM_THREADS']}", f"process {os.getpid()}") if self.tells_process else ()
        made_by = MadeBy(version=self.made_with, finder="fake", reader="fake")
        journey = JourneyMap(made_by=made_by, photos=infos, notes=(note,), warnings=told)
        write_wall_folder(folder, journey, photos, replace=replace, derive=Recorded(derive, self.made_with))
        return journey

    @staticmethod
    def _trouble(name: str) -> None:
        if "none" in name:
            raise NoNotesFoundError(f"no sticky notes found in {name}.")
        if "bug" in name:
            raise ZeroDivisionError("division by zero")
        if "crash" in name:
            os.kill(os.getpid(), signal.SIGSEGV)
        if "slow" in name:
            time.sleep(60)
        if "hang" in name:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)  # as native code does that never comes back to Python
            time.sleep(60)
        if "hog" in name:
            hoard = []
            for _ in range(150):
                hoard.append(bytearray(b"x" * (8 << 20)))
                time.sleep(0.01)
            time.sleep(60)


class Scan(ScanWall, Protocol):
    """One that tells with what it makes its results."""

    @property
    def made_with(self) -> str: ...


def a_batch(
    photos: Path, out: Path, scan: Scan = FakeScan(), *, jobs: int = 1, limits: Limits = NO_LIMITS,
    tell: Callable[[Outcome], None] = lambda _: None,
) -> Round:  # fmt: skip
    """One whole run of a batch, as the command line does it."""
    with only_batch_in(out), WorkerPool(scan, jobs, limits) as pool:
        return run_batch(plan_batch(BatchJob(Source(photos), out, scan.made_with)), pool, tell)


def photo(path: Path, number: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (96, 80), (number % 256, number // 256, 3)).save(path)
    return path


def walls_of(folder: Path, *names: str) -> tuple[WallJob, ...]:
    for i, name in enumerate(names):
        photo(folder / f"{name}.png", i)
    return find_walls(folder)


def correct(folder: Path) -> None:
    """What a person does to a map."""
    journey = read_map(folder)
    notes = tuple(note.model_copy(update={"text": "paid", "reviewed": True}) for note in journey.notes)
    (folder / "map.json").write_text(journey.model_copy(update={"notes": notes}).to_json(), "utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a tree, by its path in it; a folder is there with no bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}
