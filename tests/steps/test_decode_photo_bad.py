"""Every kind of bad input that a folder of photos may hold: each is refused with its name and advice, none crashes."""

from __future__ import annotations

import io
import os
import struct
import time
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image

from stickyscan.errors import InputError
from stickyscan.steps.decode_photo import DecodeLimits, decode_photo, decode_wall, distinct_names, know_formats

Make = Callable[[Path], object]
FINE = None  # odd, but a photo


def a_photo(kind: str, **options: Any) -> bytes:
    know_formats()
    out = io.BytesIO()
    noise = np.random.default_rng(7).integers(0, 255, (160, 240, 3), dtype=np.uint8)
    Image.fromarray(noise).save(out, kind, **options)
    return out.getvalue()


def content(data: bytes) -> Make:
    return lambda path: path.write_bytes(data)


def cut(kind: str, share: float, **options: Any) -> Make:
    def make(path: Path) -> None:
        data = a_photo(kind, **options)
        path.write_bytes(data[: int(len(data) * share)])

    return make


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def png_bomb(path: Path) -> None:
    """12,000 x 12,000 white pixels in some 20 kB."""
    Image.new("1", (12_000, 12_000), 1).save(path, "PNG")


def jpeg_with(segment: bytes) -> bytes:
    data = a_photo("JPEG")
    return data[:2] + segment + data[2:]


def exif_segment(body: bytes) -> bytes:
    return b"\xff\xe1" + struct.pack(">H", len(body) + 8) + b"Exif\0\0" + body


def endless_exif() -> bytes:
    """An IFD whose Exif pointer leads back to itself, and whose entry count is absurd."""
    return exif_segment(b"II*\0\x08\0\0\0" + struct.pack("<HHHII", 60000, 0x8769, 4, 1, 8) + b"\0" * 20)


def orientation(value: int, kind: int = 3) -> bytes:
    return exif_segment(b"II*\0\x08\0\0\0" + struct.pack("<HHHII", 1, 0x0112, kind, 1, value) + b"\0\0\0\0")


def text_bomb(path: Path) -> None:
    """A PNG with a compressed comment of 70 MB."""
    data = a_photo("PNG")
    body = b"Comment\0\0" + zlib.compress(bytes(70_000_000))
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    path.write_bytes(data[:33] + chunk + data[33:])


def flipped_middle(path: Path) -> None:
    data = bytearray(a_photo("PNG"))
    middle = len(data) // 2
    data[middle : middle + 40] = bytes(40)
    path.write_bytes(data)


BAD: list[tuple[str, Make, str | None]] = [
    ("missing.jpg", lambda _: None, "no such file"),
    ("empty.jpg", content(b""), "empty"),
    ("folder.jpg", lambda path: path.mkdir(), "folder"),
    ("pipe.jpg", os.mkfifo, "pipe"),
    ("dangling.jpg", lambda path: path.symlink_to("nowhere.jpg"), "no such file"),
    ("circle.jpg", lambda path: path.symlink_to(path), "cannot be read"),
    ("text.jpg", content(b"Dear diary, this is not a photo.\n" * 50), "not a photo"),
    ("page.html.png", content(b"<!doctype html><title>404</title>"), "not a photo"),
    ("paper.pdf", content(b"%PDF-1.7\n" + bytes(500)), "not a photo"),
    ("drawing.svg", content(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "not a photo"),
    ("script.eps", content(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n"), "not a photo"),
    ("zeros.jpg", content(bytes(5000)), "not a photo"),
    ("noise.jpg", content(np.random.default_rng(1).bytes(5000)), "not a photo"),
    ("signature-only.jpg", content(b"\xff\xd8\xff\xe0"), "not a photo|damaged"),
    ("signature-only.png", content(b"\x89PNG\r\n\x1a\n"), "not a photo|damaged"),
    ("half.jpg", cut("JPEG", 0.5), "damaged"),
    ("nearly-whole.jpg", cut("JPEG", 0.98), "damaged"),
    ("half-progressive.jpg", cut("JPEG", 0.5, progressive=True), "damaged"),
    ("half.png", cut("PNG", 0.5), "damaged"),
    ("half.webp", cut("WEBP", 0.5), "damaged|not a photo"),
    ("half.tif", cut("TIFF", 0.5), "damaged|not a photo"),
    ("half-packed.tif", cut("TIFF", 0.5, compression="tiff_lzw"), "damaged|not a photo"),
    ("half.gif", cut("GIF", 0.5), "damaged"),
    ("half.bmp", cut("BMP", 0.5), "damaged"),
    ("half.heic", cut("HEIF", 0.5), "damaged|not a photo"),
    ("half.avif", cut("AVIF", 0.5), "damaged|not a photo"),
    ("flipped.png", flipped_middle, "damaged"),
    ("wide-30000.png", content(png_header(30_000, 30_000)), "pixels allowed"),
    ("wide-billion.png", content(png_header(2_000_000_000, 2_000_000_000)), "pixels allowed|not a photo"),
    ("bomb.png", png_bomb, "pixels allowed"),
    ("text-bomb.png", text_bomb, "damaged|not a photo"),
    ("no-width.png", content(png_header(0, 100)), "damaged|only|not a photo"),
    ("thin.png", content(png_header(5000, 3)), "only 5000 x 3"),
    ("icon.png", lambda path: Image.new("RGB", (32, 32)).save(path), "only 32 x 32"),
    ("corrupt-exif.jpg", content(jpeg_with(exif_segment(b"II*\0\xff\xff\xff\x7f"))), FINE),
    ("endless-exif.jpg", content(jpeg_with(endless_exif())), FINE),
    ("garbage-exif.jpg", content(jpeg_with(exif_segment(b"\x01\x02garbage" * 9))), FINE),
    ("orientation-0.jpg", content(jpeg_with(orientation(0))), FINE),
    ("orientation-99.jpg", content(jpeg_with(orientation(99))), FINE),
    ("orientation-text.jpg", content(jpeg_with(orientation(0x41414141, kind=2))), FINE),
    ("junk-behind.jpg", content(a_photo("JPEG") + b"junk" * 500), FINE),
    ("no-end-marker.jpg", content(a_photo("JPEG")[:-2]), "damaged"),
    ("bad xmp.jpg", content(a_photo("JPEG", xmp=b"<not<xml")), FINE),
    ("ünïcödé 📷.jpg", content(a_photo("JPEG")), FINE),
    ("no-suffix", content(a_photo("WEBP")), FINE),
]


@pytest.mark.parametrize(("name", "make", "problem"), BAD, ids=[b[0].encode("ascii", "replace").decode() for b in BAD])
def test_bad_input(tmp_path: Path, name: str, make: Make, problem: str | None) -> None:
    path = tmp_path / name
    make(path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # none of Pillow's may leak
        if problem is FINE:
            assert decode_photo(path).pixels.shape == (160, 240, 3)
        else:
            with pytest.raises(InputError, match=problem) as caught:
                decode_photo(path)
            assert str(path) in str(caught.value)
            assert str(caught.value).endswith(".")
            assert caught.value.exit_code == 3


def test_the_table_is_as_long_as_promised() -> None:
    assert sum(problem is not FINE for _, _, problem in BAD) >= 25


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "locked.jpg"
    path.write_bytes(a_photo("JPEG"))
    path.chmod(0)
    with pytest.raises(InputError, match="permission"):
        decode_photo(path)


def test_no_permission_even_for_the_administrator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    path = tmp_path / "locked.jpg"
    path.write_bytes(a_photo("JPEG"))
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InputError, match="permission"):
        decode_photo(path)


def test_big_but_allowed_does_not_warn(tmp_path: Path) -> None:
    path = tmp_path / "big.png"
    Image.new("1", (9_600, 9_600), 1).save(path)  # above the 89 million at which Pillow warns
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert decode_photo(path).width == 9_600


def test_the_pixel_limit_is_checked_before_decoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_late(*_: object) -> None:
        raise AssertionError("decoded before the limit was checked")

    path = tmp_path / "a.png"
    path.write_bytes(a_photo("PNG"))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", too_late)
    with pytest.raises(InputError, match="240 x 160 pixels"):
        decode_photo(path, DecodeLimits(pixels=1000))


def test_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.jpg"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)  # sparse: takes no room on the disk
    with pytest.raises(InputError, match="3,000,000,000 bytes"):
        decode_photo(path)


def test_exif_time_of_a_wrong_type_is_no_time(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = 12345
    path = tmp_path / "a.jpg"
    path.write_bytes(a_photo("JPEG", exif=exif))
    assert decode_photo(path).taken_at is None


def test_a_jpeg_of_endless_scans_is_refused_at_once(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (4000, 3000)).save(out, "JPEG", progressive=True)
    data = out.getvalue()
    last = data.rindex(b"\xff\xda")
    path = tmp_path / "scans.jpg"
    path.write_bytes(data[:last] + data[last:-2] * 5_000 + b"\xff\xd9")
    started = time.process_time()
    with pytest.raises(InputError, match="64 scans"):
        decode_photo(path)
    assert time.process_time() - started < 1
    path.write_bytes(data[:last] + data[last:-2] * 20 + b"\xff\xd9")
    assert decode_photo(path).width == 4000


def test_the_photos_of_a_wall_are_limited_together(tmp_path: Path) -> None:
    paths = [tmp_path / f"{i}.jpg" for i in range(3)]
    for path in paths:
        Image.new("RGB", (100, 100)).save(path)
    assert len(decode_wall(paths, DecodeLimits(wall_pixels=30_000))) == 3
    with pytest.raises(InputError, match=r"2\.jpg.*29,999"):
        decode_wall(paths, DecodeLimits(wall_pixels=29_999))


def test_names_that_lead_elsewhere_on_some_system_are_plain_in_the_map() -> None:
    names = distinct_names([Path("a\\b.jpg"), Path("c:d.jpg"), Path("e\nf.jpg"), Path("g\udcff.jpg"), Path("a_b.jpg")])
    assert names == ("a_b.jpg", "c_d.jpg", "e_f.jpg", "g_.jpg", "a_b-2.jpg")
