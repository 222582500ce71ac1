"""A note's picture and what was read on it in; figures that tell good readings from bad ones out.

Each figure is of a kind that a note's size, pen and paper do not shift by themselves, because the judge learns on
rendered walls and judges real ones. Case never counts: a note read in the wrong case is usable.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Doubts, Picture, TextLine
from stickyscan.geometry import FloatArray, Quad
from stickyscan.spelling import edits, words_in

FEATURES = (
    "letters", "rivals", "right_letters", "right_texts", "ink_left", "lines_left",
    "digits", "single_letters", "mixed_words", "unknown_words",
)  # fmt: skip
USABLE = 0.1  # wrong letters per letter up to which a text needs no retyping; the measure that is predicted
SIDE = 320  # px, at which ink is looked for
PAPER = 61  # px at half of that, a side of the square whose median is the paper: wider than two voting dots
INK = 0.4  # of the contrast of the writing that was read: what differs less from the paper is no writing
LEAST_INK = 0.06  # share of the paper's brightness
ROUND_A_LINE = 0.25  # of its height: strokes this near belong to the line
TALLEST = 2.5  # times the height of a line: what is higher is drawn, or printed
THICKEST = 2.0  # times the strokes of what was read: what is thicker is a voting dot, or filled in
FAINTEST = 1e-3  # rivals less probable than this are not looked at


@dataclass(frozen=True)
class ReadNote:
    """An upright cut-out, the lines read on it in reading order, and the places (in its pixels) that others cover.

    `unsure`: where further lines were found, but read too unsurely to be kept.
    """

    picture: Picture
    lines: tuple[TextLine, ...]
    covers: tuple[Quad, ...]
    unsure: tuple[Quad, ...] = ()


def describe(note: ReadNote) -> FloatArray:
    """Evidence (len(FEATURES),) on a note with at least one line.

    Raises:
        ValueError: there is no line, or one whose engine does not tell its doubts.
    """
    doubts = [line.doubts for line in note.lines if line.doubts]
    if not doubts or len(doubts) != len(note.lines):
        raise ValueError("only lines whose engine tells its doubts can be judged")
    chances = np.clip(np.concatenate([np.array(one.letters) for one in doubts]), 1e-3, 1.0)
    text = " ".join(line.text for line in note.lines)
    spelt = " ".join(line.read or line.text for line in note.lines)
    tolerated = int(USABLE * len(text))
    own = [_own_share(line.text, one) for line, one in zip(note.lines, doubts, strict=True)]
    words = text.split()
    solid = max(len(text.replace(" ", "")), 1)
    return np.array([
        _odds(float(chances.mean())), sum(math.log(max(share, 1e-3)) for share in own),
        _odds(_at_most(tolerated, [np.array([p, 1 - p]) for p in chances])),
        _at_most(tolerated, [_differing(line.text, one) for line, one in zip(note.lines, doubts, strict=True)]),
        math.log(ink_left(note) + 0.02),
        len(note.unsure) / (len(note.unsure) + len(note.lines)),
        sum(sign.isdigit() for sign in text) / solid,
        sum(len(word) == 1 and word.casefold() not in "aiouy" for word in words) / max(len(words), 1),
        sum(map(_is_mixed, words)) / max(len(words), 1),
        sum(one.unknown for one in doubts) / max(len(words_in(spelt)), 1),
    ])  # fmt: skip


def ink_left(note: ReadNote) -> float:
    """Share of the note's ink that lies outside the lines read and looks like writing: lines that were missed.

    Voting dots and what is drawn are higher than lines, or thicker than the strokes of what was read. The outer
    sixteenth is not judged, because the wall and other notes show there; nor is what others cover.
    """
    grey = cv2.cvtColor(note.picture, cv2.COLOR_RGB2GRAY)
    scale = SIDE / math.sqrt(grey.shape[0] * grey.shape[1])
    size = (max(32, round(grey.shape[1] * scale)), max(32, round(grey.shape[0] * scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    half = cv2.resize(small, (size[0] // 2, size[1] // 2), interpolation=cv2.INTER_LINEAR)  # means four pixels, too
    paper = cv2.resize(cv2.medianBlur(half, PAPER), size, interpolation=cv2.INTER_LINEAR).astype(np.float32)
    contrast = np.abs(small.astype(np.float32) - paper) / np.maximum(paper, 40)
    boxes = [line.corners for line in note.lines]
    inside = contrast[_filled(boxes, small.shape, scale)]
    writing = float(np.quantile(inside, 0.95)) if inside.size else LEAST_INK
    judged = np.zeros(small.shape, dtype=bool)
    judged[size[1] // 16 : -(size[1] // 16), size[0] // 16 : -(size[0] // 16)] = True
    ink = (contrast > max(INK * writing, LEAST_INK)) & judged & ~_filled(note.covers, small.shape, scale)
    read = _filled([_grown(box, ROUND_A_LINE) for box in boxes], small.shape, scale)
    height = float(np.median([box.height for box in boxes])) * scale
    left = _like_writing(ink & ~read, ink & read, height)
    return left / max(left + float((ink & read).sum()), 1.0)


def _like_writing(left: NDArray[np.bool_], read: NDArray[np.bool_], height: float) -> float:
    """Pixels of ink (h, w) in pieces that may be letters beside those that were read, in lines so high."""
    thickness = cv2.distanceTransform(read.astype(np.uint8), cv2.DIST_L2, 3)[read]
    stroke = float(np.quantile(thickness, 0.95)) if thickness.size else height
    _, pieces, shapes, _ = cv2.connectedComponentsWithStats(left.astype(np.uint8))
    thick = cv2.distanceTransform(left.astype(np.uint8), cv2.DIST_L2, 3) > THICKEST * stroke + 1
    sizes, low = shapes[:, cv2.CC_STAT_AREA], shapes[:, cv2.CC_STAT_HEIGHT] <= TALLEST * height
    written = low & (sizes >= 0.004 * height**2 + 3)  # the paper's grain is no ink
    written[np.unique(pieces[thick])] = False
    return float(sizes[1:][written[1:]].sum())


def _own_share(text: str, doubts: Doubts) -> float:
    return sum(share for rival, share in doubts.rivals if rival.casefold() == text.casefold())


def _differing(text: str, doubts: Doubts) -> FloatArray:
    """Probability that 0, 1, 2... letters of the line are wrong, by the texts that it may hold."""
    counted = [(rival, share) for rival, share in doubts.rivals if share > FAINTEST]
    apart = [(edits(text.casefold(), rival.casefold()), share) for rival, share in counted or [(text, 1.0)]]
    chance = np.zeros(max(count for count, _ in apart) + 1)
    for count, share in apart:
        chance[count] += share
    return chance


def _at_most(count: int, parts: Sequence[FloatArray]) -> float:
    """Probability of at most `count` wrong letters; each part gives that of 0, 1, 2... in itself."""
    chance = np.ones(1)
    for part in parts:
        chance = np.convolve(chance, part)[: count + 1]
    return float(chance.sum())


def _is_mixed(word: str) -> bool:
    """Letters with digits, or capitals after small letters: as often misread as meant."""
    if any(sign.isdigit() for sign in word):
        return any(sign.isalpha() for sign in word)
    return not word.isupper() and any(c.islower() for c in word[:-1]) and any(c.isupper() for c in word[1:])


def _odds(probability: float) -> float:
    kept = min(max(probability, 0.005), 0.995)
    return math.log(kept / (1 - kept))


def _filled(quads: Sequence[Quad], shape: tuple[int, ...], scale: float) -> np.ndarray:
    mask = np.zeros(shape, dtype=np.uint8)
    for quad in quads:
        cv2.fillPoly(mask, [np.round(quad.array * scale).astype(np.int32)], (1,))
    return np.asarray(mask > 0)


def _grown(box: Quad, share: float) -> Quad:
    """Larger by the same margin on all sides, a share of the height in all."""
    a, b, c, d = box.array
    along, down = (b - a + c - d) / 2, (d - a + c - b) / 2
    height = float(np.linalg.norm(down))
    along = along * (1 + share * height / max(float(np.linalg.norm(along)), 1.0))
    down = down * (1 + share)
    centre = np.array(box.centre)
    return Quad.of(centre + np.array([-along - down, along - down, along + down, down - along]) / 2)
