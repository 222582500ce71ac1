"""How much room words take, where the program that will set them is not at hand. Lengths are ems: heights of the type.

The widths are those of a wide face (DejaVu Sans, bold), so that in others there is room to spare.
"""

from __future__ import annotations

_LETTER, _MORE_OF_CAPITALS, _FULL_WIDTH, _SPACE = 0.59, 0.15, 1.0, 0.35
_FIRST_FULL_WIDTH = "\u1100"  # from here on scripts whose signs are as wide as high, and emoji


def rows_of_text(text: str, line: float) -> int:
    """About how many rows the text takes in lines of that many ems, broken between words, or inside of long ones."""
    return sum(_rows(part, line) for part in text.split("\n"))


def _rows(words: str, line: float) -> int:
    rows, used = 1, 0.0
    for word in words.split():
        width = _width(word)
        if used and used + _SPACE + width > line:
            rows, used = rows + 1, 0.0
        used += width + (_SPACE if used else 0.0)
        if used > line:
            rows += int(used / line)
            used %= line
    return rows


def _width(word: str) -> float:
    if word.isascii():
        return len(word) * _LETTER + sum(letter.isupper() for letter in word) * _MORE_OF_CAPITALS
    return sum(
        _FULL_WIDTH if letter >= _FIRST_FULL_WIDTH else _LETTER + letter.isupper() * _MORE_OF_CAPITALS
        for letter in word
    )
