"""A crop of a flat wall in; the same crop with things behind its notes that pass for drawn lines, out.

Edges of sheets, frames, grooves, tape, cables, shadows, cards that stick out behind notes: rendered walls have few of
them, photos have many. All of it runs on behind the notes, as it does on a wall; what is drawn on purpose stays seen.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

Cover = np.ndarray  # (h, w) float32 0..1: how much of a pixel is painted over
Paper = np.ndarray  # (h, w) uint8: where notes hang
Draw = np.random.Generator

CLEAN = 0.3  # share of crops that stay as they are
SIDE = 64.0  # pixels of a usual note
OPAQUE = 0.35  # share of things that cover what is behind them; others are lighter or darker than it
FORGOTTEN, INVENTED = 0.16, 0.08  # chances of a note that the finder missed or saw in part, or made up


def with_false_lines(crop: np.ndarray, linked: np.ndarray, draw: Draw) -> np.ndarray:
    """The crop (h, w, 4) 0..255, painted on; `linked` (h, w) is true about lines that do join notes."""
    crop = _misfound(crop, linked, draw)
    if draw.random() < CLEAN:
        return crop
    rgb = crop[..., :3].astype(np.float32)
    for _ in range(1 + int(draw.poisson(0.8))):
        thing = _THINGS[int(draw.integers(len(_THINGS)))]
        cover = thing(crop[..., 3], draw) * (1 - crop[..., 3].astype(np.float32) / 255)
        opaque = draw.random() < OPAQUE and not (cover[linked] > 0).any()
        paint = _colour(rgb, draw) if opaque else rgb * _tint(draw)
        rgb += cover[..., None] * (paint - rgb)
    return np.dstack([np.clip(rgb, 0, 255).astype(np.uint8), crop[..., 3]])


def _misfound(crop: np.ndarray, linked: np.ndarray, draw: Draw) -> np.ndarray:
    """Perhaps a note is missing in the notes' layer, or only partly there, or one is too many; away from the links."""
    paper = crop[..., 3].copy()
    taken = cv2.dilate(linked.astype(np.uint8), np.ones((25, 25), np.uint8)) > 0
    if draw.random() < FORGOTTEN:
        count, parts = cv2.connectedComponents((paper > 127).astype(np.uint8))
        part = parts == draw.integers(1, max(count, 2))
        if count > 1 and not (part & taken).any():
            paper[cv2.dilate(part.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 0
            if draw.random() < 0.5:
                paper[_half(part, draw) & ~taken] = 255
    if draw.random() < INVENTED:
        card = _quad(paper.shape, draw, draw.uniform(0.5, 1.3, 2) * SIDE) > 0.5
        if not (card & taken).any():
            paper[card] = 255
    return np.dstack([crop[..., :3], paper])


def _half(part: np.ndarray, draw: Draw) -> np.ndarray:
    """What is left of a note's outline that takes only a part for the note, or is off."""
    shift = np.float32([[1, 0, draw.normal(0, 0.25) * SIDE], [0, 1, draw.normal(0, 0.25) * SIDE]])
    moved = cv2.warpAffine(part.astype(np.uint8), shift, part.shape[::-1]) > 0
    return moved if draw.random() < 0.5 else moved & part


def _tint(draw: Draw) -> np.ndarray:
    """What a thing multiplies the colour behind it with."""
    strength = draw.uniform(0.5, 0.95) if draw.random() < 0.65 else draw.uniform(1.05, 1.35)
    return np.float32(strength) * draw.uniform(0.92, 1.08, 3).astype(np.float32)


def _colour(rgb: np.ndarray, draw: Draw) -> np.ndarray:
    """A colour of its own: dark, light, any, or about that of the wall."""
    kind = draw.integers(4)
    if kind == 3:
        usual = np.median(rgb.reshape(-1, 3)[::7], axis=0)
        return np.asarray(usual * draw.uniform(0.7, 1.25) + draw.normal(0, 6, 3), np.float32)
    low, high = ((5, 90), (150, 255), (10, 245))[kind]
    grey = draw.uniform(low, high)
    return np.asarray(grey + draw.normal(0, 40 if kind == 2 else 8, 3), np.float32)


def _soft(cover: np.ndarray, blur: float) -> Cover:
    cover = cover.astype(np.float32) / 255
    return cv2.GaussianBlur(cover, (0, 0), blur) if blur > 0.3 else cover


def _angle(draw: Draw) -> float:
    """Radians: mostly level or upright, as far as hands and builders go."""
    return float(draw.integers(4) * np.pi / 2 + draw.normal(0, np.deg2rad(2.5 if draw.random() < 0.8 else 25)))


def _spot(shape: tuple[int, ...], draw: Draw) -> np.ndarray:
    return draw.uniform((0, 0), shape[1::-1])


def _quad(shape: tuple[int, ...], draw: Draw, size: np.ndarray) -> Cover:
    """A rectangle somewhere; `size` in pixels."""
    box = cv2.boxPoints((_spot(shape, draw).tolist(), size.tolist(), float(np.rad2deg(_angle(draw)))))
    cover = np.zeros(shape[:2], np.uint8)
    cv2.fillPoly(cover, [np.round(box * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return _soft(cover, 0)


def _line(cover: np.ndarray, ends: np.ndarray, thick: float) -> None:
    """Draw a straight band of any width, to fractions of a pixel."""
    way = (ends[1] - ends[0]) / max(float(np.linalg.norm(ends[1] - ends[0])), 1e-9)
    across = np.array([-way[1], way[0]]) * thick / 2
    box = np.array([ends[0] - across, ends[1] - across, ends[1] + across, ends[0] + across])
    cv2.fillPoly(cover, [np.round(box * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)


def _sheet(paper: Paper, draw: Draw) -> Cover:
    """A large sheet behind notes, perhaps only its rim."""
    cover = _quad(paper.shape, draw, draw.uniform(1.2, 8, 2) * SIDE)
    if draw.random() < 0.3:
        wide = 2 * int(draw.integers(1, 4)) + 1
        cover = cover - cv2.erode(cover, np.ones((wide, wide), np.uint8))
    return cover


def _bands(paper: Paper, draw: Draw) -> Cover:
    """Frames, grooves, rails, drawn grids: one to five straight bands side by side right through, or two ways."""
    cover = np.zeros(paper.shape, np.uint8)
    thick = float(np.exp(draw.uniform(np.log(1.0), np.log(5.0 if draw.random() < 0.7 else 20.0))))
    turn = _angle(draw)
    for quarter in (0, 1)[: 1 + int(draw.random() < 0.25)]:
        way = np.array([np.cos(turn + quarter * np.pi / 2), np.sin(turn + quarter * np.pi / 2)])
        step = thick + draw.uniform(2, 9) if draw.random() < 0.5 else draw.uniform(0.6, 2) * SIDE
        start = _spot(paper.shape, draw)
        reach = np.where(draw.random(2) < 0.75, 400.0, draw.uniform(1.0, 3.0, 2) * SIDE)
        for k in range(int(draw.integers(1, 4 if thick > 5 else 6))):
            middle = start + k * step * np.array([-way[1], way[0]])
            _line(cover, np.stack([middle - reach[0] * way, middle + reach[1] * way]), thick)
    return _soft(cover, draw.uniform(0, 0.8))


def _strip(paper: Paper, draw: Draw) -> Cover:
    """Tape, a pen, a ruler, a small card between notes."""
    return _quad(paper.shape, draw, np.array([draw.uniform(0.5, 4.0), draw.uniform(0.06, 0.35)]) * SIDE)


def _cable(paper: Paper, draw: Draw) -> Cover:
    """Something long and bent that passes behind the notes and goes on."""
    turn, start = draw.uniform(0, 2 * np.pi), _spot(paper.shape, draw)
    at = np.linspace(-4, 4, 60) * SIDE
    bend = draw.normal(0, 0.2) * SIDE * np.sin(at / SIDE * draw.uniform(0.5, 1.6) + draw.uniform(0, 6))
    bow = draw.normal(0, 0.04) * at**2 / SIDE
    way, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    course = start + at[:, None] * way + (bend + bow)[:, None] * across
    cover = np.zeros(paper.shape, np.uint8)
    cv2.polylines(cover, [np.round(course * 16).astype(np.int32)], False, 255, int(draw.integers(1, 5)), cv2.LINE_AA, 4)
    return _soft(cover, draw.uniform(0, 0.8))


def _shadow(paper: Paper, draw: Draw) -> Cover:
    """Half of the wall is darker, or a broad stripe of it, with a soft edge."""
    cover = np.zeros(paper.shape, np.uint8)
    turn, start = _angle(draw) + draw.normal(0, 0.3), _spot(paper.shape, draw)
    way = np.array([np.cos(turn), np.sin(turn)])
    wide = draw.uniform(0.2, 1.0) * SIDE if draw.random() < 0.4 else 600.0
    middle = start + wide / 2 * np.array([-way[1], way[0]])
    _line(cover, np.stack([middle - 600 * way, middle + 600 * way]), wide)
    return _soft(cover, float(np.exp(draw.uniform(np.log(0.4), np.log(6)))))


def _ledge(paper: Paper, draw: Draw) -> Cover:
    """What sticks out behind the notes on one side or all round: a card, a shadow, an outline that is off."""
    notes = (paper > 127).astype(np.uint8)
    wide = 2 * draw.integers(0, 4, 2) + 1
    large = cv2.dilate(notes, np.ones((int(wide[0]), int(wide[1])), np.uint8))
    shift = np.float32([[1, 0, draw.normal(0, 3)], [0, 1, draw.normal(0, 3)]])
    cover = cv2.warpAffine(large * 255, shift, notes.shape[::-1], flags=cv2.INTER_LINEAR)
    return _soft(cover, draw.uniform(0, 1.2))


def _rim(paper: Paper, draw: Draw) -> Cover:
    """A line along notes' edges at some distance, as where cards lie on other cards or a gap is seen between them."""
    notes = (paper > 127).astype(np.uint8)
    near, thick = int(draw.integers(0, 6)), int(draw.integers(1, 4))
    outer, inner = (cv2.dilate(notes, np.ones((2 * k + 1, 2 * k + 1), np.uint8)) for k in (near + thick, near))
    cover = np.asarray((outer - inner) * 255, np.uint8)
    if draw.random() < 0.6:  # on one side of the notes only
        way = np.round((near + thick) * np.array([(1, 0), (-1, 0), (0, 1), (0, -1)][int(draw.integers(4))]) * 0.7)
        moved = cv2.warpAffine(outer, np.float32([[1, 0, way[0]], [0, 1, way[1]]]), notes.shape[::-1])
        cover[moved > 0] = 0
    return _soft(cover, draw.uniform(0, 0.8))


_THINGS: tuple[Callable[[Paper, Draw], Cover], ...] = (
    _sheet, _sheet, _bands, _bands, _bands, _strip, _cable, _shadow, _ledge, _rim,
)  # fmt: skip
