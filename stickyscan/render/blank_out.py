"""Parts of a finished photo painted over, as people do with faces and names before they share it."""

from __future__ import annotations

import cv2
import numpy as np

from stickyscan.render.recipe import WallRecipe
from stickyscan.render.room import Scene
from stickyscan.render.streams import Pixels, between, happens, pick, stream

_PAINTS = ((255, 255, 255), (255, 255, 255), (0, 0, 0), (128, 128, 128), (255, 242, 0), (237, 28, 36))


def blank_out(pixels: Pixels, scene: Scene, recipe: WallRecipe) -> tuple[Pixels, Scene]:
    """The photo and the scene with nothing, or with rectangles and discs painted over; what they hide is not seen."""
    rng = stream(recipe.seed, "blanked")
    if not happens(rng, 0.2 * recipe.effects.props):
        return pixels, scene
    painted, cover = pixels.copy(), np.zeros(pixels.shape[:2], dtype=np.uint8)
    round_ones = happens(rng, 0.3)
    paint = pick(rng, _PAINTS if round_ones else _PAINTS[:4])  # a flat yellow rectangle could as well be a note
    width, height = recipe.size
    for _ in range(int(rng.integers(1, 6))):
        x, y = between(rng, -0.05, 1) * width, between(rng, -0.05, 1) * height
        if round_ones:
            shape = (round(x), round(y)), max(2, round(between(rng, 0.01, 0.05) * height))
            cv2.circle(painted, *shape, paint, -1, cv2.LINE_AA)
            cv2.circle(cover, *shape, 1, -1)
            continue
        wide, high = np.array([width, height]) * rng.uniform(0.03, 0.25, 2)
        turn = np.deg2rad(rng.normal(0, 12) if happens(rng, 0.3) else 0.0)
        box = np.array([[-wide, -high], [wide, -high], [wide, high], [-wide, high]]) / 2
        box = box @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) + (x, y)
        corners = np.round(box).astype(np.int32)
        cv2.fillPoly(painted, [corners], paint, cv2.LINE_AA)
        cv2.fillPoly(cover, [corners], 1)
    return painted, Scene(scene.rgb, np.where(cover > 0, 0, scene.seen).astype(np.int32))
