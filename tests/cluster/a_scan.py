"""A scan that a worker of a cluster can import: quick, the same bytes for the same photos, and made to fail by name."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stickyscan.batch import Recorded
from stickyscan.errors import NoNotesFoundError
from stickyscan.folder import write_wall_folder
from stickyscan.journey import JourneyMap, MadeBy
from stickyscan.steps.decode_photo import decode_wall
from tests.builders import a_map, a_note, a_photo


def derive(journey: JourneyMap, photos: Path) -> Mapping[str, bytes]:
    return {"map.html": f"{len(journey.notes)} notes".encode(), "overlay.jpg": b"\xff\xd8"}


@dataclass(frozen=True)
class AScan:
    """A photo's name tells what goes wrong. `marks`: a folder where each call leaves the number of its process."""

    marks: Path
    made_with: str = "1"

    def __call__(self, photos: Sequence[Path], folder: Path, *, replace: bool) -> JourneyMap:
        name = photos[0].stem
        calls = len(list(self.marks.glob(f"{name}.*")))
        (self.marks / f"{name}.{calls}").write_text(str(os.getpid()))
        if "none" in name:
            raise NoNotesFoundError(f"no sticky notes found in {photos[0]}.")
        if "bug" in name:
            raise ZeroDivisionError("division by zero")
        if "crash" in name:
            os.kill(os.getpid(), signal.SIGKILL)
        if "slow" in name or ("lost" in name and calls == 0):
            time.sleep(120)
        decoded = decode_wall(photos)
        infos = tuple(
            a_photo(
                f"p{i}", photo.file, sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
                width=photo.width, height=photo.height,
            )
            for i, (path, photo) in enumerate(zip(photos, decoded, strict=True), 1)
        )  # fmt: skip
        note = a_note(f"{decoded[0].pixels.sum()}")
        made_by = MadeBy(version=self.made_with, finder="fake", reader="fake")
        journey = a_map(note, photos=infos, made_by=made_by)
        write_wall_folder(folder, journey, photos, replace=replace, derive=Recorded(derive, self.made_with))
        return journey
