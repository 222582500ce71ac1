"""Photos on their way in: received whole or not at all, known by their content, kept in a folder that goes away.

A draft is what will be one wall. Its photos lie in a private temporary folder as photo-1.jpg, photo-2.heic ... : the
name that a file had on the phone never reaches the server. Location stays in the temporary files only; whatever is kept
or shown (the wall's folder, the small picture) is made without it.
"""

from __future__ import annotations

import io
import secrets
import shutil
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from stickyscan.errors import InputError, UsageError
from stickyscan.review.photo_quality import PhotoQuality
from stickyscan.steps.decode_photo import ACCEPTED, FORMATS, DecodeLimits, Photo, decode_photo, know_formats

_SUFFIXES = {"JPEG": "jpg", "MPO": "jpg", "HEIF": "heic", "TIFF": "tif"}  # others: the format's own name
_THUMBNAIL = 480  # px of the longer side
Judge = Callable[[Photo], PhotoQuality]


@dataclass(frozen=True)
class UploadLimits:
    """How much one wall, and the whole server, takes in."""

    photos: int = 24  # of one wall
    total_bytes: int = 400_000_000  # of one wall
    drafts: int = 30  # open at a time
    idle_seconds: float = 3 * 60 * 60.0  # after which a draft that nobody touched is thrown away
    decode: DecodeLimits = field(default_factory=lambda: DecodeLimits(file_bytes=60_000_000))


@dataclass(frozen=True)
class Received:
    """A photo of a draft. `thumbnail`: JPEG, without any of the file's own data."""

    number: int
    path: Path
    size: tuple[int, int]
    quality: PhotoQuality
    thumbnail: bytes


@dataclass
class _Draft:
    folder: Path
    touched: float
    photos: dict[int, Received] = field(default_factory=dict)
    begun: int = 0  # uploads, finished or not: numbers are never used twice
    taken_bytes: int = 0


class TooMuchError(UsageError):
    """More than the limits allow. The message says how much they do."""


class NoDraftError(UsageError):
    """There is no such draft or photo (any more)."""


class Uploads:
    """All drafts. For one event loop, but for `judged`, which is slow and runs in a thread."""

    def __init__(self, limits: UploadLimits = UploadLimits(), clock: Callable[[], float] = time.monotonic) -> None:
        self.limits, self._clock = limits, clock
        self._home = Path(tempfile.mkdtemp(prefix="stickyscan-"))  # readable by this user only
        self._drafts: dict[str, _Draft] = {}

    def begin(self) -> str:
        """The id of a new, empty draft.

        Raises:
            TooMuchError: there are too many drafts.
        """
        now = self._clock()
        for name, draft in list(self._drafts.items()):
            if now - draft.touched > self.limits.idle_seconds:
                self.drop(name)
        if len(self._drafts) >= self.limits.drafts:
            raise TooMuchError("Too many walls are being uploaded at the moment. Try again in a few minutes.")
        name = secrets.token_hex(12)
        folder = self._home / name
        folder.mkdir(mode=0o700)
        self._drafts[name] = _Draft(folder, now)
        return name

    async def receive(self, draft_id: str, parts: AsyncIterator[bytes]) -> tuple[int, Path]:
        """Take in the bytes of one photo; its number and file. Nothing is left behind if they break off.

        Raises:
            NoDraftError: there is no such draft.
            TooMuchError: the draft holds as many photos or bytes as it may.
            InputError: the bytes are not a photo of a format that can be read, or have too many or too few pixels.
        """
        draft = self._draft(draft_id)
        if len(draft.photos) >= self.limits.photos or draft.begun >= 4 * self.limits.photos:
            raise TooMuchError(f"A wall takes up to {self.limits.photos} photos. Start another wall for the rest.")
        draft.begun += 1
        number = draft.begun
        part = draft.folder / f"{number}.part"
        complete = False
        try:
            with part.open("xb") as file:
                async for piece in parts:
                    draft.taken_bytes += len(piece)
                    if draft.taken_bytes > self.limits.total_bytes:
                        most = self.limits.total_bytes // 1_000_000
                        raise TooMuchError(f"The photos of a wall may have {most} MB together. Use fewer photos.")
                    file.write(piece)
            suffix = sniffed_suffix(part, self.limits.decode)
            path = part.replace(draft.folder / f"photo-{number}.{suffix}")
            complete = True
        finally:
            if not complete:
                draft.taken_bytes -= part.stat().st_size if part.exists() else 0
                part.unlink(missing_ok=True)
        return number, path

    def judged(self, number: int, path: Path, judge: Judge) -> Received:
        """Decode a received photo, judge it, make it small. Slow; changes no draft.

        Raises:
            InputError: it cannot be decoded. The file is gone then.
        """
        try:
            photo = decode_photo(path, self.limits.decode)
        except InputError as problem:
            path.unlink(missing_ok=True)
            raise _nameless(problem, path) from problem
        return Received(number, path, (photo.width, photo.height), judge(photo), _small(photo))

    def keep(self, draft_id: str, photo: Received) -> None:
        """Put a judged photo into its draft, if that is still there."""
        draft = self._draft(draft_id)
        draft.photos[photo.number] = photo
        draft.touched = self._clock()

    def photo(self, draft_id: str, number: int) -> Received:
        """A photo of a draft.

        Raises:
            NoDraftError: there is no such draft or photo.
        """
        found = self._draft(draft_id).photos.get(number)
        if found is None:
            raise NoDraftError("There is no such photo. Reload the page.")
        return found

    def photos(self, draft_id: str) -> tuple[Received, ...]:
        """The photos of a draft, in the order they came."""
        return tuple(photo for _, photo in sorted(self._draft(draft_id).photos.items()))

    def remove(self, draft_id: str, number: int) -> None:
        """Take a photo out of a draft and delete its file."""
        photo = self.photo(draft_id, number)
        draft = self._draft(draft_id)
        del draft.photos[number]
        draft.taken_bytes -= photo.path.stat().st_size
        photo.path.unlink()

    def hand_over(self, draft_id: str) -> tuple[Path, tuple[Path, ...]]:
        """Close a draft that has photos: its folder, now the caller's to delete, and its photos.

        Raises:
            NoDraftError: there is no such draft, or no photo in it.
        """
        photos = tuple(photo.path for photo in self.photos(draft_id))
        if not photos:
            raise NoDraftError("There is no photo yet. Take one first.")
        return self._drafts.pop(draft_id).folder, photos

    def drop(self, draft_id: str) -> None:
        """Throw a draft away with all its files; none of that id is fine."""
        draft = self._drafts.pop(draft_id, None)
        if draft is not None:
            shutil.rmtree(draft.folder, ignore_errors=True)

    def close(self) -> None:
        """Delete everything that is still here."""
        self._drafts.clear()
        shutil.rmtree(self._home, ignore_errors=True)

    def _draft(self, draft_id: str) -> _Draft:
        draft = self._drafts.get(draft_id)
        if draft is None:
            raise NoDraftError("This upload is no longer there. Reload the page and take the photos again.")
        return draft


def sniffed_suffix(path: Path, limits: DecodeLimits) -> str:
    """The file name's ending that fits the content, whatever the file was called.

    Raises:
        InputError: not a photo of a known format, or outside the limits. Only the head of the file has been read.
    """
    know_formats()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the limits judge large pictures
            with Image.open(path, formats=FORMATS) as image:
                kind, size = image.format or "", image.size
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, RuntimeError) as problem:
        raise InputError(f"This is not a photo that stickyscan can read. Give a {ACCEPTED} file.") from problem
    except Image.DecompressionBombError as problem:
        raise InputError(
            f"The photo has more than {limits.pixels // 1_000_000} megapixels. Send it smaller."
        ) from problem
    if size[0] * size[1] > limits.pixels:
        raise InputError(f"The photo has more than {limits.pixels // 1_000_000} megapixels. Send it smaller.")
    if min(size) < limits.shortest_side:
        raise InputError("The photo is only a preview of a few pixels. Send the original.")
    return _SUFFIXES.get(kind, kind.lower())


def _nameless(problem: InputError, path: Path) -> InputError:
    """The same message without the temporary file's name, which means nothing to a person."""
    text = str(problem).removeprefix(f"{path}: ")
    return InputError(text[:1].upper() + text[1:])


def _small(photo: Photo) -> bytes:
    picture = Image.fromarray(photo.pixels)
    picture.thumbnail((_THUMBNAIL, _THUMBNAIL), Image.Resampling.BILINEAR, reducing_gap=2.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
