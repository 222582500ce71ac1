from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms

from stickyscan.errors import InputError
from stickyscan.photo_copy import without_location
from stickyscan.steps.decode_photo import decode_photo, know_formats

SECRET = b"SECRETPLACE"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>SECRETPLACE</exif:GPSLatitude></x:xmpmeta>'


def a_picture(mode: str = "RGB") -> Image.Image:
    y, x = np.mgrid[0:96, 0:128].astype(np.float64)
    smooth = np.stack([x * 2, y * 2.5, 255 - x], axis=-1).clip(0, 255).astype(np.uint8)
    return Image.fromarray(smooth).convert(mode)


def exif_with_place(orientation: int = 6) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.ImageDescription] = SECRET.decode()
    times = exif.get_ifd(ExifTags.IFD.Exif)
    times[ExifTags.Base.DateTimeOriginal] = "2024:05:06 07:08:09"
    times[ExifTags.Base.UserComment] = SECRET
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSMapDatum] = SECRET.decode()
    return exif


def saved(path: Path, **options: Any) -> Path:
    a_picture().save(path, exif=exif_with_place(), **options)
    return path


CASES: list[tuple[str, dict[str, Any]]] = [
    ("a.jpg", {"quality": 90, "xmp": XMP, "comment": SECRET}),
    ("progressive.jpg", {"quality": 90, "progressive": True, "restart_marker_blocks": 3}),
    ("a.png", {}),
    ("a.webp", {"quality": 80, "xmp": XMP}),
    ("lossless.webp", {"lossless": True}),
    ("a.tif", {}),
    ("a.heic", {"quality": 90}),
    ("a.avif", {"quality": 90}),
]


@pytest.mark.parametrize(("name", "options"), CASES, ids=[c[0] for c in CASES])
def test_no_place_is_left_and_the_picture_is_the_same(tmp_path: Path, name: str, options: dict[str, Any]) -> None:
    know_formats()
    source = saved(tmp_path / name, **options)
    assert SECRET in source.read_bytes()

    copy = tmp_path / f"copy-{name}"
    copy.write_bytes(without_location(source))

    assert SECRET not in copy.read_bytes()
    before, after = decode_photo(source), decode_photo(copy)
    assert before.pixels.shape == after.pixels.shape
    off = np.abs(before.pixels.astype(int) - after.pixels.astype(int)).max()
    assert off == 0 if name.endswith(("jpg", "png", "webp", "tif")) else off <= 12
    with Image.open(source) as original, Image.open(copy) as copied:
        assert copied.format == original.format
        assert not copied.getexif().get_ifd(ExifTags.IFD.GPSInfo)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp"])
def test_time_and_turn_stay(tmp_path: Path, name: str) -> None:
    source = saved(tmp_path / name)
    copy = tmp_path / f"copy-{name}"
    copy.write_bytes(without_location(source))
    assert decode_photo(copy).taken_at == "2024-05-06T07:08:09"
    with Image.open(copy) as copied:
        assert copied.getexif()[ExifTags.Base.Orientation] == 6


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp"])
def test_a_clean_copy_is_not_changed_again(tmp_path: Path, name: str) -> None:
    copy = tmp_path / f"copy-{name}"
    copy.write_bytes(without_location(saved(tmp_path / name)))
    assert without_location(copy) == copy.read_bytes()


def test_the_compressed_pixels_of_a_jpeg_stay_byte_for_byte(tmp_path: Path) -> None:
    source = saved(tmp_path / "a.jpg", quality=85)
    data = source.read_bytes()
    clean = without_location(source)
    assert clean[clean.index(b"\xff\xda") :] == data[data.rindex(b"\xff\xda") :]


def test_the_colour_profile_of_a_jpeg_stays(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    source = saved(tmp_path / "a.jpg", icc_profile=profile)
    with Image.open(io.BytesIO(without_location(source))) as copied:
        assert copied.info["icc_profile"] == profile


def test_a_video_behind_the_jpeg_is_cut_off(tmp_path: Path) -> None:
    source = saved(tmp_path / "motion.jpg")
    source.write_bytes(source.read_bytes() + b"ftypmp42" + SECRET * 10)
    clean = without_location(source)
    assert clean.endswith(b"\xff\xd9")
    assert SECRET not in clean


def test_a_camera_that_wrote_corrupt_exif_is_copied_without_it(tmp_path: Path) -> None:
    source = tmp_path / "a.jpg"
    block = b"Exif\0\0II*\0\xff\xff\xff\x7f" + SECRET
    plain = io.BytesIO()
    a_picture().save(plain, "JPEG")
    data = plain.getvalue()
    source.write_bytes(data[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + data[2:])
    clean = without_location(source)
    assert SECRET not in clean
    assert Image.open(io.BytesIO(clean)).size == (128, 96)


def test_a_cut_off_jpeg_is_refused(tmp_path: Path) -> None:
    source = saved(tmp_path / "a.jpg")
    source.write_bytes(source.read_bytes()[:-900])
    with pytest.raises(InputError, match=r"a\.jpg"):
        without_location(source)


def test_a_photo_that_claims_to_be_huge_is_refused(tmp_path: Path) -> None:
    # Found by fuzzing: Pillow's own alarm is no OSError.
    path = saved(tmp_path / "a.png")
    data = bytearray(path.read_bytes())
    data[16:24] = struct.pack(">II", 300_000, 300_000)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    path.write_bytes(data)
    with pytest.raises(InputError, match="pixels allowed"):
        without_location(path)
