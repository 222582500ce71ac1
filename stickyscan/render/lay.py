"""Laying flat things onto the board's picture: where they fit, turned, with a thin shadow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from stickyscan.geometry import FloatArray, project
from stickyscan.render.palette import CHALKS, MARKERS
from stickyscan.render.plan import Plan
from stickyscan.render.streams import Layer, between, happens, pick

Size = tuple[int, int]


@dataclass(frozen=True)
class Thing:
    """How to draw a thing as (height, width, 4) with cover 0..1, and its usual width and height in wall units.

    Line art is drawn with the board's pens: its colour is given when it is laid.
    """

    draw: Callable[[Size, np.random.Generator], Layer]
    width: float
    height: float
    line_art: bool = False


def scatter_things(
    rgb: Layer, from_wall: FloatArray, plan: Plan, things: tuple[Thing, ...], source: tuple[int, np.random.Generator]
) -> None:
    """Lay a number of things onto the board's picture in place, away from the middle of notes."""
    count, rng = source
    scale = float(from_wall[0, 0])
    taken = np.array([note.centre for note in plan.notes]).reshape(-1, 2)
    for _ in range(count):
        thing = pick(rng, things)
        size = np.array([thing.width, thing.height]) * between(rng, 0.7, 1.3)
        low, high = np.array(plan.low) - 1, np.array(plan.high) + 1
        spot = rng.uniform(low, high)
        near = np.abs(taken - spot) < size / 2 + 0.55
        if bool(near.all(axis=1).any()) and (size.max() > 0.5 or thing.line_art):
            continue
        pixels = (round(size[0] * scale), round(size[1] * scale))
        if min(pixels) >= 3:
            drawn = thing.draw(pixels, rng)
            if thing.line_art:
                drawn[..., :3] = pick(rng, CHALKS if float(rgb.mean()) < 105 else MARKERS)
            x, y = project(from_wall, spot[None])[0]
            angle = float(rng.normal(0, 4)) if happens(rng, 0.7) else 0.0
            lay(rgb, drawn, (float(x), float(y)), angle, not thing.line_art)


def lay(rgb: Layer, thing: Layer, centre: tuple[float, float], angle: float, shadow: bool = True) -> None:
    """Lay a picture (height, width, 4) about a centre, turned, perhaps with a thin shadow, in place."""
    height, width = thing.shape[:2]
    reach = int(np.ceil(np.hypot(width, height) / 2)) + 3
    x, y = round(centre[0]), round(centre[1])
    x0, y0, x1, y1 = max(x - reach, 0), max(y - reach, 0), min(x + reach, rgb.shape[1]), min(y + reach, rgb.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turn[:, 2] += (centre[0] - x0 - width / 2, centre[1] - y0 - height / 2)
    placed = np.asarray(cv2.warpAffine(thing, turn, (x1 - x0, y1 - y0)), dtype=np.float32)
    part = rgb[y0:y1, x0:x1]
    shade = np.roll(placed[..., 3:], (2, 1), axis=(0, 1)) * 0.25
    part *= 1 - shade * shadow
    part += placed[..., 3:] * (placed[..., :3] - part)


def opaque(rgb: Layer) -> Layer:
    """A picture (height, width, 3) that covers all beneath it."""
    return np.dstack([rgb, np.ones(rgb.shape[:2], dtype=np.float32)])


def drawn(ink: Layer) -> Layer:
    """Line art from ink (height, width) 0..1; the colour comes later."""
    return np.dstack([np.zeros((*ink.shape, 3), dtype=np.float32), ink])
