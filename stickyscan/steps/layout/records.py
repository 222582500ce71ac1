"""Values of the scan in; the same as records of the map out."""

from __future__ import annotations

from collections.abc import Sequence

from stickyscan.geometry import FloatArray, Quad
from stickyscan.journey import MatrixRow, Note, PhotoInfo, WallPlace
from stickyscan.steps.decode_photo import Photo


def place_on_wall(quad: Quad) -> WallPlace:
    """Where a note hangs."""
    x, y = quad.centre
    return WallPlace(x=x, y=y, width=quad.width, height=quad.height, angle=quad.angle)


def photo_record(number: int, photo: Photo, matrix: FloatArray) -> PhotoInfo:
    """A photo and the way from it to the wall plane."""
    a, b, c = ((float(row[0]), float(row[1]), float(row[2])) for row in matrix)
    rows: tuple[MatrixRow, MatrixRow, MatrixRow] = (a, b, c)
    return PhotoInfo(
        id=f"p{number}",
        file=photo.file,
        sha256=photo.sha256,
        width=photo.width,
        height=photo.height,
        taken_at=photo.taken_at,
        to_wall=rows,
    )


def unread_warning(notes: Sequence[Note]) -> tuple[str, ...]:
    """How many notes could not be read, if any."""
    unread = sum(note.text is None for note in notes)
    if not unread:
        return ()
    return ("1 note could not be read" if unread == 1 else f"{unread} notes could not be read",)
