"""File in, upright RGB pixels out, with what the file says of itself."""

from __future__ import annotations

import hashlib
import io
import re
import stat
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path, PurePath

import pillow_heif
from PIL import ExifTags, Image, UnidentifiedImageError

from stickyscan.engines.protocols import Picture
from stickyscan.errors import InputError
from stickyscan.settings import LIMITS, PIXEL_CEILING, LimitSettings
from stickyscan.steps.upright_rgb import DAMAGE, upright_rgb

# An explicit list keeps out Pillow's readers that run other programs or read vector pages (EPS, PDF, WMF).
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF", "BMP", "GIF")
_JPEG, _HEIF = (".jpg", ".jpeg", ".jpe", ".mpo"), (".heic", ".heif", ".hif", ".avif")
SUFFIXES = frozenset((*_JPEG, *_HEIF, ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif"))
ACCEPTED = "JPEG, PNG, WebP, TIFF, HEIC or AVIF"
# A JPEG may hold any number of scans, and each costs a pass over the whole picture; cameras and phones write 1 to 12.
_MOST_SCANS = 64
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f\\:\ud800-\udfff]")  # surrogates: bytes that are no UTF-8
_NEXT_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # neither a stuffed 0xFF nor a restart nor a fill byte


@dataclass(frozen=True)
class DecodeLimits:
    """What is refused: more than `pixels` or `file_bytes`, or a shorter side of fewer than `shortest_side` pixels.

    `wall_pixels`: of all photos of one wall together, as they are in memory at the same time.
    """

    pixels: int = LIMITS.photo_pixels
    file_bytes: int = LIMITS.photo_bytes
    shortest_side: int = LIMITS.photo_side
    wall_pixels: int = LIMITS.wall_pixels

    def __post_init__(self) -> None:
        """Refuse limits that cannot be kept."""
        if not 0 < self.pixels <= PIXEL_CEILING or min(self.file_bytes, self.shortest_side, self.wall_pixels) <= 0:
            raise ValueError(f"limits must be positive and pixels at most {PIXEL_CEILING}, got {self}")

    @classmethod
    def of(cls, limits: LimitSettings) -> DecodeLimits:
        """Those that a person set."""
        return cls(limits.photo_pixels, limits.photo_bytes, limits.photo_side, limits.wall_pixels)


@dataclass(frozen=True)
class Photo:
    """A decoded photo: `pixels` upright RGB uint8 (h, w, 3); `taken_at` ISO 8601 local time or None."""

    file: str
    pixels: Picture
    taken_at: str | None
    sha256: str

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.pixels.shape[0])


def decode_photo(path: Path, limits: DecodeLimits = DecodeLimits(), name: str | None = None) -> Photo:
    """Decode a photo file: turned upright, colours as sRGB, transparency on white, first frame; read-only pixels.

    `name` becomes `Photo.file`; left out, it is the file's own name (see `distinct_names` for several photos).

    Raises:
        InputError: the file is missing, unreadable, not a photo, damaged, or outside the limits.
    """
    data = read_limited(path, limits.file_bytes)
    know_formats()
    try:
        # Pillow warns of odd but readable files (big ones, corrupt EXIF); the limits and this function judge those.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check_size(path, image.size, limits)
                _check_scans(path, data)
                image.load()
                _check_size(path, image.size, limits)  # some readers know better only now
                exif = _exif(image)
                pixels = upright_rgb(image, _as_int(exif.get(ExifTags.Base.Orientation)))
    except Image.DecompressionBombError as problem:
        raise InputError(_too_large(path, "", limits)) from problem
    except UnidentifiedImageError as problem:
        raise InputError(f"{path}: not a photo that stickyscan can read. Give a {ACCEPTED} file.") from problem
    except DAMAGE as problem:
        raise InputError(
            f"{path}: the photo is damaged or incomplete ({problem}). "
            "Copy it from the camera again, or export it as JPEG."
        ) from problem
    pixels.setflags(write=False)
    return Photo(name or path.name, pixels, taken_at(exif), hashlib.sha256(data).hexdigest())


def decode_wall(paths: Sequence[Path], limits: DecodeLimits = DecodeLimits()) -> tuple[Photo, ...]:
    """All photos of one wall, under distinct names.

    Raises:
        InputError: one of them cannot be decoded, or they are too large together.
    """
    photos: list[Photo] = []
    for path, name in zip(paths, distinct_names(paths), strict=True):
        photos.append(decode_photo(path, limits, name))
        if sum(photo.width * photo.height for photo in photos) > limits.wall_pixels:
            raise InputError(
                f"{path}: with it the wall's photos have more than the {limits.wall_pixels:,} pixels allowed together. "
                "Give fewer photos of the wall, or smaller ones."
            )
    return tuple(photos)


def distinct_names(paths: Sequence[PurePath]) -> tuple[str, ...]:
    """The file names, made unique ("a.jpg", "a-2.jpg") also for file systems that ignore case.

    Signs that are part of a path on some system, or that no text can hold, become "_".
    """
    taken: set[str] = set()
    names = []
    for path in paths:
        whole = PurePath(_NOT_IN_NAMES.sub("_", path.name))
        name, count = whole.name, 1
        while name.casefold() in taken:
            count += 1
            name = f"{whole.stem}-{count}{whole.suffix}"
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def read_limited(path: Path, file_bytes: int) -> bytes:
    """The bytes of a regular, non-empty file.

    Raises:
        InputError: it is missing, unreadable, empty, not a regular file, or larger than `file_bytes`.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError(f"{path}: is a folder, not a photo. `stickyscan batch` reads folders of photos.")
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
            raise InputError(f"{path}: is a pipe or device, not a photo file. Save the photo to a file first.")
        if status.st_size > file_bytes:
            raise InputError(
                f"{path}: the file has {status.st_size:,} bytes, more than the {file_bytes:,} allowed. "
                "Export it smaller, as JPEG."
            )
        data = path.read_bytes()
    except FileNotFoundError as problem:
        raise InputError(f"{path}: there is no such file. Check the name and the folder.") from problem
    except PermissionError as problem:
        raise InputError(f"{path}: no permission to read it. Change its permissions (chmod +r).") from problem
    except (OSError, ValueError) as problem:  # ValueError: a name that no file can have
        raise InputError(f"{path}: cannot be read ({problem}). Copy it to another disk and try again.") from problem
    if not data:
        raise InputError(f"{path}: the file is empty (0 bytes). Copy it from the camera again.")
    return data


@cache
def know_formats() -> None:
    """Make Pillow know all `FORMATS`, once; also those that it loads on demand only, and HEIF."""
    Image.init()
    pillow_heif.register_heif_opener()


def _check_size(path: Path, size: tuple[int, int], limits: DecodeLimits) -> None:
    width, height = size
    if width * height > limits.pixels:
        raise InputError(_too_large(path, f" {width} x {height} pixels,", limits))
    if min(size) < limits.shortest_side:
        raise InputError(
            f"{path}: the photo has only {width} x {height} pixels; notes cannot be read below "
            f"{limits.shortest_side} pixels a side. Use the original photo instead of a preview."
        )


def _check_scans(path: Path, data: bytes) -> None:
    """Refuse a JPEG of so many scans that decoding it would not end (libjpeg-turbo advises a limit)."""
    if not data.startswith(b"\xff\xd8"):
        return
    at, scans = 2, 0
    while (found := _NEXT_MARKER.search(data, at)) and data[found.start() + 1] != 0xD9:
        at = found.start() + 2
        at += int.from_bytes(data[at : at + 2], "big")
        scans += data[found.start() + 1] == 0xDA
        if scans > _MOST_SCANS:
            raise InputError(f"{path}: the photo is built of more than {_MOST_SCANS} scans. Export it as JPEG again.")


def _too_large(path: Path, what: str, limits: DecodeLimits) -> str:
    return f"{path}: the photo has{what} more than the {limits.pixels:,} pixels allowed. Export it smaller, as JPEG."


def _exif(image: Image.Image) -> Image.Exif:
    """The EXIF block, after decoding (PNG may hold it behind the pixels); an empty one where it is corrupt."""
    try:
        exif = image.getexif()
        exif.get_ifd(ExifTags.IFD.Exif)
    except DAMAGE:
        return Image.Exif()
    return exif


def _as_int(value: object) -> int:
    return value if isinstance(value, int) else 0


def taken_at(exif: Image.Exif) -> str | None:
    """When the shutter was pressed, ISO 8601, with the offset from UTC where the camera wrote one."""
    details = exif.get_ifd(ExifTags.IFD.Exif)
    moment = str(details.get(ExifTags.Base.DateTimeOriginal, "")).strip("\0 ")
    offset = str(details.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
    for text, form in ((moment + offset, "%Y:%m:%d %H:%M:%S%z"), (moment, "%Y:%m:%d %H:%M:%S")):
        try:
            return datetime.strptime(text, form).isoformat()
        except ValueError:
            continue
    return None
