"""What a sheet does to the light: a thin shadow all round, and a long one where it stands off below its glued edge."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from stickyscan.geometry import FloatArray, project
from stickyscan.render.paper import Sheet
from stickyscan.render.recipe import WallRecipe
from stickyscan.render.streams import Layer, happens, stream

View = tuple[FloatArray, tuple[int, int], float]  # sheet to part of the photo; that part's size; the sheet's side, px


@dataclass(frozen=True)
class Peeling:
    """A sheet that stands off below its glued edge, under a lamp from above.

    Attributes:
        length: how far its shadow reaches below the sheet, in sides.
        aslant: how far it reaches to the right, in sides.
        density: 0..1.
        edge: softness of its far edge, in sides.
    """

    length: float
    aslant: float
    density: float
    edge: float


def peeling_of(recipe: WallRecipe, number: int) -> Peeling | None:
    """All sheets of a wall stand off alike, some walls' not at all: it is the lamp and the pad that decide."""
    rng = stream(recipe.seed, "peeling")
    if not happens(rng, 0.5 * recipe.effects.shadows):
        return None
    length, aslant = rng.uniform(0.1, 0.65), rng.normal(0, 0.12)
    density, edge = rng.uniform(0.15, 0.6), rng.uniform(0.005, 0.06)
    own = stream(recipe.seed, "peeling", number)
    return Peeling(
        float(length * own.uniform(0.4, 1.2)), float(aslant + own.normal(0, 0.02)), float(density), float(edge)
    )


def darken_below(part: Layer, sheet: Sheet, view: View, peeling: Peeling) -> None:
    """The shadow of a sheet's lower half on the wall below it, tinted by light through the paper, in place."""
    homography, (width, height), side = view
    corners = project(homography, sheet.flat_corners)
    lowest = corners[np.argsort(corners[:, 1])[2:]]
    fall = np.array([peeling.aslant, peeling.length]) * side
    middle = corners.mean(axis=0)
    outline = cv2.convexHull(np.concatenate([[middle], lowest, lowest + fall]).astype(np.float32))
    shade = np.zeros((height, width), dtype=np.float32)
    cv2.fillPoly(shade, [np.round(outline * 16).astype(np.int32)], 1.0, cv2.LINE_8, 4)
    soft = cv2.GaussianBlur(shade, (0, 0), max(0.6, peeling.edge * side))
    paper = np.median(sheet.rgb.reshape(-1, 3), axis=0)
    tint = 1 - peeling.density * (1 - 0.5 * paper / max(float(paper.max()), 1.0))
    part *= 1 - np.asarray(soft, dtype=np.float32)[..., None] * (1 - tint.astype(np.float32))


def darken_round(part: Layer, sheet: Sheet, view: View, recipe: WallRecipe, number: int) -> None:
    """Darken what lies under and beside the note, in place: a thin line all round, a soft one where it stands off."""
    homography, size, side = view
    strength = recipe.effects.shadows
    light = stream(recipe.seed, "shadow light").normal(0, 1, 2)
    lifted = abs(float(stream(recipe.seed, "lift", number).normal(0, 1))) * strength
    away = np.array([light[0] * 0.02, 0.015 + abs(light[1]) * 0.025]) * side * (0.4 + lifted)
    cast = sheet.alpha * (0.25 + 0.75 * sheet.lift)
    move = np.array([[1, 0, away[0]], [0, 1, away[1]], [0, 0, 1]])
    soft = warped(cast, move @ homography, size)
    soft = np.asarray(cv2.GaussianBlur(soft, (0, 0), max(0.7, 0.022 * side * (0.5 + lifted))), dtype=np.float32)
    part *= 1 - np.minimum(soft * strength * (0.3 + 0.4 * lifted), 0.6)[..., None]


def warped(layer: Layer, homography: FloatArray, size: tuple[int, int], border: int = cv2.BORDER_CONSTANT) -> Layer:
    """A layer of a sheet as it appears in a part of the photo of this (width, height)."""
    moved = cv2.warpPerspective(layer, homography, size, flags=cv2.INTER_LINEAR, borderMode=border)
    return np.asarray(moved, dtype=np.float32)
