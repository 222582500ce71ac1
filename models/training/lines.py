"""Training strips: a piece of a note with some lines is written and photographed, then cut as the reader cuts it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import line_texts
import numpy as np
from numpy.typing import NDArray
from training_fonts import Face
from written_lines import CAP, Hand, Layer, Line, draw_hand, flowed, length, write

from stickyscan.engines.protocols import Picture
from stickyscan.engines.text_boxes import text_strip
from stickyscan.geometry import Quad
from stickyscan.render import palette

WIDEST = 640  # px of a strip
FRAME = 8  # px of a strip for which the network names one letter
BADLY = (8.0, 34.0)  # px, height of capitals on bad photos
CLEARLY = 36.0  # px, the same on clear ones, at least
SENT_ON = 0.4  # share of bad photos that are saved a second time
PAPERS = tuple(paper.rgb for paper in (*palette.USUAL, *palette.USUAL, *palette.SCARCE)) + ((244, 243, 240),) * 6


@dataclass(frozen=True)
class Strip:
    """A line as the recogniser sees it, RGB (48, width, 3), and what it says."""

    picture: Picture
    text: str
    language: str


@dataclass(frozen=True)
class Piece:
    """A piece of a note, RGB 0..255, and the lines on it; `said[i]`: text and language of `lines[i]`."""

    colours: NDArray[np.float32]
    lines: list[Line]
    said: list[tuple[str, str]]


def strips(rng: np.random.Generator, faces: tuple[Face, ...]) -> list[Strip]:
    """The lines of one piece of a note."""
    piece = _piece(rng, faces)
    if piece is None:
        return []
    picture, scale = _photographed(piece.colours, rng)
    cut = [text_strip(picture, _box(line, rng, scale)) for line in piece.lines]
    told = zip(cut, piece.said, strict=True)
    return [Strip(one, text, language) for one, (text, language) in told if one.shape[1] <= WIDEST]


def twice_photographed(rng: np.random.Generator, faces: tuple[Face, ...]) -> list[tuple[Strip, Strip]]:
    """The lines of one piece of a note, each photographed badly and, equally wide, clearly."""
    piece = _piece(rng, faces)
    if piece is None:
        return []
    scale = float(np.exp(rng.uniform(*np.log(BADLY)))) / CAP
    bad = spoilt(_sized(piece.colours, scale), rng)
    if rng.random() < SENT_ON:
        bad = _saved(bad, int(rng.integers(50, 90)))
    fine = max(scale, CLEARLY / CAP)
    clear = cv2.GaussianBlur(_sized(piece.colours, fine), (0, 0), 0.5) + rng.standard_normal()
    clear = np.clip(clear, 0, 255).astype(np.uint8)
    pairs = []
    for line, (text, language) in zip(piece.lines, piece.said, strict=True):
        ring = _box(line, rng, 1.0).array
        worse, better = text_strip(bad, Quad.of(ring * scale)), text_strip(clear, Quad.of(ring * fine))
        if worse.shape[1] <= WIDEST and abs(worse.shape[1] - better.shape[1]) <= FRAME < better.shape[1]:
            better = np.asarray(cv2.resize(better, worse.shape[1::-1]), np.uint8)
            pairs.append((Strip(worse, text, language), Strip(better, text, language)))
    return pairs


def _piece(rng: np.random.Generator, faces: tuple[Face, ...]) -> Piece | None:
    """Some lines by one hand on paper; None if no hand can write them."""
    said = [line_texts.line(rng) for _ in range(int(rng.choice(4, p=(0.2, 0.3, 0.3, 0.2))) + 1)]
    hand = draw_hand(rng, faces, "".join(text for text, _ in said))
    if hand is None:
        return None
    canvas, lines = _written([text for text, _ in said], hand, rng)
    return Piece(painted(flowed(canvas, hand, rng), rng), lines, said)


def _written(texts: list[str], hand: Hand, rng: np.random.Generator) -> tuple[Layer, list[Line]]:
    """All lines on one canvas, with whatever else is drawn about them."""
    widths = [length(text, hand) * 1.1 + CAP for text in texts]
    leading = CAP * rng.uniform(1.25, 2.3)
    tilt = abs(hand.slope) * max(widths)
    height = round(CAP * 3.6 + leading * (len(texts) - 1) + tilt)
    canvas = np.zeros((height, round(max(widths) + 2.5 * CAP)), np.float32)
    centred = rng.random() < 0.4
    lines = []
    for row, text in enumerate(texts):
        room = canvas.shape[1] - widths[row]
        left = room / 2 if centred else CAP * rng.uniform(0.5, 1.5)
        y = CAP * 2 + (tilt if hand.slope < 0 else 0) + row * leading
        lines.append(write(canvas, text, (left, y), hand, rng))
    for line in lines:
        if rng.random() < 0.06:
            _underline(canvas, line, rng)
    if rng.random() < 0.12:
        _scribble(canvas, rng)
    return canvas, lines


def _underline(canvas: Layer, line: Line, rng: np.random.Generator) -> None:
    below = rng.uniform(0.12, 0.4) * CAP
    ends = np.array((line.start, line.end)) + rng.normal((0, below), (0.3 * CAP, 2), (2, 2))
    first, last = np.round(ends).astype(int).tolist()
    cv2.line(canvas, first, last, 1.0, int(rng.integers(1, 6)), cv2.LINE_AA)


def _scribble(canvas: Layer, rng: np.random.Generator) -> None:
    """A stroke beside the writing: an arrow, a frame, a bit of another word."""
    height, width = canvas.shape
    points = rng.uniform((0, 0), (width, height), (int(rng.integers(2, 5)), 2))
    axis, far = (int(value) for value in rng.integers(2, size=2))
    near = points[:, axis] * 0.12
    points[:, axis] = canvas.shape[1 - axis] - near if far else near
    cv2.polylines(canvas, [np.round(points).astype(np.int32)], False, 1.0, int(rng.integers(1, 6)), cv2.LINE_AA)


def painted(ink: Layer, rng: np.random.Generator) -> NDArray[np.float32]:
    """Ink on paper in some light, RGB 0..255."""
    paper = np.array(PAPERS[int(rng.integers(len(PAPERS)))], dtype=np.float32) + rng.normal(0, 8, 3)
    dark = paper @ (0.3, 0.59, 0.11) < 100
    pens = palette.LIGHT_INKS if dark and rng.random() < 0.7 else palette.DARK_INKS
    pen = np.array(pens[int(rng.integers(len(pens)))], dtype=np.float32) + rng.normal(0, 12, 3)
    if rng.random() < 0.1:
        pen = rng.uniform(0, 220, 3)
    strength = rng.uniform(0.4, 1) if rng.random() < 0.3 else rng.uniform(0.75, 1)
    if abs((pen - paper) @ (0.3, 0.59, 0.11)) * strength < 22:  # nobody could read that
        pen, strength = np.array((25.0, 25, 30)) if not dark else np.array((235.0, 235, 230)), 0.85
    height, width = ink.shape
    pen = pen.astype(np.float32)
    ground = np.broadcast_to(paper, (height, width, 3)).astype(np.float32)
    if rng.random() < 0.15:  # where this note ends
        ground = _edged(ground, rng)
    if rng.random() < 0.06:  # ruled paper
        gap = int(rng.integers(12, 60))
        ground[int(rng.integers(gap)) :: gap] *= np.float32(rng.uniform(0.7, 0.95))
    cover = (ink * np.float32(strength))[..., None]
    mixed = ground + (pen - ground) * cover
    light = np.linspace(*rng.uniform(0.75, 1.12, 2), width, dtype=np.float32)[None, :, None]
    light = light * np.linspace(*rng.uniform(0.85, 1.1, 2), height, dtype=np.float32)[:, None, None]
    return np.asarray(mixed * (light * np.float32(rng.uniform(0.55, 1.12))), dtype=np.float32)


def _edged(ground: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Beyond one side lies something else: a shadow, the board, another note."""
    height, width = ground.shape[:2]
    other = np.array(PAPERS[int(rng.integers(len(PAPERS)))], dtype=np.float32) * np.float32(rng.uniform(0.3, 1))
    depth = rng.uniform(0.02, 0.12)
    side = int(rng.integers(4))
    result = ground.copy()
    rows, columns = (
        (slice(0, int(height * depth)), slice(None)),
        (slice(int(height * (1 - depth)), None), slice(None)),
        (slice(None), slice(0, int(CAP * rng.uniform(0.1, 0.9)))),
        (slice(None), slice(width - int(CAP * rng.uniform(0.1, 0.9)), None)),
    )[side]
    result[rows, columns] = other
    return result


def _photographed(picture: NDArray[np.float32], rng: np.random.Generator) -> tuple[Picture, float]:
    """As a phone sees it, letters small to large; and the scale against the canvas."""
    scale = float(np.exp(rng.uniform(np.log(9.5), np.log(40)))) / CAP
    return spoilt(_sized(picture, scale), rng), scale


def _sized(picture: NDArray[np.float32], scale: float) -> NDArray[np.float32]:
    size = (max(8, round(picture.shape[1] * scale)), max(8, round(picture.shape[0] * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, size, interpolation=method), np.float32)


def spoilt(small: NDArray[np.float32], rng: np.random.Generator) -> Picture:
    """What a phone leaves of an RGB picture 0..255: unsharp, noisy, sharpened again, saved as JPEG."""
    blur = abs(rng.normal(0, 0.45))
    if blur > 0.25:
        small = cv2.GaussianBlur(small, (0, 0), blur)
    if rng.random() < 0.08:
        small = cv2.blur(small, (int(rng.integers(2, 4)), 1) if rng.random() < 0.5 else (1, int(rng.integers(2, 4))))
    small = small + rng.standard_normal(small.shape, dtype=np.float32) * np.float32(rng.uniform(0.3, 6))
    if rng.random() < 0.2:  # sharpened by the phone
        small = small + np.float32(rng.uniform(0.3, 1.0)) * (small - cv2.GaussianBlur(small, (0, 0), 1.2))
    result = np.clip(small, 0, 255).astype(np.uint8)
    if rng.random() < 0.6:
        result = _saved(result, int(rng.integers(35, 96)))
    return np.asarray(result, dtype=np.uint8)


def _saved(picture: Picture, quality: int) -> Picture:
    """What JPEG leaves of a picture."""
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    # the order of colours does not matter here
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR) if done else picture, np.uint8)


def _box(line: Line, rng: np.random.Generator, scale: float) -> Quad:
    """About what the line finder would say: mostly a little larger than the ink, not quite in line with it."""
    start, end = np.array(line.start), np.array(line.end)
    tall = line.up + line.down
    along = (end - start) / max(float(np.linalg.norm(end - start)), 1.0)
    down = np.array((-along[1], along[0]))
    left, right = rng.uniform(-0.04, 0.4, 2) * tall
    above, below = rng.uniform(-0.05, 0.32, 2) * tall
    ring = [
        start - along * left - down * (line.up + above),
        end + along * right - down * (line.up + above),
        end + along * right + down * (line.down + below),
        start - along * left + down * (line.down + below),
    ]
    return Quad.of((np.array(ring) + rng.normal(0, 0.015 * tall, (4, 2))) * scale)
