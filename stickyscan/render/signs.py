"""Signs that people draw on notes: faces, plus and minus, stars; as lines within -1..1, and as ink on a sheet."""

from __future__ import annotations

import cv2
import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.render.plan import Sign
from stickyscan.render.streams import Layer, between, happens

_TURN = np.linspace(0, 2 * np.pi, 28)
_CIRCLE = np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1)


def face(mood: Sign, rng: np.random.Generator) -> tuple[FloatArray, ...]:
    """A round face: outline, two eyes and a mouth."""
    bend = {"happy": between(rng, 0.9, 1.5), "sad": -between(rng, 0.9, 1.5)}.get(mood, 0.0)
    along = np.linspace(-0.4, 0.4, 11)
    mouth = np.stack([along, (0.35 if bend >= 0 else 0.4) + bend * (0.08 - along**2)], axis=1)
    eyes = [_CIRCLE * 0.07 + (side * between(rng, 0.3, 0.4), -0.3) for side in (-1, 1)]
    return _CIRCLE * between(rng, 0.95, 1.0), *eyes, mouth


def sign_lines(sign: Sign, rng: np.random.Generator) -> tuple[FloatArray, ...]:
    """The lines (n, 2) of a sign."""
    if sign == "star":
        turn = np.arange(6) * 4 * np.pi / 5 - np.pi / 2 + rng.normal(0, 0.12)
        star = np.stack([np.cos(turn), np.sin(turn)], axis=1)
        if happens(rng, 0.6):
            return (star,)
        around = np.arange(11) * np.pi / 5 - np.pi / 2 + rng.normal(0, 0.12)
        reach = np.where(np.arange(11) % 2, between(rng, 0.38, 0.5), 1.0)
        return (np.stack([np.cos(around), np.sin(around)], axis=1) * reach[:, None],)
    if sign in ("happy", "sad", "even"):
        return face(sign, rng)
    level, upright = np.array([[-0.5, 0.0], [0.5, 0.0]]), np.array([[0.0, -0.5], [0.0, 0.5]])
    strokes = [level, upright] if "+" in sign else [level]
    if len(sign) == 1:
        return tuple(s * 1.3 for s in strokes)
    return tuple(s * 0.85 + (side * 0.62, 0) for side in (-1, 1) for s in strokes)


def draw_sign(ink: Layer, sign: Sign, thickness: int, rng: np.random.Generator) -> Layer:
    """The ink (height, width) 0..1 of a sheet with the sign in its lower part."""
    height, width = ink.shape
    size = min(0.16 * height, 0.3 * width)
    centre = (width * between(rng, 0.3, 0.7), height * between(rng, 0.78, 0.81))
    drawn = np.round(ink * 255).astype(np.uint8)
    for line in sign_lines(sign, rng):
        wobbly = line * size + rng.normal(0, 0.02 * size, line.shape) + centre
        cv2.polylines(drawn, [np.round(wobbly * 16).astype(np.int32)], False, 255, thickness, cv2.LINE_AA, 4)
    return np.asarray(drawn, dtype=np.float32) / np.float32(255)
