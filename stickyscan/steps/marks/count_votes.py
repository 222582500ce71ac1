"""A photo of the wall and its notes in; the voting dots on it, and how many each note got, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.marks.dot_stock import LEAST_SPOTS, LIGHTNESS, DotStock, tell_stock
from stickyscan.steps.marks.fit_dots import fit_dots
from stickyscan.steps.marks.flat_wall import Extent, FlatWall, flatten_wall
from stickyscan.steps.marks.round_spots import Labs, Spots, find_spots
from stickyscan.steps.marks.sharp_colours import sharpen_colours

LOOK_SIDE = 100.0  # px of a typical note when the wall is searched for dots
CLOSE = Extent(most_pixels=2.0e6, margin=0.3)  # what is searched: dots are on notes, or just beside them
RADII = np.geomspace(0.035, 0.14, 9)  # of a note's side
LEAST_RADIUS = 3.0  # px of the photo itself: smaller spots may be anything
REACH = 2.6  # radii around the notes that are searched
TELLS_APART = 20.0  # Lab units, lightness at half: dots nearer to their paper's colour cannot be told from it
LEAST_BARE = 0.1  # share of a crowded note that still shows its paper
MOST_COVERED = 0.6  # share of a note that dots of one colour may cover
TOUCHES = 1.3  # radii: a dot whose middle lies this near a note is stuck beside it, for it
FIT_RADIUS = 11.0  # px of a dot when dots are told apart
WHOLE = 0.65  # of the radius: what fits into a dot that nothing covers, blur allowed for
MOST_CROWDED = 2.5  # dots for each that stands clear; more are thick writing or drawings in the colour of a few spots
SEAM = 0.2  # of the radius: half the width of the seam between two dots
NEAR_COLOUR = 40.0  # Lab units from a dot's colour, lightness at half: dots shine
SURELY_NEARER = 0.65  # a dot's pixel is so much nearer to its colour than to the paper's
THINNEST = 0.45  # of the radius: what is thinner is ink, or the rim where two colours mix
_FROM_8_BITS = (np.arange(256)[None, :, None] * (100 / 255, 1, 1) - (0, 128, 128)).astype(np.float32)  # of CIE Lab


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


def count_votes(photo: Picture, to_wall: FloatArray, notes: Sequence[Quad], papers: FloatArray) -> Votes | None:
    """The votes on the notes (outlines on the wall plane, colours (n, 3) in Lab); None where there was no vote.

    All dots of a vote have one size, so the whole wall is looked at first: round, even spots of one size and few
    colours are its dots; then crowded ones are told apart with that size. In a vote many dots stand clear of others.
    """
    look = flatten_wall(photo, to_wall, notes, LOOK_SIDE, CLOSE)
    lab = _lab(look)
    radii = look.side * RADII
    spots = find_spots(lab, _near_notes(look), radii[radii >= LEAST_RADIUS * look.seen])
    stock = tell_stock(lab, _unlike_paper(spots, look, papers))
    if stock is None:
        return None
    papers = _bare_papers(lab, look, papers, stock.colours)
    fine = flatten_wall(photo, to_wall, notes, look.side * FIT_RADIUS / stock.radius)
    stock = replace(stock, radius=stock.radius * fine.side / look.side)
    fine_lab = _lab(fine)
    grounds = _Grounds.of(fine_lab, fine, papers, REACH * stock.radius)
    found = fit_dots(_masks(fine_lab, grounds, stock), stock.radius)
    if len(found.centres) > MOST_CROWDED * stock.clear:
        return None
    owners = _owners(found.centres, fine, stock.radius)
    counts = np.bincount(owners[owners >= 0], minlength=len(notes))
    back = np.linalg.inv(fine.from_wall)
    on_wall = found.centres * back[0, 0] + back[:2, 2]
    voting = owners >= 0
    if voting.sum() < LEAST_SPOTS:  # the round spots were none on a second look
        return None
    return Votes(Dots(on_wall[voting], stock.colours[found.kinds[voting]]), tuple(int(n) for n in counts))


def _lab(wall: FlatWall) -> Labs:
    """In 8 bits and by table, which is near enough and takes half the time."""
    lab = np.asarray(cv2.LUT(cv2.cvtColor(wall.picture, cv2.COLOR_RGB2LAB), _FROM_8_BITS), np.float32)
    return sharpen_colours(lab, wall.seen)


def _near_notes(wall: FlatWall) -> NDArray[np.bool_]:
    """True on the notes and a little beyond."""
    near = np.zeros(wall.picture.shape[:2], np.uint8)
    for note in wall.notes:
        cv2.fillPoly(near, [np.round(note.shrunk(1.15).array).astype(np.int32)], 1)
    return near > 0


def _note_ids(wall: FlatWall) -> NDArray[np.int32]:
    """The note seen at each pixel, -1 beside them."""
    ids = np.full(wall.picture.shape[:2], -1, np.int32)
    for i, note in enumerate(wall.notes):
        cv2.fillPoly(ids, [np.round(note.array).astype(np.int32)], i)
    return ids


def _bare_papers(lab: Labs, wall: FlatWall, papers: FloatArray, dots: FloatArray) -> FloatArray:
    """The papers' colours, told anew where dots may have been taken for the paper of a crowded note."""
    weights = np.array((LIGHTNESS, 1, 1))
    ids = _note_ids(wall)[::2, ::2]
    bare = papers.copy()
    for i, paper in enumerate(papers):
        if np.linalg.norm((dots - paper) * weights, axis=1).min() > TELLS_APART:
            continue
        colours = lab[::2, ::2][ids == i].astype(np.float64)
        own = np.linalg.norm((colours - paper) * weights, axis=1) < TELLS_APART
        plain = colours[np.linalg.norm((colours[:, None] - dots) * weights, axis=2).min(axis=1) > TELLS_APART]
        if own.sum() < MOST_COVERED * len(own) and len(plain) > LEAST_BARE * len(colours):
            bare[i] = np.median(plain, axis=0)
    return bare


def _unlike_paper(spots: Spots, wall: FlatWall, papers: FloatArray) -> Spots:
    """Spots of another colour than the paper they are on: no bowls of letters, no gaps in drawings."""
    x, y = np.round(spots.centres).astype(int).T
    ids = _note_ids(wall)[y, x] if len(x) else np.empty(0, np.int32)
    apart = np.linalg.norm((spots.colours - papers[ids]) * (LIGHTNESS, 1, 1), axis=1)
    good = (ids < 0) | (apart > TELLS_APART)
    return Spots(spots.centres[good], spots.radii[good], spots.colours[good])


@dataclass(frozen=True)
class _Grounds:
    """What lies under each pixel: `ids` (height, width) into `colours` (m, 3) Lab, -1 too far from any note.

    The first half of the colours is what is around each note, the second half the notes' papers.
    """

    ids: NDArray[np.int32]
    colours: FloatArray

    @classmethod
    def of(cls, lab: Labs, wall: FlatWall, papers: FloatArray, reach: float) -> _Grounds:
        ids = np.full(lab.shape[:2], -1, np.int32)
        for i, note in enumerate(wall.notes):
            grown = note.shrunk(1 + 2 * reach / max(note.area**0.5, 1.0))
            cv2.fillPoly(ids, [np.round(grown.array).astype(np.int32)], i)
        for i, note in enumerate(wall.notes):
            cv2.fillPoly(ids, [np.round(note.array).astype(np.int32)], len(wall.notes) + i)
        flat, coarse = ids[::3, ::3].ravel(), lab[::3, ::3].reshape(-1, 3)
        order = np.argsort(flat, kind="stable")
        starts = np.searchsorted(flat[order], np.arange(len(wall.notes) + 1))
        around = [coarse[order[a:b]] for a, b in pairwise(starts.tolist())]
        rings = [np.median(ring, axis=0) if len(ring) else papers[i] for i, ring in enumerate(around)]
        return cls(ids, np.concatenate([np.array(rings, np.float64).reshape(-1, 3), papers]))


def _masks(lab: Labs, grounds: _Grounds, stock: DotStock) -> tuple[NDArray[np.bool_], ...]:
    """Where each colour of dots shows: nearer to it than to what lies below, in patches thicker than strokes."""
    weights = np.array((LIGHTNESS, 1, 1), np.float32)
    near = grounds.ids >= 0
    ids, colours = grounds.ids[near], lab[near] * weights
    dots, below = (stock.colours * weights).astype(np.float32), (grounds.colours * weights).astype(np.float32)
    seen = np.linalg.norm(dots[:, None] - below[None], axis=2) > TELLS_APART
    apart = np.stack([np.where(seen[k][ids], _distance(colours, dot), np.inf) for k, dot in enumerate(dots)])
    least = apart.min(axis=0)
    shows = (least < NEAR_COLOUR) & (least < SURELY_NEARER * _distance(colours, below[ids]))
    dotted = np.zeros(near.shape, np.uint8)
    dotted[near] = shows
    dotted[_reaching_out(dotted, grounds)] = 0
    nearest = np.full(near.shape, -1, np.int8)
    nearest[near] = apart.argmin(axis=0)
    # Where two dots meet, their colours mix to one of neither; without the seam, what shows of the lower one is thick.
    joined = cv2.morphologyEx(dotted, cv2.MORPH_CLOSE, _brush(SEAM * stock.radius))
    patches = cv2.morphologyEx(joined, cv2.MORPH_OPEN, _brush(THINNEST * stock.radius))
    thick = _with_a_whole_dot(np.asarray(patches, np.uint8), stock.radius)
    kinds = range(len(stock.colours))
    return tuple(cv2.medianBlur((thick & (nearest == k)).astype(np.uint8), 3) > 0 for k in kinds)


def _with_a_whole_dot(thick: NDArray[np.uint8], radius: float) -> NDArray[np.bool_]:
    """The patches in which at least one dot fits nearly whole: of those partly hidden, one lies on top."""
    count, labels = cv2.connectedComponents(thick)
    whole = np.zeros(count, bool)
    whole[labels[cv2.erode(thick, _brush(WHOLE * radius)) > 0]] = True
    whole[0] = False
    return np.asarray(whole[labels], np.bool_)


def _distance(colours: NDArray[np.float32], to: NDArray[np.float32]) -> NDArray[np.float32]:
    off = colours - to
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", off, off)), np.float32)


def _reaching_out(dotted: NDArray[np.uint8], grounds: _Grounds) -> NDArray[np.bool_]:
    """Patches beside the notes that go on where no dot of a note can be: tape, drawings, the wall itself."""
    beside = (dotted > 0) & (grounds.ids < len(grounds.colours) // 2)
    rim = cv2.dilate((grounds.ids < 0).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    count, labels = cv2.connectedComponents(beside.astype(np.uint8))
    out = np.zeros(count, bool)
    out[labels[beside & rim]] = True
    return np.asarray(out[labels] & beside, np.bool_)


def _brush(radius: float) -> NDArray[np.uint8]:
    width = 2 * max(1, round(radius)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width)), np.uint8)


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
