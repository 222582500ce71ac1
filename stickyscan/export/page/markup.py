"""HTML made safely: text is escaped unless it is markup that this module made."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from html import escape
from typing import TypeAlias

from stickyscan.export.photos import Jpeg
from stickyscan.export.words import printable

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_EMPTY_ELEMENTS = frozenset({"img", "image", "use", "path", "polygon", "line", "rect", "circle", "br"})


class Markup(str):
    """HTML that is safe as it stands."""

    __slots__ = ()


Child: TypeAlias = "str | Sequence[Child] | None"
Attribute: TypeAlias = "str | int | float | bool | None"


def text(value: str) -> Markup:
    """The text as HTML. HTML knows one line end only; control characters show as U+FFFD."""
    if value.isascii() and value.isprintable():  # nearly everything, and nothing of the below is in it
        return Markup(escape(value, quote=True))
    return Markup(escape(printable(value), quote=True).replace("\r\n", "\n").replace("\r", "\n"))


def joined(*children: Child) -> Markup:
    """Children in order: markup as it is, text escaped, None left out."""
    parts: list[str] = []
    for child in children:
        if isinstance(child, Markup):
            parts.append(child)
        elif isinstance(child, str):
            parts.append(text(child))
        elif child is not None:
            parts.append(joined(*child))
    return Markup("".join(parts))


def tag(name: str, *children: Child, **attributes: Attribute) -> Markup:
    """One element.

    Attribute names are written as Python allows: `class_` for class, `aria_label` for aria-label. None and False leave
    the attribute out, True writes it without a value.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _EMPTY_ELEMENTS:
        return Markup(f"<{name}{written}/>")
    return Markup(f"<{name}{written}>{joined(*children)}</{name}>")


def verbatim(words: str, language: str | None, element: str = "span", class_: str | None = None) -> Markup:
    """Words from the wall, marked with their language and direction, so that they are spoken and set as such."""
    return tag(element, words, class_=class_, lang=language_tag(language), dir="auto")


def language_tag(language: str | None) -> str | None:
    """The language as a tag for `lang`, or None if it is unknown or not a tag."""
    return language if language and _LANGUAGE.fullmatch(language) else None


def data_address(picture: Jpeg) -> Markup:
    """The picture as a data: address."""
    return Markup("data:image/jpeg;base64," + base64.b64encode(picture.data).decode("ascii"))


def shortened(words: str, limit: int = 80) -> str:
    """The words on one line, cut after `limit` characters."""
    line = " ".join(words.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    return f' {name}="{value if isinstance(value, Markup) else text(str(value))}"'
