"""Pen lines onto a picture: arrows, curves, loops and cords as people draw them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray, project
from stickyscan.render.palette import CHALKS, MARKERS
from stickyscan.render.plan import PenLine
from stickyscan.render.recipe import LinkTip
from stickyscan.render.streams import Layer, between, happens, pick, stream

_FINE = 4  # bits of OpenCV's fixed-point coordinates


def draw_pen_lines(rgb: Layer, to_picture: FloatArray, lines: tuple[PenLine, ...], seed: int, over: bool) -> None:
    """Draw the lines that lie `over` the notes, or those below them, in place.

    `to_picture` takes wall units to the picture's pixels.
    """
    dark = float(rgb.mean()) < 105
    for number, line in enumerate(lines):
        if line.over == over:
            _draw(rgb, to_picture, line, stream(seed, "pen", number), dark)


def _draw(rgb: Layer, to_picture: FloatArray, line: PenLine, rng: np.random.Generator, dark: bool) -> None:
    colour = line.colour or pick(rng, CHALKS if dark else MARKERS)
    shape = rgb.shape[:2]
    cover = _inked(shape, to_picture, line, rng)
    if line.cord:
        rgb *= 1 - 0.25 * np.roll(cover, (2, 1), axis=(0, 1))[..., None]
    else:
        cover *= np.float32(between(rng, 0.72, 1.0))  # markers run dry, and the board shines through
    rgb += cover[..., None] * (np.array(colour, dtype=np.float32) - rgb)


def _inked(shape: tuple[int, ...], to_picture: FloatArray, line: PenLine, rng: np.random.Generator) -> Layer:
    """Where the line covers the picture, (height, width) 0..1."""
    mask = np.zeros(shape[:2], dtype=np.uint8)
    wall = np.array(line.points, dtype=np.float64)
    points = project(to_picture, wall)
    middle = wall[len(wall) // 2]
    scale = float(
        np.linalg.norm(np.subtract(*project(to_picture, np.array([middle, middle + np.array((0.05, 0))])))) / 0.05
    )
    thick = max(1.0, line.thick * scale)
    for part in _dashes(points, scale, rng) if line.broken else [points]:
        cv2.polylines(mask, [_fixed(part)], False, 255, round(thick), cv2.LINE_AA, _FINE)
    if line.again:
        beside = np.linspace(rng.normal(0, 0.04), rng.normal(0, 0.04), len(points))[:, None] * rng.normal(0, 1, 2)
        cv2.polylines(mask, [_fixed(points + beside * scale)], False, 255, round(thick), cv2.LINE_AA, _FINE)
    ends = [wall] if line.heads else []
    ends += [wall[::-1]] if line.heads == 2 else []
    for way in ends:
        _head(mask, to_picture, way, (line.tip, round(thick)), rng)
    cover = mask.astype(np.float32) / 255
    return np.asarray(cover * min(1.0, line.thick * scale), np.float32)  # thinner than a pixel: grey


def _fixed(points: FloatArray) -> NDArray[np.int32]:
    return np.asarray(np.round(points * 2**_FINE), np.int32)


def _dashes(points: FloatArray, scale: float, rng: np.random.Generator) -> list[FloatArray]:
    """The course in pieces, with gaps between them."""
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    dash, gap = between(rng, 0.12, 0.22) * scale, between(rng, 0.06, 0.12) * scale
    parts, at = [], 0.0
    while at < along[-1]:
        places = np.linspace(at, min(at + dash, along[-1]), 6)
        parts.append(np.stack([np.interp(places, along, points[:, i]) for i in (0, 1)], axis=1))
        at += dash + gap
    return parts


def _head(
    mask: NDArray[np.uint8],
    to_picture: FloatArray,
    way: FloatArray,
    look: tuple[LinkTip, int],
    rng: np.random.Generator,
) -> None:
    """An arrow head at the last of the points (on the wall), in place."""
    tip, thick = look
    end = way[-1]
    length = between(rng, 0.24, 0.4) if tip == "large" else between(rng, 0.11, 0.24)
    far = np.linalg.norm(way - end, axis=1)
    before = way[int(np.flatnonzero(far > 0.6 * length)[-1])] if (far > 0.6 * length).any() else way[0]
    back = (before - end) / max(float(np.linalg.norm(before - end)), 1e-9) * length
    angle = between(rng, 0.4, 0.75)
    barbs = [_turned(back, s * (angle + rng.normal(0, 0.1))) * rng.uniform(0.8, 1.15) + end for s in (1, -1)]
    if tip == "half":
        barbs = [barbs[0]] if happens(rng, 0.5) else [barbs[1]]
    corners = _fixed(project(to_picture, np.array([barbs[0], end, *barbs[1:]])))
    if tip == "half":
        cv2.polylines(mask, [corners], False, 255, thick, cv2.LINE_AA, _FINE)
    elif tip == "loose":  # two strokes that begin beside the tip
        for barb in barbs:
            start = end + (barb - end) * rng.uniform(0, 0.3) + rng.normal(0, 0.02, 2)
            stroke = _fixed(project(to_picture, np.array([start, barb])))
            cv2.polylines(mask, [stroke], False, 255, thick, cv2.LINE_AA, _FINE)
    elif tip == "filled":
        cv2.fillPoly(mask, [corners], 255, cv2.LINE_AA, _FINE)
        cv2.polylines(mask, [corners], True, 255, thick, cv2.LINE_AA, _FINE)
    else:
        cv2.polylines(mask, [corners], tip == "hollow", 255, thick, cv2.LINE_AA, _FINE)


def _turned(way: FloatArray, angle: float) -> FloatArray:
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.asarray(turn @ way, dtype=np.float64)
