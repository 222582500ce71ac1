"""Things on a board that are no notes: printed sheets, posters, screens, tape, magnets, pens, stray dots."""

from __future__ import annotations

import cv2
import numpy as np

from stickyscan.geometry import FloatArray, project
from stickyscan.render import fonts
from stickyscan.render.handwriting import Hand, write
from stickyscan.render.lay import Size, Thing, drawn, lay, opaque, scatter_things
from stickyscan.render.palette import DOTS, USUAL, shifted
from stickyscan.render.plan import Plan
from stickyscan.render.recipe import WallRecipe
from stickyscan.render.streams import Layer, between, happens, pick, stream
from stickyscan.render.texture import clouds, flat
from stickyscan.render.vocabulary import PhraseKind, phrases

_SCRAWLS: tuple[PhraseKind, ...] = ("long", "task", "pain", "title")


def lay_clutter(rgb: Layer, from_wall: FloatArray, plan: Plan, recipe: WallRecipe) -> None:
    """Lay things onto the board's picture in place, away from the middle of notes."""
    rng = stream(recipe.seed, "clutter")
    _lay_backing(rgb, from_wall, plan, recipe)
    scatter_things(rgb, from_wall, plan, _THINGS, (int(rng.poisson(8 * recipe.effects.clutter)), rng))


def _lay_backing(rgb: Layer, from_wall: FloatArray, plan: Plan, recipe: WallRecipe) -> None:
    """Perhaps a large sheet of coloured paper under some of the notes, in place."""
    rng = stream(recipe.seed, "backing")
    if not plan.notes or not happens(rng, 0.35 * recipe.effects.clutter):
        return
    colour = shifted(pick(rng, USUAL).rgb, rng, 12) if happens(rng, 0.6) else (between(rng, 215, 245),) * 3
    spot = np.array(plan.notes[int(rng.integers(len(plan.notes)))].centre) + rng.normal(0, 0.5, 2)
    size = np.round(rng.uniform(2.5, 7, 2) * float(from_wall[0, 0])).astype(int)
    size = np.minimum(size, np.array(rgb.shape[1::-1]))
    sheet = flat((int(size[1]), int(size[0])), colour)
    sheet += clouds(sheet.shape[:2], 5, rng)[..., None] * 4
    x, y = project(from_wall, spot[None])[0]
    lay(rgb, opaque(sheet), (float(x), float(y)), float(rng.normal(0, 1.5)))


def _sheet(size: Size, rng: np.random.Generator) -> Layer:
    """A printed page: dense even lines of print, a headline, maybe a picture or a chart."""
    width, height = size
    page = flat((height, width), (between(rng, 225, 246),) * 3)
    step = max(2, round(height / between(rng, 18, 50)))
    margin = max(1, width // 10)
    for y in range(margin + 2 * step, height - margin, step):
        end = width - margin if happens(rng, 0.8) else round(width * between(rng, 0.3, 0.8))
        line = page[y : y + max(1, step // 2), margin:end]
        line -= (rng.random((1, max(line.shape[1] // 2 + 1, 1), 1)) > 0.3).repeat(2, axis=1)[:, : line.shape[1]] * 90.0
    page[margin : margin + step, margin : round(width * between(rng, 0.4, 0.9))] = rng.uniform(20, 120, 3)
    if happens(rng, 0.5):
        x, y = round(width * between(rng, 0.1, 0.4)), round(height * between(rng, 0.2, 0.6))
        part = page[y : y + height // 4, x : x + width // 2]
        tone = clouds((max(part.shape[0], 1), max(part.shape[1], 1)), 4, rng)[: part.shape[0], : part.shape[1]]
        part[:] = rng.uniform(60, 220, 3) + tone[..., None] * 40
    return opaque(page)


def _poster(size: Size, rng: np.random.Generator) -> Layer:
    """A coloured print with blocks, circles and a picture."""
    width, height = size
    poster = flat((height, width), tuple(rng.uniform(20, 240, 3).tolist()))
    poster += clouds((height, width), between(rng, 2, 6), rng)[..., None] * rng.uniform(-60, 60, 3)
    for _ in range(int(rng.integers(1, 6))):
        a = rng.integers(0, (width, height))
        b = a + rng.integers(1, (max(2, width // 2), max(2, height // 2)))
        colour = tuple(rng.uniform(10, 250, 3).tolist())
        if happens(rng, 0.5):
            cv2.rectangle(poster, a.tolist(), b.tolist(), colour, -1)
        else:
            cv2.circle(poster, a.tolist(), int(max(1, (b - a).min())), colour, -1, cv2.LINE_AA)
    return opaque(poster)


def _photo(size: Size, rng: np.random.Generator) -> Layer:
    """A photographic print with a white border."""
    width, height = size
    print_ = flat((height, width), (238, 238, 236))
    edge = max(1, min(size) // 14)
    inner = (height - 2 * edge, width - 2 * edge)
    if min(inner) > 2:
        tone = np.stack([clouds(inner, between(rng, 3, 9), rng) for _ in range(3)], axis=-1)
        print_[edge:-edge, edge:-edge] = rng.uniform(40, 190, 3) + tone * 50
    return opaque(print_)


def _screen(size: Size, rng: np.random.Generator) -> Layer:
    """A display with a dark rim."""
    width, height = size
    screen = flat((height, width), (18, 18, 20))
    edge = max(1, min(size) // 20)
    screen[edge:-edge, edge:-edge] = pick(rng, ((30, 60, 110), (235, 238, 242), (20, 24, 30), (60, 120, 160)))
    for _ in range(int(rng.integers(2, 8))):
        x, y = int(rng.integers(edge, width)), int(rng.integers(edge, height))
        bottom, right = min(y + height // 6 + 1, height - edge), min(x + width // 3 + 1, width - edge)
        screen[y:bottom, x:right] = rng.uniform(20, 240, 3)
    return opaque(screen)


def _scrawl(size: Size, rng: np.random.Generator) -> Layer:
    """Marker writing straight on the board, several lines of it; coloured by the caller."""
    able = fonts.fonts_for("x", fonts.MARKER_FONTS)
    hand = Hand(pick(rng, able), happens(rng, 0.4), between(rng, 0.1, 0.4), 0.01, 0.8, False, (0, 0, 0))
    text = " ".join(pick(rng, phrases("en", pick(rng, _SCRAWLS))) for _ in range(int(rng.integers(1, 4))))
    return drawn(write(text, size, hand, rng).ink)


def _drawn_box(size: Size, rng: np.random.Generator) -> Layer:
    """A box, a circle or a cross drawn on the board; coloured by the caller."""
    width, height = size
    line = np.zeros((height, width), dtype=np.uint8)
    thick = max(1, round(min(size) * between(rng, 0.01, 0.04)))
    corner = (width - 1 - thick, height - 1 - thick)
    shape = int(rng.integers(3))
    if shape == 0:
        cv2.rectangle(line, (thick, thick), corner, 255, thick, cv2.LINE_AA)
    elif shape == 1:
        half = (max(1, width // 2 - thick), max(1, height // 2 - thick))
        cv2.ellipse(line, (width // 2, height // 2), half, 0, 0, 360, 255, thick, cv2.LINE_AA)
    else:
        cv2.line(line, (thick, thick), corner, 255, thick, cv2.LINE_AA)
        cv2.line(line, (thick, corner[1]), (corner[0], thick), 255, thick, cv2.LINE_AA)
    return drawn(np.asarray(line, dtype=np.float32) / np.float32(255))


def _tape(size: Size, rng: np.random.Generator) -> Layer:
    colour = pick(rng, ((40, 92, 170), (226, 212, 164), (236, 236, 230), (30, 30, 32), (190, 40, 40), (90, 160, 90)))
    tape = opaque(flat((size[1], size[0]), colour) + clouds((size[1], size[0]), 4, rng)[..., None] * 6)
    tape[..., 3] = between(rng, 0.6, 1.0)
    return tape


def _magnet(size: Size, rng: np.random.Generator) -> Layer:
    """A round magnet with a highlight; also serves as a pin."""
    width, height = size
    magnet = np.dstack([flat((height, width), pick(rng, DOTS)), np.zeros((height, width), dtype=np.float32)])
    centre, radius = (width // 2, height // 2), max(1, min(size) // 2 - 1)
    cover = np.zeros((height, width), dtype=np.uint8)
    cv2.circle(cover, centre, radius, 255, -1, cv2.LINE_AA)
    magnet[..., 3] = cover.astype(np.float32) / 255
    y, x = np.indices((height, width), dtype=np.float32)
    shine = np.exp(-(((x - width * 0.35) / width) ** 2 + ((y - height * 0.3) / height) ** 2) * 40)
    magnet[..., :3] += shine[..., None] * 90
    return magnet


def _pen(size: Size, rng: np.random.Generator) -> Layer:
    """A marker pen: body and cap."""
    width, height = size
    pen = flat((height, width), pick(rng, ((236, 236, 236), (30, 30, 32), (60, 62, 66))))
    pen[:, : round(width * 0.35)] = pick(rng, DOTS)
    across = np.abs(np.linspace(-1, 1, height, dtype=np.float32))[:, None, None]
    return opaque(np.asarray(pen * (1.15 - 0.5 * across**2), dtype=np.float32))


_THINGS: tuple[Thing, ...] = (
    Thing(_sheet, 2.7, 3.8), Thing(_sheet, 3.8, 2.7), Thing(_sheet, 1.4, 1.9), Thing(_poster, 3.0, 4.2),
    Thing(_poster, 1.6, 1.1), Thing(_photo, 1.9, 1.3), Thing(_photo, 1.0, 1.4), Thing(_screen, 5.0, 3.0),
    Thing(_tape, 0.9, 0.22), Thing(_tape, 0.4, 0.25), Thing(_tape, 3.0, 0.2), Thing(_magnet, 0.3, 0.3),
    Thing(_magnet, 0.2, 0.2), Thing(_magnet, 0.35, 0.35), Thing(_pen, 1.6, 0.2), Thing(_pen, 1.8, 0.24),
    Thing(_scrawl, 3.0, 1.6, True), Thing(_scrawl, 2.4, 3.0, True), Thing(_drawn_box, 1.2, 1.0, True),
    Thing(_drawn_box, 2.2, 1.6, True),
)  # fmt: skip
