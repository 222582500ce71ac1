"""Walls drawn with flat colours, whose notes are known to the pixel."""

from __future__ import annotations

import cv2
import numpy as np

from stickyscan.engines.protocols import FoundNote, Picture
from stickyscan.geometry import Quad, overlap

WHITEBOARD = (232, 233, 228)
YELLOW, PINK, GREEN, BLUE = (250, 232, 110), (240, 90, 150), (150, 205, 90), (110, 175, 220)


def a_wall(
    *notes: tuple[Quad, tuple[int, int, int]],
    surface: tuple[int, int, int] = WHITEBOARD,
    size: tuple[int, int] = (1200, 900),
) -> Picture:
    """A photo (width, height) of a wall: paper with a faint rim, a few strokes of ink, soft focus and noise."""
    noise = np.random.default_rng(3)
    picture = np.full((size[1], size[0], 3), surface, np.uint8)
    for quad, colour in notes:
        outline = np.rint(quad.array).astype(np.int32)
        cv2.fillConvexPoly(picture, outline, colour)
        cv2.polylines(picture, [outline], True, tuple(int(0.8 * c) for c in colour), 1)
        left, top = quad.shrunk(0.6).array.min(axis=0)
        right, bottom = quad.shrunk(0.6).array.max(axis=0)
        for y in np.linspace(top, bottom, 4):
            cv2.line(picture, (int(left), int(y)), (int(right), int(y)), (30, 30, 40), 2)
    soft = cv2.GaussianBlur(picture, (0, 0), 0.8).astype(np.float64)
    return np.clip(soft + noise.normal(0, 2, soft.shape), 0, 255).astype(np.uint8)


def tilted(left: float, top: float, width: float, height: float, degrees: float) -> Quad:
    """A rectangle turned about its centre, clockwise on the screen."""
    quad = Quad.box(left, top, width, height)
    turn = np.radians(degrees)
    rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return Quad.of((quad.array - quad.centre) @ rotation + quad.centre)


def unmatched(truth: list[Quad], found: tuple[FoundNote, ...], least: float = 0.8) -> tuple[list[Quad], list[Quad]]:
    """Notes that were missed, and outlines that are no note, at that intersection over union."""
    outlines = [note.corners for note in found]
    missed = [t for t in truth if max((overlap(t, o) for o in outlines), default=0) < least]
    false = [o for o in outlines if max((overlap(t, o) for t in truth), default=0) < least]
    return missed, false
