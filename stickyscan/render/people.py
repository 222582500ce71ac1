"""A person from the back: clothed body, neck and hair."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.render.streams import Layer, between, happens, pick

_CLOTHES = (
    (60, 66, 78), (34, 36, 44), (96, 98, 104), (120, 40, 44), (196, 190, 180), (44, 70, 110), (70, 90, 70),
    (214, 214, 216), (222, 120, 60), (210, 90, 130), (230, 206, 90),
)  # fmt: skip


def draw_person(picture: Layer, shoulder: tuple[float, float], size: float, rng: np.random.Generator) -> None:
    """A figure from the back, in place. `size` is the height of the head."""
    x, y = shoulder
    shirt = np.clip(np.array(pick(rng, _CLOTHES)) + rng.normal(0, 12, 3), 0, 255)
    body = _blob((x, y + 2.6 * size), (1.5 * size, 2.8 * size), rng)
    cv2.fillPoly(picture, [body], tuple(shirt.tolist()), cv2.LINE_AA)
    if happens(rng, 0.35):  # a checked or striped shirt
        mask = np.zeros(picture.shape[:2], dtype=np.uint8)
        cv2.fillPoly(mask, [body], 1)
        step = max(2, round(size * between(rng, 0.1, 0.4)))
        rows, columns = np.nonzero(mask)
        lines = ((columns // step) % 2) * between(rng, -30, 0) + ((rows // step) % 2) * between(rng, -30, 30)
        picture[rows, columns] += lines[:, None].astype(np.float32)
    skin = pick(rng, ((222, 178, 150), (150, 106, 80), (90, 62, 48), (236, 200, 176)))
    cv2.fillPoly(picture, [_blob((x, y - 0.1 * size), (0.28 * size, 0.5 * size), rng)], skin, cv2.LINE_AA)
    hair = pick(rng, ((30, 24, 20), (70, 48, 30), (150, 120, 80), (110, 106, 104), skin))
    cv2.fillPoly(picture, [_blob((x, y - 0.6 * size), (0.42 * size, 0.52 * size), rng)], hair, cv2.LINE_AA)


def _blob(middle: tuple[float, float], half: tuple[float, float], rng: np.random.Generator) -> NDArray[np.int32]:
    """A soft closed shape about a middle, (60, 2) int32."""
    turn = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    wave = 1 + 0.06 * np.sin(2 * turn + rng.uniform(0, 6)) + 0.04 * np.sin(3 * turn + rng.uniform(0, 6))
    x, y = np.cos(turn) * half[0] * wave + middle[0], np.sin(turn) * half[1] * wave + middle[1]
    return np.asarray(np.round(np.stack([x, y], axis=1)), dtype=np.int32)
