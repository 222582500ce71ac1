"""A photo file in, the same photo without its location out.

JPEG, PNG and WebP keep their compressed pixels byte for byte: only known harmless parts are copied, so that GPS, place
names, maker notes, embedded previews and attached video never travel. Everything else is saved anew from its pixels.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from pathlib import Path

from PIL import ExifTags, Image

from stickyscan.errors import InputError
from stickyscan.steps.decode_photo import FORMATS, DecodeLimits, decode_photo, know_formats, read_limited

_LIMITS = DecodeLimits()
_KEPT_TIMES = (ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal)
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_PARTS = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs".split())
_WEBP_PARTS = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ICCP", b"ANIM", b"ANMF"})
_RESAVED = {"HEIF": "HEIF", "AVIF": "AVIF", "TIFF": "TIFF", "GIF": "GIF", "BMP": "BMP"}


def without_location(path: Path, limits: DecodeLimits = _LIMITS) -> bytes:
    """The photo file's bytes, in the same format, with nothing in them that says where it was taken.

    Turning by EXIF, the time taken and the colour profile stay.

    Raises:
        InputError: the file cannot be read as a photo.
    """
    know_formats()
    data = read_limited(path, limits.file_bytes)
    try:
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data, _small_exif(data))
        if data.startswith(_PNG_SIGNATURE):
            return _png(data, _small_exif(data))
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data, _small_exif(data))
    except (IndexError, struct.error, ValueError):
        pass  # an odd structure: save it anew below, where a damaged file is refused with a reason
    return _saved_anew(path, limits)


def _small_exif(data: bytes) -> bytes:
    """An EXIF block with orientation and time only; empty where the photo has neither."""
    small = Image.Exif()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # corrupt EXIF is simply not kept
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                if image.format == "PNG":  # may hold it behind the pixels; decoding others would be for nothing
                    image.load()
                exif = image.getexif()
                times = exif.get_ifd(ExifTags.IFD.Exif)
    except (OSError, SyntaxError, TypeError, LookupError, ArithmeticError, Image.DecompressionBombError) as problem:
        raise ValueError("unreadable EXIF") from problem
    if ExifTags.Base.Orientation in exif:
        small[ExifTags.Base.Orientation] = exif[ExifTags.Base.Orientation]
    kept = {int(tag): times[tag] for tag in _KEPT_TIMES if tag in times}
    if kept:
        small.get_ifd(ExifTags.IFD.Exif).update(kept)
    return small.tobytes() if small or kept else b""


def _jpeg(data: bytes, exif: bytes) -> bytes:
    """Segments one by one: JFIF, colour profile, Adobe transform and the picture itself stay."""
    parts = [b"\xff\xd8"]
    if exif:
        block = exif if exif.startswith(b"Exif\0\0") else b"Exif\0\0" + exif
        parts.append(b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block)
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("no JPEG marker where one must be")
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        if marker == 0xD9:
            parts.append(b"\xff\xd9")
            return b"".join(parts)  # what follows the end (previews, motion video) has EXIF of its own
        (length,) = struct.unpack_from(">H", data, at + 2)
        segment = data[at : at + 2 + length]
        at += 2 + length
        if _is_picture_part(marker, segment[4:]):
            parts.append(segment)
        if marker == 0xDA:
            end = _scan_end(data, at)
            parts.append(data[at:end])
            at = end


def _is_picture_part(marker: int, content: bytes) -> bool:
    if marker == 0xFE:
        return False  # a comment
    if 0xE0 <= marker <= 0xEF:
        return (
            (marker == 0xE0 and content.startswith(b"JFIF\0"))
            or (marker == 0xE2 and content.startswith(b"ICC_PROFILE\0"))
            or (marker == 0xEE and content.startswith(b"Adobe"))
        )
    return True


def _scan_end(data: bytes, at: int) -> int:
    """Where the entropy-coded data ends: the next marker that is neither a stuffed 0xFF nor a restart."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] != 0x00 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _png(data: bytes, exif: bytes) -> bytes:
    parts, at = [_PNG_SIGNATURE], len(_PNG_SIGNATURE)
    while True:
        (length,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        if kind in _PNG_PARTS:
            parts.append(data[at : at + 12 + length])
        if kind == b"IHDR" and exif:
            block = exif.removeprefix(b"Exif\0\0")
            parts.append(
                struct.pack(">I", len(block)) + b"eXIf" + block + struct.pack(">I", zlib.crc32(b"eXIf" + block))
            )
        if kind == b"IEND":
            return b"".join(parts)
        at += 12 + length


def _webp(data: bytes, exif: bytes) -> bytes:
    """Parts of the RIFF file; the header's flags must tell of exactly the parts that follow (WebP specification)."""
    parts, at, header = [], 12, b""
    while at < len(data):
        kind, (length,) = data[at : at + 4], struct.unpack_from("<I", data, at + 4)
        whole = data[at : at + 8 + length + length % 2]
        if kind == b"VP8X":
            header = whole
        elif kind in _WEBP_PARTS:
            parts.append(whole)
        at += len(whole) if whole else 1
    if not parts:
        raise ValueError("no picture in the WebP file")
    if header:
        block = exif.removeprefix(b"Exif\0\0")
        flags = header[8] & ~0x0C | (0x08 if block else 0)  # 0x08 EXIF, 0x04 XMP
        parts.insert(0, header[:8] + bytes([flags]) + header[9:])
        if block:
            parts.append(b"EXIF" + struct.pack("<I", len(block)) + block + b"\0" * (len(block) % 2))
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _saved_anew(path: Path, limits: DecodeLimits) -> bytes:
    """The upright pixels in the file's own format, at a quality where the loss cannot be seen."""
    photo = decode_photo(path, limits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # decode_photo has judged the file already
        with Image.open(path, formats=FORMATS) as image:
            kind = image.format or ""
    out = io.BytesIO()
    try:
        picture = Image.fromarray(photo.pixels)
        if kind == "TIFF":
            picture.save(out, "TIFF", compression="tiff_deflate")
        elif kind in _RESAVED:
            picture.save(out, _RESAVED[kind], quality=92)
        else:
            picture.save(out, "PNG" if kind == "PNG" else "WEBP" if kind == "WEBP" else "JPEG", quality=95)
    except (OSError, ValueError, RuntimeError) as problem:
        raise InputError(f"{path}: cannot be copied without its location ({problem}). Convert it to JPEG.") from problem
    return out.getvalue()
