"""Small pictures of a wall's photos for the page: whole photos in a few widths, tiles, upright cut-outs of notes."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PIL import Image

from stickyscan.export.photos import cut_note
from stickyscan.journey import Note, PhotoInfo
from stickyscan.review.photo_files import (
    DecodedPhotos,
    NoPictureError,
    as_jpeg,
    decoded,
    file_mark,
    photo_file,
    profile_of,
    upright_size,
)
from stickyscan.review.tiles import Pyramid

LADDER = (400, 800, 1600, 3200)
LARGEST_CUT = 1600
FARTHEST = 1e6  # pixels: corners beyond are no outline of anything
KEPT = 64_000_000  # bytes of finished pictures


class Pictures:
    """The photos of one wall. All pictures are JPEG without any metadata but the colours' profile."""

    def __init__(self, folder: Path, shared: DecodedPhotos) -> None:
        self._folder, self._shared = folder, shared
        self._made: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._pyramids: dict[tuple[object, ...], Pyramid] = {}
        self._lock = threading.Lock()
        self._tiles: Path | None = None

    def photo_tag(self, photo: PhotoInfo, *parts: object) -> str:
        """What tells one state of a picture from another, without making it.

        Raises:
            NoPictureError: the photo is missing.
        """
        mark = (*file_mark(photo_file(self._folder, photo)), photo.width, photo.height, *parts)
        return hashlib.sha256(repr(mark).encode("utf-8", "replace")).hexdigest()[:20]

    def scaled(self, photo: PhotoInfo, width: int) -> bytes:
        """The photo, as wide as the next step of the ladder, or as it is if that is less.

        Raises:
            NoPictureError: it is missing or damaged.
        """
        step = next((rung for rung in LADDER if rung >= width), LADDER[-1])
        file = photo_file(self._folder, photo)

        def make() -> bytes:
            high = max(1, min(round(step * photo.height / photo.width), 4 * step))
            picture = decoded(file, photo, at_least=(step, high))
            profile = profile_of(picture)
            picture.thumbnail((step, 4 * step), Image.Resampling.BICUBIC, reducing_gap=2.0)
            return as_jpeg(picture, profile, quality=84)

        return self._once((*file_mark(file), "scaled", step), make)

    def note(self, photo: PhotoInfo, note: Note, width: int) -> bytes:
        """The note, turned upright and straightened, at most `width` pixels wide and high; small ones stay small.

        Raises:
            NoPictureError: there is nothing to be seen of it.
        """
        if any(abs(value) > FARTHEST for corner in note.corners for value in corner):
            raise NoPictureError
        file, longest = photo_file(self._folder, photo), min(width, LARGEST_CUT)

        def make() -> bytes:
            cut = cut_note(self._shared.get(file, photo), photo, note.corners, longest)
            if cut is None:
                raise NoPictureError
            return cut.data

        return self._once((*file_mark(file), photo.width, photo.height, note.corners, longest), make)

    def pyramid(self, photo: PhotoInfo) -> Pyramid:
        """The photo's tiles, which begin to be made now.

        Raises:
            NoPictureError: the photo is missing or damaged.
        """
        file = photo_file(self._folder, photo)
        mark = (*file_mark(file), photo.width, photo.height)
        with self._lock:
            if mark not in self._pyramids:
                self._pyramids[mark] = self._planned(file, photo)
            found = self._pyramids[mark]
        found.begin()
        return found

    def _planned(self, file: Path, photo: PhotoInfo) -> Pyramid:
        size = upright_size(file, photo)
        if self._tiles is None:
            self._tiles = Path(tempfile.mkdtemp(prefix="stickyscan-tiles-"))
            weakref.finalize(self, shutil.rmtree, self._tiles, ignore_errors=True)  # at the end of the program, too
        folder = self._tiles / str(len(self._pyramids))
        half = partial(decoded, file, photo, at_least=(size[0] // 2, size[1] // 2))
        return Pyramid(size, folder, half, partial(self._shared.get, file, photo))

    def _once(self, key: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        data = make()  # twice at the same time does no harm
        with self._lock:
            self._made[key] = data
            while sum(map(len, self._made.values())) > KEPT and len(self._made) > 1:
                self._made.popitem(last=False)
        return data
