"""The process that scans: photos of a wall in, its folder written; what it is doing comes back step by step.

One process with one set of engines, so that a scan neither slows the pages down nor, if native code crashes, ends them.
"""

from __future__ import annotations

import io
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

from PIL import Image

from stickyscan.engines.protocols import Picture
from stickyscan.errors import StickyscanError
from stickyscan.folder import write_wall_folder
from stickyscan.pipeline import Observer, Scanner

_SEEN_SIDE = 900  # px of the picture that shows what was found
_PATIENCE = 5.0  # seconds that a scan told to stop may take to tidy up


class BuildScanner(Protocol):
    """Builds the engines in the worker. It must be picklable: a function, or a partial of one, of some module."""

    def __call__(self, *, observer: Observer) -> Scanner:
        """A scanner that tells this observer of its steps."""
        ...


@dataclass(frozen=True)
class ScanOrder:
    """What to scan: photo files, the folder to make, and the title that a person gave, "" for none."""

    photos: tuple[Path, ...]
    folder: Path
    title: str = ""


@dataclass(frozen=True)
class StepDone:
    """A step of the pipeline is done. `seen`: a JPEG of the photo with the outlines found, after the first step."""

    step: str
    seen: bytes | None = None


@dataclass(frozen=True)
class WallDone:
    """The folder is written; figures of its map."""

    notes: int
    to_check: int


@dataclass(frozen=True)
class WallFailed:
    """There is no folder; `error` is the class, `message` says what to do."""

    error: str
    message: str


Answer = StepDone | WallDone | WallFailed


class ScanWorker:
    """The process, seen from the server. New until the first answer; after `stop`, or a crash, it is gone."""

    def __init__(self, build: BuildScanner) -> None:
        context = get_context("spawn")
        self.channel, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=_serve, args=(theirs, build), daemon=True)
        self._process.start()
        theirs.close()  # else the end of the process would not show as the end of the channel

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.is_alive()

    def begin(self, order: ScanOrder) -> None:
        """Hand over a wall; it waits until the engines are built.

        Raises:
            OSError: the process is gone.
        """
        self.channel.send(order)

    def stop(self) -> None:
        """End the process, gently first, so that half-written folders are tidied up."""
        self.channel.close()
        if self._process.exitcode is None:
            self._process.terminate()
            self._process.join(_PATIENCE)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()


@dataclass(frozen=True)
class _TellSteps:
    """An observer that sends each step to the server."""

    send: Callable[[Answer], None]

    def finished(self, step: str, draw_picture: Callable[[], Picture]) -> None:
        self.send(StepDone(step, _jpeg(draw_picture()) if step == "find_notes" else None))


def _jpeg(picture: Picture) -> bytes:
    image = Image.fromarray(picture)
    image.thumbnail((_SEEN_SIDE, _SEEN_SIDE), Image.Resampling.BILINEAR, reducing_gap=2.0)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _serve(channel: Connection, build: BuildScanner) -> None:
    """The life of the process: orders in, answers out, until the channel ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server decides
    signal.signal(signal.SIGTERM, _leave)
    scanner: Scanner | WallFailed = built(build, channel.send)
    while True:
        try:
            order = channel.recv()
        except (EOFError, OSError):
            return
        channel.send(scanner if isinstance(scanner, WallFailed) else attempt(scanner, order))


def _leave(*_: object) -> None:
    raise SystemExit(143)  # an exception, so that files written half are tidied up


def built(build: BuildScanner, send: Callable[[Answer], None]) -> Scanner | WallFailed:
    """The scanner, or why there is none."""
    try:
        return build(observer=_TellSteps(send))
    except StickyscanError as problem:
        return WallFailed(type(problem).__name__, str(problem))


def attempt(scanner: Scanner, order: ScanOrder) -> WallDone | WallFailed:
    """Scan a wall and write its folder; whatever goes wrong is told."""
    try:
        journey = scanner.scan(order.photos)
        if order.title and journey.title is None:
            journey = journey.model_copy(update={"title": order.title})
        write_wall_folder(order.folder, journey, order.photos, replace=False)
    except StickyscanError as problem:
        return WallFailed(type(problem).__name__, _without_paths(str(problem), order))
    except Exception as problem:  # noqa: BLE001 - the border of a wall: a bug in one must not stop the others
        return WallFailed(type(problem).__name__, f"Something unexpected went wrong: {problem}.")
    return WallDone(sum(n.role == "note" for n in journey.notes), sum(n.needs_review for n in journey.notes))


def _without_paths(message: str, order: ScanOrder) -> str:
    """The same sentence with the photos' plain names: a guest learns nothing of this computer's folders."""
    for path in (*order.photos, order.folder):
        message = message.replace(str(path), path.name)
    return message
