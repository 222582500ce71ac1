"""Small good files of every kind that stickyscan reads: what the fuzzer starts from, made here, the same every time."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
from PIL import ExifTags, Image, ImageCms

from stickyscan.export import export
from stickyscan.steps.decode_photo import know_formats
from tests.builders import a_lane, a_map, a_note, a_stage

SIZE = (96, 72)


def photos() -> dict[str, bytes]:
    """One file per way of packing pixels, each some kilobytes."""
    know_formats()
    x, y = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
    rgb = Image.fromarray(np.stack([x * 2, y * 3, x + y], axis=-1).astype(np.uint8))
    deep = Image.fromarray((x * 600).astype(np.uint16))
    floats = Image.fromarray((x / SIZE[0]).astype(np.float32))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = _exif()
    clear = rgb.convert("RGBA")
    clear.putalpha(128)
    return {
        "base.jpg": _saved(rgb, "JPEG", exif=exif, icc_profile=profile),
        "progressive.jpg": _saved(rgb, "JPEG", progressive=True, subsampling=0),
        "cmyk.jpg": _saved(rgb.convert("CMYK"), "JPEG"),
        "grey.jpg": _saved(rgb.convert("L"), "JPEG", restart_marker_blocks=2),
        "two.mpo": _saved(rgb, "MPO", save_all=True, append_images=[rgb]),
        "rgb.png": _saved(rgb, "PNG", exif=exif, icc_profile=profile),
        "palette.png": _saved(rgb.quantize(16), "PNG", transparency=3),
        "deep.png": _saved(deep, "PNG"),
        "clear.png": _saved(clear, "PNG"),
        "moving.png": _saved(rgb, "PNG", save_all=True, append_images=[rgb.rotate(90)]),
        "lossy.webp": _saved(rgb, "WEBP", exif=exif, icc_profile=profile),
        "lossless.webp": _saved(clear, "WEBP", lossless=True),
        "moving.webp": _saved(rgb, "WEBP", save_all=True, append_images=[rgb.rotate(90)]),
        "plain.tif": _saved(rgb, "TIFF", exif=exif),
        "deflate.tif": _saved(rgb, "TIFF", compression="tiff_deflate"),
        "lzw.tif": _saved(clear, "TIFF", compression="tiff_lzw"),
        "jpeg.tif": _saved(rgb, "TIFF", compression="jpeg"),
        "fax.tif": _saved(rgb.convert("1"), "TIFF", compression="group4"),
        "float.tif": _saved(floats, "TIFF"),
        "lab.tif": _saved(rgb.convert("RGB"), "TIFF", compression="packbits", save_all=True, append_images=[rgb]),
        "a.heic": _saved(rgb, "HEIF", exif=exif),
        "clear.heic": _saved(clear, "HEIF"),
        "a.avif": _saved(rgb, "AVIF", exif=exif),
        "a.bmp": _saved(rgb, "BMP"),
        "palette.bmp": _saved(rgb.quantize(16), "BMP"),
        "a.gif": _saved(rgb, "GIF"),
        "moving.gif": _saved(rgb, "GIF", save_all=True, append_images=[rgb.rotate(90)]),
    }


def maps() -> tuple[Any, ...]:
    """Maps as the JSON that they are."""
    full = a_map(
        a_note(stage="s1", lane="l1", votes=3, sentiment=-1, kind="touchpoint", kind_source="lane"),
        a_note("- pays “twice” 😀", id="n2", stage="s1", alternatives=("a", "b"), needs_review=True),
        a_note(None, id="n3", review_reasons=("unreadable",), needs_review=True),
        stages=(a_stage(),), lanes=(a_lane(),), title="=Title", warnings=("1 note could not be read",),
    )  # fmt: skip
    return tuple(json.loads(journey.to_json()) for journey in (a_map(), full))


LABELS: tuple[Any, ...] = (
    {
        "photo": "a.jpg", "size": [96, 72],
        "notes": [
            {"id": 1, "quad": [[0, 0], [9, 0], [9, 9], [0, 9]], "colour": ["pink"], "text": "pay", "legible": True},
            {"id": "b", "quad": [[20, 0], [29, 1], [28, 9], [20, 9.5]], "role": "title", "stage": "A", "votes": 2},
        ],
        "stages": [{"title": "A", "source": "note"}], "lanes": [], "ignore_regions": [[[0, 0], [5, 5], [0, 5]]],
    },
)  # fmt: skip
SETTINGS = (
    '[engines]\nfinder = "auto"\nreader = "tesseract"\nlanguage = "de+en"\nthreads = 2\n\n'
    '[endpoint]\nurl = "http://localhost:8000/v1"\ntimeout = 12.5\nretries = 1\n\n[scan]\ntemplate = "kanban"\n\n'
    '[batch]\njobs = 2\nwall_per = "folder"\n\n[limits]\nphoto_pixels = 50_000_000\n',
)
TEMPLATES = (
    'name = "ours"\ntitle = "Journey"\npersona = "Ada"\nstages = ["Aware", "Buys", """\nUses"""]\n'
    "vocabulary = ['x']\n"
    '[[lanes]]\ntitle = "Pains"\nkind = "pain_point"\n[[lanes]]\ntitle = "Ideas"\n[legend]\npink = "pain_point"\n',
)


def tables() -> dict[str, bytes]:
    """What people get to edit."""
    journey = a_map(a_note(stage="s1", lane="l1"), a_note("-10 %", id="n2"), stages=(a_stage(),), lanes=(a_lane(),))
    return {name: export(journey, name) for name in ("xlsx", "csv", "csv-raw")}


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:03:02 10:11:12"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (52.0, 30.0, 1.5)
    return exif


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
