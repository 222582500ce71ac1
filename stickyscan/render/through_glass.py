"""A glass wall: the furnished room behind it, sharp or out of focus, tinted, with reflections of the room before it."""

from __future__ import annotations

import cv2
import numpy as np

from stickyscan.render.scenery import draw_backdrop
from stickyscan.render.streams import Layer, between, happens, pick
from stickyscan.render.texture import clouds

_TINTS = ((1.0, 1.0, 1.0), (1.0, 1.0, 1.0), (1.15, 1.15, 1.12), (0.65, 0.78, 0.74), (0.5, 0.5, 0.54), (0.8, 0.9, 1.0))


def look_through(shape: tuple[int, int], unit: float, strength: float, rng: np.random.Generator) -> Layer:
    """What a pane (height, width) shows, (height, width, 3), 0..255; a note is `unit` pixels wide."""
    blurred = happens(rng, 0.7)
    small = tuple(max(32, side // (4 if blurred else 2)) for side in shape)
    room = draw_backdrop((small[0], small[1]), strength, rng)
    if blurred:
        room = np.asarray(cv2.GaussianBlur(room, (0, 0), 0.5 + float(rng.exponential(1.2))), dtype=np.float32)
    room *= np.array(pick(rng, _TINTS), dtype=np.float32)
    if happens(rng, 0.5):  # what lies behind the photographer, mirrored
        mirrored = draw_backdrop((small[0], small[1]), strength * 0.6, rng)
        room += np.asarray(cv2.GaussianBlur(mirrored, (0, 0), 1.5), dtype=np.float32) * between(rng, 0.05, 0.25)
    pane = np.asarray(cv2.resize(room, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), dtype=np.float32)
    veil = between(rng, 0.0, 0.2) * np.clip(0.6 + clouds(shape, 2, rng), 0, 1)[..., None]
    pane += veil * (220 - pane)
    for _ in range(int(rng.poisson(0.7))):
        at, thick = int(rng.integers(0, shape[1])), max(1, round(unit * between(rng, 0.03, 0.25)))
        pane[:, at : at + thick] = between(rng, 20, 200)
    return np.asarray(np.minimum(pane, 255), dtype=np.float32)
