"""The addresses under /api/walls/KEY: the map's state, edits, pictures."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from stickyscan.journey import JourneyMap
from stickyscan.review.answers import AnswerError, state_answer
from stickyscan.review.edits import Beside, Edit, RefusedError, apply
from stickyscan.review.edits.beside import the_note, the_photo
from stickyscan.review.house import House, OpenWall

Version = Annotated[str, Field(min_length=1, max_length=64)]
Width = Annotated[int, Query(ge=1, le=100_000)]


class Edits(BaseModel):
    """Some edits of the map of that version: all of them or none, one step for undo."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Version
    edits: tuple[Edit, ...] = Field(min_length=1, max_length=500)


class AtVersion(BaseModel):
    """Which version of the map a request is meant for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Version


def the_wall(request: Request, key: str) -> OpenWall:
    """The wall that a request names."""
    house: House = request.app.state.house
    wall = house.wall(key)
    if wall is None:
        raise AnswerError(404, "no_such_wall", "There is no such wall. Go back to the start page.")
    return wall


Wall = Annotated[OpenWall, Depends(the_wall)]
router = APIRouter(prefix="/api/walls/{key}")


@router.get("")
def state(wall: Wall) -> Response:
    """The map as it is now."""
    return state_answer(wall.store.read())


@router.post("/edits")
def edit(wall: Wall, wanted: Edits) -> Response:
    """Change the map."""

    def change(journey: JourneyMap, beside: Beside) -> JourneyMap:
        for one in wanted.edits:
            journey = apply(journey, one, beside)
        return journey

    return state_answer(wall.store.save(wanted.version, change, wanted.edits[0].op))


@router.post("/undo")
def undo(wall: Wall, wanted: AtVersion) -> Response:
    """Take back the last step."""
    return state_answer(wall.store.undo(wanted.version))


@router.post("/redo")
def redo(wall: Wall, wanted: AtVersion) -> Response:
    """Do again what was taken back."""
    return state_answer(wall.store.redo(wanted.version))


@router.get("/photos/{photo}.jpg")
def whole_photo(wall: Wall, photo: str, request: Request, width: Width = 1600) -> Response:
    """A photo, scaled down."""
    try:
        info = the_photo(wall.store.read().journey, photo)
    except RefusedError as problem:
        raise AnswerError(404, "not_found", str(problem)) from problem
    return _picture(request, wall.pictures.scaled(info, width))


@router.get("/notes/{note}.jpg")
def note_picture(wall: Wall, note: str, request: Request, width: Width = 640) -> Response:
    """A note cut out of its photo, upright."""
    journey = wall.store.read().journey
    try:
        found = the_note(journey, note)
    except RefusedError as problem:
        raise AnswerError(404, "not_found", str(problem)) from problem
    return _picture(request, wall.pictures.note(the_photo(journey, found.photo), found.corners, min(width, 1600)))


def _picture(request: Request, data: bytes | None) -> Response:
    if data is None:
        raise AnswerError(404, "no_picture", "The photo is missing in the wall's folder, or damaged.")
    tag = f'"{hashlib.sha256(data).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(data, media_type="image/jpeg", headers=headers)
