"""The addresses of pictures under /api/walls/KEY: photos in a few widths, tiles, cut-outs of notes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse, Response

from stickyscan.journey import PhotoInfo
from stickyscan.review.answers import AnswerError
from stickyscan.review.api import Wall
from stickyscan.review.edits import RefusedError
from stickyscan.review.edits.beside import the_note, the_photo
from stickyscan.review.house import OpenWall
from stickyscan.review.tiles import TILE

Width = Annotated[int, Query(ge=1, le=100_000)]
Number = Annotated[int, Path(ge=0, le=100_000)]
# The address names what is in the picture, not which state of it: the browser asks each time whether it is the same.
_KEPT = "private, no-cache"
router = APIRouter(prefix="/api/walls/{key}")


@router.get("/photos/{photo}.jpg")
def whole_photo(wall: Wall, photo: str, request: Request, width: Width = 1600) -> Response:
    """A photo, scaled down to 400, 800, 1600 or 3200 pixels across, whichever is the least that suffices."""
    info = _photo(wall, photo)
    tag = wall.pictures.photo_tag(info, width)
    return _same(request, tag) or _picture(wall.pictures.scaled(info, width), tag)


@router.get("/photos/{photo}/tiles.json")
def tiles(wall: Wall, photo: str) -> Response:
    """The size of a photo's file and of its pyramid of tiles, which begin to be made.

    Level 0 is one tile, each next one is twice as large, the last (levels - 1) is the photo in full. A level is
    ceil(width / 2^(levels - 1 - level)) pixels across; tiles do not overlap, those at the right and lower edge are cut.
    """
    pyramid = wall.pictures.pyramid(_photo(wall, photo))
    size = {"width": pyramid.width, "height": pyramid.height}
    return JSONResponse({**size, "tile": TILE, "levels": pyramid.levels}, headers={"Cache-Control": _KEPT})


@router.get("/photos/{photo}/tiles/{level}/{x}_{y}.jpg")
def tile(wall: Wall, photo: str, level: Number, x: Number, y: Number, request: Request) -> Response:
    """One tile."""
    info = _photo(wall, photo)
    tag = wall.pictures.photo_tag(info, "tile", level, x, y)
    unchanged = _same(request, tag)
    if unchanged is not None:
        return unchanged
    data = wall.pictures.pyramid(info).tile(level, x, y)
    if data is None:
        raise AnswerError(404, "not_found", "The photo has no such tile.")
    return _picture(data, tag)


@router.get("/notes/{note}.jpg")
def note_picture(wall: Wall, note: str, request: Request, width: Width = 640) -> Response:
    """A note cut out of its photo, upright, at most that wide and high; small ones stay as small as they are."""
    journey = wall.store.read().journey
    try:
        found = the_note(journey, note)
        info = the_photo(journey, found.photo)
    except RefusedError as problem:
        raise AnswerError(404, "not_found", str(problem)) from problem
    tag = wall.pictures.photo_tag(info, found.corners, width)
    return _same(request, tag) or _picture(wall.pictures.note(info, found, width), tag)


def _photo(wall: OpenWall, photo: str) -> PhotoInfo:
    try:
        return the_photo(wall.store.read().journey, photo)
    except RefusedError as problem:
        raise AnswerError(404, "not_found", str(problem)) from problem


def _same(request: Request, tag: str) -> Response | None:
    """The answer that the browser has this picture already; None if it has not."""
    if f'"{tag}"' not in request.headers.get("if-none-match", ""):
        return None
    return Response(status_code=304, headers={"ETag": f'"{tag}"', "Cache-Control": _KEPT})


def _picture(data: bytes, tag: str) -> Response:
    return Response(data, media_type="image/jpeg", headers={"ETag": f'"{tag}"', "Cache-Control": _KEPT})
