"""File in, upright RGB pixels out, with what the file says of itself."""

from __future__ import annotations

import hashlib
import io
import stat
import struct
import warnings
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path, PurePath

import numpy as np
import pillow_heif
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from stickyscan.engines.protocols import Picture
from stickyscan.errors import InputError

# Pillow refuses files above this by itself (twice its warning level), and only a global switch would change that.
PIXEL_CEILING = 178_000_000
# An explicit list keeps out Pillow's readers that run other programs or read vector pages (EPS, PDF, WMF).
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF", "BMP", "GIF")
_JPEG, _HEIF = (".jpg", ".jpeg", ".jpe", ".mpo"), (".heic", ".heif", ".hif", ".avif")
SUFFIXES = frozenset((*_JPEG, *_HEIF, ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif"))
ACCEPTED = "JPEG, PNG, WebP, TIFF, HEIC or AVIF"
# What Pillow, pillow-heif and LittleCMS raise on damaged files; OSError covers "truncated" and "cannot identify".
DAMAGE = (
    OSError, ValueError, SyntaxError, EOFError, RuntimeError, TypeError, LookupError, ArithmeticError, AttributeError,
    struct.error, zlib.error, MemoryError,
)  # fmt: skip
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip


@dataclass(frozen=True)
class DecodeLimits:
    """What is refused: more than `pixels` or `file_bytes`, or a shorter side of fewer than `shortest_side` pixels."""

    pixels: int = 100_000_000
    file_bytes: int = 200_000_000
    shortest_side: int = 64

    def __post_init__(self) -> None:
        """Refuse limits that cannot be kept."""
        if not 0 < self.pixels <= PIXEL_CEILING or self.file_bytes <= 0 or self.shortest_side <= 0:
            raise ValueError(f"limits must be positive and pixels at most {PIXEL_CEILING}, got {self}")


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
                image.load()
                exif = _exif(image)
                pixels = np.array(_turned(_to_srgb(image), exif), dtype=np.uint8, order="C")
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


def distinct_names(paths: Sequence[PurePath]) -> tuple[str, ...]:
    """The file names, made unique ("a.jpg", "a-2.jpg") also for file systems that ignore case."""
    taken: set[str] = set()
    names = []
    for path in paths:
        name, count = path.name, 1
        while name.casefold() in taken:
            count += 1
            name = f"{path.stem}-{count}{path.suffix}"
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


def _turned(image: Image.Image, exif: Image.Exif) -> Image.Image:
    turn = _TURNS.get(_as_int(exif.get(ExifTags.Base.Orientation)))
    return image if turn is None else image.transpose(turn)


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


def _to_srgb(image: Image.Image) -> Image.Image:
    """Any of Pillow's modes as 8-bit sRGB, transparency on white."""
    profile = image.info.get("icc_profile")
    if image.mode in ("I", "F") or image.mode.startswith("I;"):
        image = Image.fromarray(_to_8_bit(np.asarray(image), image.mode))
    elif image.mode in ("P", "PA"):
        image = image.convert("RGBA")
    if image.has_transparency_data:
        image = _on_white(image.convert("RGBA"))
    if image.mode == "LAB":
        return _through_profile(image, None) or image.convert("RGB")
    if isinstance(profile, bytes) and image.mode in ("RGB", "L", "CMYK"):
        managed = _through_profile(image, profile)
        if managed is not None:
            return managed
    return image.convert("RGB")


def _through_profile(image: Image.Image, embedded: bytes | None) -> Image.Image | None:
    """The image as sRGB, or None where the profile is broken or belongs to another kind of picture.

    Without an embedded profile the image is taken as CIE L*a*b*.
    """
    try:
        if embedded is None:
            source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        else:
            source = ImageCms.ImageCmsProfile(io.BytesIO(embedded))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, *DAMAGE):
        return None


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, image).convert("RGB")


def _to_8_bit(values: np.ndarray, mode: str) -> Picture:
    """Grey of 16 or 32 bits, or floats, scaled to 0..255 (Pillow's own conversion clips at 255)."""
    numbers = np.nan_to_num(values.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    highest = float(numbers.max())
    if mode.startswith("I;16"):
        full = 65535.0
    else:  # the file does not say: the smallest customary range that holds its values
        ranges = (1.0, 255.0, 65535.0, highest) if mode == "F" else (255.0, 65535.0, 2.0**31 - 1)
        full = _first_at_least(ranges, highest)
    return np.asarray(np.clip(numbers * (255.0 / full), 0, 255).round(), dtype=np.uint8)


def _first_at_least(ranges: Iterable[float], highest: float) -> float:
    return next(limit for limit in ranges if limit >= highest)
