from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms

from stickyscan.errors import InputError
from stickyscan.steps.decode_photo import DecodeLimits, decode_photo, distinct_names, know_formats

Pixels = NDArray[np.uint8]
LOSSLESS, LOSSY = 0, 12  # levels of 255


def a_picture() -> Pixels:
    """A smooth ramp with four differently coloured corners: (80, 120, 3)."""
    y, x = np.mgrid[0:80, 0:120].astype(np.float64)
    return np.stack([x * 2, y * 3, 240 - x - y], axis=-1).clip(0, 255).astype(np.uint8)


def saved(path: Path, image: Image.Image | None = None, **options: Any) -> Path:
    know_formats()
    (Image.fromarray(a_picture()) if image is None else image).save(path, **options)
    return path


def worst(a: Pixels, b: Pixels) -> int:
    assert a.shape == b.shape
    return int(np.abs(a.astype(int) - b.astype(int)).max())


FORMATS: list[tuple[str, dict[str, Any], int]] = [
    ("a.png", {}, LOSSLESS),
    ("a.jpg", {"quality": 95, "subsampling": 0}, LOSSY),
    ("progressive.jpeg", {"quality": 95, "subsampling": 0, "progressive": True}, LOSSY),
    ("a.webp", {"lossless": True}, LOSSLESS),
    ("a.tif", {}, LOSSLESS),
    ("packed.tiff", {"compression": "tiff_lzw"}, LOSSLESS),
    ("a.bmp", {}, LOSSLESS),
    ("a.heic", {"quality": 95}, LOSSY),
    ("a.avif", {"quality": 95}, LOSSY),
    ("wrong-suffix.jpg", {"format": "PNG"}, LOSSLESS),
]


@pytest.mark.parametrize(("name", "options", "tolerance"), FORMATS, ids=[f[0] for f in FORMATS])
def test_format(tmp_path: Path, name: str, options: dict[str, Any], tolerance: int) -> None:
    path = saved(tmp_path / name, **options)
    photo = decode_photo(path)
    assert worst(photo.pixels, a_picture()) <= tolerance
    assert (photo.file, photo.width, photo.height) == (name, 120, 80)
    assert photo.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_pixels_are_contiguous_and_read_only(tmp_path: Path) -> None:
    pixels = decode_photo(saved(tmp_path / "a.png")).pixels
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    with pytest.raises(ValueError, match="read-only"):
        pixels[0, 0, 0] = 1
    assert cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).shape == (80, 120)  # OpenCV takes read-only pictures


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp", "avif"])
def test_exif_orientation(tmp_path: Path, orientation: int, suffix: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    lossless: dict[str, Any] = {"lossless": True} if suffix == "webp" else {"quality": 95}
    shown = decode_photo(saved(tmp_path / f"a.{suffix}", exif=exif, **lossless)).pixels
    plain = a_picture()
    expected = {
        1: plain, 2: plain[:, ::-1], 3: plain[::-1, ::-1], 4: plain[::-1], 5: plain.transpose(1, 0, 2),
        6: np.rot90(plain, -1), 7: plain[::-1, ::-1].transpose(1, 0, 2), 8: np.rot90(plain),
    }[orientation]  # fmt: skip
    assert worst(shown, np.ascontiguousarray(expected)) <= 30  # AVIF and JPEG halve the colour resolution


def test_heic_is_turned_once(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    path = saved(tmp_path / "a.heic", exif=exif.tobytes(), quality=95)
    assert b"irot" in path.read_bytes()  # phones say it twice: in the picture's properties and in EXIF
    shown = decode_photo(path).pixels
    assert worst(shown, np.ascontiguousarray(np.rot90(a_picture(), -1))) <= 30


GREY = np.repeat(np.linspace(0, 255, 120)[None], 80, axis=0).round().astype(np.uint8)


def as_rgb(grey: Pixels) -> Pixels:
    return np.repeat(grey[..., None], 3, axis=-1)


MODES: list[tuple[str, Image.Image, Pixels]] = [
    ("grey.png", Image.fromarray(GREY), as_rgb(GREY)),
    ("grey16.png", Image.fromarray(GREY.astype(np.uint16) * 257), as_rgb(GREY)),
    ("grey16.tif", Image.fromarray(GREY.astype(np.uint16) * 257), as_rgb(GREY)),
    ("grey32.tif", Image.fromarray(GREY.astype(np.int32) * 257), as_rgb(GREY)),
    ("float.tif", Image.fromarray(GREY.astype(np.float32) / 255), as_rgb(GREY)),
    ("one-bit.png", Image.fromarray(GREY > 127), as_rgb(np.where(GREY > 127, 255, 0).astype(np.uint8))),
    ("grey-alpha.png", Image.fromarray(np.dstack([GREY, np.full_like(GREY, 255)])), as_rgb(GREY)),
    ("palette.png", Image.fromarray(GREY).convert("P"), as_rgb(GREY)),
    ("palette.gif", Image.fromarray(GREY).convert("P"), as_rgb(GREY)),
    ("lab.tif", Image.new("LAB", (120, 80), (255, 128, 128)), as_rgb(np.full_like(GREY, 255))),
]


@pytest.mark.parametrize(("name", "image", "expected"), MODES, ids=[m[0] for m in MODES])
def test_mode(tmp_path: Path, name: str, image: Image.Image, expected: Pixels) -> None:
    assert worst(decode_photo(saved(tmp_path / name, image)).pixels, expected) <= 1


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_16_bit_colour_is_scaled_not_clipped(tmp_path: Path, name: str) -> None:
    wide = cv2.cvtColor(a_picture(), cv2.COLOR_RGB2BGR).astype(np.uint16) * 257
    assert cv2.imwrite(str(tmp_path / name), wide)
    assert worst(decode_photo(tmp_path / name).pixels, a_picture()) <= 1


@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.tif"])
def test_transparent_becomes_white(tmp_path: Path, name: str) -> None:
    pixels = np.dstack([a_picture(), np.full((80, 120), 255, np.uint8)])
    pixels[:40, :, 3] = 0
    options: dict[str, Any] = {"lossless": True, "exact": True} if name.endswith("webp") else {}
    shown = decode_photo(saved(tmp_path / name, Image.fromarray(pixels), **options)).pixels
    assert (shown[:40] == 255).all()
    assert worst(shown[40:], a_picture()[40:]) == 0


def test_a_transparent_palette_colour_becomes_white(tmp_path: Path) -> None:
    image = Image.fromarray((GREY > 127).astype(np.uint8)).convert("P")
    image.putpalette([10, 20, 30, 200, 100, 50])
    shown = decode_photo(saved(tmp_path / "a.png", image, transparency=0)).pixels
    assert shown[0, 0].tolist() == [255, 255, 255]
    assert shown[0, -1].tolist() == [200, 100, 50]


def test_cmyk_jpeg_with_inverted_adobe_inks(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.jpg", Image.new("CMYK", (80, 80), (0, 255, 255, 0)), quality=95)
    assert b"Adobe" in path.read_bytes()
    red, green, blue = decode_photo(path).pixels[40, 40].tolist()
    assert red > 220
    assert green < 40
    assert blue < 40


@pytest.mark.parametrize("name", ["a.gif", "a.png", "a.webp", "a.tif"])
def test_first_frame_of_several(tmp_path: Path, name: str) -> None:
    first, second = Image.new("RGB", (80, 80), (255, 0, 0)), Image.new("RGB", (80, 80), (0, 0, 255))
    options: dict[str, Any] = {"lossless": True} if name.endswith("webp") else {}
    path = saved(tmp_path / name, first, save_all=True, append_images=[second], **options)
    assert decode_photo(path).pixels[40, 40].tolist() == [255, 0, 0]


def wide_gamut_profile() -> bytes:
    """An ICC profile with the primaries of Display P3 but a plain gamma, made from sRGB's by moving its red."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for i in range(int.from_bytes(data[128:132], "big")):
        tag = data[132 + 12 * i : 144 + 12 * i]
        at = int.from_bytes(tag[4:8], "big")
        xyz = {b"rXYZ": (0.51512, 0.2412, -0.00105), b"gXYZ": (0.29198, 0.69225, 0.04189),
               b"bXYZ": (0.1571, 0.06657, 0.78407)}.get(bytes(tag[:4]))  # fmt: skip
        for j, value in enumerate(xyz or ()):
            data[at + 8 + 4 * j : at + 12 + 4 * j] = round(value * 65536).to_bytes(4, "big", signed=True)
    return bytes(data)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.heic", "a.webp"])
def test_display_p3_becomes_srgb(tmp_path: Path, name: str) -> None:
    image = Image.new("RGB", (96, 96), (200, 80, 80))
    options: dict[str, Any] = {"lossless": True} if name.endswith("webp") else {"quality": 95}
    shown = decode_photo(saved(tmp_path / name, image, icc_profile=wide_gamut_profile(), **options)).pixels[48, 48]
    assert np.abs(shown.astype(int) - (215, 71, 76)).max() <= 5  # the same colour in sRGB has more red, less green


def test_a_broken_profile_is_ignored(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", icc_profile=b"not a profile at all" * 20)
    assert worst(decode_photo(path).pixels, a_picture()) == 0


def test_a_profile_of_another_colour_space_is_ignored(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert worst(decode_photo(saved(tmp_path / "a.png", icc_profile=lab)).pixels, a_picture()) == 0


TIMES = [
    ("2024:05:06 07:08:09", "+02:00", "2024-05-06T07:08:09+02:00"),
    ("2024:05:06 07:08:09", None, "2024-05-06T07:08:09"),
    ("2024:05:06 07:08:09", "nonsense", "2024-05-06T07:08:09"),
    ("0000:00:00 00:00:00", None, None),
    ("    :  :     :  :  ", None, None),
    (None, None, None),
]


@pytest.mark.parametrize(("moment", "offset", "expected"), TIMES)
def test_time_taken(tmp_path: Path, moment: str | None, offset: str | None, expected: str | None) -> None:
    exif = Image.Exif()
    details = exif.get_ifd(ExifTags.IFD.Exif)
    if moment:
        details[ExifTags.Base.DateTimeOriginal] = moment
    if offset:
        details[ExifTags.Base.OffsetTimeOriginal] = offset
    assert decode_photo(saved(tmp_path / "a.jpg", exif=exif)).taken_at == expected


def test_other_users_of_pillow_are_left_alone(tmp_path: Path) -> None:
    before = (Image.MAX_IMAGE_PIXELS, Image.Image.getexif)
    decode_photo(saved(tmp_path / "a.png"))
    assert (Image.MAX_IMAGE_PIXELS, Image.Image.getexif) == before
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "PNG")
    assert Image.open(buffer).format == "PNG"


def test_limits_are_kept_exactly(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png")
    assert decode_photo(path, DecodeLimits(pixels=9600)).width == 120
    with pytest.raises(InputError, match="120 x 80 pixels"):
        decode_photo(path, DecodeLimits(pixels=9599))
    with pytest.raises(InputError, match="bytes"):
        decode_photo(path, DecodeLimits(file_bytes=path.stat().st_size - 1))


@pytest.mark.parametrize("limits", [{"pixels": 0}, {"pixels": 10**9}, {"file_bytes": 0}, {"shortest_side": -1}])
def test_limits_that_cannot_be_kept(limits: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="limits"):
        DecodeLimits(**limits)


def test_a_name_given_wins(tmp_path: Path) -> None:
    assert decode_photo(saved(tmp_path / "a.png"), name="a-2.png").file == "a-2.png"


def test_distinct_names() -> None:
    paths = [Path("x/a.jpg"), Path("y/A.JPG"), Path("a-2.jpg"), Path("z/a.jpg"), Path("b.jpg")]
    assert distinct_names(paths) == ("a.jpg", "A-2.JPG", "a-2-2.jpg", "a-3.jpg", "b.jpg")
