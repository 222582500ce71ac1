"""The addresses under /api/walls/KEY: the map's state, edits, undo, events, exports."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from stickyscan.export import FORMATS, PhotoFolder, export
from stickyscan.folder import PHOTOS
from stickyscan.review.answers import AnswerError, state_answer
from stickyscan.review.edits import Edit
from stickyscan.review.export_menu import export_menu, media_type, safe_name
from stickyscan.review.house import House, OpenWall
from stickyscan.review.wall_store import WallStore

LOOK = 0.25  # seconds between two looks at the file
SIGN_OF_LIFE = 15.0  # seconds after which a silent stream says something, so that broken connections are noticed

Version = Annotated[str, Field(min_length=1, max_length=64)]


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
    return state_answer(wall.edit(wanted.version, wanted.edits))


@router.post("/undo")
def undo(wall: Wall, wanted: AtVersion) -> Response:
    """Take back the last step."""
    return state_answer(wall.undo(wanted.version))


@router.post("/redo")
def redo(wall: Wall, wanted: AtVersion) -> Response:
    """Do again what was taken back."""
    return state_answer(wall.redo(wanted.version))


@router.get("/events")
async def events(wall: Wall, request: Request) -> Response:
    """The version, at once and whenever map.json changes, whoever changes it."""
    stream = changes(wall.store, request.app.state.stopping)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def changes(store: WallStore, stopping: threading.Event) -> AsyncIterator[str]:
    """Server-sent events until the server stops. The file itself is watched: other processes may change it."""
    mark, told, silent = None, None, 0.0
    while not stopping.is_set():
        if store.mark() != mark:
            mark = store.mark()
            version = await asyncio.to_thread(store.version)
            if version is not None and version != told:
                told, silent = version, 0.0
                yield f"event: changed\ndata: {json.dumps({'version': version})}\n\n"
        elif silent >= SIGN_OF_LIFE:
            silent = 0.0
            yield ": still here\n\n"
        await asyncio.sleep(LOOK)
        silent += LOOK


@router.get("/formats")
def formats(wall: Wall) -> Response:  # noqa: ARG001 - only for those who may see a wall
    """What the map can be handed over as."""
    return JSONResponse(export_menu())


@router.get("/exports/{name}")
def exported(wall: Wall, name: str) -> Response:
    """The map as it is now, as a file."""
    if name not in FORMATS:
        raise AnswerError(404, "no_such_format", f"There is no such format. There are: {', '.join(FORMATS)}.")
    content = export(wall.store.read().journey, name, PhotoFolder(wall.folder / PHOTOS))
    headers = {"Content-Disposition": f'attachment; filename="{safe_name(wall.folder.resolve().name, name)}"'}
    return Response(content, media_type=media_type(name), headers=headers)
