"""A photo file in, when it was taken and by which camera out, from the beginning of the file alone."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PIL import ExifTags, Image

from stickyscan.steps.decode_photo import FORMATS, know_formats, taken_at
from stickyscan.steps.upright_rgb import DAMAGE
from stickyscan.walls import WallJob


@dataclass(frozen=True)
class Taken:
    """`moment`: when the shutter was pressed, in the camera's own time (no offset); None if the file does not tell.

    `camera`: maker, model and picture size, for telling apart what different people took.
    """

    moment: datetime | None
    camera: str


def read_taken(photo: Path) -> Taken:
    """What a photo tells of itself; nothing for a file that cannot be read (its scan will say why)."""
    know_formats()
    try:
        if not photo.is_file():  # opening a pipe would wait for ever
            return Taken(None, "")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(photo, formats=FORMATS) as image:
                exif = image.getexif()
                told = taken_at(exif)
                size = sorted(image.size)
    except (Image.DecompressionBombError, *DAMAGE):
        return Taken(None, "")
    camera = f"{exif.get(ExifTags.Base.Make, '')} {exif.get(ExifTags.Base.Model, '')} {size}"
    return Taken(datetime.fromisoformat(told).replace(tzinfo=None) if told else None, camera)


def taken_since(walls: Sequence[WallJob], since: datetime) -> tuple[WallJob, ...]:
    """The walls with a photo taken then or later; where a photo does not tell, by when its file was changed.

    Walls that cannot be scanned at all stay, so that they are reported.
    """
    return tuple(wall for wall in walls if wall.problem or any(_moment(photo) >= since for photo in wall.photos))


def _moment(photo: Path) -> datetime:
    moment = read_taken(photo).moment
    if moment is not None:
        return moment
    try:
        return datetime.fromtimestamp(photo.stat().st_mtime)
    except (OSError, OverflowError, ValueError):
        return datetime.max  # it cannot be read: its scan says why
