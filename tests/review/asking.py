"""Everything that a server can be asked, and a time that tests move on."""

from __future__ import annotations

import re

from stickyscan.review.desk import Desk
from stickyscan.review.serve import serving_app
from tests.review.serving import rules_for

Request = tuple[str, str]


class Clock:
    """A time that a test moves on."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def all_requests(desk: Desk) -> list[Request]:
    """Every method and address of the application, names filled in with something; static files and nonsense, too."""
    paths = serving_app(desk, rules_for(desk)).openapi()["paths"]
    known = [(method.upper(), re.sub(r"\{\w+\}", "1", path)) for path, entry in paths.items() for method in entry]
    more = [
        ("GET", "/static/shared/look.css"),
        ("GET", "/static/locales/en.json"),
        ("GET", "/nowhere"),
        ("POST", "/nowhere"),
    ]
    assert len(known) > 20, "the application has more addresses than that"
    return known + more
