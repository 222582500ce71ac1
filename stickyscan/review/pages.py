"""The pages that people open: the review page of a wall, the finished map."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from stickyscan.review.api import Wall
from stickyscan.review.house import House
from stickyscan.review.wording import choose_language, wording

HERE = Path(__file__).parent
templates = Jinja2Templates(directory=HERE / "templates")
router = APIRouter()


@router.get("/walls/{key}")
def review(request: Request, wall: Wall) -> Response:
    """The page to check and correct a wall."""
    lang = choose_language(request.query_params.get("lang"), request.headers.get("accept-language"))
    context = {"wall": wall.key, "lang": lang, "t": wording(lang), "name": wall.folder.resolve().name}
    return templates.TemplateResponse(request, "review.html", context)


@router.get("/")
def home(request: Request) -> Response:
    """To the one wall there is."""
    house: House = request.app.state.house
    return RedirectResponse(f"/walls/{house.home}", 303)

