"""Workshop phrases by language and kind, read once from the text files beside this module."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

Language = Literal["en", "de", "fr", "es", "nl", "it", "pt", "sv", "pl"]
PhraseKind = Literal["stage", "lane", "title", "touchpoint", "feeling", "pain", "opportunity", "task", "long"]

LANE_KINDS: tuple[PhraseKind, ...] = ("touchpoint", "feeling", "pain", "opportunity")
_FOLDER = Path(__file__).parent / "texts"


@lru_cache(maxsize=16)
def _sections(language: Language) -> dict[str, tuple[str, ...]]:
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (_FOLDER / f"{language}.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            current = sections.setdefault(line[2:], [])
        elif line:
            current.append(line)
    return {kind: tuple(lines) for kind, lines in sections.items()}


def phrases(language: Language, kind: PhraseKind) -> tuple[str, ...]:
    """All phrases of one kind, in file order."""
    return _sections(language)[kind]
