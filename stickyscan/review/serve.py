"""The pages of `stickyscan serve`: all walls, the phone's page, the link for phones; and the application with them."""

from __future__ import annotations

from typing import Annotated

import segno
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from stickyscan.review import pages, uploads_api
from stickyscan.review.access import VISIT_SECONDS, Door
from stickyscan.review.answers import AnswerError
from stickyscan.review.app import make_app
from stickyscan.review.desk import Desk, role_of, the_desk
from stickyscan.review.refused_page import Refusal, joined_answer, refused_answer
from stickyscan.review.scan_jobs import STEPS
from stickyscan.review.security import Rules, cookie_of, is_loopback
from stickyscan.review.wording import Wording, choose_language, wording

router = APIRouter()
AtDesk = Annotated[Desk, Depends(the_desk)]


def serving_app(desk: Desk, rules: Rules) -> FastAPI:
    """The application of `stickyscan serve`: the walls of `stickyscan review`, and what is around them."""
    app = make_app(desk.house, rules)
    app.state.desk, app.state.rules = desk, rules
    app.include_router(router)
    app.include_router(uploads_api.router)
    app.include_router(pages.router)  # behind ours, as both have a start page
    return app


@router.get("/")
def start(request: Request, desk: AtDesk) -> Response:
    """All walls, and a place to drop the photos of a new one. Guests go on to their own page."""
    if role_of(request) == "guest":
        return RedirectResponse("/phone", 303)
    walls, folder = desk.workspace.walls(), desk.workspace.folder.name
    return _page(request, "start.html", walls=walls, folder=folder, code=_code(desk))


@router.get("/phone")
def phone(request: Request) -> Response:
    """The page for the phone in the hand."""
    return _page(request, "phone.html", guest=role_of(request) == "guest")


@router.get("/invite")
def invite(request: Request, desk: AtDesk) -> Response:
    """The link for phones, large enough to be read from a projector."""
    _open_door(desk)
    return _page(request, "join.html", code=_code(desk))


@router.get("/join/{token}")
def join(request: Request, desk: AtDesk, token: str) -> Response:
    """Exchange a link's token for a cookie."""
    rules: Rules = request.app.state.rules
    if desk.door is None:
        raise AnswerError(404, "not_found", "This server has no link for phones. Start it with --lan.")
    here = is_loopback(request.client.host if request.client else "")
    cookie = desk.door.join(token, from_here=here, cookie=cookie_of(request.headers, rules.cookie))
    if cookie is None:
        return refused_answer(Refusal(403, "wrong_link", {}), request.headers)
    answer = joined_answer(request.headers, "/" if desk.door.role(cookie) == "owner" else "/phone")
    answer.set_cookie(rules.cookie, cookie, max_age=int(VISIT_SECONDS), path="/", httponly=True, samesite="strict")
    return answer


@router.get("/api/workspace")
def workspace(desk: AtDesk) -> Response:
    """All walls, the last changed in front."""
    walls = [
        {"key": one.key, "title": one.title, "changed": one.changed.astimezone().isoformat(), "notes": one.notes,
         "to_check": one.to_check, "photos": one.photos, "photo": one.photo, "problem": one.problem}
        for one in desk.workspace.walls()
    ]  # fmt: skip
    return JSONResponse({"walls": walls})


@router.get("/api/invitation")
def invitation(desk: AtDesk) -> Response:
    """The link for phones, as words and as a picture, how many it still lets in, and for how long."""
    link = _open_door(desk).link
    minutes = int(link.seconds / 60 + 0.5)
    return JSONResponse({"link": desk.phone_link, "code": _code(desk), "joins": link.joins, "minutes": minutes})


@router.post("/api/invitation")
def new_invitation(desk: AtDesk) -> Response:
    """Another link; the one before lets nobody in any more."""
    _open_door(desk).renew()
    return invitation(desk)


def _code(desk: Desk) -> str | None:
    """The link as a picture for a phone's camera, as the address of an image; None without --lan."""
    if desk.phone_link is None:
        return None
    code = segno.make(desk.phone_link, error="m", micro=False)
    return code.svg_data_uri(border=4, dark="#14171b", light="#ffffff", omitsize=True)


def _open_door(desk: Desk) -> Door:
    if desk.door is None:
        raise AnswerError(404, "not_found", "This server has no link for phones. Start it with --lan.")
    return desk.door


def _page(request: Request, template: str, **values: object) -> Response:
    words: Wording = wording(choose_language(request.query_params.get("lang"), request.headers.get("accept-language")))
    desk = the_desk(request)
    context = {"t": words, "steps": STEPS, "lan": desk.door is not None, "limits": desk.uploads.limits, **values}
    return pages.templates.TemplateResponse(request, template, context)
