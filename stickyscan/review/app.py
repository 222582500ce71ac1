"""The web application, put together: addresses, pages, files of the page."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from stickyscan.review import api, pages, pictures_api
from stickyscan.review.answers import answer_failures
from stickyscan.review.house import House
from stickyscan.review.security import Guard, Rules


def make_app(house: House, rules: Rules | None = None) -> FastAPI:
    """The application that shows the walls of a house. With `rules`, a guard stands before it: see `security`."""
    app = FastAPI(title="stickyscan review", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house, app.state.stopping = house, house.stopping
    answer_failures(app)
    app.include_router(api.router)
    app.include_router(pictures_api.router)
    if house.home is not None:
        app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=pages.HERE / "static", check_dir=False), name="static")
    if rules is not None:
        app.add_middleware(Guard, rules=rules)
    return app
