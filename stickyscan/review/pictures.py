"""Small pictures of a wall's photos for the page: whole photos in a few widths, and upright cut-outs of notes."""

from __future__ import annotations

import io
import threading
from pathlib import Path

from PIL import Image

from stickyscan.export.photos import PhotoFolder, cut_note
from stickyscan.journey import Corners, PhotoInfo

LADDER = (400, 800, 1600, 3200)


class Pictures:
    """The photos of one wall."""

    def __init__(self, folder: Path) -> None:
        self._photos = PhotoFolder(folder)
        self._lock = threading.Lock()
        self._cache: dict[tuple[object, ...], bytes] = {}
        self._last: tuple[str, Image.Image] | None = None

    def scaled(self, photo: PhotoInfo, width: int) -> bytes | None:
        """The photo as JPEG, as wide as the next step of the ladder; None if it is missing or damaged."""
        step = next((rung for rung in LADDER if rung >= width), LADDER[-1])
        with self._lock:
            key = (photo.file, step)
            if key not in self._cache:
                picture = self._picture(photo)
                if picture is None:
                    return None
                small = picture.copy()
                small.thumbnail((step, 100_000), Image.Resampling.BILINEAR, reducing_gap=2.0)
                out = io.BytesIO()
                small.save(out, "JPEG", quality=85)
                self._cache[key] = out.getvalue()
            return self._cache[key]

    def note(self, photo: PhotoInfo, corners: Corners, width: int) -> bytes | None:
        """The note, turned upright and straightened."""
        with self._lock:
            key = (photo.file, corners, width)
            if key not in self._cache:
                picture = self._picture(photo)
                cut = picture and cut_note(picture, photo, corners, width)
                if not cut:
                    return None
                self._cache[key] = cut.data
            return self._cache[key]

    def _picture(self, photo: PhotoInfo) -> Image.Image | None:
        if self._last is None or self._last[0] != photo.file:
            picture = self._photos.picture(photo)
            if picture is None:
                return None
            self._last = (photo.file, picture)
        return self._last[1]
