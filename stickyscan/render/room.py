"""What surrounds the board, and who stands before it: walls, ceiling lights, windows, furniture, shelves, people."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray
from stickyscan.render.people import draw_person
from stickyscan.render.recipe import WallRecipe
from stickyscan.render.scenery import furnish
from stickyscan.render.streams import Layer, between, happens, pick, stream
from stickyscan.render.texture import clouds, flat

_WALLS = (
    (222, 220, 214), (196, 196, 194), (236, 236, 236), (150, 152, 156), (206, 190, 170), (90, 94, 100), (46, 50, 58),
    (226, 224, 222), (212, 206, 196), (176, 196, 206), (222, 186, 150), (128, 60, 56),
)  # fmt: skip


def draw_room(recipe: WallRecipe) -> Layer:
    """The room behind the board as the photo sees it: (height, width, 3), 0..255."""
    rng = stream(recipe.seed, "room")
    width, height = recipe.size
    shape = (height // 2, width // 2)
    room = flat(shape, pick(rng, _WALLS)) + clouds(shape, 3, rng)[..., None] * 10
    busy = recipe.effects.room
    if busy:
        if happens(rng, 0.3 * busy + 0.1):
            _ceiling(room, rng)
        if happens(rng, 0.5):
            _floor(room, rng)
        for _ in range(int(rng.poisson(9 * busy))):
            _furnish(room, rng)
        if happens(rng, 0.25 * busy):
            _shelf(room, rng)
        for _ in range(int(rng.poisson(0.4 * busy))):
            draw_person(room, (between(rng, 0, shape[1]), shape[0] * between(rng, 0.2, 0.6)), shape[0] * 0.12, rng)
        if recipe.effects.outlook:
            furnish(room, recipe.effects.outlook, stream(recipe.seed, "furniture"))
        room = np.asarray(cv2.GaussianBlur(room, (0, 0), between(rng, 0.5, 2.0)), dtype=np.float32)
        room *= (1 + 0.12 * clouds(shape, 4, rng))[..., None]
    return np.asarray(cv2.resize(room, recipe.size, interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def _ceiling(room: Layer, rng: np.random.Generator) -> None:
    """A ceiling with light panels in perspective."""
    height, width = room.shape[:2]
    edge = round(height * between(rng, 0.1, 0.35))
    slope = round(edge * between(rng, -0.5, 0.5))
    area = np.array([[0, 0], [width, 0], [width, edge - slope], [0, edge + slope]], dtype=np.int32)
    cv2.fillPoly(room, [area], tuple(rng.uniform(150, 215, 3).tolist()))
    for _ in range(int(rng.integers(1, 7))):
        x, y = between(rng, 0, width), between(rng, 0, edge * 0.9)
        w, h = width * between(rng, 0.04, 0.12), edge * between(rng, 0.06, 0.2)
        skew = between(rng, -0.5, 0.5) * w
        panel = np.array([[x, y], [x + w, y], [x + w + skew, y + h], [x + skew, y + h]])
        cv2.fillPoly(room, [panel.astype(np.int32)], (253, 253, 250))


def _floor(room: Layer, rng: np.random.Generator) -> None:
    height, width = room.shape[:2]
    edge = round(height * between(rng, 0.75, 0.97))
    slope = round(height * between(rng, -0.06, 0.06))
    area = np.array([[0, edge - slope], [width, edge + slope], [width, height], [0, height]], dtype=np.int32)
    cv2.fillPoly(room, [area], tuple((rng.uniform(30, 170) + rng.normal(0, 12, 3)).tolist()))


def _furnish(room: Layer, rng: np.random.Generator) -> None:
    """One window, door, cupboard, picture, chair or cable, as a block with a rim."""
    height, width = room.shape[:2]
    x, y = between(rng, -0.1, 1) * width, between(rng, -0.1, 1) * height
    w, h = width * rng.gamma(2, 0.06), height * rng.gamma(2, 0.08)
    skew = between(rng, -0.15, 0.15) * h
    block = np.array([[x, y], [x + w, y + skew], [x + w, y + h + skew], [x, y + h]]).astype(np.int32)
    bright = happens(rng, 0.25)
    level = between(rng, 225, 254) if bright else between(rng, 12, 200)
    vivid = 5 if bright else pick(rng, (6, 10, 14, 45))
    colour = np.clip(level + rng.normal(0, vivid, 3), 0, 255)
    cv2.fillPoly(room, [block], tuple(colour.tolist()), cv2.LINE_AA)
    rim = tuple(np.clip(colour + rng.normal(0, 60), 0, 255).tolist())
    cv2.polylines(room, [block], True, rim, max(1, round(width * between(rng, 0.001, 0.008))), cv2.LINE_AA)


def _shelf(room: Layer, rng: np.random.Generator) -> None:
    """A row of book spines."""
    height, width = room.shape[:2]
    x, base = between(rng, 0, width), height * between(rng, 0.7, 1.05)
    while x < width:
        thick, tall = width * between(rng, 0.006, 0.02), height * between(rng, 0.06, 0.12)
        spine = tuple(rng.uniform(15, 245, 3).tolist())
        cv2.rectangle(room, (round(x), round(base - tall)), (round(x + thick), round(base)), spine, -1)
        x += thick
        if happens(rng, 0.03):
            break


@dataclass(frozen=True)
class Scene:
    """The photo before light and lens: colours (height, width, 3) 0..255, and which note is seen where (0: none)."""

    rgb: Layer
    seen: NDArray[np.int32]


def hang_board(room: Layer, board: Layer, to_photo: FloatArray) -> Layer:
    """The room with the board's picture in it; `to_photo` maps the board's pixels (3x3) to the photo's."""
    size = (room.shape[1], room.shape[0])
    placed = cv2.warpPerspective(
        board, to_photo, size, dst=room.copy(), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT
    )
    return np.asarray(placed, dtype=np.float32)


def stand_before(scene: Scene, recipe: WallRecipe) -> Scene:
    """Perhaps somebody stands in the picture; what they hide is no longer seen."""
    rng = stream(recipe.seed, "people")
    if not happens(rng, 0.2 * recipe.effects.clutter):
        return scene
    rgb, height, width = scene.rgb.copy(), *scene.rgb.shape[:2]
    side = between(rng, -0.05, 0.3)
    x = width * (side if happens(rng, 0.5) else 1 - side)
    draw_person(rgb, (x, height * between(rng, 0.35, 0.9)), height * between(rng, 0.1, 0.22), rng)
    changed = (rgb != scene.rgb).any(axis=-1)
    return Scene(rgb, np.where(changed, 0, scene.seen).astype(np.int32))
