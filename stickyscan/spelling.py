"""The words of a text, and how far two spellings are apart."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")  # noqa: RUF001  the typographic apostrophe


def words_in(text: str) -> list[str]:
    """Its words, as they are spelled; digits and signs are none, apostrophes inside words belong to them."""
    return _WORD.findall(text)


def edits(a: str, b: str) -> int:
    """Levenshtein distance: signs to put in, take out or change to make one text the other."""
    if a == b:
        return 0
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[:], i
        for j, y in enumerate(b, 1):
            row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
    return row[-1]


def likeness(a: str, b: str) -> float:
    """1 for texts with the same letters and digits, 0 for texts that have nothing in common; case and signs aside."""
    one, other = (
        "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum()) for text in (a, b)
    )
    if not one or not other:
        return 1.0 if a.strip() == b.strip() else 0.0
    return 1 - edits(one, other) / max(len(one), len(other))
