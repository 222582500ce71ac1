"""What watches a scan: the progress bar, and `--debug DIR`, which saves one numbered picture per step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from stickyscan.cli.report import STEPS
from stickyscan.engines.protocols import Picture
from stickyscan.pipeline import Observer


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
