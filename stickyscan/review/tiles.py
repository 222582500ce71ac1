"""A large photo as a pyramid of small tiles, made once in the background and kept in a temporary folder."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from stickyscan.review.photo_files import NoPictureError, as_jpeg, profile_of

TILE = 512
QUALITY = 82
LONGEST_WAIT = 60.0  # seconds
_ONE_AT_A_TIME = threading.Lock()  # so that the photos of a wall are not all in memory at once


class Pyramid:
    """The tiles of one photo. Level 0 is a single tile; each next one is twice as large; the last is the whole photo.

    `size`: of the photo, upright. `coarse` and `whole` decode the photo, at least 1/2 in size, and in full.
    """

    def __init__(
        self,
        size: tuple[int, int],
        folder: Path,
        coarse: Callable[[], Image.Image],
        whole: Callable[[], Image.Image],
    ) -> None:
        self.width, self.height = size
        self.levels = max(0, math.ceil(math.log2(max(size) / TILE))) + 1
        self._folder = folder
        self._coarse, self._whole = coarse, whole
        self._ready = [threading.Event() for _ in range(self.levels)]
        self._failed = False
        self._begun = threading.Lock()

    def begin(self) -> None:
        """Start making the tiles, unless that has been done."""
        if self._begun.acquire(blocking=False):
            threading.Thread(target=self._make, name="tiles", daemon=True).start()

    def size_of(self, level: int) -> tuple[int, int]:
        """Pixels of a level."""
        halvings = self.levels - 1 - level
        return math.ceil(self.width / 2**halvings), math.ceil(self.height / 2**halvings)

    def tile(self, level: int, x: int, y: int) -> bytes | None:
        """One tile, as soon as it is made; None if there is no such tile.

        Raises:
            NoPictureError: the photo cannot be decoded.
        """
        if not 0 <= level < self.levels:
            return None
        width, height = self.size_of(level)
        if not (0 <= x * TILE < width and 0 <= y * TILE < height):
            return None
        self.begin()
        if not self._ready[level].wait(LONGEST_WAIT) or self._failed:
            raise NoPictureError
        return self._file(level, x, y).read_bytes()

    def _make(self) -> None:
        try:
            with _ONE_AT_A_TIME:
                if self.levels > 1:
                    picture = self._coarse()
                    for level in range(self.levels - 1):  # the small ones first: they are what the page shows first
                        self._cut(picture, level)
                self._cut(self._whole(), self.levels - 1)
        except (NoPictureError, OSError):
            self._failed = True
            for event in self._ready:
                event.set()

    def _cut(self, picture: Image.Image, level: int) -> None:
        profile, (width, height) = profile_of(picture), self.size_of(level)
        if picture.size != (width, height):
            picture = picture.resize((width, height), Image.Resampling.BOX, reducing_gap=2.0)
        self._folder.mkdir(parents=True, exist_ok=True)
        for y in range(0, height, TILE):
            for x in range(0, width, TILE):
                box = (x, y, min(x + TILE, width), min(y + TILE, height))
                data = as_jpeg(picture.crop(box), profile, QUALITY)
                self._file(level, x // TILE, y // TILE).write_bytes(data)
        self._ready[level].set()

    def _file(self, level: int, x: int, y: int) -> Path:
        return self._folder / f"{level}-{x}-{y}.jpg"
