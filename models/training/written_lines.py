"""Ink of handwritten lines: every letter a little different from the last, with pens of all widths."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from training_fonts import NEAT, Face, monoline, smoothed

Layer = NDArray[np.float32]
CAP = 30.0  # px, height of capitals on the canvas


@dataclass(frozen=True)
class Hand:
    """How a line is written; lengths as shares of the height of a capital.

    `second`: a font that lends it some letters (a share of `borrowed`). `pen`: width of the stroke; None = the font's
    own. `jitter`: 0..1, how much letters differ among themselves.
    """

    face: Face
    second: Face | None
    borrowed: float
    pen: float | None
    weight: float
    slant: float
    stretch: float
    spacing: float
    word_gap: float
    jitter: float
    slope: float


@dataclass(frozen=True)
class Line:
    """Where a line is on its canvas: ends of its baseline, reach above and below it, in pixels."""

    text: str
    start: tuple[float, float]
    end: tuple[float, float]
    up: float
    down: float


def draw_hand(rng: np.random.Generator, faces: tuple[Face, ...], text: str) -> Hand | None:
    """A random hand that can write the text; None if none can."""
    able = [face for face in faces if face.writes(text)]
    if not able:
        return None
    odds = np.array([0.35 if face.name in NEAT else 1.0 for face in able])
    first, second = (able[int(i)] for i in rng.choice(len(able), 2, p=odds / odds.sum()))
    mixes = rng.random() < 0.35 and second is not first
    return Hand(
        face=first,
        second=second if mixes else None,
        borrowed=float(rng.uniform(0.05, 0.5)) if mixes else 0.0,
        pen=float(np.exp(rng.uniform(math.log(0.04), math.log(0.26)))) if rng.random() < 0.45 else None,
        weight=float(rng.uniform(-1, 1)),
        slant=float(rng.normal(0, 0.14)),
        stretch=float(np.exp(rng.normal(0, 0.17))),
        spacing=float(np.clip(rng.normal(0.01, 0.055), -0.08, 0.25)),
        word_gap=float(rng.uniform(0.3, 1.1)),
        jitter=float(rng.uniform(0.1, 1.4)),
        slope=float(rng.normal(0, 0.025)),
    )


def length(text: str, hand: Hand) -> float:
    """About how many pixels a line takes."""
    scale = CAP / hand.face.cap * hand.stretch
    letters = (hand.face.letter(sign) for sign in text if sign != " ")
    written = sum(one.advance * scale + hand.spacing * CAP for one in letters if one)
    return written + text.count(" ") * hand.word_gap * CAP


def write(canvas: Layer, text: str, start: tuple[float, float], hand: Hand, rng: np.random.Generator) -> Line:
    """Write a line of text from `start` (on the baseline) onto a canvas of ink 0..1, in place."""
    x, y = start
    rise = hand.slope
    lowest, highest = y, y
    wave, phase = rng.normal(0, 0.05 * hand.jitter) * CAP, rng.uniform(0, 6.3)
    for sign in text:
        if sign == " ":
            x += hand.word_gap * CAP * float(np.exp(rng.normal(0, 0.25 * hand.jitter)))
            continue
        face = hand.second if hand.second and rng.random() < hand.borrowed else hand.face
        jump = rng.normal(0, 0.045 * hand.jitter) * CAP + wave * math.sin(phase + (x - start[0]) / (5 * CAP))
        place = (x, y + rise * (x - start[0]) + jump)
        top, bottom, advance = _put(canvas, (face, sign), place, hand, rng)
        highest = min(highest, top - rise * (x - start[0]))
        lowest = max(lowest, bottom - rise * (x - start[0]))
        x += advance + (hand.spacing + rng.normal(0, 0.03 * hand.jitter)) * CAP
    return Line(text, start, (x, y + rise * (x - start[0])), y - highest, lowest - y)


def _put(
    canvas: Layer, glyph: tuple[Face, str], place: tuple[float, float], hand: Hand, rng: np.random.Generator
) -> tuple[float, float, float]:
    """Draw one letter; its top, bottom and the way to the next one."""
    face, sign = glyph
    drawn = face.letter(sign)
    if drawn is None:
        return place[1], place[1], 0.0
    scale = CAP / face.cap
    mask, margin = drawn.mask, 0
    if hand.pen is not None:
        middle = monoline(face, sign)
        margin = math.ceil(hand.pen * CAP / scale / 2) + 1
        mask = smoothed(np.pad(middle, margin), hand.pen * CAP / scale) if middle is not None else mask
    big = scale * float(np.exp(rng.normal(0, 0.07 * hand.jitter)))
    wide = big * hand.stretch * float(np.exp(rng.normal(0, 0.08 * hand.jitter)))
    turn, slant = rng.normal(0, 0.05 * hand.jitter), -hand.slant + rng.normal(0, 0.05 * hand.jitter)
    cos, sin = math.cos(turn), math.sin(turn)
    matrix = np.array([[cos, -sin], [sin, cos]]) @ np.array([[1, slant], [0, 1]]) @ np.diag((wide, big))
    origin = np.array((drawn.left - margin, drawn.top - margin), dtype=np.float64)
    height, width = mask.shape
    ring = (origin + np.array([[0, 0], [width, 0], [width, height], [0, height]])) @ matrix.T + place
    low, high = np.floor(ring.min(axis=0)).astype(int), np.ceil(ring.max(axis=0)).astype(int) + 1
    shift = origin @ matrix.T + place - low
    small = cv2.warpAffine(mask, np.column_stack([matrix, shift]), tuple((high - low).tolist()), flags=cv2.INTER_LINEAR)
    _stamp(canvas, small, (int(low[0]), int(low[1])))
    ink = np.flatnonzero(small.max(axis=1) > 100)
    top, bottom = (low[1] + int(ink[0]), low[1] + int(ink[-1])) if len(ink) else (place[1], place[1])
    return float(top), float(bottom), drawn.advance * wide


def _stamp(canvas: Layer, mask: NDArray[np.uint8], place: tuple[int, int]) -> None:
    left, top = place
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + mask.shape[1], canvas.shape[1]), min(top + mask.shape[0], canvas.shape[0])
    if x0 < x1 and y0 < y1:
        part = canvas[y0:y1, x0:x1]
        np.maximum(part, mask[y0 - top : y1 - top, x0 - left : x1 - left] / np.float32(255), out=part)


def flowed(canvas: Layer, hand: Hand, rng: np.random.Generator) -> Layer:
    """The ink as a pen leaves it: bent softly, thicker or thinner, here and there fainter."""
    height, width = canvas.shape
    bend = abs(rng.normal(0, 1.3)) * hand.jitter
    if bend > 0.2:
        grid = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
        cell = rng.uniform(8, 30)
        moved = [axis + _clouds((height, width), cell, rng) * np.float32(bend) for axis in grid]
        canvas = np.asarray(cv2.remap(canvas, moved[0], moved[1], cv2.INTER_LINEAR), dtype=np.float32)
    if hand.pen is None:
        thinner = hand.weight < 0
        soft = cv2.GaussianBlur(canvas, (0, 0), rng.uniform(0.5, 0.8) if thinner else rng.uniform(0.6, 1.8))
        level = 0.42 - (0.1 if thinner else 0.28) * hand.weight
        canvas = np.clip((soft - np.float32(level)) * np.float32(4) + np.float32(0.5), 0, 1)
    if rng.random() < 0.4:  # a dry pen
        faint = _clouds((height, width), rng.uniform(2, 12), rng) * np.float32(rng.uniform(0.1, 0.35))
        canvas = canvas * np.clip(np.float32(0.85) + faint, 0.15, 1)
    return np.asarray(canvas, dtype=np.float32)


def _clouds(shape: tuple[int, int], cell: float, rng: np.random.Generator) -> Layer:
    """Smooth noise of about unit variance whose features are `cell` pixels wide."""
    rows, columns = math.ceil(shape[0] / cell) + 2, math.ceil(shape[1] / cell) + 2
    coarse = rng.normal(0, 1.3, (rows, columns)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), dtype=np.float32)
