"""Where the photos of a map lie, and small pictures made from them with Pillow alone: upright cut-outs, whole photos.

A photo that is missing or damaged is no failure here: the answer is None, and the export says so in plain words.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

import numpy as np
import pillow_heif
from PIL import Image, ImageOps

from stickyscan.abreast import abreast
from stickyscan.geometry import Quad, homography_between
from stickyscan.journey import Corners, JourneyMap, PhotoInfo

# A photo whose proportions differ by more than this is another picture than the one that was scanned.
_SAME_SHAPE = 0.02
# A little of the wall round the note shows that nothing is cut off.
_MARGIN = 1.06
# What a camera or phone writes. Pillow knows more, some of it (EPS) by starting other programs.
_FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "TIFF", "HEIF", "AVIF", "GIF", "BMP")
# What Pillow's readers raise on damaged files.
_DAMAGES = (OSError, ValueError, SyntaxError, EOFError, LookupError, struct.error)
_AT_ONCE = 2
_BEYOND_PHOTO = (128, 128, 128)
# Sides that are nearly parallel enclose no note: the sine of their angle.
_FLAT = 0.05


@dataclass(frozen=True)
class Jpeg:
    """A small picture, ready to embed.

    Attributes:
        data: baseline JPEG without any metadata (no place, no camera).
        width: in pixels.
        height: in pixels.
    """

    data: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Piece:
    """The part of a photo that shows a note, as it hangs, and how to turn it upright.

    Turning pixels takes six times as long as cutting them out, and a page can leave it to the browser.

    Attributes:
        picture: the part of the photo.
        width: of the note upright, in pixels of `picture`.
        height: of the note upright.
        turned: a, b, c, d, e, f of the map (x, y) -> (ax + cy + e, bx + dy + f) from `picture` to the upright note.
    """

    picture: Jpeg
    width: float
    height: float
    turned: tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class PhotoFolder:
    """The folder that holds the photos of a map, under the names that the map gives them."""

    path: Path

    def picture(self, photo: PhotoInfo) -> Image.Image | None:
        """The photo, upright, RGB; None if it is missing, damaged, or not the picture that was scanned.

        Its size may differ from the one in the map (a copy made smaller), its proportions may not.
        """
        # The name comes from a file that somebody may have sent: it must not lead out of the folder.
        file = self.path / PureWindowsPath(photo.file).name
        if not self._holds(file):
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                with Image.open(file, formats=_known_formats()) as opened:
                    seen = _eight_bits(ImageOps.exif_transpose(opened))
                    upright = seen if seen.mode == "RGB" else seen.convert("RGB")
        except (*_DAMAGES, Image.DecompressionBombError):
            return None
        proportion = (upright.width * photo.height) / (upright.height * photo.width)
        return upright if abs(proportion - 1) <= _SAME_SHAPE else None

    def _holds(self, file: Path) -> bool:
        """Whether it is a regular file that lies in the folder: no pipe to wait for, no link that leads elsewhere."""
        try:
            return file.is_file() and file.resolve().parent == self.path.resolve()
        except (OSError, ValueError):
            return False


def cut_note(picture: Image.Image, photo: PhotoInfo, corners: Corners, longest: int) -> Jpeg | None:
    """The note at `corners`, turned upright and straightened, its longer side at most `longest` pixels.

    Args:
        picture: the photo, in any size.
        photo: gives the frame of `corners`.
        corners: of the note, in pixels of the photo as it was scanned.
        longest: limit for the longer side; small notes are not blown up beyond their own size.

    Returns:
        None where the corners enclose nothing that lies in the picture.
    """
    quad = _quad_in(picture, photo, corners)
    if quad is None:
        return None
    left, top, right, bottom = _around(picture, quad)
    shrink = min(1.0, longest / max(quad.width, quad.height))
    width, height = max(1, round(quad.width * shrink)), max(1, round(quad.height * shrink))
    piece = picture.crop((left, top, right, bottom))
    # Image.transform samples points: averaging first keeps thin pen strokes.
    step = max(1, int(1 / shrink))
    source = (quad.array - (left, top)) / step
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float64)
    try:
        matrix = homography_between(target, source)
    except ValueError:
        return None
    upright = piece.reduce(step).transform(
        (width, height),
        Image.Transform.PERSPECTIVE,
        tuple(float(value) for value in matrix.ravel()[:8]),
        Image.Resampling.BILINEAR,  # twice as fast as the next better one, and as readable
        fillcolor=_BEYOND_PHOTO,
    )
    return _jpeg(upright, quality=75)


def cut_notes(picture: Image.Image, photo: PhotoInfo, places: Sequence[Corners], longest: int) -> list[Jpeg | None]:
    """`cut_note` for many notes, in their order, two at a time: Pillow lets Python go on while it works."""
    picture.load()
    return abreast(lambda corners: cut_note(picture, photo, corners, longest), places, _AT_ONCE)


def cutouts_of(journey: JourneyMap, photos: PhotoFolder | None, longest: int) -> dict[str, Jpeg]:
    """`cut_note` for the notes of a map, headings too: note id -> picture; those that have none are left out."""
    found: dict[str, Jpeg] = {}
    for photo in journey.photos:
        picture = photos.picture(photo) if photos else None
        if picture is not None:
            own = [note for note in journey.notes if note.photo == photo.id]
            cut = cut_notes(picture, photo, [note.corners for note in own], longest)
            found |= {note.id: cutout for note, cutout in zip(own, cut, strict=True) if cutout is not None}
    return found


def piece_of(picture: Image.Image, photo: PhotoInfo, corners: Corners, longest: int) -> Piece | None:
    """Like `cut_note`, with the turning left to whoever shows the piece; the note's perspective stays as it is."""
    quad = _quad_in(picture, photo, corners)
    if quad is None:
        return None
    box = _around(picture, quad)
    piece = picture.crop(box)
    shrink = min(1.0, longest / max(quad.width, quad.height))
    size = max(1, round(piece.width * shrink)), max(1, round(piece.height * shrink))
    if size != piece.size:
        piece = piece.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    scale = np.array(size) / (box[2] - box[0], box[3] - box[1])
    a, b, c, d = (quad.array - box[:2]) * scale
    across, down = (b - a + c - d) / 2, (d - a + c - b) / 2
    width, height = float(np.hypot(*across)), float(np.hypot(*down))
    if width < 1 or height < 1 or abs(across[0] * down[1] - across[1] * down[0]) < _FLAT * width * height:
        return None
    turn = np.linalg.inv(np.column_stack([across / width, down / height]))
    e, f = np.array([width, height]) / 2 - turn @ (a + b + c + d) / 4
    turned = (turn[0, 0], turn[1, 0], turn[0, 1], turn[1, 1], e, f)
    return Piece(_jpeg(piece, quality=75), width, height, turned)


def whole_photo(picture: Image.Image, longest: int) -> Jpeg:
    """The photo with its longer side at most `longest` pixels, and not much less if it was longer."""
    # Averaging whole pixels is ten times faster than the finer way, and mostly comes near enough.
    small = picture.reduce(max(1, round(max(picture.size) / longest)))
    small.thumbnail((longest, longest), Image.Resampling.BICUBIC)
    return _jpeg(small, quality=72)


def _quad_in(picture: Image.Image, photo: PhotoInfo, corners: Corners) -> Quad | None:
    """The note with a little of the wall round it, in pixels of the picture; None if it encloses nothing there."""
    scale = np.array([picture.width / photo.width, picture.height / photo.height])
    quad = Quad.of(np.array(corners) * scale).shrunk(_MARGIN)
    left, top, right, bottom = _around(picture, quad)
    return quad if right > left and bottom > top and min(quad.width, quad.height) >= 1 else None


def _around(picture: Image.Image, quad: Quad) -> tuple[int, int, int, int]:
    """The box round the note, as far as the picture reaches."""
    left, top = np.floor(quad.array.min(axis=0)).astype(int) - 1
    right, bottom = np.ceil(quad.array.max(axis=0)).astype(int) + 1
    return max(int(left), 0), max(int(top), 0), min(int(right), picture.width), min(int(bottom), picture.height)


def _jpeg(picture: Image.Image, quality: int) -> Jpeg:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)  # what optimizing saves, a tenth, takes longer than all else
    return Jpeg(file.getvalue(), picture.width, picture.height)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Pillow clips 16-bit grey instead of scaling it: this keeps the upper eight bits."""
    if not picture.mode.startswith("I"):
        return picture
    return Image.fromarray((np.asarray(picture.convert("I")) >> 8).clip(0, 255).astype(np.uint8))


def _known_formats() -> list[str]:
    """Those of `_FORMATS` that this Pillow can read. HEIC is told by content: phones name such files .jpg at times."""
    pillow_heif.register_heif_opener()
    Image.init()
    return [name for name in _FORMATS if name in Image.OPEN]
