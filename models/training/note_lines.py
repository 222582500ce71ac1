"""Training pictures for the line finder: notes and bits of boards, as the reader shows them to it, and their lines."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import line_texts
import numpy as np
from lines import painted, spoilt
from numpy.typing import NDArray
from training_fonts import Face
from written_lines import CAP, Hand, Layer, Line, draw_hand, flowed, length, write

from stickyscan.engines.line_finder import FIND_SIDE
from stickyscan.engines.protocols import Picture
from stickyscan.steps.cut_out import SIDE

SHOWN = FIND_SIDE[0]  # px, the side of what the network sees
LEAST_CAP = 5.0  # px of the photo: smaller capitals nobody reads
CLEAN = 640.0  # px of a photo's note whose writing is as clear as can be
Colours = NDArray[np.float32]


@dataclass(frozen=True)
class Written:
    """A note that was photographed well and one that was photographed badly, RGB (SHOWN, SHOWN, 3).

    `lines`: corners of each line's ink (n, 4, 2) in pixels of both, from the upper left one clockwise as it is read.
    """

    clean: Picture
    spoilt: Picture
    lines: NDArray[np.float64]


def written_note(rng: np.random.Generator, faces: tuple[Face, ...]) -> Written | None:
    """A note of some lines; None where the hand that was drawn cannot write them."""
    texts = _texts(rng)
    hand = draw_hand(rng, faces, "".join(texts)) if texts else None
    if texts and hand is None:
        return None
    canvas, lines = _on_paper(texts, hand, rng)
    ink = flowed(canvas, hand, rng) if hand is not None else canvas
    colours = painted(_with_marks(ink, rng), rng)
    if rng.random() < 0.3:
        colours = _dotted(colours, rng)
    smallest = LEAST_CAP / CAP * np.sqrt(ink.size)
    side = float(np.exp(rng.uniform(np.log(max(45.0, smallest)), np.log(max(420.0, 1.3 * smallest)))))
    corners = np.array([_ring(line) for line in lines]).reshape(-1, 4, 2)
    turn = _turned(ink.shape, rng)
    corners = cv2.perspectiveTransform(corners.reshape(-1, 1, 2), turn).reshape(-1, 4, 2) if lines else corners
    return Written(_seen(colours, turn, CLEAN, None), _seen(colours, turn, side, rng), corners)


def _texts(rng: np.random.Generator) -> list[str]:
    count = int(rng.choice(9, p=(0.03, 0.17, 0.2, 0.2, 0.15, 0.1, 0.07, 0.05, 0.03)))
    longest = int(rng.integers(6, 24))
    texts: list[str] = []
    while len(texts) < count:
        words = line_texts.line(rng)[0].split(" ")
        row = ""
        for word in words:
            if row and len(row) + len(word) >= longest:
                texts.append(row)
                row = ""
            row = f"{row} {word}".strip()
        texts.append(row)
    return texts[:count]


def _on_paper(texts: list[str], hand: Hand | None, rng: np.random.Generator) -> tuple[Layer, list[Line]]:
    """The lines on a canvas as wide and high as a note around them."""
    widths = [length(text, hand) * 1.1 + CAP for text in texts] if hand else []
    leading = CAP * rng.uniform(1.25, 2.3)
    tilt = abs(hand.slope) * max(widths) if hand else 0.0
    needed = (max(widths, default=0) + CAP, CAP * 2.6 + leading * (len(texts) - 1) + tilt)
    aspect = float(np.exp(rng.normal(0.05, 0.22)))
    width = max(needed[0], needed[1] * aspect, 6 * CAP) * rng.uniform(1.0, 1.35)
    height = max(needed[1], width / aspect)
    canvas = np.zeros((round(height), round(width)), np.float32)
    top = CAP * 1.6 + (tilt if hand and hand.slope < 0 else 0) + rng.beta(1, 2) * (height - needed[1])
    centred, margin = rng.random() < 0.45, rng.uniform(0.3, 1.2) * CAP
    lines = []
    for row, text in enumerate(texts):
        assert hand is not None
        room = width - widths[row]
        left = room / 2 if centred else min(margin, room)
        lines.append(write(canvas, text, (left, top + row * leading), hand, rng))
    return canvas, lines


def _with_marks(ink: Layer, rng: np.random.Generator) -> Layer:
    """Strokes that are no writing: underlines, frames, arrows, loops, a struck-out place."""
    height, width = ink.shape
    for _ in range(int(rng.choice(4, p=(0.6, 0.25, 0.1, 0.05)))):
        pen = int(rng.integers(1, 7))
        a, b = (rng.uniform((0, 0), (width, height)) for _ in range(2))
        kind = rng.random()
        if kind < 0.35:
            b = a + rng.normal(0, (0.3 * width, 0.02 * height))
            cv2.line(ink, *_points(a, b), 1.0, pen, cv2.LINE_AA)
        elif kind < 0.6:
            axes = (int(rng.uniform(0.5, 3) * CAP), int(rng.uniform(0.5, 1.6) * CAP))
            cv2.ellipse(ink, _points(a)[0], axes, float(rng.uniform(0, 180)), 0, 360, 1.0, pen, cv2.LINE_AA)
        elif kind < 0.8:
            cv2.arrowedLine(ink, *_points(a, a + rng.normal(0, 0.2 * width, 2)), 1.0, pen, cv2.LINE_AA)
        else:
            path = a + np.cumsum(rng.normal(0, 0.08 * width, (6, 2)), axis=0)
            cv2.polylines(ink, [np.round(path).astype(np.int32)], False, 1.0, pen, cv2.LINE_AA)
    return ink


def _dotted(colours: Colours, rng: np.random.Generator) -> Colours:
    """With voting dots on it."""
    height, width = colours.shape[:2]
    radius = rng.uniform(0.03, 0.075) * np.sqrt(height * width)
    colour = tuple(float(c) for c in rng.uniform(10, 240, 3))
    result = colours.copy()
    for _ in range(int(rng.integers(1, 7))):
        spot = rng.uniform((0, 0), (width, height))
        if rng.random() < 0.7:  # rather beside the writing
            spot[int(rng.integers(2))] *= rng.choice((0.1, 0.9))
        cv2.circle(result, _points(spot)[0], round(radius), colour, -1, cv2.LINE_AA)
    return result


def _points(*spots: NDArray[np.float64]) -> list[tuple[int, int]]:
    return [(round(x), round(y)) for x, y in spots]


def _ring(line: Line) -> NDArray[np.float64]:
    start, end = np.array(line.start), np.array(line.end)
    along = (end - start) / max(float(np.linalg.norm(end - start)), 1.0)
    down = np.array((-along[1], along[0]))
    return np.array([start - down * line.up, end - down * line.up, end + down * line.down, start + down * line.down])


def _turned(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.float64]:
    """From the canvas to what is shown: outlines are not found exactly, and notes hang askew."""
    height, width = shape[:2]
    whole = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    off = rng.normal(0, 0.015, (4, 2)) if rng.random() < 0.8 else rng.normal(0, 0.05, (4, 2))
    if rng.random() < 0.08:
        whole = np.roll(whole, int(rng.integers(1, 4)), axis=0)
    target = (np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) + off) * SHOWN
    return np.asarray(cv2.getPerspectiveTransform(whole, target.astype(np.float32)), np.float64)


def _seen(colours: Colours, turn: NDArray[np.float64], side: float, rng: np.random.Generator | None) -> Picture:
    """The note photographed `side` pixels large, cut out and shown; without `rng`, perfectly."""
    scale = side / np.sqrt(colours.shape[0] * colours.shape[1])
    size = (max(8, round(colours.shape[1] * scale)), max(8, round(colours.shape[0] * scale)))
    small = cv2.resize(colours, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    photo = np.clip(small, 0, 255).astype(np.uint8) if rng is None else spoilt(small, rng)
    from_photo = turn @ np.diag((colours.shape[1] / size[0], colours.shape[0] / size[1], 1.0))
    larger = np.diag((SIDE / SHOWN, SIDE / SHOWN, 1.0)) @ from_photo
    cut = cv2.warpPerspective(photo, larger, (SIDE, SIDE), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(cut, (SHOWN, SHOWN), interpolation=cv2.INTER_AREA), np.uint8)
