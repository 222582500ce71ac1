"""The board with everything on it that is not a note: surface, frame, headings, lines, and clutter that lies flat."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from stickyscan.geometry import FloatArray, project
from stickyscan.render import fonts
from stickyscan.render.clutter import lay_clutter
from stickyscan.render.handwriting import Hand, write
from stickyscan.render.palette import CHALKS, MARKERS, shifted
from stickyscan.render.pens import draw_pen_lines
from stickyscan.render.plan import Heading, Plan, Stroke
from stickyscan.render.props import lay_props
from stickyscan.render.recipe import WallRecipe
from stickyscan.render.streams import Layer, Rgb, between, happens, pick, stream
from stickyscan.render.surface import draw_surface
from stickyscan.render.through_glass import look_through

_BOUNDED = frozenset({"whiteboard", "flipchart", "brown_paper", "dark_board", "fabric", "glass"})
_TAPES: tuple[Rgb, ...] = ((196, 40, 44), (36, 84, 160), (40, 40, 42), (224, 210, 160), (60, 140, 80), (230, 200, 40))


@dataclass(frozen=True)
class Board:
    """The picture of the board (height, width, 3) 0..255, and the map (3x3) from wall units to its pixels."""

    rgb: Layer
    from_wall: FloatArray


def draw_board(recipe: WallRecipe, plan: Plan, homography: FloatArray, unit: float) -> Board:
    """Draw the board at about the photo's scale; `unit` is that scale in pixels per wall unit."""
    rng = stream(recipe.seed, "board")
    bounded = recipe.surface in _BOUNDED and recipe.effects.room > 0
    low, high = _extent(recipe, plan, homography, bounded, rng)
    limit = 1.4 * max(recipe.size)
    scale = min(unit, limit / max(high[0] - low[0], high[1] - low[1]))
    shape = (max(16, round((high[1] - low[1]) * scale)), max(16, round((high[0] - low[0]) * scale)))
    surface = stream(recipe.seed, "surface")
    through = recipe.surface == "glass" and recipe.effects.outlook > 0
    look = recipe.effects.outlook
    rgb = look_through(shape, scale, look, surface) if through else draw_surface(recipe.surface, shape, scale, surface)
    if recipe.ground:
        rgb += np.array(recipe.ground, dtype=np.float32) - rgb.mean(axis=(0, 1))
    from_wall = np.array([[scale, 0, -low[0] * scale], [0, scale, -low[1] * scale], [0, 0, 1]])
    if bounded and recipe.surface in {"whiteboard", "dark_board", "fabric", "glass"}:
        _frame(rgb, scale, rng)
    board = Board(rgb, from_wall)
    if recipe.effects.clutter:
        lay_clutter(rgb, from_wall, plan, recipe)
    if recipe.effects.props:
        lay_props(rgb, from_wall, plan, recipe)
    inks = CHALKS if float(rgb.mean()) < 105 else MARKERS
    for i, stroke in enumerate(plan.strokes):
        _draw_stroke(board, stroke, scale, inks, (recipe.seed, i if stroke.arrow else 0))
    _write_headings(board, plan.headings, scale, inks, recipe)
    draw_pen_lines(board.rgb, from_wall, plan.lines, recipe.seed, over=False)
    return board


def _extent(
    recipe: WallRecipe, plan: Plan, homography: FloatArray, bounded: bool, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Low and high corner of the board on the wall; an unbounded surface reaches as far as the photo shows."""
    low, high = np.array(plan.low, dtype=np.float64), np.array(plan.high, dtype=np.float64)
    span = high - low
    if bounded:
        return low - rng.uniform(0.1, 0.9, 2), high + rng.uniform(0.1, 0.9, 2)
    width, height = recipe.size
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64)
    seen = project(np.asarray(np.linalg.inv(homography), dtype=np.float64), frame)
    reach = 2.5 * float(span.max()) + 2
    return np.maximum(np.minimum(seen.min(axis=0), low), low - reach), np.minimum(
        np.maximum(seen.max(axis=0), high), high + reach
    )


def _frame(rgb: Layer, scale: float, rng: np.random.Generator) -> None:
    """A metal or wooden frame and perhaps a tray below, in place."""
    thick = max(2, round(scale * between(rng, 0.06, 0.22)))
    colour = np.array(pick(rng, ((168, 172, 176), (130, 134, 138), (60, 62, 66), (176, 140, 96), (206, 208, 208))))
    for edge in (rgb[:thick], rgb[-thick:], rgb[:, :thick], rgb[:, -thick:]):
        edge[:] = colour + rng.normal(0, 12)
    if happens(rng, 0.5):
        rgb[-2 * thick : -thick] = colour * 0.7
        rgb[-thick:] = np.minimum(colour * 1.2, 250)


def _draw_stroke(board: Board, stroke: Stroke, scale: float, inks: tuple[Rgb, ...], seeds: tuple[int, int]) -> None:
    rng = stream(seeds[0], "stroke", stroke.kind, seeds[1])
    points = project(board.from_wall, np.array(stroke.points))
    if stroke.kind == "tape":
        colour, thick = pick(rng, _TAPES), max(2, round(scale * between(rng, 0.06, 0.16)))
    else:
        colour, thick = pick(rng, inks), max(1, round(scale * between(rng, 0.015, 0.045)))
        points = _shaky(points, scale, stroke.closed, rng)
    ink = shifted(colour, rng, 3)
    line = [np.round(points * 16).astype(np.int32)]
    cv2.polylines(board.rgb, line, stroke.closed, ink, thick, cv2.LINE_8 if thick < 2 else cv2.LINE_AA, 4)
    if stroke.arrow:
        a, b = points[-3], points[-1]
        back = (a - b) / max(float(np.hypot(*(a - b))), 1e-6) * 0.14 * scale
        for side in (0.6, -0.6):
            turn = np.array([[np.cos(side), -np.sin(side)], [np.sin(side), np.cos(side)]])
            head = [np.round(np.array([b, b + turn @ back]) * 16).astype(np.int32)]
            cv2.polylines(board.rgb, head, False, ink, thick, cv2.LINE_AA, 4)


def _shaky(points: FloatArray, scale: float, closed: bool, rng: np.random.Generator) -> FloatArray:
    """A line drawn by hand: more points, a slow bend."""
    if closed:
        return points
    along = np.linspace(0, 1, 24)
    index = np.linspace(0, 1, len(points))
    fine = np.stack([np.interp(along, index, points[:, i]) for i in (0, 1)], axis=1)
    bend = np.sin(along * np.pi * rng.uniform(0.5, 3)) * rng.normal(0, 0.02 * scale)
    return np.asarray(fine + bend[:, None] + rng.normal(0, 0.004 * scale, fine.shape), dtype=np.float64)


def _write_headings(
    board: Board, headings: tuple[Heading, ...], scale: float, inks: tuple[Rgb, ...], recipe: WallRecipe
) -> None:
    """All headings of a wall in one hand; where a whole board is written, with several pens."""
    rng = stream(recipe.seed, "headings")
    text = "".join(heading.text for heading in headings)
    names = fonts.fonts_for(text, fonts.MARKER_FONTS) or fonts.fonts_for(text, fonts.font_names())
    hand = Hand(
        pick(rng, names), happens(rng, 0.5), between(rng, 0.75, 1.0), pick(rng, (0.0, 0.015, 0.03, 0.05)),
        between(rng, 0.2, 0.8), happens(rng, 0.5), pick(rng, inks),
    )  # fmt: skip
    for heading in headings:
        box = (round(heading.width * scale), round(heading.height * scale))
        if min(box) < 8:
            continue
        if recipe.effects.writing and happens(rng, 0.1):
            hand = replace(hand, ink=pick(rng, inks), capitals=happens(rng, 0.4))
        ink = write(heading.text, box, hand, rng).ink
        x, y = (round(float(v)) for v in project(board.from_wall, np.array([heading.centre]))[0])
        _lay_ink(board.rgb, ink, (x - box[0] // 2, y - box[1] // 2), hand.ink)
        if heading.underlined:
            wide = round(box[0] * 0.45)
            ends = (x - wide, y + box[1] // 2), (x + wide, y + box[1] // 2 + round(rng.normal(0, 0.03 * scale)))
            cv2.line(board.rgb, *ends, hand.ink, max(1, round(scale * 0.03)), cv2.LINE_AA)


def _lay_ink(rgb: Layer, ink: Layer, place: tuple[int, int], colour: Rgb) -> None:
    """Ink (height, width) onto the picture at (left, top), in place, clipped to it."""
    left, top = place
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + ink.shape[1], rgb.shape[1]), min(top + ink.shape[0], rgb.shape[0])
    if x0 < x1 and y0 < y1:
        cover = ink[y0 - top : y1 - top, x0 - left : x1 - left, None]
        part = rgb[y0:y1, x0:x1]
        part += cover * (np.array(colour, dtype=np.float32) - part)
