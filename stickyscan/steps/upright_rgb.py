"""A decoded picture in any of Pillow's modes in, upright 8-bit sRGB pixels out, a strip of rows at a time.

Strips keep the peak near what the picture and the result take themselves: whole-picture conversions of 100 megapixels
would need several times as much.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from PIL import Image, ImageCms

from stickyscan.engines.protocols import Picture

# What Pillow, pillow-heif and LittleCMS raise on damaged files; OSError covers "truncated" and "cannot identify".
DAMAGE = (
    OSError, ValueError, SyntaxError, EOFError, RuntimeError, TypeError, LookupError, ArithmeticError, AttributeError,
    struct.error, zlib.error, MemoryError,
)  # fmt: skip
_STRIP = 4_000_000  # pixels converted at a time
_Convert = Callable[[Image.Image], Image.Image]
# EXIF orientation -> quarter turns counter-clockwise, then whether left and right are exchanged.
_TURNS = {2: (0, True), 3: (2, False), 4: (2, True), 5: (3, True), 6: (3, False), 7: (1, True), 8: (1, False)}


def upright_rgb(image: Image.Image, orientation: int) -> Picture:
    """RGB uint8 (h, w, 3), turned by the EXIF `orientation`; transparency on white, colours as sRGB.

    The image is closed: its pixels are given back before the result is turned.
    """
    convert = _conversion(image)
    pixels = np.empty((image.height, image.width, 3), dtype=np.uint8)
    for top, bottom in _strips(image):
        pixels[top:bottom] = np.asarray(convert(image.crop((0, top, image.width, bottom))))
    image.close()
    quarters, mirrored = _TURNS.get(orientation, (0, False))
    turned = np.rot90(pixels, quarters)
    return np.ascontiguousarray(turned[:, ::-1] if mirrored else turned)


def _strips(image: Image.Image) -> Iterator[tuple[int, int]]:
    rows = max(1, _STRIP // image.width)
    return ((top, min(top + rows, image.height)) for top in range(0, image.height, rows))


def _conversion(image: Image.Image) -> _Convert:
    """What turns a strip of the image into RGB."""
    profile = image.info.get("icc_profile")
    if image.mode in ("I", "F") or image.mode.startswith("I;"):
        grey = _grey_conversion(image)
        managed = _through_profile("L", profile)
        return (lambda strip: managed(grey(strip))) if managed else (lambda strip: grey(strip).convert("RGB"))
    if image.mode in ("P", "PA") or image.has_transparency_data:
        return _on_white(_through_profile("RGB", profile))
    if image.mode == "LAB":
        return _through_profile("LAB", None) or _plain
    return _through_profile(image.mode, profile) or _plain


def _plain(strip: Image.Image) -> Image.Image:
    return strip.convert("RGB")


def _on_white(managed: _Convert | None) -> _Convert:
    def convert(strip: Image.Image) -> Image.Image:
        white = Image.new("RGBA", strip.size, (255, 255, 255, 255))
        flat = Image.alpha_composite(white, strip.convert("RGBA")).convert("RGB")
        return managed(flat) if managed else flat

    return convert


def _through_profile(mode: str, profile: object) -> _Convert | None:
    """From the embedded profile to sRGB; None where there is none, it is broken, or of another kind of picture.

    LAB is taken as CIE L*a*b*, without an embedded profile.
    """
    if mode != "LAB" and not (isinstance(profile, bytes) and mode in ("RGB", "L", "CMYK")):
        return None
    try:
        made = ImageCms.createProfile("LAB") if mode == "LAB" else io.BytesIO(profile)  # type: ignore[arg-type]
        source = ImageCms.ImageCmsProfile(made)
        transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, *DAMAGE):
        return None
    return lambda strip: ImageCms.applyTransform(strip, transform) or strip


def _grey_conversion(image: Image.Image) -> _Convert:
    """Grey of 16 or 32 bits, or floats, scaled to 0..255 (Pillow's own conversion clips at 255)."""
    if image.mode.startswith("I;16"):
        full = 65535.0
    else:  # the file does not say: the smallest customary range that holds its values
        highest = max(float(_numbers(image.crop((0, a, image.width, b))).max()) for a, b in _strips(image))
        ranges = (1.0, 255.0, 65535.0, highest) if image.mode == "F" else (255.0, 65535.0, 2.0**31 - 1)
        full = _first_at_least(ranges, highest)
    return lambda strip: Image.fromarray(_to_8_bit(_numbers(strip), full))


def _numbers(strip: Image.Image) -> np.ndarray:
    return np.nan_to_num(np.asarray(strip).astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)


def _to_8_bit(numbers: np.ndarray, full: float) -> Picture:
    return np.asarray(np.clip(numbers * (255.0 / full), 0, 255).round(), dtype=np.uint8)


def _first_at_least(ranges: Iterable[float], highest: float) -> float:
    return next(limit for limit in ranges if limit >= highest)
