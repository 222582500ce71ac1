"""Photos of one wall in, its folder written: what a worker does, in this process, in another, or on another machine."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.metadata import version
from pathlib import Path

from PIL import Image

from stickyscan.assembly import assemble_scanner
from stickyscan.batch.limits import threads_per_worker
from stickyscan.batch.record import Recorded
from stickyscan.derived import derived_files
from stickyscan.engines.weights import weights_path
from stickyscan.folder import write_wall_folder
from stickyscan.heap import hand_back_memory
from stickyscan.journey import JourneyMap
from stickyscan.pipeline import Scanner
from stickyscan.settings import LimitSettings, Settings
from stickyscan.template import read_template

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
    threads = settings.engines.threads or threads_per_worker(jobs)
    engines = settings.engines.model_copy(update={"threads": threads})
    return ScanToFolder(settings.model_copy(update={"engines": engines}), fingerprint(settings))


def fingerprint(settings: Settings) -> str:
    """What a map depends on besides its photos, as a SHA-256: version, engines, language, template, endpoint, weights.

    Builds the engines, so that "auto" counts as what it means here, and so that a missing one is told at once.

    Raises:
        UsageError: there is no engine of that name.
        InputError: the template cannot be read.
        EngineMissingError: an engine that was asked for is not installed.
    """
    made_by = assemble_scanner(settings).made_by()
    template = read_template(settings.scan.template).model_dump(mode="json") if settings.scan.template else None
    endpoint = (settings.endpoint.url, settings.endpoint.model) if settings.engines.reader == "endpoint" else None
    parts = {
        "version": version("stickyscan"),
        "engines": (made_by.finder, made_by.reader, settings.engines.language),
        "template": template,
        "endpoint": endpoint,
        "weights": _weights(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=1)
def _scanner(settings: Settings) -> Scanner:
    return assemble_scanner(settings)


@lru_cache(maxsize=1)
def _weights() -> str:
    """In a checkout the weights change while the version stays."""
    digest = hashlib.sha256()
    folder = weights_path("note_finder.onnx").parent
    for file in sorted((*folder.glob("*.onnx"), *folder.glob("*.json"))):
        digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _with_thumbnail(journey: JourneyMap, photos: Path, limits: LimitSettings) -> Mapping[str, bytes]:
    files = derived_files(journey, photos, limits=limits)
    thumbnail = io.BytesIO()
    with Image.open(io.BytesIO(files["overlay.jpg"])) as overlay:
        overlay.draft("RGB", (_THUMBNAIL_SIDE, _THUMBNAIL_SIDE))
        overlay.thumbnail((_THUMBNAIL_SIDE, _THUMBNAIL_SIDE))
        overlay.save(thumbnail, "JPEG", quality=80)
    return {**files, THUMBNAIL: thumbnail.getvalue()}
