"""Files that pass for photos and are none, of many kinds: what a nightly batch meets in years of folders."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from stickyscan.steps.decode_photo import know_formats

Make = Callable[[Path, int], object]


def break_photos(folder: Path, number: int) -> dict[Path, str]:
    """Write `number` broken files of all kinds in turn; path -> kind. No two are the same."""
    folder.mkdir(parents=True)
    made = {}
    for index in range(number):
        kind = list(KINDS)[index % len(KINDS)]
        suffix, make = KINDS[kind]
        path = folder / f"{index:04d}-{kind}{suffix}"
        make(path, index)
        made[path] = kind
    return made


def _photo(kind: str, seed: int, mode: str = "RGB", **options: object) -> bytes:
    know_formats()
    out = io.BytesIO()
    noise = np.random.default_rng(seed).integers(0, 255, (160, 240, 3), dtype=np.uint8)
    Image.fromarray(noise).convert(mode).save(out, kind, **options)
    return out.getvalue()


def _cut(kind: str, share: float, mode: str = "RGB", **options: object) -> Make:
    def make(path: Path, seed: int) -> None:
        data = _photo(kind, seed, mode, **options)
        path.write_bytes(data[: int(len(data) * share)])

    return make


def _written(content: Callable[[int], bytes]) -> Make:
    return lambda path, seed: path.write_bytes(content(seed))


def _png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _bomb(path: Path, seed: int) -> None:
    Image.new("1", (12_000 + seed, 12_000), 1).save(path, "PNG")


def _flipped(path: Path, seed: int) -> None:
    data = bytearray(_photo("PNG", seed))
    middle = len(data) // 2
    data[middle : middle + 40] = bytes(40)
    path.write_bytes(data)


def _huge(path: Path, seed: int) -> None:
    with path.open("wb") as file:
        file.truncate(3_000_000_000 + seed)  # sparse: takes no room on the disk


def _locked(path: Path, seed: int) -> None:
    path.write_bytes(_photo("JPEG", seed))
    path.chmod(0)


def _without_notes(path: Path, seed: int) -> None:
    Image.new("RGB", (320 + seed, 240), (228, 228, 224)).save(path)


def _moving_and_cut(path: Path, seed: int) -> None:
    frames = [Image.new("P", (320, 240), seed % 250 + i) for i in range(3)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    path.write_bytes(out.getvalue()[:60])


def _heic_garbage(seed: int) -> bytes:
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + np.random.default_rng(seed).bytes(3000)


KINDS: dict[str, tuple[str, Make]] = {
    "zero-bytes": (".jpg", _written(lambda _: b"")),
    "half": (".jpg", _cut("JPEG", 0.5)),
    "nearly-whole": (".jpg", _cut("JPEG", 0.98)),
    "half-progressive": (".jpg", _cut("JPEG", 0.5, progressive=True)),
    "half-cmyk": (".jpg", _cut("JPEG", 0.6, "CMYK")),
    "text": (".jpg", _written(lambda seed: f"Dear diary, day {seed}: this is no photo.\n".encode() * 50)),
    "page": (".png", _written(lambda seed: f"<!doctype html><title>404 {seed}</title>".encode())),
    "pdf": (".jpeg", _written(lambda seed: f"%PDF-1.7\n{seed}".encode() + bytes(500))),
    "zip": (".tif", _written(lambda seed: b"PK\3\4" + bytes([seed % 256]) * 800)),
    "noise": (".jpg", _written(lambda seed: np.random.default_rng(seed).bytes(5000))),
    "zeros": (".jpg", _written(lambda seed: bytes(5000 + seed))),
    "signature-only": (".png", _written(lambda seed: b"\x89PNG\r\n\x1a\n" + bytes([seed % 256]))),
    "bomb-header": (".png", _written(lambda seed: _png(30_000, 30_000 + seed, bytes(1000)))),
    "bomb": (".png", _bomb),
    "flipped-bytes": (".png", _flipped),
    "thin": (".png", _written(lambda seed: _png(5000 + seed, 3, bytes((5001 + seed) * 3)))),
    "heic-garbage": (".heic", _written(_heic_garbage)),
    "half-heic": (".heic", _cut("HEIF", 0.5)),
    "half-avif": (".avif", _cut("AVIF", 0.5)),
    "half-webp": (".webp", _cut("WEBP", 0.5)),
    "half-tiff": (".tif", _cut("TIFF", 0.5, compression="tiff_lzw")),
    "moving": (".gif", _moving_and_cut),
    "half-bmp": (".bmp", _cut("BMP", 0.5)),
    "directory": (".jpg", lambda path, _: path.mkdir()),
    "link-to-itself": (".jpg", lambda path, _: path.symlink_to(path)),
    "link-to-nothing": (".jpg", lambda path, _: path.symlink_to(path.with_name("gone"))),
    "pipe": (".jpg", lambda path, _: os.mkfifo(path)),
    "no-permission": (".jpg", _locked),
    "three-gigabytes": (".jpg", _huge),
    "no-notes": (".png", _without_notes),
}  # fmt: skip
