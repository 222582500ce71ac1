"""What the notes stick to, seen straight on: one function per surface, texture scaled to the size of a note."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from stickyscan.render.recipe import Surface
from stickyscan.render.streams import Layer, Rgb, between, happens, pick
from stickyscan.render.texture import clouds, flat, grain, streaks

Shape = tuple[int, int]


def draw_surface(kind: Surface, shape: Shape, unit: float, rng: np.random.Generator) -> Layer:
    """The blank surface (height, width, 3), 0..255, where a note is `unit` pixels wide."""
    return _DRAW[kind](shape, unit, rng)


def _whiteboard(shape: Shape, unit: float, rng: np.random.Generator) -> Layer:
    whites = ((232, 234, 236), (222, 224, 224), (240, 240, 240), (214, 218, 222), (228, 224, 214))
    board = flat(shape, pick(rng, whites))
    smear = np.clip(clouds(shape, between(rng, 4, 12), rng), 0, 1) * between(rng, 0, 16)
    wiped = np.clip(streaks(shape, 30, rng), -1.5, 1.5) * clouds(shape, 4, rng) * between(rng, 0, 3)
    board -= (smear + wiped)[..., None]
    _remains(board, unit, rng)
    return board


def _remains(board: Layer, unit: float, rng: np.random.Generator) -> None:
    """Faint lines that were not wiped off, in place."""
    for _ in range(int(rng.poisson(0.8))):
        place = rng.uniform((0, 0), board.shape[1::-1])
        steps = np.cumsum(rng.normal(0, 0.5, (40, 1)), axis=0) + rng.uniform(0, 6)
        points = np.cumsum(np.hstack([np.cos(steps), np.sin(steps)]) * unit * 0.08, axis=0) + place
        colour = rng.uniform(185, 220, 3)
        cv2.polylines(board, [np.round(points).astype(np.int32)], False, colour.tolist(), max(1, round(unit / 40)))


def _wall(shape: Shape, unit: float, rng: np.random.Generator) -> Layer:
    colours = ((226, 222, 214), (236, 236, 234), (214, 208, 196), (200, 206, 210), (232, 214, 206), (188, 204, 190))
    wall = flat(shape, pick(rng, colours)) + clouds(shape, 6, rng)[..., None] * 3
    wall += grain(shape, rng, max(1.0, unit / 40))[..., None] * between(rng, 0.5, 4)
    if happens(rng, 0.3):
        seam = int(rng.integers(0, shape[1]))
        wall[:, seam : seam + max(1, round(unit * 0.03))] -= 26
    return wall


def _flipchart(shape: Shape, unit: float, rng: np.random.Generator) -> Layer:
    paper = flat(shape, pick(rng, ((240, 240, 238), (232, 232, 234), (244, 240, 230), (226, 222, 226))))
    paper += clouds(shape, between(rng, 3, 9), rng)[..., None] * between(rng, 2, 7)
    for axis in (0, 1):
        for _ in range(int(rng.integers(0, 3))):
            _crease(paper, int(rng.integers(0, shape[axis])), axis, between(rng, -9, 9))
    step = round(unit * between(rng, 0.25, 0.5))
    if happens(rng, 0.25) and step > 5:
        paper[::step] -= 16
        paper[:, ::step] -= 16
    return paper


def _crease(paper: Layer, at: int, axis: int, depth: float) -> None:
    """A fold across the sheet, in place: a soft step of light."""
    distance = (np.arange(paper.shape[axis], dtype=np.float32) - at) / (0.02 * paper.shape[axis] + 1)
    shade = depth * np.sign(distance) * np.exp(-np.abs(distance))
    paper += shade[:, None, None] if axis == 0 else shade[None, :, None]


def _brown_paper(shape: Shape, unit: float, rng: np.random.Generator) -> Layer:
    paper = flat(shape, pick(rng, ((206, 168, 122), (190, 150, 108), (216, 182, 140), (178, 140, 100))))
    shade = clouds(shape, 5, rng) * 7 + clouds(shape, 22, rng) * 4 + streaks(shape, 10, rng) * between(rng, 0, 2)
    paper += (shade + grain(shape, rng, max(1.0, unit / 60)) * 2)[..., None]
    for axis in (0, 1):
        for _ in range(int(rng.integers(1, 4))):
            _crease(paper, int(rng.integers(0, shape[axis])), axis, between(rng, -16, 16))
    return paper


def _glass(shape: Shape, unit: float, rng: np.random.Generator) -> Layer:
    """The room behind the glass, out of focus, and faint reflections."""
    small = (max(24, shape[0] // 8), max(24, shape[1] // 8))
    scene = flat(small, pick(rng, ((70, 72, 76), (110, 108, 104), (52, 54, 60), (150, 150, 146))))
    for _ in range(int(rng.integers(8, 22))):
        x, y = int(rng.integers(0, small[1])), int(rng.integers(0, small[0]))
        w, h = (int(v) for v in rng.integers(4, max(6, small[1] // 3), 2))
        level = pick(rng, (30, 45, 70, 110, 190, 240))
        scene[y : y + h, x : x + w] = level + rng.normal(0, 9, 3)
    scene = np.asarray(cv2.GaussianBlur(scene, (0, 0), between(rng, 0.8, 4)), dtype=np.float32)
    room = np.asarray(cv2.resize(scene, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), dtype=np.float32)
    veil = between(rng, 0.05, 0.35)
    room = room * (1 - veil) + veil * 215 + np.clip(clouds(shape, 3, rng), 0, 1)[..., None] * 18
    if happens(rng, 0.5):
        at = int(rng.integers(0, shape[1]))
        room[:, at : at + round(unit * between(rng, 0.05, 0.3))] = between(rng, 40, 170)
    return room


def _wood(shape: Shape, unit: float, rng: np.random.Generator) -> Layer:
    colours = ((168, 104, 54), (138, 84, 46), (196, 158, 112), (150, 128, 120), (110, 66, 36), (214, 186, 150))
    base = pick(rng, colours)
    down = np.linspace(0, between(rng, 10, 40), shape[0], dtype=np.float32)[:, None]
    shade = np.sin(clouds(shape, 4, rng) * 4 + down) * between(rng, 3, 12)
    shade += (
        streaks(shape, 40, rng) * between(rng, 3, 8)
        + grain(shape, rng) * between(rng, 1, 4)
        + streaks(shape, 8, rng) * between(rng, 1, 4)
    )
    plank = max(8, round(unit * between(rng, 0.8, 3)))
    for i, top in enumerate(range(0, shape[0], plank)):
        shade[top : top + plank] += between(rng, -12, 12) if i else 0
        shade[top : top + max(1, round(unit / 60))] -= 40
    tint = np.array(base, dtype=np.float32) / 128
    return np.asarray(flat(shape, base) + shade[..., None] * tint, dtype=np.float32)


def _dark_board(shape: Shape, unit: float, rng: np.random.Generator) -> Layer:
    board = flat(shape, pick(rng, ((34, 36, 42), (24, 28, 38), (48, 50, 52), (30, 52, 44), (58, 60, 66), (40, 30, 30))))
    board += np.clip(clouds(shape, between(rng, 3, 8), rng), 0, 1)[..., None] * between(rng, 2, 18)
    return board + grain(shape, rng, max(1.0, unit / 50))[..., None] * between(rng, 0.5, 3)


def _carpet(shape: Shape, unit: float, rng: np.random.Generator) -> Layer:
    colours: tuple[Rgb, ...] = ((48, 54, 60), (70, 68, 66), (40, 48, 62), (96, 92, 88), (60, 66, 58), (88, 60, 52))
    carpet = flat(shape, pick(rng, colours))
    loops = grain(shape, rng, max(1.0, unit / 40)) * between(rng, 6, 16)
    lines = streaks(shape, between(rng, 2, 12), rng) * between(rng, 0, 9)
    if happens(rng, 0.4):
        tile = max(10, round(unit * between(rng, 1.5, 5)))
        rows, columns = np.indices(shape) // tile
        lines = lines + ((rows + columns) % 2).astype(np.float32) * between(rng, 3, 14)
    return carpet + (loops + lines)[..., None]


def _fabric(shape: Shape, unit: float, rng: np.random.Generator) -> Layer:
    colours = ((58, 74, 98), (84, 92, 104), (120, 118, 112), (62, 86, 82), (150, 140, 126), (46, 52, 76), (112, 60, 56))
    cloth = flat(shape, pick(rng, colours))
    size = max(1.0, unit / 70)
    weave = grain(shape, rng, size) + streaks(shape, 6, rng) + streaks((shape[1], shape[0]), 6, rng).T
    return cloth + weave[..., None] * between(rng, 2, 9) + clouds(shape, 4, rng)[..., None] * 5


_DRAW: dict[Surface, Callable[[Shape, float, np.random.Generator], Layer]] = {
    "whiteboard": _whiteboard,
    "wall": _wall,
    "flipchart": _flipchart,
    "brown_paper": _brown_paper,
    "glass": _glass,
    "wood": _wood,
    "dark_board": _dark_board,
    "carpet": _carpet,
    "fabric": _fabric,
}
