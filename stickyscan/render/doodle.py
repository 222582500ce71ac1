"""Small drawings that people add to their notes: faces, stars, boxes, clocks, arrows; as line art."""

from __future__ import annotations

import cv2
import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.render.streams import Layer, between, happens, pick

_TURN = np.linspace(0, 2 * np.pi, 24)
_CIRCLE = np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1)


def add_doodle(ink: Layer, thickness: int, rng: np.random.Generator) -> Layer:
    """The ink (height, width) 0..1 with a drawing where there is room for one, else as it was."""
    height, width = ink.shape
    size = between(rng, 0.12, 0.26) * min(height, width)
    if size < 6:
        return ink
    for _ in range(6):
        x, y = between(rng, size * 1.2, width - size * 1.2), between(rng, size * 1.2, height - size * 1.2)
        x0, y0, x1, y1 = (round(v) for v in (x - size, y - size, x + size, y + size))
        if float(ink[max(y0, 0) : y1, max(x0, 0) : x1].max(initial=0)) < 0.1:
            drawn = np.round(ink * 255).astype(np.uint8)
            for line in pick(rng, _DRAWINGS)(rng):
                wobbly = line * size * 0.85 + rng.normal(0, 0.02 * size, line.shape) + (x, y)
                cv2.polylines(drawn, [np.round(wobbly * 16).astype(np.int32)], False, 255, thickness, cv2.LINE_AA, 4)
            return np.asarray(drawn, dtype=np.float32) / np.float32(255)
    return ink


def line_drawing(rng: np.random.Generator) -> tuple[FloatArray, ...]:
    """The lines (n, 2) of one drawing within -1..1."""
    return pick(rng, (*_DRAWINGS, _house, _scribble))(rng)


def _face(rng: np.random.Generator) -> tuple[FloatArray, ...]:
    mood = between(rng, -0.4, 0.4)
    along = np.linspace(-0.5, 0.5, 9)
    mouth = np.stack([along, 0.4 + mood * (0.25 - along**2) * 2], axis=1)
    return _CIRCLE, _CIRCLE * 0.08 + (-0.35, -0.25), _CIRCLE * 0.08 + (0.35, -0.25), mouth


def _star(rng: np.random.Generator) -> tuple[FloatArray, ...]:
    turn = np.arange(6) * 4 * np.pi / 5 - np.pi / 2 + rng.normal(0, 0.1)
    return (np.stack([np.cos(turn), np.sin(turn)], axis=1),)


def _clock(rng: np.random.Generator) -> tuple[FloatArray, ...]:
    turn = rng.uniform(0, 6.3, 2)
    hands = [np.array([[0, 0], [np.cos(t) * r, np.sin(t) * r]]) for t, r in zip(turn, (0.8, 0.5), strict=True)]
    return _CIRCLE, *hands


def _box(rng: np.random.Generator) -> tuple[FloatArray, ...]:
    box = np.array([[-1, -0.7], [1, -0.7], [1, 0.7], [-1, 0.7], [-1, -0.7]])
    inner = [np.array([[-0.7, y], [between(rng, 0, 0.8), y]]) for y in (-0.3, 0.05, 0.4)]
    return (box, *inner) if happens(rng, 0.6) else (box,)


def _arrow(rng: np.random.Generator) -> tuple[FloatArray, ...]:
    side = 1.0 if happens(rng, 0.5) else -1.0
    shaft = np.array([[-side, 0.0], [side, 0.0]])
    return shaft, np.array([[0.5 * side, -0.4], [side, 0.0], [0.5 * side, 0.4]])


def _chart(rng: np.random.Generator) -> tuple[FloatArray, ...]:
    axes = np.array([[-1, -1], [-1, 1], [1, 1]])
    x = np.linspace(-0.8, 0.9, 7)
    return axes, np.stack([x, np.clip(np.cumsum(rng.normal(-0.1, 0.3, 7)) + 0.4, -0.9, 0.9)], axis=1)


def _house(rng: np.random.Generator) -> tuple[FloatArray, ...]:
    roof = np.array([[-1, -0.1], [0, -between(rng, 0.7, 1.0)], [1, -0.1]])
    walls = np.array([[-0.85, -0.1], [-0.85, 1], [0.85, 1], [0.85, -0.1]])
    slats = [np.array([[x, between(rng, 0, 0.3)], [x, 1.0]]) for x in np.linspace(-0.6, 0.6, 5)]
    return (roof, walls, *slats[: int(rng.integers(0, 6))])


def _scribble(rng: np.random.Generator) -> tuple[FloatArray, ...]:
    """Hatching: one line to and fro."""
    steps = int(rng.integers(10, 30))
    x = np.linspace(-0.9, 0.9, steps) + rng.normal(0, 0.05, steps)
    return (np.stack([x, np.where(np.arange(steps) % 2, 0.8, -0.8) * rng.uniform(0.6, 1, steps)], axis=1),)


_DRAWINGS = (_face, _face, _star, _clock, _box, _arrow, _chart)
