"""What watches a scan: the progress bar, and `--debug DIR`, which saves one numbered picture per step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from stickyscan.engines.protocols import Picture
from stickyscan.errors import UsageError
from stickyscan.pipeline import Observer

# The steps that the pipeline reports, in its order.
STEPS = ("find_notes", "join_photos", "name_colours", "read_notes", "read_board", "arrange_map")


@dataclass(frozen=True)
class DebugPictures:
    """Saves `1_find_notes.png`, `2_join_photos.png` ... in a folder."""

    folder: Path

    def finished(self, step: str, draw_picture: Callable[[], Picture]) -> None:
        """Draw and save the picture of a step."""
        self.folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(draw_picture()).save(self.folder / f"{STEPS.index(step) + 1}_{step}.png")


@dataclass(frozen=True)
class StepProgress:
    """Passes on which step comes next, and how many are done."""

    show: Callable[[str, int], None]

    def finished(self, step: str, draw_picture: Callable[[], Picture]) -> None:  # noqa: ARG002 - the Observer's signature
        """Move the bar on."""
        done = STEPS.index(step) + 1
        self.show("writing" if done == len(STEPS) else STEPS[done].replace("_", " "), done)


@dataclass(frozen=True)
class Observers:
    """Tells several observers, in order."""

    observers: Sequence[Observer]

    def finished(self, step: str, draw_picture: Callable[[], Picture]) -> None:
        """Pass the step on."""
        for observer in self.observers:
            observer.finished(step, draw_picture)


def refuse_used_folder(folder: Path, *, force: bool) -> None:
    """Raise a `UsageError` if pictures of an earlier run would be replaced without --force."""
    if not force and folder.exists() and (not folder.is_dir() or any(folder.glob("*.png"))):
        raise UsageError(f"{folder} already holds pictures. Name another folder, or add --force to replace them.")
