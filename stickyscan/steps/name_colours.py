"""Notes in, the name of each paper's colour out, judged against the wall's own light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray, Quad
from stickyscan.journey import ColourName
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import WallNote

WORKING_SIDE = 1500  # pixels of the longer side
PAPER_WHITE = 92.0  # CIELAB lightness that a white surface gets in good light
LIGHTNESS_WEIGHT = 0.4  # light falls unevenly on a wall, so lightness says less than hue
SHARPNESS = 7.0  # CIELAB distance by which a name loses a factor of e against the nearest one

# Paper as sold, CIELAB (D65) in even light: several sheets a name, from pale to neon.
_PAPERS: Mapping[ColourName, tuple[tuple[int, int, int], ...]] = {
    "yellow": ((92, -6, 28), (90, -6, 45), (93, -14, 75), (84, 6, 76), (86, -3, 60), (88, 0, 15)),
    "orange": ((72, 40, 66), (80, 22, 68), (78, 28, 45), (62, 52, 56), (74, 24, 72)),
    "pink": ((60, 70, 2), (82, 24, 2), (56, 74, -8), (74, 40, 16), (68, 50, 10), (74, 40, -10)),
    "red": ((44, 60, 42), (50, 66, 48), (38, 52, 30)),
    "purple": ((72, 18, -24), (50, 36, -36), (40, 40, -16), (40, 48, -6), (60, 30, -34), (34, 22, -18)),
    "blue": ((80, -8, -16), (70, -14, -28), (56, -6, -40), (38, 4, -34), (66, -8, -20), (48, -6, -22)),
    "teal": ((76, -24, -8), (62, -34, -8), (52, -34, -4), (86, -22, -2), (66, -18, -6)),
    "green": ((86, -34, 64), (86, -20, 32), (62, -40, 34), (88, -18, 12), (72, -28, 50), (50, -28, 24)),
    "white": ((94, 0, 0), (88, 0, 3), (90, 0, -4)),
    "brown": ((62, 10, 26), (48, 14, 30), (38, 14, 20)),
    "grey": ((66, 0, 0), (50, 0, 0)),
    "black": ((16, 0, 0), (26, 0, 0)),
}  # fmt: skip
_NAMES = tuple(name for name, papers in _PAPERS.items() for _ in papers)
_REFERENCES = np.array([paper for papers in _PAPERS.values() for paper in papers], dtype=np.float64)


@dataclass(frozen=True)
class NoteColour:
    """Colour name, measured "#rrggbb" as in the photo, and confidence 0..1."""

    name: ColourName
    hex: str
    confidence: float


def name_colours(photos: Sequence[Photo], notes: Sequence[WallNote]) -> tuple[NoteColour, ...]:
    """The colour of each note, in the order of `notes`."""
    views = [_View.of(photo, [n.best.corners for n in notes if n.best.photo == i]) for i, photo in enumerate(photos)]
    return tuple(views[note.best.photo].name(note.best.corners) for note in notes)


def name_paper(lab: FloatArray) -> tuple[ColourName, float]:
    """Name and confidence of a paper whose CIELAB (D65, L 0..100) was measured in even, white light."""
    weights = np.array([LIGHTNESS_WEIGHT, 1.0, 1.0])
    distance = np.linalg.norm((_REFERENCES - lab) * weights, axis=1)
    nearest = {name: min(d for n, d in zip(_NAMES, distance, strict=True) if n == name) for name in _PAPERS}
    best = min(nearest, key=lambda name: nearest[name])
    odds = sum(float(np.exp((nearest[best] - d) / SHARPNESS)) for d in nearest.values())
    return best, 1.0 / odds


@dataclass(frozen=True)
class _View:
    """A photo made small, linear RGB 0..1 (h, w, 3), and the light on its wall."""

    linear: NDArray[np.float32]
    scale: float
    light: FloatArray

    @classmethod
    def of(cls, photo: Photo, notes: Sequence[Quad]) -> _View:
        scale = min(1.0, WORKING_SIDE / max(photo.width, photo.height))
        small = cv2.resize(photo.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        linear = _to_linear(np.asarray(small, np.float32) / np.float32(255))
        return cls(linear, scale, _wall_light(linear, [note.array * scale for note in notes]))

    def name(self, corners: Quad) -> NoteColour:
        paper = self._paper(corners)
        name, confidence = name_paper(_lab(paper / self.light))
        red, green, blue = np.rint(_to_srgb(paper) * 255).astype(int)
        return NoteColour(name, f"#{red:02x}{green:02x}{blue:02x}", confidence)

    def _paper(self, corners: Quad) -> FloatArray:
        """Linear RGB of the sheet without its ink: the median of the lighter half of its inside."""
        inner = corners.shrunk(0.85).array * self.scale
        low = np.clip(np.floor(inner.min(axis=0)).astype(int), 0, np.array(self.linear.shape[1::-1]) - 1)
        high = np.maximum(np.ceil(inner.max(axis=0)).astype(int) + 1, low + 1)
        patch = self.linear[low[1] : high[1], low[0] : high[0]]
        mask = np.zeros(patch.shape[:2], np.uint8)
        cv2.fillConvexPoly(mask, np.rint(inner - low).astype(np.int32), 1)
        pixels = patch[mask > 0] if mask.any() else patch.reshape(-1, 3)
        lightness = pixels @ np.array([0.2126, 0.7152, 0.0722], np.float32)
        return np.asarray(np.median(pixels[lightness >= np.median(lightness)], axis=0), dtype=np.float64)


def _wall_light(linear: NDArray[np.float32], notes: Sequence[FloatArray]) -> FloatArray:
    """What white paper would measure on this wall (linear RGB), as far as the surface lets one tell.

    A pale, nearly neutral surface (whiteboard, flipchart, painted wall) is taken as white. Wood, brown paper, carpet
    and black boards say nothing of the light, so there the photo's own white balance is trusted.
    """
    around = np.zeros(linear.shape[:2], np.uint8)
    if notes:
        cv2.fillConvexPoly(around, cv2.convexHull(np.rint(np.concatenate(notes)).astype(np.int32)), 1)
    for note in notes:
        cv2.fillConvexPoly(around, np.rint(note.mean(axis=0) + (note - note.mean(axis=0)) * 1.1).astype(np.int32), 0)
    surface = linear[around > 0]
    if len(surface) < 500:
        return np.ones(3)
    lightness = surface @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    bright = np.median(surface[lightness >= np.quantile(lightness, 0.6)], axis=0).astype(np.float64)
    lab = _lab(bright)
    if lab[0] < 45 or np.hypot(lab[1], lab[2]) > 0.28 * lab[0]:
        return np.ones(3)
    white = _lab_lightness_to_linear(PAPER_WHITE)
    return np.asarray(np.clip(bright / white, 0.25, 1.15))


def _lab_lightness_to_linear(lightness: float) -> float:
    return float(((lightness + 16) / 116) ** 3)


def _to_linear(srgb: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4).astype(np.float32)


def _to_srgb(linear: FloatArray) -> FloatArray:
    value = np.clip(linear, 0, 1)
    return np.asarray(np.where(value <= 0.0031308, value * 12.92, 1.055 * value ** (1 / 2.4) - 0.055))


def _lab(linear: FloatArray) -> FloatArray:
    """CIELAB (D65) of one linear RGB colour, clipped to what a screen can show."""
    srgb = _to_srgb(linear).astype(np.float32).reshape(1, 1, 3)
    return np.asarray(cv2.cvtColor(srgb, cv2.COLOR_RGB2Lab), dtype=np.float64).reshape(3)
