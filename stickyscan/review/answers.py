"""What the server answers: the state of a map as JSON, and failures as a code and a sentence that says what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from stickyscan.errors import EngineMissingError, InputError, OutputError
from stickyscan.review.edits import RefusedError
from stickyscan.review.photo_files import NoPictureError
from stickyscan.review.wall_store import ChangedElsewhereError, Snapshot

_CODES = {404: "not_found", 405: "not_allowed", 413: "too_large"}


class AnswerError(Exception):
    """A request that cannot be answered as asked."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def state_json(now: Snapshot) -> bytes:
    """State: version, map, what undo and redo would do, and the notes that can be restored."""
    deleted = [{"id": note.id, "text": note.text, "colour": note.colour.name} for note in now.deleted.values()]
    rest = {"version": now.version, "undo": now.timeline.undo, "redo": now.timeline.redo, "deleted": deleted}
    return json.dumps(rest)[:-1].encode() + b', "map": ' + now.journey.model_dump_json(by_alias=True).encode() + b"}"


def state_answer(now: Snapshot) -> Response:
    """State as an answer that is never cached."""
    return Response(state_json(now), media_type="application/json", headers={"Cache-Control": "no-store"})


def failure(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The one shape of all failures."""
    return JSONResponse({"error": code, "message": message}, status, dict(headers or {}))


def answer_failures(app: FastAPI) -> None:
    """Turn what goes wrong in any route into that shape."""

    @app.exception_handler(AnswerError)
    def told(_: Request, problem: AnswerError) -> Response:
        return failure(problem.status, problem.code, problem.message)

    @app.exception_handler(ChangedElsewhereError)
    def changed(_: Request, problem: ChangedElsewhereError) -> Response:
        said = json.dumps({"error": "changed_elsewhere", "message": str(problem)})[:-1].encode()
        body = said + b', "state": ' + state_json(problem.present) + b"}"
        return Response(body, 409, media_type="application/json")

    @app.exception_handler(RefusedError)
    def refused(_: Request, problem: RefusedError) -> Response:
        return failure(422, "refused", str(problem))

    @app.exception_handler(InputError)
    def unreadable(_: Request, problem: InputError) -> Response:
        return failure(409, "unreadable", str(problem))

    @app.exception_handler(OutputError)
    def unwritable(_: Request, problem: OutputError) -> Response:
        return failure(507, "not_saved", str(problem))

    @app.exception_handler(NoPictureError)
    def no_picture(_: Request, __: NoPictureError) -> Response:
        return failure(404, "no_picture", "The photo is missing in the wall's folder, damaged, or another picture.")

    @app.exception_handler(EngineMissingError)
    def not_installed(_: Request, problem: EngineMissingError) -> Response:
        return failure(424, "not_installed", str(problem))

    @app.exception_handler(RequestValidationError)
    def malformed(_: Request, problem: RequestValidationError) -> Response:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return failure(422, "malformed", f"{place}: {first['msg']}. Reload the page and try again.")

    @app.exception_handler(HTTPException)
    def other(_: Request, problem: HTTPException) -> Response:
        code = _CODES.get(problem.status_code, "failed")
        return failure(problem.status_code, code, f"{problem.detail}.", problem.headers)
