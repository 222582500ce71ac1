"""Text in, ink mask out: words wrapped into a box and written letter by letter with an unsteady hand."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from stickyscan.render import fonts
from stickyscan.render.streams import Layer, Pixels, Rgb, between, happens, pick
from stickyscan.render.texture import clouds

Lines = tuple[str, ...]
_LEADING = 1.15  # widest distance of baselines, in font sizes
_SWAY = 0.25  # room for letters that jump and lines that slope, in font sizes


@dataclass(frozen=True)
class Hand:
    """How one person writes.

    Attributes:
        font: name of the font behind the hand.
        capitals: writes everything in capitals.
        size: font size as a share of the paper's shorter side; a text that does not fit is written smaller.
        stroke: extra pen width all round, as a share of the font size.
        unsteady: 0..1, jitter of letters and wobble of lines.
        centred: lines centred rather than flush left.
        ink: sRGB.
    """

    font: str
    capitals: bool
    size: float
    stroke: float
    unsteady: float
    centred: bool
    ink: Rgb


@dataclass(frozen=True)
class Writing:
    """Ink (height, width) 0..1 and the height of its capitals in pixels (0 without text, or if some did not fit)."""

    ink: Layer
    cap_height: float


def draw_hand(rng: np.random.Generator, names: tuple[str, ...], inks: tuple[Rgb, ...]) -> Hand:
    """A random person with one of these fonts and pens."""
    return Hand(
        font=pick(rng, names),
        capitals=happens(rng, 0.4),
        size=between(rng, 0.13, 0.36),
        stroke=pick(rng, (0.0, 0.0, 0.012, 0.02, 0.03, 0.045)),
        unsteady=between(rng, 0.2, 1.0),
        centred=happens(rng, 0.4),
        ink=pick(rng, inks),
    )


def write(text: str, box: tuple[int, int], hand: Hand, rng: np.random.Generator) -> Writing:
    """Write the text into a box (width, height) in pixels; it may not fill the box, but stays inside if it can."""
    width, height = box
    ink = np.zeros((height, width), dtype=np.uint8)
    if not text or min(box) < 6:
        return Writing(ink.astype(np.float32), 0.0)
    shown = text.upper() if hand.capitals else text
    largest = _largest_size(shown, box, hand)
    size = fonts.ladder(min(largest, hand.size * min(box) * between(rng, 0.85, 1.2)))
    lines = _wrap(shown, width * between(rng, 0.85, 1.0) / size, hand)
    up, down = fonts.extent(hand.font)
    leading = size * between(rng, 0.95, _LEADING)
    free = height - (leading * (len(lines) - 1) + (up + down + _SWAY) * size)
    top = _spread(free, rng) + (up + _SWAY / 2) * size
    slope = rng.normal(0, 0.035 * hand.unsteady)
    for row, line in enumerate(lines):
        free = width - _length(line, hand) * size
        left = free / 2 if hand.centred else min(free, size * 0.1 + abs(rng.normal(0, 0.1 * size)))
        start = (max(left, 0.0), top + row * leading)
        _write_line(ink, line, start, (hand, size, float(slope)), rng)
    _underline(ink, (lines, top, leading), (hand, size), rng)
    fits = free > -0.2 * size and size * max(_length(line, hand) for line in lines) < 1.06 * width
    return Writing(_wobbled(ink, hand.unsteady * size, rng), size * fonts.cap_height(hand.font) if fits else 0.0)


def _spread(free: float, rng: np.random.Generator) -> float:
    """Where the block starts within the free height: seldom at the very top, mostly above the middle."""
    return max(0.0, free) * float(rng.beta(1.5, 2))


def _length(text: str, hand: Hand) -> float:
    """Room that a line takes, in font sizes, with some for swashes and unsteadiness."""
    return 0.12 + sum(fonts.advance(hand.font, letter) + hand.stroke for letter in text)


def _wrap(text: str, width: float, hand: Hand) -> Lines:
    """Greedy wrap at a width in font sizes; a list mark at a word's start begins a new line."""
    lines: list[str] = []
    current = ""
    for word in text.split():
        longer = f"{current} {word}" if current else word
        new_item = word in {"-", "•"} or (len(word) == 2 and word.endswith(")"))
        if current and (new_item or _length(longer, hand) > width):
            lines.append(current)
            current = word
        else:
            current = longer
    return (*lines, current)


def _largest_size(text: str, box: tuple[int, int], hand: Hand) -> float:
    """The largest font size in pixels with which the text fits the box."""
    width, height = box
    widest_word = max(_length(word, hand) for word in text.split())
    size = min(0.8 * height, 0.94 * width / widest_word)
    ends = sum(fonts.extent(hand.font)) + _SWAY
    while size > 5:
        lines = len(_wrap(text, 0.85 * width / size, hand))
        if ((lines - 1) * _LEADING + ends) * size <= height:
            break
        size *= 0.9
    return size


def _write_line(
    ink: Pixels, line: str, start: tuple[float, float], pen: tuple[Hand, int, float], rng: np.random.Generator
) -> None:
    """Add one line to the ink in place. `pen` is the hand, the font size in pixels and the slope of the line."""
    hand, size, slope = pen
    x, y = start
    jitter = rng.normal(0, 1, (len(line), 3)) * hand.unsteady
    stroke = round(hand.stroke * size * 2) / 2
    for letter, (up, wide, big) in zip(line, jitter, strict=True):
        if not letter.isspace():
            grown = fonts.ladder(size * 1.18) if big > 0.7 else size
            glyph = fonts.letter_mask(hand.font, grown, letter, stroke)
            sway = slope * (x - start[0] - ink.shape[1] / 2) + up * 0.025 * size
            place = (round(x) + glyph.left, round(y + min(max(sway, -_SWAY * size / 2), _SWAY * size / 2)) + glyph.top)
            _stamp(ink, glyph.mask, place)
        x += (fonts.advance(hand.font, letter) + wide * 0.02 + hand.stroke) * size


def _stamp(ink: Pixels, mask: Pixels, place: tuple[int, int]) -> None:
    """Lay a mask onto the ink in place, clipped to it."""
    left, top = place
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + mask.shape[1], ink.shape[1]), min(top + mask.shape[0], ink.shape[0])
    if x0 < x1 and y0 < y1:
        part = ink[y0:y1, x0:x1]
        np.maximum(part, mask[y0 - top : y1 - top, x0 - left : x1 - left], out=part)


def _underline(ink: Pixels, block: tuple[Lines, float, float], pen: tuple[Hand, int], rng: np.random.Generator) -> None:
    lines, top, leading = block
    hand, size = pen
    if len(lines) > 3 or not happens(rng, 0.08):
        return
    y = top + (len(lines) - 1) * leading + size * 0.2
    ends = (round(ink.shape[1] * 0.1), round(y)), (round(ink.shape[1] * between(rng, 0.5, 0.9)), round(y - 0.05 * size))
    cv2.line(ink, *ends, 255, max(1, round(size * (0.05 + hand.stroke))), cv2.LINE_AA)


def _wobbled(ink: Pixels, amount: float, rng: np.random.Generator) -> Layer:
    """Bend the ink softly, by up to a few hundredths of the font size; values 0..1 out."""
    layer = np.asarray(ink, dtype=np.float32) / np.float32(255)
    if amount < 4:
        return layer
    height, width = ink.shape
    grid_x, grid_y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    cells = max(3.0, 2.5 * max(height, width) / amount / 2)
    bend = np.float32(amount * 0.05)  # a float64 would double the maps
    map_x = grid_x + clouds((height, width), cells, rng) * bend
    map_y = grid_y + clouds((height, width), cells, rng) * bend
    return np.asarray(cv2.remap(layer, map_x, map_y, cv2.INTER_LINEAR), dtype=np.float32)
