"""The pages that people open: the review page of a wall, the finished map."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from stickyscan.export import PhotoFolder, export
from stickyscan.folder import PHOTOS
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


@router.get("/walls/{key}/finished")
def finished(wall: Wall) -> Response:
    """The map as it is now, as the page that an export gives, apart from everything else here."""
    page = export(wall.store.read().journey, "html", PhotoFolder(wall.folder / PHOTOS))
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": policy_of(page)})


def policy_of(page: bytes) -> str:
    """The policy that an exported page has in it, and a sandbox: its script cannot reach the rest of this server.

    Raises:
        ValueError: the page has none.
    """
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page[:4000].decode("utf-8", "replace"))
    if found is None:
        raise ValueError("the exported page has no policy")
    return f"{found[1]}; frame-ancestors 'none'; sandbox allow-scripts allow-popups allow-downloads allow-modals"


@router.get("/")
def home(request: Request) -> Response:
    """To the one wall there is."""
    house: House = request.app.state.house
    return RedirectResponse(f"/walls/{house.home}", 303)
