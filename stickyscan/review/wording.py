"""The words of the pages in the person's language: what the browser or the address asks for in, strings out.

Strings are flat JSON: key -> text with {names} to fill in. A key with forms for numbers ends in ".one" and ".other".
A language is the file LANG.json and every LANG.PART.json beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "de")


@dataclass(frozen=True)
class Wording:
    """The strings of one language. Templates call it: `t("key", name=value)`."""

    lang: str
    words: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its names filled in.

        Raises:
            KeyError: there is no such key; a typing mistake in a template must not reach a person.
        """
        return self.words[key].format_map(values)

    def count(self, key: str, number: int) -> str:
        """The text of `key.one` or `key.other` with {n} filled in. English and German need no other forms."""
        return self(f"{key}.{'one' if number == 1 else 'other'}", n=number)

    def for_scripts(self) -> str:
        """The strings as JSON that may stand inside a script element."""
        return json.dumps(dict(self.words), ensure_ascii=False).replace("<", "\\u003c")


@cache
def wording(lang: str) -> Wording:
    """The strings of a language of `LANGUAGES`."""
    folder = files("stickyscan.review") / "locales"
    words: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.split(".")[0] == lang and file.name.endswith(".json"):
            words |= json.loads(file.read_text(encoding="utf-8"))
    return Wording(lang, words)


def choose_language(asked: str | None, accepted: str | None) -> str:
    """The language to speak: the one asked for, else the one the browser likes best of ours, else English.

    Args:
        asked: the address's `?lang=`.
        accepted: the header Accept-Language.
    """
    if asked in LANGUAGES:
        return asked
    ranked = []
    for place, item in enumerate((accepted or "").split(",")):
        name, _, weight = item.partition(";")
        lang = name.strip().partition("-")[0].lower()
        if lang in LANGUAGES:
            ranked.append((-_weight(weight), place, lang))
    return min(ranked)[2] if ranked else LANGUAGES[0]


def _weight(text: str) -> float:
    try:
        return float(text.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0
