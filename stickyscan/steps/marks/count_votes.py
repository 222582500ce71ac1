"""A photo of the wall and its notes in; the voting dots on it, and how many each note got, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.marks.dot_stock import LIGHTNESS, DotStock, tell_stock
from stickyscan.steps.marks.fit_dots import fit_dots
from stickyscan.steps.marks.flat_wall import FlatWall, flatten_wall
from stickyscan.steps.marks.round_spots import Labs, find_spots

LOOK_SIDE = 100.0  # px of a typical note when the wall is searched for dots
RADII = np.geomspace(0.035, 0.14, 9)  # of a note's side
TOUCHES = 1.3  # radii: a dot whose middle lies this near a note is stuck beside it, for it
FIT_RADIUS = 11.0  # px of a dot when dots are told apart
SEAM = 0.2  # of the radius: half the width of the seam between two dots
BESIDE = 0.2  # of a note's side: dots are looked for this far around the notes
NEAR_COLOUR = 40.0  # Lab units from a dot's colour, lightness at half: dots shine
SURELY_NEARER = 0.65  # a dot's pixel is so much nearer to its colour than to the paper's
THINNEST = 0.45  # of the radius: what is thinner is ink, or the rim where two colours mix


@dataclass(frozen=True)
class Dots:
    """Voting dots: centres (n, 2) on the wall plane, and the colour of each (n, 3) in CIE Lab."""

    centres: FloatArray
    colours: FloatArray


@dataclass(frozen=True)
class Votes:
    """What was voted: dots, and their number for each note."""

    dots: Dots
    counts: tuple[int, ...]


def count_votes(photo: Picture, to_wall: FloatArray, notes: Sequence[Quad]) -> Votes | None:
    """The votes on the notes (outlines on the wall plane); None where the photo shows no vote.

    All dots of a vote have one size, so the whole wall is looked at first: round, even spots of one size and few
    colours are its dots; then crowded ones are told apart with that size.
    """
    look = flatten_wall(photo, to_wall, notes, LOOK_SIDE)
    lab = _lab(look.picture)
    stock = tell_stock(lab, find_spots(lab, _near_notes(look), look.side * RADII))
    if stock is None:
        return None
    fine = flatten_wall(photo, to_wall, notes, look.side * FIT_RADIUS / stock.radius)
    stock = DotStock(stock.radius * fine.side / look.side, stock.colours)
    found = fit_dots(_masks(_lab(fine.picture), fine, stock), stock.radius)
    owners = _owners(found.centres, fine, stock.radius)
    counts = np.bincount(owners[owners >= 0], minlength=len(notes))
    back = np.linalg.inv(fine.from_wall)
    on_wall = found.centres * back[0, 0] + back[:2, 2]
    voting = owners >= 0
    return Votes(Dots(on_wall[voting], stock.colours[found.kinds[voting]]), tuple(int(n) for n in counts))


def _lab(picture: Picture) -> Labs:
    return np.asarray(cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)


def _near_notes(wall: FlatWall) -> NDArray[np.bool_]:
    """True on the notes and a little beyond."""
    reach = 2 * round(BESIDE * wall.side) + 1
    return cv2.dilate(_inside(wall).astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0


def _masks(lab: Labs, wall: FlatWall, stock: DotStock) -> tuple[NDArray[np.bool_], ...]:
    """Where each colour of dots shows: nearer to it than to the paper, in patches thicker than strokes."""
    weights = np.array((LIGHTNESS, 1, 1), np.float32)
    paper = _paper(lab, wall, stock)
    to_dots = np.stack([np.linalg.norm((lab - c.astype(np.float32)) * weights, axis=2) for c in stock.colours])
    nearest = to_dots.argmin(axis=0)
    least = to_dots.min(axis=0)
    to_paper = np.linalg.norm((lab - paper) * weights, axis=2)
    near = _near_notes(wall)
    dotted = (near & (least < NEAR_COLOUR) & (least < SURELY_NEARER * to_paper)).astype(np.uint8)
    # Where two dots meet, their colours mix to one of neither; without the seam, what shows of the lower one is thick.
    joined = cv2.morphologyEx(dotted, cv2.MORPH_CLOSE, _brush(SEAM * stock.radius))
    thick = cv2.morphologyEx(joined, cv2.MORPH_OPEN, _brush(THINNEST * stock.radius)) > 0
    kinds = range(len(stock.colours))
    return tuple(cv2.medianBlur((thick & (nearest == k)).astype(np.uint8), 3) > 0 for k in kinds)


def _brush(radius: float) -> NDArray[np.uint8]:
    width = 2 * max(1, round(radius)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width)), np.uint8)


def _paper(lab: Labs, wall: FlatWall, stock: DotStock) -> Labs:
    """The colour of the paper under each pixel (the wall's own beside the notes), where no dot is."""
    weights = np.array((LIGHTNESS, 1, 1))
    paper = np.empty_like(lab)
    around = (_near_notes(wall) & ~_inside(wall))[::5, ::5]
    paper[:] = _usual(lab[::5, ::5][around].astype(np.float64), stock, weights)
    for note in wall.notes:
        low = np.maximum(np.floor(note.array.min(axis=0)).astype(int), 0)
        high = np.ceil(note.array.max(axis=0)).astype(int) + 1
        window = (slice(low[1], high[1]), slice(low[0], high[0]))
        part = np.zeros(lab[window].shape[:2], np.uint8)
        cv2.fillPoly(part, [np.round(note.array - low).astype(np.int32)], 1)
        inner = lab[window][::3, ::3][part[::3, ::3] > 0].astype(np.float64)
        paper[window][part > 0] = _usual(inner, stock, weights)
    return paper


def _inside(wall: FlatWall) -> NDArray[np.bool_]:
    inside = np.zeros(wall.picture.shape[:2], np.uint8)
    for note in wall.notes:
        cv2.fillPoly(inside, [np.round(note.array).astype(np.int32)], 1)
    return inside > 0


def _usual(colours: FloatArray, stock: DotStock, weights: FloatArray) -> FloatArray:
    """Median of the colours that are no dot's; of the lighter half, so that ink does not count."""
    if not len(colours):
        return np.array((100.0, 0, 0))
    apart = np.linalg.norm((colours[:, None] - stock.colours[None]) * weights, axis=2).min(axis=1)
    plain = colours[apart > 0.5 * NEAR_COLOUR]
    if len(plain) < 0.05 * len(colours):
        plain = colours
    light = plain[plain[:, 0] >= np.median(plain[:, 0])]
    return np.asarray(np.median(light, axis=0))


def _owners(centres: FloatArray, wall: FlatWall, radius: float) -> NDArray[np.int64]:
    """The note that holds most of each dot, else the nearest one beside it; -1 for dots that lie elsewhere."""
    if not len(centres):
        return np.empty(0, np.int64)
    turn = np.arange(16) * np.pi / 8
    ring = np.concatenate([np.zeros((1, 2)), *(s * np.stack([np.cos(turn), np.sin(turn)], 1) for s in (0.5, 0.9))])
    spots = centres[:, None] + radius * ring[None]
    depth = np.stack([_depth(spots, note) for note in wall.notes])  # (notes, dots, samples), positive inside
    share = (depth > 0).mean(axis=2)
    middle = depth[:, :, 0]
    best = (share + 1e-4 * middle).argmax(axis=0)
    beside = middle.argmax(axis=0)
    near = middle.max(axis=0) > -TOUCHES * radius
    return np.where(share.max(axis=0) > 0, best, np.where(near, beside, -1))


def _depth(points: FloatArray, note: Quad) -> FloatArray:
    """How far inside a convex note points (..., 2) lie, in pixels; negative outside."""
    corners = note.array
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.maximum(np.linalg.norm(sides, axis=1), 1e-6)
    off = points[..., None, :] - corners
    return np.asarray(((sides[:, 0] * off[..., 1] - sides[:, 1] * off[..., 0]) / lengths).min(axis=-1))
