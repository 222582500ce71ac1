"""The photos in a wall's folder, decoded for looking at: fast, upright, in a bounded amount of memory."""

from __future__ import annotations

import io
import struct
import threading
import warnings
from collections import OrderedDict
from pathlib import Path, PureWindowsPath

import pillow_heif
from PIL import ExifTags, Image, ImageOps

from stickyscan.journey import PhotoInfo

LARGEST = 100_000_000  # pixels of a photo that is shown
KEPT = 320_000_000  # bytes of decoded photos that are kept at a time
SAME_SHAPE = 0.02  # a photo whose proportions differ by more is another picture than the one that was scanned
LONGEST_PROFILE = 4096  # bytes of a colour profile that small pictures carry along
# What a camera or phone writes. Pillow knows more, some of it (EPS) by starting other programs.
_FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "TIFF", "HEIF", "AVIF", "GIF", "BMP")
_ON_ITS_SIDE = frozenset({5, 6, 7, 8})  # EXIF orientations that swap width and height
_DAMAGES = (OSError, ValueError, SyntaxError, EOFError, LookupError, struct.error, Image.DecompressionBombError)
FileMark = tuple[str, int, int]


class NoPictureError(Exception):
    """The photo is missing, damaged, too large, or not the picture that was scanned."""


def photo_file(folder: Path, photo: PhotoInfo) -> Path:
    """The file of a photo. Its name comes from a map that somebody may have sent: it cannot lead out of the folder.

    Raises:
        NoPictureError: there is none.
    """
    file = folder / PureWindowsPath(photo.file).name
    try:
        if photo.width > 0 and photo.height > 0 and file.is_file():
            return file
    except (OSError, ValueError) as problem:  # a name that no file can have
        raise NoPictureError from problem
    raise NoPictureError


def file_mark(file: Path) -> FileMark:
    """Changes whenever the file does."""
    try:
        state = file.stat()
    except OSError as problem:
        raise NoPictureError from problem
    return str(file), state.st_mtime_ns, state.st_size


def decoded(file: Path, photo: PhotoInfo, at_least: tuple[int, int] | None = None) -> Image.Image:
    """The photo, upright, RGB.

    Args:
        file: of the photo.
        photo: whose proportions it must have.
        at_least: a width and a height of the upright photo that suffice: JPEGs are then decoded in a half, quarter or
            eighth of their size, which is many times faster.

    Raises:
        NoPictureError: see there.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file, formats=_known_formats()) as image:
                if image.width * image.height > LARGEST:
                    raise NoPictureError
                if at_least is not None:
                    turned = image.getexif().get(ExifTags.Base.Orientation, 1) in _ON_ITS_SIDE
                    image.draft("RGB", at_least[::-1] if turned else at_least)
                image.load()
                ImageOps.exif_transpose(image, in_place=True)
                # A profile speaks of the values as they were: it may go along only where they are the same still.
                profile = image.info.get("icc_profile", b"") if image.mode == "RGB" else b""
                picture = image if image.mode == "RGB" else image.convert("RGB")
    except _DAMAGES as problem:
        raise NoPictureError from problem
    _check_shape(picture.size, photo)
    picture.info = {"icc_profile": profile} if 0 < len(profile) <= LONGEST_PROFILE else {}
    return picture


def upright_size(file: Path, photo: PhotoInfo) -> tuple[int, int]:
    """Width and height of the upright photo, told by the head of its file. Raises as `decoded` does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file, formats=_known_formats()) as image:
                turned = image.getexif().get(ExifTags.Base.Orientation, 1) in _ON_ITS_SIDE
                width, height = image.size[::-1] if turned else image.size
    except _DAMAGES as problem:
        raise NoPictureError from problem
    _check_shape((width, height), photo)
    return width, height


def as_jpeg(picture: Image.Image, profile: bytes, quality: int) -> bytes:
    """A picture as JPEG with nothing in it but its colours' profile."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality, icc_profile=profile or None)
    return file.getvalue()


def profile_of(picture: Image.Image) -> bytes:
    """The colour profile that goes along with cuttings of a picture; empty for sRGB."""
    found: bytes = picture.info.get("icc_profile", b"")
    return found


class DecodedPhotos:
    """The photos that were looked at last, decoded. At least one is kept, and no more than `limit` bytes."""

    def __init__(self, limit: int = KEPT) -> None:
        self._limit = limit
        self._kept: OrderedDict[FileMark, Image.Image] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, file: Path, photo: PhotoInfo) -> Image.Image:
        """The whole photo; nobody may change it. Raises as `decoded` does."""
        mark = file_mark(file)
        with self._lock:  # also so that two requests do not decode the same photo twice
            if mark not in self._kept:
                self._kept[mark] = decoded(file, photo)
            self._kept.move_to_end(mark)
            while len(self._kept) > 1 and sum(one.width * one.height * 3 for one in self._kept.values()) > self._limit:
                self._kept.popitem(last=False)
            return self._kept[mark]


def _check_shape(size: tuple[int, int], photo: PhotoInfo) -> None:
    width, height = size
    if width * height > LARGEST or abs(width * photo.height / (height * photo.width) - 1) > SAME_SHAPE:
        raise NoPictureError


def _known_formats() -> list[str]:
    """Those of `_FORMATS` that this Pillow can read."""
    pillow_heif.register_heif_opener()
    Image.init()
    return [name for name in _FORMATS if name in Image.OPEN]
