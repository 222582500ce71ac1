"""A refusal in, an answer out: a small page for people, JSON for scripts. The page needs no file that is refused."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from starlette.datastructures import Headers
from starlette.responses import Response

from stickyscan.review.wording import choose_language, wording

_STYLE = """
:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:1.0625rem/1.55 system-ui,sans-serif;
background:light-dark(#f3f1ea,#14171b);color:light-dark(#20242a,#eceae5)}
main{max-width:26rem;margin:1.5rem;padding:2rem;border:1px solid light-dark(#dcd7ca,#333942);border-radius:14px;
background:light-dark(#fffefb,#1d2126)}
h1{margin:0 0 .6rem;font-size:1.45rem;line-height:1.25;letter-spacing:-.02em;text-wrap:balance}
p{margin:0}a{display:inline-block;margin-top:1.4rem;padding:.7rem 1.3rem;border-radius:8px;font-weight:600;
text-decoration:none;background:light-dark(#17415f,#9fcdf0);color:light-dark(#fff,#0d1f2d)}
a:focus-visible{outline:3px solid light-dark(#0b63ce,#7db8ff);outline-offset:3px}
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Refusal:
    """Why a request goes no further. `code` names its words (refused.CODE); `wait`: seconds to come again after."""

    status: int
    code: str
    values: Mapping[str, str]
    wait: float | None = None


def refused_answer(refusal: Refusal, headers: Headers) -> Response:
    """The answer to a refused request."""
    words = wording(choose_language(None, headers.get("accept-language")))
    message = words(f"refused.{refusal.code}", **refusal.values)
    extra = {} if refusal.wait is None else {"Retry-After": str(max(1, math.ceil(refusal.wait)))}
    if "text/html" in headers.get("accept", ""):
        page = small_page(words.lang, words("refused.title"), message)
        return Response(page, refusal.status, {**extra, "Content-Security-Policy": _POLICY}, "text/html")
    body = json.dumps({"error": refusal.code, "message": message}, ensure_ascii=False)
    return Response(body, refusal.status, extra, "application/json")


def joined_answer(headers: Headers, goal: str) -> Response:
    """The page that follows the link. It leads on by itself: only a page of ours may bring the new cookie along.

    (A redirect would still count as coming from where the link stood, and the browser would hold the cookie back.)
    """
    words = wording(choose_language(None, headers.get("accept-language")))
    page = small_page(words.lang, words("joined.title"), words("joined.text"), (goal, words("joined.go_on")))
    return Response(page, headers={"Content-Security-Policy": _POLICY}, media_type="text/html")


def small_page(lang: str, title: str, text: str, way: tuple[str, str] | None = None) -> str:
    """A page of one heading and one paragraph; `way`: the address it leads to after a moment, and the link's text."""
    refresh = f'<meta http-equiv="refresh" content="0; url={escape(way[0])}">' if way else ""
    link = f'<a href="{escape(way[0])}">{escape(way[1])}</a>' if way else ""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{refresh}'
        f"<title>{escape(title)} - stickyscan</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1><p>{escape(text)}</p>{link}</main></body></html>"
    )
