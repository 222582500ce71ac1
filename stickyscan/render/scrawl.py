"""A board in use without notes: blocks of writing, lists, words in drawn boxes and loops, lines between them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from stickyscan.geometry import Point
from stickyscan.render.plan import Heading, Stroke
from stickyscan.render.streams import between, happens, pick
from stickyscan.render.vocabulary import Language, PhraseKind, phrases

_KINDS: tuple[PhraseKind, ...] = ("touchpoint", "feeling", "pain", "opportunity", "task", "stage", "long")
_MOST_BLOCKS = 40
_TRIES = 120

Scrawl = tuple[tuple[Heading, ...], tuple[Stroke, ...]]


def scrawl(rng: np.random.Generator, board: tuple[float, float], language: Language, much: float) -> Scrawl:
    """Writing all over a board (width, height) in wall units, in blocks that do not overlap.

    Args:
        rng: of all draws.
        board: extent; its top left corner is the origin.
        language: of the writing.
        much: 0..1, how full the board gets.
    """
    headings: list[Heading] = []
    strokes: list[Stroke] = []
    taken: list[tuple[float, float, float, float]] = []
    letters = float(np.exp(rng.uniform(np.log(0.07), np.log(0.4))))
    boxed = between(rng, 0, 0.7)
    for _ in range(_TRIES):
        if len(taken) >= max(3, round(much * _MOST_BLOCKS)):
            break
        height = letters * between(rng, 0.7, 1.5)
        lines = int(rng.integers(1, 8))
        width = height * between(rng, 4, 16)
        size = (width, lines * height * 1.25)
        x, y = between(rng, 0, board[0] - 0.2), between(rng, 0.2, board[1] - 0.2)
        area = (x, y, x + size[0], y + size[1])
        if area[2] > board[0] or area[3] > board[1] or any(_meet(area, other) for other in taken):
            continue
        taken.append(area)
        headings += _block(rng, area, lines, language)
        if happens(rng, boxed):
            strokes.append(_frame(rng, area, height))
    strokes += [_arrow(rng, a, b) for a, b in pairwise(taken) if happens(rng, 0.25)]
    return tuple(headings), tuple(strokes)


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] + 0.1 and b[0] < a[2] + 0.1 and a[1] < b[3] + 0.1 and b[1] < a[3] + 0.1


def _block(
    rng: np.random.Generator, area: tuple[float, float, float, float], lines: int, language: Language
) -> list[Heading]:
    left, top, right, bottom = area
    step = (bottom - top) / lines
    mark = pick(rng, ("", "", "- ", "• "))
    block = []
    for row in range(lines):
        words = pick(rng, phrases(language, pick(rng, _KINDS))).split()
        text = mark + " ".join(words[: int(rng.integers(1, 7))])
        wide = (right - left) * between(rng, 0.6, 1.0)
        centre = (left + wide / 2, top + (row + 0.5) * step)
        block.append(Heading(text, centre, wide, step * 0.95, underlined=row == 0 and happens(rng, 0.25)))
    return block


def _frame(rng: np.random.Generator, area: tuple[float, float, float, float], height: float) -> Stroke:
    """A box or a loop drawn round a block, by hand: its corners do not meet at right angles."""
    left, top, right, bottom = area
    room = height * between(rng, 0.1, 0.6)
    centre = np.array([(left + right) / 2, (top + bottom) / 2])
    half = np.array([(right - left) / 2 + room, (bottom - top) / 2 + room])
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    power = pick(rng, (0.08, 0.15, 0.3, 1.0))  # from a box to an ellipse
    way = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    outline = centre + np.sign(way) * np.abs(way) ** power * half + rng.normal(0, 0.01, (48, 2))
    return Stroke(tuple((float(x), float(y)) for x, y in outline), closed=True)


def _arrow(
    rng: np.random.Generator, a: tuple[float, float, float, float], b: tuple[float, float, float, float]
) -> Stroke:
    def near(area: tuple[float, float, float, float]) -> Point:
        return between(rng, area[0], area[2]), between(rng, area[1], area[3])

    return Stroke((near(a), near(b)), arrow=happens(rng, 0.6))
