"""What becomes of a wall in a batch: `Scanned`, `Skipped` or `Failed`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from stickyscan.walls import WallJob


@dataclass(frozen=True)
class Scanned:
    """A wall with a map; `to_review` of its `notes` need a person's look. `memory`: highest MiB seen, if watched."""

    job: WallJob
    folder: Path
    seconds: float
    notes: int
    to_review: int
    warnings: tuple[str, ...]
    memory: int | None = None


@dataclass(frozen=True)
class Skipped:
    """A wall that has its map already, and why it was left alone."""

    job: WallJob
    folder: Path
    notes: int
    to_review: int
    reason: str


@dataclass(frozen=True)
class Failed:
    """A wall without a map: the error's class, and what it says. `halts`: the others would fail for the same reason."""

    job: WallJob
    seconds: float
    error: str
    message: str
    memory: int | None = None
    halts: bool = False


Outcome = Scanned | Skipped | Failed
