"""Photos of one wall in, its folder written: what a worker does, in this process, in another, or on another machine."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from stickyscan.batch.fingerprint import choose_engines, fingerprint
from stickyscan.batch.limits import threads_per_worker
from stickyscan.batch.record import Recorded
from stickyscan.derived import derived_files
from stickyscan.folder import write_wall_folder
from stickyscan.heap import hand_back_memory
from stickyscan.journey import JourneyMap
from stickyscan.settings import LimitSettings, Settings

if TYPE_CHECKING:
    from stickyscan.pipeline import Scanner

THUMBNAIL = "thumb.jpg"
_THUMBNAIL_SIDE = 320


@dataclass(frozen=True)
class ScanToFolder:
    """Scans a wall into its folder: the settings travel, the engines are built at the first call and kept.

    `made_with` is the `fingerprint` of the settings, taken once, where the batch starts.
    """

    settings: Settings
    made_with: str

    def __call__(self, photos: Sequence[Path], folder: Path, *, replace: bool) -> JourneyMap:
        """Scan one wall and write its folder: map, page, overlay, thumbnail and record.

        Raises:
            StickyscanError: whatever `stickyscan scan` would report.
        """
        limits = self.settings.limits
        derive = Recorded(partial(_with_thumbnail, limits=limits), self.made_with)
        try:
            journey = _scanner(self.settings).scan(photos)
            write_wall_folder(folder, journey, photos, replace=replace, derive=derive, limits=limits)
        finally:
            hand_back_memory()
        return journey


def scan_to_folder(settings: Settings, jobs: int = 1) -> ScanToFolder:
    """What each of `jobs` workers on this machine calls, with its share of the processor.

    Raises:
        UsageError: there is no engine of that name.
        InputError: the template cannot be read.
        EngineMissingError: an engine that was asked for is not installed.
    """
    finder, reader = choose_engines(settings)
    threads = settings.engines.threads or threads_per_worker(jobs)
    told = {"finder": finder.name, "reader": reader.name, "threads": threads}
    engines = settings.engines.model_copy(update=told)
    return ScanToFolder(settings.model_copy(update={"engines": engines}), fingerprint(settings, (finder, reader)))


@lru_cache(maxsize=1)
def _scanner(settings: Settings) -> Scanner:
    # Imported by workers only: whoever starts them needs neither OpenCV nor the steps.
    from stickyscan.assembly import assemble_scanner

    return assemble_scanner(settings)


def _with_thumbnail(journey: JourneyMap, photos: Path, limits: LimitSettings) -> Mapping[str, bytes]:
    files = derived_files(journey, photos, limits=limits)
    thumbnail = io.BytesIO()
    with Image.open(io.BytesIO(files["overlay.jpg"])) as overlay:
        overlay.draft("RGB", (_THUMBNAIL_SIDE, _THUMBNAIL_SIDE))
        overlay.thumbnail((_THUMBNAIL_SIDE, _THUMBNAIL_SIDE))
        overlay.save(thumbnail, "JPEG", quality=80)
    return {**files, THUMBNAIL: thumbnail.getvalue()}
