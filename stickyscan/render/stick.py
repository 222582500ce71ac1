"""Notes onto the photo: each sheet is projected, throws its shadow, and covers what was stuck before it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray, homography_between, polygon_area, project
from stickyscan.render import fonts
from stickyscan.render.camera import pixels_per_unit
from stickyscan.render.handwriting import Hand, draw_hand
from stickyscan.render.palette import DARK_INKS, LIGHT_INKS
from stickyscan.render.paper import Sheet, make_sheet
from stickyscan.render.pens import draw_pen_lines
from stickyscan.render.plan import Placed, Plan
from stickyscan.render.recipe import WallRecipe
from stickyscan.render.room import Scene
from stickyscan.render.shadows import darken_below, darken_round, peeling_of, warped
from stickyscan.render.streams import Layer, happens, pick, stream

_FINER = 1.25  # sheets are drawn a little larger than they appear, so that the warp does not soften them further
_SMALLEST = 44.0  # pixels per unit at which writing still has a shape; smaller notes are drawn at this and shrunk
_CONTRAST = 130.0  # sum of RGB differences below which people take another pen


@dataclass(frozen=True)
class Stuck:
    """A note in the photo.

    Attributes:
        note: what was planned.
        corners: (4, 2) photo pixels, clockwise from the writing's top left; may lie outside the photo.
        painted: pixels that it covered when it was stuck on (those inside the photo).
        area: pixels that it would cover in an endless photo.
        ink: flat indices of photo pixels with its writing.
        cap_height: height of capitals in photo pixels.
        dots: votes on it.
        ink_hidden: share of the writing under the dots.
    """

    note: Placed
    corners: FloatArray
    painted: int
    area: float
    ink: NDArray[np.int64]
    cap_height: float
    dots: int
    ink_hidden: float


def stick_notes(rgb: Layer, recipe: WallRecipe, plan: Plan, homography: FloatArray) -> tuple[Scene, tuple[Stuck, ...]]:
    """The photo with all notes on it; note i is seen where `Scene.seen` is i + 1."""
    rgb = rgb.copy()
    seen = np.zeros(rgb.shape[:2], dtype=np.int32)
    people = _people(recipe, plan)
    stuck = []
    for i, note in enumerate(plan.notes):
        hand = _hand_for(note, people, stream(recipe.seed, "writer", i))
        scale = pixels_per_unit(homography, note.centre)
        unit = max(scale * _FINER, _SMALLEST)
        sheet = make_sheet(note, unit, hand, recipe.effects, (recipe.seed, i))
        if unit > 1.5 * scale * _FINER:
            sheet = _shrunk(sheet, scale * _FINER / unit)
            unit = scale * _FINER
        to_photo = homography @ homography_between(sheet.flat_corners, note.outline)
        stuck.append(_stick((rgb, seen), sheet, to_photo, (note, i, unit / scale), recipe))
    draw_pen_lines(rgb, homography, plan.lines, recipe.seed, over=True)
    return Scene(rgb, seen), tuple(stuck)


def _people(recipe: WallRecipe, plan: Plan) -> tuple[Hand, ...]:
    """One to four people, with fonts that can write all of the wall's words."""
    rng = stream(recipe.seed, "people who write")
    names = fonts.fonts_for("".join(note.text for note in plan.notes), fonts.font_names())
    inks = (pick(rng, DARK_INKS),) if happens(rng, 0.6) else DARK_INKS
    return tuple(draw_hand(rng, names, inks) for _ in range(int(rng.integers(1, 5))))


def _hand_for(note: Placed, people: tuple[Hand, ...], rng: np.random.Generator) -> Hand:
    hand = pick(rng, people)
    if note.role != "note":
        hand = replace(hand, size=1.5 * hand.size, centred=True)
    if not note.paper.dark:
        contrast = float(np.abs(np.subtract(hand.ink, note.paper.rgb)).sum())
        return hand if contrast > _CONTRAST else replace(hand, ink=DARK_INKS[0])
    ink = pick(rng, LIGHT_INKS) if "black" in note.paper.names or happens(rng, 0.6) else (10, 10, 12)
    return replace(hand, ink=ink)


def _shrunk(sheet: Sheet, factor: float) -> Sheet:
    """The sheet at a smaller scale, averaged so that thin strokes turn grey instead of breaking up."""
    height, width = sheet.alpha.shape
    size = (max(8, round(width * factor)), max(8, round(height * factor)))
    ratio = np.array([size[0] / width, size[1] / height])

    def small(layer: Layer) -> Layer:
        return np.asarray(cv2.resize(layer, size, interpolation=cv2.INTER_AREA), dtype=np.float32)

    return replace(
        sheet,
        rgb=small(sheet.rgb),
        alpha=small(sheet.alpha),
        ink=small(sheet.ink),
        lift=small(sheet.lift),
        corners=(sheet.corners + 0.5) * ratio - 0.5,
        flat_corners=(sheet.flat_corners + 0.5) * ratio - 0.5,
        cap_height=sheet.cap_height * float(ratio[1]),
    )


def _stick(
    canvas: tuple[Layer, NDArray[np.int32]],
    sheet: Sheet,
    to_photo: FloatArray,
    which: tuple[Placed, int, float],
    recipe: WallRecipe,
) -> Stuck:
    """Project one sheet onto the photo and its map of notes, both changed in place."""
    rgb, seen = canvas
    note, number, finer = which
    corners = project(to_photo, sheet.corners)
    side = float(np.sqrt(abs(polygon_area(corners))))
    peeling = peeling_of(recipe, number)
    reach = 3 + (0.2 + (0 if peeling is None else 1.3 * peeling.length)) * side
    low = np.maximum(np.floor(corners.min(axis=0) - reach), 0).astype(int)
    high = np.minimum(np.ceil(corners.max(axis=0) + reach), rgb.shape[1::-1]).astype(int)
    empty = np.zeros(0, dtype=np.int64)
    if (high <= low).any():
        return Stuck(note, corners, 0, abs(polygon_area(corners)), empty, 0.0, sheet.dots, 1.0)
    shift = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]]) @ to_photo
    size = (int(high[0] - low[0]), int(high[1] - low[1]))
    alpha = warped(sheet.alpha, shift, size)
    part = rgb[low[1] : high[1], low[0] : high[0]]
    if recipe.effects.shadows:
        darken_round(part, sheet, (shift, size, side), recipe, number)
    if peeling is not None:
        darken_below(part, sheet, (shift, size, side), peeling)
    colour = warped(sheet.rgb, shift, size, cv2.BORDER_REPLICATE)
    part += alpha[..., None] * (colour - part)
    covered = alpha > 0.5
    seen[low[1] : high[1], low[0] : high[0]][covered] = number + 1
    rows, columns = np.nonzero((warped(sheet.ink, shift, size) > 0.35) & covered)
    ink = (rows + low[1]) * rgb.shape[1] + columns + low[0]
    area, cap_height = abs(polygon_area(corners)), sheet.cap_height / finer
    return Stuck(
        note, corners, int(covered.sum()), area, ink.astype(np.int64), cap_height, sheet.dots, sheet.ink_hidden
    )
