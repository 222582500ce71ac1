"""Lines of writing found on the bare wall in; those that may be headings out."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture, TextLine
from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.board.cover_notes import BareWall

LEAST_CONFIDENCE = 0.5
SMALLEST = 0.16  # of a note's side: lower writing is print, dates, a maker's name
FARTHEST = 8.0  # note sides from the nearest note: beyond that it belongs to something else in the room
COVERED_MOST = 0.4  # share of the line that may lie under painted-over notes
EVERY = 2  # surfaces are told on every second pixel, either way
WALL_DIFFERENCE = 24.0  # Lab units: paper differs from the wall by more, a shadow by less


def choose_texts(lines: Sequence[TextLine], wall: BareWall, notes: Sequence[Quad]) -> tuple[TextLine, ...]:
    """The lines that are written on the wall's own surface, large enough and near the notes.

    Writing on a note that the finder missed is told by its paper: the surface behind it is not the wall's. Both
    `lines` and `notes` are in pixels of `wall.picture`.
    """
    if not notes:
        return ()
    side = float(np.median([note.area**0.5 for note in notes]))
    outlines = np.concatenate([note.array for note in notes])
    likely = tuple(
        line
        for line in lines
        if line.confidence >= LEAST_CONFIDENCE
        and _says_something(line.text)
        and line.corners.height >= SMALLEST * side
        and _distance(line.corners, outlines) <= FARTHEST * side
        and _share_covered(line.corners, wall) <= COVERED_MOST
    )
    if not likely:
        return ()
    lab = np.asarray(cv2.cvtColor(np.ascontiguousarray(wall.picture[::EVERY, ::EVERY]), cv2.COLOR_RGB2LAB), np.uint8)
    surface = _surface_near(notes, wall.covered[::EVERY, ::EVERY], lab)
    return tuple(line for line in likely if _on_surface(line.corners, lab, surface))


def _says_something(text: str) -> bool:
    """True for letters and digits, and for the few signs that serve as headings (plus, minus, question mark)."""
    return any(unicodedata.category(c)[0] in "LN" for c in text) or text.strip() in {"+", "-", "?", "!"}


def _distance(line: Quad, outlines: FloatArray) -> float:
    """From the line's nearest corner or middle to the nearest note corner."""
    own = np.vstack([line.array, line.array.mean(axis=0)])
    return float(np.linalg.norm(own[:, None] - outlines[None], axis=2).min())


def _pixels_in(quad: Quad, shape: tuple[int, ...], every: int = 1) -> tuple[slice, slice]:
    """The quad's bounding box, at least one pixel, cut to a picture of that shape that has `every` so-many-th pixel."""
    low = np.floor(quad.array.min(axis=0) / every).astype(int)
    high = np.ceil(quad.array.max(axis=0) / every).astype(int)
    left, top = min(max(low[0], 0), shape[1] - 1), min(max(low[1], 0), shape[0] - 1)
    right, bottom = max(min(high[0], shape[1]), left + 1), max(min(high[1], shape[0]), top + 1)
    return slice(top, bottom), slice(left, right)


def _share_covered(line: Quad, wall: BareWall) -> float:
    return float(wall.covered[_pixels_in(line, wall.covered.shape)].mean())


def _surface_near(notes: Sequence[Quad], covered: NDArray[np.bool_], lab: Picture) -> FloatArray:
    """The wall's colour beside each note, (n, 3) Lab: the median of the bare pixels in a frame around it."""
    colours = []
    for note in notes:
        place = _pixels_in(note.shrunk(1.6), covered.shape, EVERY)
        bare = lab[place][~covered[place]]
        if len(bare) >= 16:
            colours.append(np.median(bare, axis=0))
    return np.array(colours, np.float64).reshape(-1, 3)


def _on_surface(line: Quad, lab: Picture, surface: FloatArray) -> bool:
    """True if what lies behind the writing looks like the wall beside at least a few notes."""
    if not len(surface):
        return True
    behind = np.median(lab[_pixels_in(line, lab.shape, EVERY)].reshape(-1, 3), axis=0)
    # Lightness counts half: light falls off along a wall, its tint does not.
    apart = np.sort(np.linalg.norm((surface - behind) * (0.5, 1.0, 1.0), axis=1))
    return bool(apart[min(2, len(apart) - 1)] <= WALL_DIFFERENCE)
