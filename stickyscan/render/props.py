"""More that is no note: drawn tables, letters in boxes, paper arrows, framed pictures, blank sheets, clothes, trays."""

from __future__ import annotations

import cv2
import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.render import fonts
from stickyscan.render.handwriting import Hand, write
from stickyscan.render.lay import Size, Thing, drawn, opaque, scatter_things
from stickyscan.render.palette import DOTS, SCARCE, USUAL, shifted
from stickyscan.render.plan import Plan
from stickyscan.render.recipe import WallRecipe
from stickyscan.render.scenery import draw_item
from stickyscan.render.streams import Layer, between, happens, pick, stream
from stickyscan.render.texture import clouds, flat
from stickyscan.render.vocabulary import PhraseKind, phrases

_WORDS: tuple[PhraseKind, ...] = ("stage", "lane", "task")


def lay_props(rgb: Layer, from_wall: FloatArray, plan: Plan, recipe: WallRecipe) -> None:
    """Lay them onto the board's picture in place, away from the middle of notes."""
    rng = stream(recipe.seed, "props")
    # Alone in a photo, a blank sheet could as well be a note: nothing tells its size.
    things = _PROPS if plan.notes else tuple(thing for thing in _PROPS if thing.draw is not _blank)
    scatter_things(rgb, from_wall, plan, things, (int(rng.poisson(9 * recipe.effects.props)), rng))
    if happens(rng, 0.3 * recipe.effects.props):
        _hang_cable(rgb, float(from_wall[0, 0]), rng)
    if recipe.surface in {"whiteboard", "glass"} and happens(rng, 0.4 * recipe.effects.props):
        _put_tray(rgb, float(from_wall[0, 0]), rng)


def _table(size: Size, rng: np.random.Generator) -> Layer:
    """A drawn table or calendar, words or large letters in some cells; coloured by the caller."""
    width, height = size
    ink = np.zeros((height, width), dtype=np.uint8)
    thick = max(1, round(min(size) * between(rng, 0.006, 0.02)))
    across, down = int(rng.integers(1, 6)), int(rng.integers(1, 5))
    xs, ys = np.linspace(thick, width - thick - 1, across + 1), np.linspace(thick, height - thick - 1, down + 1)
    for x in xs.tolist():
        cv2.line(ink, (round(x), 0), (round(x + rng.normal(0, 0.01 * width)), height), 255, thick, cv2.LINE_AA)
    for y in ys.tolist():
        cv2.line(ink, (0, round(y)), (width, round(y + rng.normal(0, 0.01 * height))), 255, thick, cv2.LINE_AA)
    full = ink.astype(np.float32) / np.float32(255)
    hand = _hand(rng)
    box = (int(0.8 * width / across), int(0.8 * height / down))
    for x in xs[:-1].astype(int).tolist():
        for y in ys[:-1].astype(int).tolist():
            if min(box) >= 8 and happens(rng, 0.6):
                word = pick(rng, phrases("en", pick(rng, _WORDS)))
                text = word[0] if happens(rng, 0.4) else word
                part = full[y + box[1] // 8 :, x + box[0] // 8 :][: box[1], : box[0]]
                np.maximum(part, write(text, box, hand, rng).ink[: part.shape[0], : part.shape[1]], out=part)
    return drawn(full)


def _hand(rng: np.random.Generator) -> Hand:
    names = fonts.fonts_for("x", fonts.MARKER_FONTS)
    return Hand(pick(rng, names), happens(rng, 0.5), between(rng, 0.3, 0.9), 0.01, 0.7, True, (0, 0, 0))


def _large_word(size: Size, rng: np.random.Generator) -> Layer:
    """One word as large as it gets; coloured by the caller."""
    return drawn(write(pick(rng, phrases("en", pick(rng, _WORDS))).split()[0], size, _hand(rng), rng).ink)


def _paper_arrow(size: Size, rng: np.random.Generator) -> Layer:
    """An arrow, a speech bubble or a cloud cut out of coloured paper."""
    width, height = size
    colour = shifted(pick(rng, USUAL if happens(rng, 0.8) else SCARCE).rgb, rng, 8)
    cover = np.zeros((height, width), dtype=np.uint8)
    if happens(rng, 0.6):
        shape = np.array([[0, 0.28], [0.6, 0.28], [0.6, 0], [1, 0.5], [0.6, 1], [0.6, 0.72], [0, 0.72]])
        shape = shape if happens(rng, 0.5) else 1 - shape
    else:
        turn = np.linspace(0, 2 * np.pi, 50, endpoint=False)
        wave = 0.46 + 0.04 * np.sin(int(rng.integers(3, 9)) * turn)
        shape = np.stack([0.5 + wave * np.cos(turn), 0.5 + wave * np.sin(turn)], axis=1)
    cv2.fillPoly(cover, [np.round(shape * (width - 1, height - 1)).astype(np.int32)], 255, cv2.LINE_AA)
    return np.dstack([flat((height, width), colour), cover.astype(np.float32) / np.float32(255)])


def _blank(size: Size, rng: np.random.Generator) -> Layer:
    """A large blank sheet or a coloured cardboard, bigger than notes are."""
    colour = (between(rng, 228, 248),) * 3 if happens(rng, 0.6) else shifted(pick(rng, USUAL).rgb, rng, 10)
    sheet = flat((size[1], size[0]), colour)
    return opaque(sheet + clouds((size[1], size[0]), 4, rng)[..., None] * 3)


def _framed(size: Size, rng: np.random.Generator) -> Layer:
    """A picture, a cupboard, a screen or a window as it hangs in the room, seen straight on."""
    picture = flat((size[1], size[0]), (200.0, 200.0, 198.0))
    draw_item(picture, (0, 0, size[0], size[1]), rng)
    return opaque(np.clip(picture, 0, 255))


def _clothes(size: Size, rng: np.random.Generator) -> Layer:
    """A jacket or a towel hanging before the board: soft outline, folds, perhaps a pattern."""
    width, height = size
    turn = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    wave = 0.44 + 0.05 * np.sin(3 * turn + rng.uniform(0, 6)) + 0.02 * np.sin(7 * turn + rng.uniform(0, 6))
    power = np.abs(np.cos(turn)) ** 0.6 * np.sign(np.cos(turn)), np.abs(np.sin(turn)) ** 0.6 * np.sign(np.sin(turn))
    shape = np.stack([0.5 + wave * power[0], 0.5 + wave * power[1]], axis=1) * (width - 1, height - 1)
    cover = np.zeros((height, width), dtype=np.uint8)
    cv2.fillPoly(cover, [np.round(shape).astype(np.int32)], 255, cv2.LINE_AA)
    colour = tuple((rng.uniform(15, 220) + rng.normal(0, 30, 3)).tolist())
    cloth = flat((height, width), colour) + np.sin(clouds((height, width), 4, rng) * 6)[..., None] * 14
    step = max(2, width // 9)
    if happens(rng, 0.5):
        cloth[:, (np.arange(width) // step) % 2 == 0] += between(rng, -40, 40)
    return np.dstack([np.clip(cloth, 0, 255), cover.astype(np.float32) / np.float32(255)])


def _disc(size: Size, rng: np.random.Generator) -> Layer:
    """A painted disc or a round sticker as large as a note."""
    cover = np.zeros((size[1], size[0]), dtype=np.uint8)
    cv2.circle(cover, (size[0] // 2, size[1] // 2), max(1, min(size) // 2 - 1), 255, -1, cv2.LINE_AA)
    return np.dstack([flat((size[1], size[0]), pick(rng, DOTS)), cover.astype(np.float32) / np.float32(255)])


def _hang_cable(rgb: Layer, scale: float, rng: np.random.Generator) -> None:
    height, width = rgb.shape[:2]
    down = np.linspace(-0.05, 1.05, 30)
    x = between(rng, 0, 1) + np.cumsum(rng.normal(0, 0.012, 30))
    line = np.round(np.stack([x * width, down * height], axis=1)).astype(np.int32)
    tone = pick(rng, ((25, 25, 27), (235, 235, 232), (120, 120, 122)))
    cv2.polylines(rgb, [line], False, tone, max(1, round(scale * between(rng, 0.02, 0.06))), cv2.LINE_AA)


def _put_tray(rgb: Layer, scale: float, rng: np.random.Generator) -> None:
    """The tray at the lower edge with pens and a sponge, in place."""
    height, width = rgb.shape[:2]
    low, thick = height - max(2, round(0.1 * scale)), max(2, round(0.1 * scale))
    cv2.rectangle(rgb, (0, low), (width, height), (between(rng, 90, 210),) * 3, -1)
    for _ in range(int(rng.integers(2, 9))):
        x, long = int(rng.integers(0, width)), round(scale * between(rng, 0.4, 1.2))
        ends = (x, low - thick), (x + long, low - 1)
        cv2.rectangle(rgb, *ends, pick(rng, DOTS), -1)
        cv2.rectangle(rgb, (x, low - thick), (x + long // 3, low - 1), pick(rng, DOTS), -1)


_PROPS: tuple[Thing, ...] = (
    Thing(_table, 3.0, 2.0, True), Thing(_table, 4.5, 3.0, True), Thing(_table, 1.0, 1.0, True),
    Thing(_large_word, 2.0, 0.9, True), Thing(_large_word, 1.0, 1.0, True), Thing(_paper_arrow, 0.9, 0.6),
    Thing(_paper_arrow, 0.5, 0.4), Thing(_paper_arrow, 1.4, 0.9), Thing(_blank, 2.2, 3.0), Thing(_blank, 3.2, 2.4),
    Thing(_framed, 2.0, 1.6), Thing(_framed, 1.4, 2.0), Thing(_framed, 3.0, 2.2), Thing(_clothes, 2.2, 3.2),
    Thing(_disc, 0.4, 0.4), Thing(_disc, 0.8, 0.8),
)  # fmt: skip
