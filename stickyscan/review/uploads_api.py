"""The addresses under /api/uploads and /api/scans: photos in, quality back at once, a scan's progress, its wall."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Annotated

import anyio
from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import ClientDisconnect

from stickyscan.errors import InputError, UsageError
from stickyscan.review.answers import AnswerError
from stickyscan.review.desk import Desk, the_desk
from stickyscan.review.scan_jobs import ScanJob
from stickyscan.review.uploads import NoDraftError, Received, TooMuchError

router = APIRouter(prefix="/api")
AtDesk = Annotated[Desk, Depends(the_desk)]
Number = Annotated[int, Path(ge=1, le=100_000)]
_LOOK = 0.15  # seconds between looks at a scan
_SIGN_OF_LIFE = 10.0  # seconds after which a silent stream says something, so that nobody takes it for dead
_AT_ONCE = 2  # photos that are decoded at a time: each may need some hundred megabytes


class Order(BaseModel):
    """Scan what was uploaded; `title` is the person's name for the wall, "" for none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(default="", max_length=200)


@router.post("/uploads", status_code=201)
async def begin(desk: AtDesk) -> Response:
    """A new, empty draft of a wall."""
    limits = desk.uploads.limits
    with _told():
        draft = desk.uploads.begin()
    most = {"photos": limits.photos, "photo_bytes": limits.decode.file_bytes, "total_bytes": limits.total_bytes}
    return JSONResponse({"upload": draft, "limits": most}, 201)


@router.post("/uploads/{draft}/photos", status_code=201)
async def add_photo(request: Request, desk: AtDesk, draft: str) -> Response:
    """One photo, as the body of the request; what is wrong with it comes back."""
    with _told():
        try:
            number, path = await desk.uploads.receive(draft, request.stream())
        except ClientDisconnect:  # nobody is there to be told
            return Response(status_code=400)
        judged = partial(desk.uploads.judged, number, path, desk.judge)
        received = await anyio.to_thread.run_sync(judged, limiter=_limiter(request))
        desk.uploads.keep(draft, received)
    return JSONResponse(_photo(received), 201)


@router.get("/uploads/{draft}/photos/{number}.jpg")
async def small_picture(desk: AtDesk, draft: str, number: Number) -> Response:
    """A photo of a draft, small, also where the browser cannot show its format."""
    with _told():
        return Response(desk.uploads.photo(draft, number).thumbnail, media_type="image/jpeg")


@router.delete("/uploads/{draft}/photos/{number}")
async def remove_photo(desk: AtDesk, draft: str, number: Number) -> Response:
    """Take a photo out of a draft."""
    with _told():
        desk.uploads.remove(draft, number)
    return Response(status_code=204)


@router.delete("/uploads/{draft}")
async def drop(desk: AtDesk, draft: str) -> Response:
    """Throw a draft away."""
    desk.uploads.drop(draft)
    return Response(status_code=204)


@router.post("/uploads/{draft}/scan", status_code=202)
async def scan(desk: AtDesk, draft: str, order: Order) -> Response:
    """Put the wall in the queue."""
    with _told():
        desk.jobs.check_room()
        folder, photos = desk.uploads.hand_over(draft)
        job = desk.jobs.submit(folder, photos, " ".join(order.title.split()))
    return JSONResponse({"scan": job}, 202)


@router.get("/scans/{job_id}")
async def scan_state(desk: AtDesk, job_id: str) -> Response:
    """How far a scan is."""
    return JSONResponse(_scan_json(desk, _job(desk, job_id)))


@router.delete("/scans/{job_id}")
async def cancel(desk: AtDesk, job_id: str) -> Response:
    """Stop a scan; one that is over stays."""
    desk.jobs.cancel(_job(desk, job_id).id)
    return Response(status_code=204)


@router.get("/scans/{job_id}/seen.jpg")
async def seen(desk: AtDesk, job_id: str) -> Response:
    """The photo with the notes that were found in it."""
    picture = _job(desk, job_id).seen
    if picture is None:
        raise AnswerError(404, "not_found", "Nothing has been found yet. Wait a moment.")
    return Response(picture, media_type="image/jpeg")


@router.get("/scans/{job_id}/events")
async def events(desk: AtDesk, job_id: str) -> Response:
    """Server-sent events: `progress` with the scan's state, at once and whenever it changes; ends with the scan."""
    _job(desk, job_id)
    return StreamingResponse(_events(desk, job_id), media_type="text/event-stream")


async def _events(desk: Desk, job_id: str) -> AsyncIterator[str]:
    told, since = "", time.monotonic()
    while not desk.stopping.is_set():
        job = desk.jobs.get(job_id)
        if job is None:
            return
        now = json.dumps(_scan_json(desk, job))
        if now != told:
            told, since = now, time.monotonic()
            yield f"event: progress\ndata: {now}\n\n"
        elif time.monotonic() - since > _SIGN_OF_LIFE:
            since = time.monotonic()
            yield ": still there\n\n"
        if job.over:
            return
        await asyncio.sleep(_LOOK)


def _job(desk: Desk, job_id: str) -> ScanJob:
    job = desk.jobs.get(job_id)
    if job is None:
        raise AnswerError(404, "not_found", "There is no such scan (any more). Look on the start page.")
    return job


def _scan_json(desk: Desk, job: ScanJob) -> dict[str, object]:
    wall = None if job.folder is None else desk.workspace.key(job.folder)
    return {
        "scan": job.id, "title": job.title, "state": job.state, "steps": job.steps, "before": desk.jobs.place(job.id),
        "photos": job.photos, "wall": wall, "notes": job.notes, "to_check": job.to_check,
        "seen": job.seen is not None, "error": job.error, "message": job.message,
    }  # fmt: skip


def _photo(received: Received) -> dict[str, object]:
    quality = received.quality
    faults = [{"kind": one.kind, "measured": one.measured, "needed": one.needed} for one in quality.faults]
    return {
        "photo": received.number, "width": received.size[0], "height": received.size[1], "notes": quality.notes,
        "note_width": quality.note_width, "faults": faults,
    }  # fmt: skip


def _limiter(request: Request) -> anyio.CapacityLimiter:
    """One for the application; it can only be made while its event loop runs."""
    state = request.app.state
    if not hasattr(state, "judging"):
        state.judging = anyio.CapacityLimiter(_AT_ONCE)
    limiter: anyio.CapacityLimiter = state.judging
    return limiter


@contextmanager
def _told() -> Iterator[None]:
    """Failures of uploads as answers."""
    try:
        yield
    except NoDraftError as problem:
        raise AnswerError(404, "no_upload", str(problem)) from problem
    except TooMuchError as problem:
        raise AnswerError(413, "too_much", str(problem)) from problem
    except UsageError as problem:
        raise AnswerError(429, "busy", str(problem)) from problem
    except InputError as problem:
        raise AnswerError(422, "unreadable", str(problem)) from problem
    except OSError as problem:
        raise AnswerError(507, "not_saved", f"The photo could not be stored: {problem.strerror}.") from problem
