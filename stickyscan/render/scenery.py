"""What stands in a real room: windows, blinds, doors, desks with screens, cupboards, shelves, lamps, pictures, people.

Much of it is rectangular and bright or coloured without being a note; it also shows through glass walls.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from stickyscan.render.people import draw_person
from stickyscan.render.streams import Layer, between, happens, pick
from stickyscan.render.texture import clouds, flat

Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels
_WALLS = (
    (222, 220, 214),
    (190, 190, 188),
    (150, 146, 140),
    (96, 98, 104),
    (60, 60, 64),
    (206, 190, 170),
    (120, 90, 70),
)
_VIVID = ((246, 220, 70), (240, 90, 140), (90, 180, 220), (140, 200, 80), (240, 140, 50), (200, 40, 44), (40, 90, 170))


def draw_backdrop(shape: tuple[int, int], strength: float, rng: np.random.Generator) -> Layer:
    """A whole furnished room (height, width, 3), 0..255, sharp."""
    height = shape[0]
    room = flat(shape, pick(rng, _WALLS)) + clouds(shape, 3, rng)[..., None] * 12
    floor, ceiling = round(height * between(rng, 0.6, 0.95)), round(height * between(rng, 0.0, 0.35))
    room[floor:] = rng.uniform(30, 150, 3)
    room[:ceiling] = between(rng, 120, 225) + rng.normal(0, 6, 3)
    furnish(room, strength, rng)
    return np.asarray(room * (1 + 0.15 * clouds(shape, 3, rng))[..., None], dtype=np.float32)


def furnish(room: Layer, strength: float, rng: np.random.Generator) -> None:
    """Put about a dozen things into a room's picture at full strength, in place."""
    height, width = room.shape[:2]
    for _ in range(1 + int(rng.poisson(11 * strength))):
        draw, wide, high = pick(rng, _ITEMS)
        size = np.array([wide * width, high * height]) * between(rng, 0.5, 1.5)
        x, y = between(rng, -0.1, 1.0) * width, between(rng, -0.1, 0.95) * height
        box = (round(x), round(y), round(x + max(size[0], 6)), round(y + max(size[1], 6)))
        draw(room, box, rng)
    if happens(rng, 0.3 * strength):
        draw_person(room, (between(rng, 0, width), height * between(rng, 0.3, 0.7)), height * 0.1, rng)


def draw_item(picture: Layer, box: Box, rng: np.random.Generator) -> None:
    """One flat thing of a room that fills the box: a window, shelves, a screen, a picture or a cupboard; in place."""
    pick(rng, (_window, _shelves, _screen, _picture, _picture, _cupboard))(picture, box, rng)


def _pane(room: Layer, box: Box, rng: np.random.Generator) -> None:
    """One bright or dark plane rectangle without anything on it: a pane, a cupboard door, a blank sheet; in place."""
    colour = pick(rng, _VIVID) if happens(rng, 0.12) else (pick(rng, (20, 45, 120, 200, 235, 252)),) * 3
    _slab(room, box, tuple(np.clip(np.array(colour) + rng.normal(0, 6, 3), 0, 255).tolist()))


def _slab(room: Layer, box: Box, colour: tuple[float, ...], line: tuple[float, ...] | None = None) -> None:
    cv2.rectangle(room, box[:2], box[2:], colour, -1)
    if line:
        cv2.rectangle(room, box[:2], box[2:], line, max(1, (box[2] - box[0]) // 40), cv2.LINE_AA)


def _cut(room: Layer, box: Box) -> Layer:
    """The part of the picture inside a box, a view; may be empty."""
    height, width = room.shape[:2]
    return room[max(box[1], 0) : min(max(box[3], 0), height), max(box[0], 0) : min(max(box[2], 0), width)]


def _grey(rng: np.random.Generator, low: float, high: float) -> tuple[float, ...]:
    return tuple(np.clip(between(rng, low, high) + rng.normal(0, 5, 3), 0, 255).tolist())


def _window(room: Layer, box: Box, rng: np.random.Generator) -> None:
    """Panes with daylight, sky above and trees or houses below, perhaps blinds."""
    left, top, right, bottom = box
    view = _cut(room, box)
    if min(view.shape[:2]) < 3:
        return
    day = np.array(pick(rng, ((252, 253, 255), (236, 244, 252), (180, 205, 235), (30, 36, 50))), dtype=np.float32)
    land = np.array(pick(rng, ((120, 140, 90), (150, 150, 150), (80, 90, 80), (230, 230, 228))), dtype=np.float32)
    down = np.linspace(0, 1, view.shape[0], dtype=np.float32)[:, None]
    edge = 1 / (1 + np.exp(-(down - between(rng, 0.3, 1.3) + 0.1 * clouds(view.shape[:2], 7, rng)) * 30))
    view[:] = day + edge[..., None] * (land - day) + clouds(view.shape[:2], 9, rng)[..., None] * edge[..., None] * 25
    frame, thick = _grey(rng, 20, 245), max(1, round((right - left) * between(rng, 0.01, 0.05)))
    if happens(rng, 0.35):
        view[:: max(2, round(view.shape[0] / between(rng, 12, 40)))] *= between(rng, 0.5, 0.85)
    for x in np.linspace(left, right, int(rng.integers(2, 6))).astype(int).tolist():
        cv2.line(room, (x, top), (x, bottom), frame, thick)
    for y in np.linspace(top, bottom, int(rng.integers(2, 5))).astype(int).tolist():
        cv2.line(room, (left, y), (right, y), frame, thick)


def _door(room: Layer, box: Box, rng: np.random.Generator) -> None:
    left, top, right, bottom = box
    leaf = pick(rng, (_grey(rng, 190, 245), _grey(rng, 40, 120), (150, 104, 62), (110, 70, 44)))
    _slab(room, box, leaf, _grey(rng, 20, 230))
    wide, high = right - left, bottom - top
    if happens(rng, 0.5):
        _slab(room, (left + wide // 5, top + high // 8, right - wide // 5, top + high // 2), _grey(rng, 150, 250), leaf)
    cv2.circle(room, (right - wide // 8, top + high // 2), max(1, wide // 22), _grey(rng, 60, 200), -1, cv2.LINE_AA)


def _shelves(room: Layer, box: Box, rng: np.random.Generator) -> None:
    """Book spines and boxes on shelves."""
    left, top, right, bottom = box
    _slab(room, box, _grey(rng, 40, 220))
    for low in np.linspace(top, bottom, int(rng.integers(3, 6))).astype(int).tolist()[1:]:
        x, board = float(left), (bottom - top) / 5
        while x < right:
            thick = max(2.0, (right - left) * between(rng, 0.02, 0.1))
            if happens(rng, 0.8):
                spine = tuple(rng.uniform(20, 245, 3).tolist())
                place = (round(x), round(low - board * between(rng, 0.5, 0.9)), round(x + thick), low)
                _slab(room, place, spine)
            x += thick
        cv2.line(room, (left, low), (right, low), _grey(rng, 30, 90), max(1, round(board * 0.06)))


def _screen(room: Layer, box: Box, rng: np.random.Generator) -> None:
    """A monitor or a laptop with windows on it, lit."""
    left, top, right, bottom = box
    rim, wide, high = max(1, (right - left) // 30), right - left, bottom - top
    _slab(room, box, _grey(rng, 10, 40))
    inner = (left + rim, top + rim, right - rim, bottom - rim)
    _slab(room, inner, pick(rng, ((240, 244, 250), (40, 80, 140), (24, 28, 34), (90, 160, 210), (250, 250, 250))))
    for _ in range(int(rng.integers(1, 7))):
        x, y = left + rim + int(rng.integers(max(1, wide))), top + rim + int(rng.integers(max(1, high)))
        end = (min(x + wide // 4, inner[2]), min(y + high // 5, inner[3]))
        if x < end[0] and y < end[1]:
            _slab(room, (x, y, *end), tuple(rng.uniform(20, 250, 3).tolist()))
    foot = (left + wide * 2 // 5, bottom, left + wide * 3 // 5, bottom + high // 4)
    _slab(room, foot, _grey(rng, 20, 160))


def _picture(room: Layer, box: Box, rng: np.random.Generator) -> None:
    """A framed print or a poster with a headline and blocks of text."""
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    _slab(room, box, pick(rng, (_grey(rng, 10, 60), _grey(rng, 225, 250), (150, 110, 60))))
    rim = max(1, round(wide * between(rng, 0.02, 0.1)))
    view = _cut(room, (left + rim, top + rim, right - rim, bottom - rim))
    if min(view.shape[:2]) < 3:
        return
    view[:] = np.array(pick(rng, (*_VIVID, (240, 240, 238), (250, 246, 236))), dtype=np.float32)
    if happens(rng, 0.5):
        view += np.stack([clouds(view.shape[:2], between(rng, 2, 9), rng) for _ in range(3)], axis=-1) * 60
        return
    ink = tuple(rng.uniform(10, 120, 3).tolist())
    _slab(room, (left + 2 * rim, top + high // 8, left + wide * 3 // 4, top + high // 5), ink)
    for y in range(top + high // 3, bottom - 2 * rim, max(2, high // 16)):
        cv2.line(room, (left + 2 * rim, y), (left + round(wide * between(rng, 0.5, 0.9)), y), ink, 1)


def _cupboard(room: Layer, box: Box, rng: np.random.Generator) -> None:
    """Doors or drawers side by side, now and then in bright colours."""
    left, top, right, bottom = box
    base = np.array(pick(rng, _VIVID) if happens(rng, 0.35) else _grey(rng, 60, 245))
    across, down = int(rng.integers(1, 5)), int(rng.integers(1, 4))
    xs, ys = np.linspace(left, right, across + 1).astype(int), np.linspace(top, bottom, down + 1).astype(int)
    for i in range(across):
        for j in range(down):
            colour = tuple(np.clip(base + rng.normal(0, 4), 0, 255).tolist())
            _slab(room, (int(xs[i]), int(ys[j]), int(xs[i + 1]), int(ys[j + 1])), colour, tuple((base * 0.7).tolist()))


def _lamps(room: Layer, box: Box, rng: np.random.Generator) -> None:
    """Ceiling panels in a row, running away from the eye, or round pendants."""
    left, top, right, bottom = box
    wide, high, round_ones = right - left, bottom - top, happens(rng, 0.4)
    for i in range(int(rng.integers(2, 7))):
        shrink = 0.85**i
        x, y = left + wide * 0.5 * (1 - shrink) + i * wide * 0.12, top + high * (1 - shrink)
        w, h = max(2.0, wide * 0.25 * shrink), max(1.0, high * 0.12 * shrink)
        if round_ones:
            cv2.circle(room, (round(x), round(y)), max(1, round(h)), (255, 254, 246), -1, cv2.LINE_AA)
        else:
            panel = np.array([[x, y], [x + w, y], [x + 1.2 * w, y + h], [x + 0.1 * w, y + h]]).astype(np.int32)
            cv2.fillPoly(room, [panel], (254, 254, 252), cv2.LINE_AA)


def _chair(room: Layer, box: Box, rng: np.random.Generator) -> None:
    left, top, right, bottom = box
    colour = pick(rng, _VIVID) if happens(rng, 0.4) else _grey(rng, 15, 120)
    middle = ((left + right) // 2, (top + bottom) // 2)
    half = (max(2, (right - left) // 3), max(2, (bottom - top) // 4))
    cv2.ellipse(room, middle, half, between(rng, -20, 20), 0, 360, colour, -1, cv2.LINE_AA)
    for x in (left + (right - left) // 4, right - (right - left) // 4):
        cv2.line(room, (middle[0], middle[1]), (x, bottom), _grey(rng, 20, 160), max(1, (right - left) // 25))


def _pole(room: Layer, box: Box, rng: np.random.Generator) -> None:
    """A pillar or a glazing bar from top to bottom."""
    thick = max(1, round(room.shape[1] * between(rng, 0.004, 0.03)))
    slope = round(room.shape[1] * float(rng.normal(0, 0.02)))
    cv2.line(room, (box[0], 0), (box[0] + slope, room.shape[0]), _grey(rng, 10, 230), thick)


_Draw = Callable[[Layer, Box, np.random.Generator], None]
_ITEMS: tuple[tuple[_Draw, float, float], ...] = (
    (_window, 0.3, 0.4), (_window, 0.14, 0.25), (_window, 0.5, 0.25), (_door, 0.13, 0.55), (_shelves, 0.25, 0.35),
    (_screen, 0.12, 0.12), (_screen, 0.2, 0.2), (_picture, 0.08, 0.15), (_picture, 0.14, 0.22), (_cupboard, 0.3, 0.3),
    (_cupboard, 0.1, 0.12), (_lamps, 0.5, 0.3), (_chair, 0.14, 0.3), (_pole, 0.02, 1.0), (_pane, 0.1, 0.12),
    (_pane, 0.07, 0.1), (_pane, 0.2, 0.25),
)  # fmt: skip
