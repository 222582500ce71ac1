"""Text that Markdown must take as it stands."""

from __future__ import annotations

import re

from stickyscan.export.words import one_line

# CommonMark lets a backslash stand before any ASCII punctuation, so nothing a note holds can become markup.
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def escaped(text: str) -> str:
    """The text on one line, every punctuation mark made literal."""
    return _PUNCTUATION.sub(r"\\\1", one_line(text))
