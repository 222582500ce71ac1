"""What the page shows of a photo: all of it, and the piece of it that each note hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from stickyscan.export.photos import Jpeg, Piece, piece_of, whole_photo
from stickyscan.journey import JourneyMap, PhotoInfo

# The longest side of the pictures. 80 notes and one photo make a page of about 2 MB; more notes get smaller pieces.
_PHOTO_SIDE = 2048
_PIECE_SIDE, _SMALL_PIECE_SIDE, _MANY_NOTES = 360, 260, 100


@dataclass(frozen=True)
class Pictures:
    """The whole photo, and the pieces by the ids of their notes; a note without one is not in there."""

    whole: Jpeg
    pieces: Mapping[str, Piece]


def pictures_of(journey: JourneyMap, photo: PhotoInfo, picture: Image.Image) -> Pictures:
    """Make them from the photo's pixels."""
    side = _SMALL_PIECE_SIDE if len(journey.notes) > _MANY_NOTES else _PIECE_SIDE
    own = [note for note in journey.notes if note.photo == photo.id]
    pieces = {note.id: piece_of(picture, photo, note.corners, side) for note in own}
    return Pictures(whole_photo(picture, _PHOTO_SIDE), {key: piece for key, piece in pieces.items() if piece})
