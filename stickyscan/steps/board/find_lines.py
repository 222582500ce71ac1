"""The bare wall in; long drawn or taped lines out, as end points in its pixels."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray

# All lengths are in sides of a typical note on this wall, so that they hold at any distance and resolution.
SHORTEST_PIECE = 0.12
WIDEST_TAPE = 0.45  # the two edges of a stroke or tape lie within this distance
LONGEST_GAP = 2.5  # pieces of one line may be this far apart (a note hangs over it, the pen skipped)
FARTHEST = 8.0  # the same, with notes hanging over nearly all of the line between them
LONG = 0.8  # and each of these pieces longer than a stroke of a letter
MOST_COVERED = 0.5  # of a line may lie under notes and need not be seen
OFF_LINE = 0.12  # how far a piece may lie beside the line of the others (hand-drawn lines wobble)
SHORTEST_LINE = 2.5
LEAST_INKED = 0.45  # share of a line that must have been seen
LEAST_SHARE = 0.2  # of all strokes along an axis: if less of them forms lines, the surface is textured
SHADE = 0.35  # how far beyond the covered notes their shadows end
BETWEEN = 0.25  # of the stretches of a line off the notes must be seen; a shadow ends with its note
COLOURS = 3.0  # how much colours' contrast is raised: of what is as light as the wall they differ less than lightness
STEEPEST = 0.36  # tangent: a line further than 20 degrees from both axes parts neither columns nor rows

_STRONGER = np.clip((np.arange(256) - 128) * COLOURS + 128, 0, 255).astype(np.uint8)  # of 8 bits, 128 being grey


@dataclass(frozen=True)
class Stroke:
    """A straight line, from end to end, in pixels of the picture."""

    start: tuple[float, float]
    end: tuple[float, float]


@dataclass(frozen=True)
class _Piece:
    """Part of a line: y = at + slope * x over [low, high], x along the line's main axis."""

    low: float
    high: float
    at: float
    slope: float
    inked: float

    def height(self, x: float) -> float:
        return self.at + self.slope * x


def find_lines(picture: Picture, covered: NDArray[np.bool_], note_side: float) -> tuple[Stroke, ...]:
    """Long straight strokes and tapes, roughly along the picture's axes, in a stable order.

    A stroke or tape has two edges that run in opposite directions close to one another (dark to light, light to
    dark); the edge of a board, a sheet or a shadow has one and is left out. Segments come from OpenCV's LSD (von
    Gioi et al. 2010), which gives edges a direction.
    `note_side`: the side of a typical note in pixels of the picture.
    """
    seen = [_off_notes(segments, covered) for segments in _segments(picture)]
    strokes: list[Stroke] = []
    for axis in (0, 1):
        along = seen if axis == 0 else [segments[:, [1, 0, 3, 2]] for segments in seen]
        under = covered if axis == 0 else covered.T
        for piece in _lines_along(along, under, note_side):
            ends = (piece.low, piece.height(piece.low)), (piece.high, piece.height(piece.high))
            strokes.append(Stroke(*ends) if axis == 0 else Stroke(ends[0][::-1], ends[1][::-1]))
    return tuple(sorted(strokes, key=lambda s: (s.start, s.end)))


def _segments(picture: Picture) -> list[FloatArray]:
    """Segments (n, 4) of each channel, in pixels of the picture: lightness, then the two colours.

    A red line on dark glass, or one of tape as light as the wall behind it, is seen by its colour alone. Colours are
    looked at in half the size: JPEG mostly keeps no more of them.
    """
    # unrefined, as that leaves wobbly lines whole; at a smaller scale than its own 0.8 lines close to notes are lost
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE)
    half = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    colours = cv2.split(cv2.cvtColor(half, cv2.COLOR_RGB2LAB))[1:]
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    channels = [(grey, 1.0), *((cv2.LUT(colour, _STRONGER), 2.0) for colour in colours)]
    found = []
    for channel, scale in channels:
        raw = detector.detect(channel)[0]
        found.append(np.empty((0, 4)) if raw is None else np.asarray(raw, np.float64).reshape(-1, 4) * scale)
    return found


def _off_notes(segments: FloatArray, covered: NDArray[np.bool_]) -> FloatArray:
    """Without the segments whose middle lies under a note: the painting may leave faint seams."""
    middle = (segments[:, :2] + segments[:, 2:]) / 2
    col = np.clip(middle[:, 0].astype(int), 0, covered.shape[1] - 1)
    row = np.clip(middle[:, 1].astype(int), 0, covered.shape[0] - 1)
    return np.asarray(segments[~covered[row, col]])


def _lines_along(seen: list[FloatArray], covered: NDArray[np.bool_], unit: float) -> list[_Piece]:
    """The long lines near the first axis, from the segments of each channel."""
    pieces = [piece for segments in seen for piece in _strokes_along(segments, unit)]
    lines = [
        line
        for line, members in _merged(pieces, covered, unit)
        if line.high - line.low >= SHORTEST_LINE * unit
        and _is_inked(line, covered)
        and not _is_shadow(line, members, covered, unit)
    ]
    # On wood, fabric or blinds some of the many strokes always fall into line; those drawn by hand stand out.
    texture = sum(p.inked for p in lines) < LEAST_SHARE * sum(p.inked for p in pieces)
    return [] if texture else lines


def _strokes_along(segments: FloatArray, unit: float) -> list[_Piece]:
    """The pieces of strokes and tapes near the first axis that one channel shows."""
    run = np.abs(segments[:, 2] - segments[:, 0])
    rise = np.abs(segments[:, 3] - segments[:, 1])
    near = segments[(run >= SHORTEST_PIECE * unit) & (rise <= STEEPEST * run)]
    return _paired([_piece(s) for s in near], [bool(s[2] > s[0]) for s in near], unit)


def _piece(segment: FloatArray) -> _Piece:
    x0, y0, x1, y1 = (float(v) for v in segment)
    if x1 < x0:
        x0, y0, x1, y1 = x1, y1, x0, y0
    slope = (y1 - y0) / (x1 - x0)
    return _Piece(x0, x1, y0 - slope * x0, slope, x1 - x0)


def _paired(pieces: list[_Piece], forward: list[bool], unit: float) -> list[_Piece]:
    """The centre lines of pieces that have a piece of the other direction beside them."""
    if not pieces:
        return []
    low, high = np.array([p.low for p in pieces]), np.array([p.high for p in pieces])
    at, slope = np.array([p.at for p in pieces]), np.array([p.slope for p in pieces])
    way = np.array(forward)
    kept = []
    for i, piece in enumerate(pieces):
        if not way[i]:
            continue
        shared = np.minimum(high, piece.high) - np.maximum(low, piece.low)
        middle = (np.minimum(high, piece.high) + np.maximum(low, piece.low)) / 2
        apart = np.abs(at + slope * middle - piece.at - piece.slope * middle)
        fits = (way != way[i]) & (shared > 0.3 * (piece.high - piece.low)) & (apart < WIDEST_TAPE * unit)
        if fits.any():
            like = shared / (piece.high - piece.low) - 0.5 * apart / (WIDEST_TAPE * unit)
            other = pieces[int(np.argmax(np.where(fits, like, -np.inf)))]
            kept.append(_between(piece, other))
    return kept


def _between(a: _Piece, b: _Piece) -> _Piece:
    """The centre line of a stroke with edges a and b, as long as a."""
    middle = (max(a.low, b.low) + min(a.high, b.high)) / 2
    slope = (a.slope * a.inked + b.slope * b.inked) / (a.inked + b.inked)
    height = (a.height(middle) + b.height(middle)) / 2
    return _Piece(a.low, a.high, height - slope * middle, slope, a.inked)


def _is_inked(line: _Piece, covered: NDArray[np.bool_]) -> bool:
    """True if enough of the line was seen, of what notes leave to be seen."""
    bare = max(_bare(line, line.low, line.high, covered), MOST_COVERED * (line.high - line.low))
    return line.inked >= LEAST_INKED * bare


def _is_shadow(line: _Piece, members: list[_Piece], covered: NDArray[np.bool_], unit: float) -> bool:
    """True if the line is seen beside notes, all on one side of it, and not between them.

    Sheets hung in a row and standing off the wall throw shadows that fall into one line.
    """
    x = np.arange(line.low, line.high + 1)
    seen = np.any([(x >= p.low) & (x <= p.high) for p in members], axis=0)
    column = np.clip(x.astype(int), 0, covered.shape[1] - 1)
    reach = np.arange(1, max(2, round(SHADE * unit)))
    for side in (-1, 1):
        rows = np.round(line.at + line.slope * x + side * reach[:, None]).astype(int)
        beside = covered[np.clip(rows, 0, covered.shape[0] - 1), column].any(axis=0)
        if beside.any() and not beside.all() and seen[~beside].mean() < BETWEEN < seen[beside].mean():
            return True
    return False


def _merged(pieces: list[_Piece], covered: NDArray[np.bool_], unit: float) -> list[tuple[_Piece, list[_Piece]]]:
    """Pieces of one line joined, longest first, until nothing changes: each line, and what it is made of.

    Where notes hang over the line it has no gap.
    """
    rest = sorted(pieces, key=lambda p: (-p.inked, p.low, p.at))
    low, high, at, slope = np.array([(p.low, p.high, p.at, p.slope) for p in rest]).reshape(-1, 4).T
    free = np.ones(len(rest), np.bool_)
    lines: list[tuple[_Piece, list[_Piece]]] = []
    for first in range(len(rest)):
        if not free[first]:
            continue
        free[first], line, members = False, rest[first], [rest[first]]
        while True:
            gap = np.maximum(np.maximum(low - line.high, line.low - high), 0.0)
            far = np.maximum(*(np.abs(line.at - at + (line.slope - slope) * x) for x in (low, high)))
            hidden = free & (gap >= LONGEST_GAP * unit) & (gap < FARTHEST * unit) & (high - low > LONG * unit)
            for n in np.flatnonzero(hidden & _continues(line, np.zeros_like(gap), far, unit)).tolist():
                ends = (line.high, low[n]) if low[n] > line.high else (high[n], line.low)
                gap[n] = _bare(line, ends[0], ends[1], covered)
            joins = np.flatnonzero(free & _continues(line, gap, far, unit))
            if not len(joins):
                break
            nearest = int(joins[np.lexsort((at[joins], low[joins], gap[joins]))[0]])
            free[nearest] = False
            members.append(rest[nearest])
            line = _fitted(members)
        lines.append((line, members))
    return lines


def _bare(line: _Piece, low: float, high: float, covered: NDArray[np.bool_]) -> float:
    """How much of a stretch of the line's course no note hangs over."""
    x = np.arange(low, high)
    column = np.clip(x.astype(int), 0, covered.shape[1] - 1)
    row = np.clip((line.at + line.slope * x).astype(int), 0, covered.shape[0] - 1)
    return float((~covered[row, column]).sum())


def _continues(line: _Piece, gap: FloatArray, far: FloatArray, unit: float) -> NDArray[np.bool_]:
    """Which pieces, so far along and so far beside it, lie on the line's course; those far along may be further off."""
    near = gap <= max(LONGEST_GAP * unit, 0.25 * (line.high - line.low))
    room = OFF_LINE * unit + 0.03 * np.minimum(gap, 2 * unit)
    short = line.high - line.low < unit
    return np.asarray(near & ((far < room) | (short & (far < 2 * room))), np.bool_)


def _fitted(members: list[_Piece]) -> _Piece:
    """One line through all pieces, least squares over their ends weighted by length."""
    x = np.array([v for p in members for v in (p.low, p.high)])
    y = np.array([p.height(v) for p in members for v in (p.low, p.high)])
    weight = np.array([p.inked for p in members for _ in (0, 1)])
    weight /= weight.sum()
    x_mean, y_mean = weight @ x, weight @ y
    off = x - x_mean
    slope = float((weight * off) @ (y - y_mean) / ((weight * off) @ off))
    return _Piece(float(x.min()), float(x.max()), float(y_mean - slope * x_mean), slope, _union(members))


def _union(members: list[_Piece]) -> float:
    """Length covered by at least one piece."""
    total, reached = 0.0, -np.inf
    for p in sorted(members, key=lambda p: p.low):
        total += max(0.0, p.high - max(p.low, reached))
        reached = max(reached, p.high)
    return total
