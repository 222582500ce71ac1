"""Notes in, the name of each paper's colour out, judged against the wall's own light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray, Quad
from stickyscan.journey import ColourName
from stickyscan.steps.colour.colour_space import to_srgb
from stickyscan.steps.colour.naming import name_papers
from stickyscan.steps.colour.sheets import sheet_colours
from stickyscan.steps.colour.wall_light import wall_light
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import WallNote

WORKING_SIDE = 1500  # pixels of the longer side
# Logistic regression of "the name is an accepted one" on rendered walls: constant, log odds of the name, clear share
# of the sheet. models/training/calibrate_colours.py fits it.
Calibration: TypeAlias = tuple[float, float, float]
CALIBRATION: Calibration = (-0.5, 1.6, 1.5)


@dataclass(frozen=True)
class NoteColour:
    """Colour name, measured "#rrggbb" as in the photo, and how probable it is (0..1) that a person would accept it."""

    name: ColourName
    hex: str
    confidence: float


def name_colours(photos: Sequence[Photo], notes: Sequence[WallNote]) -> tuple[NoteColour, ...]:
    """The colour of each note, in the order of `notes`, told in its best sighting.

    Every photo has its own light, so its sightings are judged together, photo by photo.
    """
    colours: dict[int, NoteColour] = {}
    for index, photo in enumerate(photos):
        best = [(i, note.best.corners) for i, note in enumerate(notes) if note.best.photo == index]
        if best:
            also = [seen.corners for note in notes for seen in note.also if seen.photo == index]
            named = _in_photo(photo.pixels, [corners for _, corners in best] + also)
            colours.update(zip((i for i, _ in best), named, strict=False))  # the further sightings only bear witness
    return tuple(colours[i] for i in range(len(notes)))


def confidences(odds: FloatArray, clear: FloatArray, calibration: Calibration = CALIBRATION) -> FloatArray:
    """Probability (n,) that a name is right, from the odds' probability (n,) and the clear share of the sheet (n,)."""
    constant, of_odds, of_clear = calibration
    sure = np.clip(odds, 1e-4, 1 - 1e-4)
    return np.asarray(1 / (1 + np.exp(-(constant + of_odds * np.log(sure / (1 - sure)) + of_clear * clear))))


def _in_photo(pixels: Picture, outlines: Sequence[Quad]) -> list[NoteColour]:
    scale = min(1.0, WORKING_SIDE / max(pixels.shape[:2]))
    small = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    light = wall_light(small, scale, outlines)
    sheets = sheet_colours(small, scale, outlines, light.relative)
    names, odds = name_papers(sheets.colours, light.surface)
    measured = np.rint(to_srgb(sheets.colours * light.relative) * 255).astype(int)
    sure = confidences(odds, sheets.clear)
    return [
        NoteColour(name, f"#{red:02x}{green:02x}{blue:02x}", float(confidence))
        for name, (red, green, blue), confidence in zip(names, measured, sure, strict=True)
    ]
