"""One sheet of paper, seen straight on: colour, texture, adhesive strip, ruled lines, writing, dots, curl."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.render.doodle import add_doodle
from stickyscan.render.dots import draw_vote, stick_dots
from stickyscan.render.fill_notes import add_drawing, thick_pen
from stickyscan.render.handwriting import Hand, write
from stickyscan.render.palette import shifted
from stickyscan.render.plan import Placed
from stickyscan.render.recipe import Effects
from stickyscan.render.signs import draw_sign
from stickyscan.render.streams import Layer, between, happens, pick, stream
from stickyscan.render.texture import clouds, flat, grain


@dataclass(frozen=True)
class Sheet:
    """A drawn note before it is photographed.

    Attributes:
        rgb: (height, width, 3), 0..255, including a margin all round.
        alpha: (height, width), 0..1, where there is paper.
        ink: (height, width), 0..1, where there is writing.
        lift: (height, width), 0..1, how far the paper stands off the wall.
        corners: (4, 2) where the paper's corners are, in pixels of this sheet.
        flat_corners: (4, 2) where they would be without curl.
        cap_height: height of capitals in pixels of this sheet.
        dots: votes stuck on.
        ink_hidden: share of the writing under the dots, 0..1.
    """

    rgb: Layer
    alpha: Layer
    ink: Layer
    lift: Layer
    corners: FloatArray
    flat_corners: FloatArray
    cap_height: float
    dots: int
    ink_hidden: float


@dataclass(frozen=True)
class _Curl:
    """How the free lower edge is bent, in shares of the note's size."""

    sideways: float
    down: float
    bow: float
    corner: float
    left: bool


def make_sheet(note: Placed, unit: float, hand: Hand, effects: Effects, seeds: tuple[int, int]) -> Sheet:
    """Draw a note so that one wall unit is `unit` pixels. `seeds` are the wall's seed and the note's number."""
    width, height = max(8, round(note.size[0] * unit)), max(6, round(note.size[1] * unit))
    pad = max(3, round(0.08 * max(width, height)))
    shape = (height + 2 * pad, width + 2 * pad)
    rng = stream(*seeds, "paper")
    rgb = _paper(note, shape, effects.paper_texture, rng)
    ruled = (0.5 if note.paper.names[0] == "white" else 0.08) + 0.15 * effects.inking
    if note.ruled:
        _rule_closely(rgb, pad, stream(seeds[0], "sheet rules"))
    elif note.ruled is None and happens(stream(seeds[0], "ruled", note.paper.names[0]), ruled):
        _rule(rgb, pad, rng)
        if happens(stream(seeds[0], "dark rules", note.paper.names[0]), effects.inking):
            _rule_darkly(rgb, pad, stream(seeds[0], "rules", note.paper.names[0]))
    turn = -note.angle if abs(note.angle) > 30 else 0.0
    band = (round(note.band[0] * height), round(note.band[1] * height))
    ink = np.zeros((height, width), dtype=np.float32)
    if effects.inking:
        hand = thick_pen(hand, effects.inking, seeds[0])
    margins = (0.05, 0.12) if note.ruled is None else (0.01, 0.07)
    paper = (width, band[1] - band[0])
    written, cap_height = _writing(note.text, paper, (hand, turn, margins), stream(*seeds, "ink"))
    ink[band[0] : band[1]] = written
    if effects.inking:
        thickness = max(1, round(min(height, width) * (0.012 + hand.stroke * 0.3)))
        ink = add_drawing(ink, thickness, effects.inking, seeds)
    if note.sign:
        ink = draw_sign(ink, note.sign, max(1, round(min(height, width) * 0.022)), stream(*seeds, "sign"))
    inside = np.zeros(shape, dtype=np.float32)
    inside[pad : pad + height, pad : pad + width] = ink
    rgb += inside[..., None] * (np.array(hand.ink, dtype=np.float32) - rgb) * between(rng, 0.8, 1.0)
    alpha = np.zeros(shape, dtype=np.float32)
    alpha[pad : pad + height, pad : pad + width] = 1
    dots, hidden = 0, 0.0
    if note.role == "note" and happens(stream(*seeds, "voted"), effects.dot_votes):
        vote = draw_vote(seeds[0], effects.crowded_dots)
        dots, hidden = stick_dots(rgb, alpha, inside, note, vote, (pad, unit, stream(*seeds, "dots")))
    lift = _lift(shape, pad)
    box = np.array([[pad, pad], [pad + width, pad], [pad + width, pad + height], [pad, pad + height]], dtype=np.float64)
    box -= 0.5  # corners are outer edges of pixels, coordinates are pixel centres
    flat_sheet = Sheet(rgb, alpha, inside, lift, box, box, cap_height, dots, hidden)
    return _curled(flat_sheet, effects.curl, stream(*seeds, "curl")) if effects.curl else flat_sheet


def _paper(note: Placed, shape: tuple[int, int], texture: float, rng: np.random.Generator) -> Layer:
    """The blank sheet: colour, mottling, a strip of adhesive shining through at the top, light falling off below."""
    colour = shifted(note.paper.rgb, rng, 5)
    rgb = flat(shape, colour)
    if not texture:
        return rgb
    down = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None]
    shade = 1 + texture * (0.02 * grain(shape, rng) + 0.03 * clouds(shape, 3, rng))
    strip = between(rng, 0.2, 0.35)
    shade += texture * rng.normal(0, 0.05) / (1 + np.exp((down - strip) * 40))
    shade += texture * rng.normal(-0.02, 0.06) * np.clip(down - 0.5, 0, 1) ** 2 * 4
    if happens(rng, 0.12):
        fold = between(rng, 0.3, 0.7)
        shade += texture * 0.08 * np.sign(down - fold) * np.exp(-np.abs(down - fold) * 30)
    return np.asarray(rgb * shade[..., None], dtype=np.float32)


def _rule(rgb: Layer, pad: int, rng: np.random.Generator) -> None:
    """Ruled lines of an index card, in place."""
    height = rgb.shape[0] - 2 * pad
    step = max(3, round(height / between(rng, 7, 13)))
    line = np.array((150, 176, 206) if happens(rng, 0.7) else (168, 168, 170), dtype=np.float32)
    for y in range(pad + 2 * step, pad + height - step // 2, step):
        rgb[y : y + max(1, step // 14)] = 0.45 * rgb[y : y + max(1, step // 14)] + 0.55 * line
    if happens(rng, 0.5):
        rgb[pad + step : pad + step + max(1, step // 12)] = (226, 140, 150)


def _rule_darkly(rgb: Layer, pad: int, rng: np.random.Generator) -> None:
    """Ruled lines of a notepad on coloured paper: the same hue, but clearly darker, in place."""
    height = rgb.shape[0] - 2 * pad
    step = max(3, round(height / between(rng, 7, 14)))
    thick, dark = max(1, step // 12), between(rng, 0.5, 0.85)
    for y in range(pad + step, pad + height - step // 3, step):
        rgb[y : y + thick] *= dark


def _rule_closely(rgb: Layer, pad: int, rng: np.random.Generator) -> None:
    """Ruled lines of a larger sheet, in place: as far apart on all sheets of the wall as their paper has room for."""
    height, width = rgb.shape[0] - 2 * pad, rgb.shape[1] - 2 * pad
    step = max(3, round(width / between(rng, 6, 16)))
    thick, strength = max(1, round(step * between(rng, 0.04, 0.1))), between(rng, 0.25, 0.8)
    line = np.array(pick(rng, ((90, 110, 150), (70, 70, 80), (150, 110, 120))), dtype=np.float32)
    for y in range(pad + round(step * between(rng, 0.6, 2.0)), pad + height - step // 4, step):
        rgb[y : y + thick] += strength * (line - rgb[y : y + thick])


def _writing(
    text: str,
    size: tuple[int, int],
    way: tuple[Hand, float, tuple[float, float]],
    rng: np.random.Generator,
) -> tuple[Layer, float]:
    """Ink on the sheet; on a diamond the writing stays level and fills the middle.

    `way`: the hand, by how many degrees the sheet is turned back, and the least and the widest margin.
    """
    width, height = size
    hand, turn, margins = way
    margin = between(rng, *margins)
    inner = (round(width * (1 - 2 * margin)), round(height * (1 - 2 * margin)))
    if turn:
        inner = (round(inner[0] * 0.8), round(inner[1] * 0.62))
    writing = write(text, inner, hand, rng)
    full = np.zeros((height, width), dtype=np.float32)
    drawing = happens(rng, 0.07)
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    full[top : top + writing.ink.shape[0], left : left + writing.ink.shape[1]] = writing.ink
    if drawing:
        full = add_doodle(full, max(1, round(min(size) * (0.012 + hand.stroke * 0.3))), rng)
    if turn:
        about = cv2.getRotationMatrix2D((width / 2, height / 2), -turn, 1.0)
        full = np.asarray(cv2.warpAffine(full, about, (width, height)), dtype=np.float32)
    return full, writing.cap_height


def _lift(shape: tuple[int, int], pad: int) -> Layer:
    """Height above the wall: nothing at the adhesive strip, growing to 1 at the lower edge."""
    height, width = shape
    down = (np.arange(height, dtype=np.float32)[:, None] - pad) / max(1, height - 2 * pad)
    return np.broadcast_to(np.clip((down - 0.3) / 0.7, 0, 1) ** 2, (height, width)).astype(np.float32)


def _curled(sheet: Sheet, strength: float, rng: np.random.Generator) -> Sheet:
    """Bend the lower part of the sheet; the corners follow exactly the same displacement as the pixels."""
    curl = _Curl(
        sideways=float(rng.normal(0, 0.016)) * strength,
        down=float(rng.normal(-0.012, 0.02)) * strength,
        bow=float(rng.normal(0.012, 0.02)) * strength,
        corner=abs(float(rng.normal(0, 0.05))) * strength if happens(rng, 0.3) else 0.0,
        left=happens(rng, 0.5),
    )
    low, high = sheet.flat_corners[0], sheet.flat_corners[2]
    height, width = sheet.alpha.shape
    x, y = np.arange(width, dtype=np.float32)[None, :], np.arange(height, dtype=np.float32)[:, None]
    dx, dy, raised = _displacement(x, y, (low, high), curl)
    source = np.broadcast_to(x - dx, (height, width)), np.broadcast_to(y - dy, (height, width))
    map_x, map_y = (np.ascontiguousarray(s, dtype=np.float32) for s in source)

    def bent(layer: Layer, border: int = cv2.BORDER_CONSTANT) -> Layer:
        return np.asarray(cv2.remap(layer, map_x, map_y, cv2.INTER_LINEAR, borderMode=border), dtype=np.float32)

    corners = sheet.flat_corners.copy()
    for _ in range(12):  # fixed point of p = corner + displacement(p); the displacement is small and smooth
        moved_x, moved_y, _raised = _displacement(corners[:, 0], corners[:, 1], (low, high), curl)
        corners = sheet.flat_corners + np.stack([moved_x, moved_y], axis=-1)
    light = 1 + raised * np.float32(rng.normal(0, 0.12) * strength)
    rgb = bent(sheet.rgb, cv2.BORDER_REPLICATE) * light[..., None]
    bent_rgb = np.asarray(rgb, dtype=np.float32)
    return replace(sheet, rgb=bent_rgb, alpha=bent(sheet.alpha), ink=bent(sheet.ink), corners=corners)


def _displacement(
    x: FloatArray | Layer, y: FloatArray | Layer, box: tuple[FloatArray, FloatArray], curl: _Curl
) -> tuple[FloatArray | Layer, FloatArray | Layer, FloatArray | Layer]:
    """How far (x, y) the paper seen at a place has moved, in pixels, and how far it is raised, 0..1; broadcasts."""
    (left, top), (right, bottom) = box[0].tolist(), box[1].tolist()
    width, height = right - left, bottom - top
    u, v = np.clip((x - left) / width, -0.1, 1.1), np.clip((y - top) / height, -0.1, 1.1)
    lower = np.clip((v - 0.35) / 0.65, 0, None) ** 2
    dx, dy = curl.sideways * lower, curl.down * lower - curl.bow * lower * (4 * u * (1 - u))
    if curl.corner:
        across, inward = (1 - u, 1.0) if curl.left else (u, -1.0)
        peel = np.clip(across + v - 1.45, 0, None) ** 2 * (3.3 * curl.corner)
        dx, dy = dx + inward * peel, dy - peel
    return dx * width, dy * height, lower
