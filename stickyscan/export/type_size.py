"""How much room words take, where the program that will set them is not at hand. Lengths are ems: heights of the type.

The widths are those of a wide face (DejaVu Sans, bold), so that in others there is room to spare.
"""

from __future__ import annotations

from collections.abc import Iterator

_LETTER, _MORE_OF_CAPITALS, _FULL_WIDTH, _SPACE = 0.59, 0.15, 1.0, 0.35
_FIRST_FULL_WIDTH = "\u1100"  # from here on scripts whose signs are as wide as high, and emoji


def wrapped(text: str, line: float) -> list[str]:
    """The rows that the text takes in lines of that many ems, broken between words, or inside of long ones."""
    return [row for part in text.split("\n") for row in _rows(part, line)]


def rows_of_text(text: str, line: float) -> int:
    """How many rows that are."""
    return len(wrapped(text, line))


def longest_word(text: str) -> float:
    """The width of the longest word."""
    return max(map(_width, text.split()), default=0.0)


def _rows(words: str, line: float) -> list[str]:
    rows, used = [""], 0.0
    for word in words.split():
        for piece in _pieces(word, line):
            width = _width(piece)
            if used and used + _SPACE + width > line:
                rows.append(piece)
                used = width
            else:
                rows[-1] += f" {piece}" if used else piece
                used += width + (_SPACE if used else 0.0)
    return rows


def _pieces(word: str, line: float) -> Iterator[str]:
    """The word, or parts of it that each fill a line."""
    if _width(word) <= line:
        yield word
        return
    start, used = 0, 0.0
    for at, letter in enumerate(word):
        width = _width(letter)
        if at > start and used + width > line:
            yield word[start:at]
            start, used = at, 0.0
        used += width
    yield word[start:]


def _width(word: str) -> float:
    if word.isascii():
        return len(word) * _LETTER + sum(map(str.isupper, word)) * _MORE_OF_CAPITALS
    return sum(
        _FULL_WIDTH if letter >= _FIRST_FULL_WIDTH else _LETTER + letter.isupper() * _MORE_OF_CAPITALS
        for letter in word
    )
