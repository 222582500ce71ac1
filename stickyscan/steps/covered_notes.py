"""Outlines of what is seen of sheets in, outlines of whole sheets out, beneath the sheets that lie over them.

People hang notes like shingles. What shows of a covered one is well seen, where it ends below is not; but the sheets of
a pad are of one size, and others of that pad hang free.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray, Quad
from stickyscan.quad_arrays import areas, extents, shared_area
from stickyscan.steps.lies_over import contains

SIDE = 100.0  # of the usual outline, in units in which OpenCV's shared areas are exact enough
# Shares of lengths and areas, chosen on rendered walls; FULLER was chosen on sweeps cut from the real ones.
ALIKE = 0.12  # natural log of lengths that are the same: of one pad, of a square's sides
SEEN = 0.28  # share of a sheet that must be seen
UNDER = 0.75  # share of the rest that lies under others
PROBE, FREE = 0.25, 0.35  # an end is free if of so much beyond it less than that lies on others
BARE = 0.5  # a sheet with less than this under others would show it, were it longer
FEWEST, AGREE = 2, 0.6  # whole sheets that tell how long one is, and share of them that must agree
OWN_SIZE = 0.2  # share of them as short as what is seen, from which that is a size of its own
FULLER = 6.0  # a tenth more of the rest under others counts as much as six in ten of all that hang so
BORDER, MEETING = 0.1, 0.3  # a strip so wide beyond an end; share of it on another sheet, from which they meet there


def complete(seen: FloatArray, photos: Sequence[Quad]) -> FloatArray:
    """The outlines (n, 4, 2) of a wall's notes, covered ones as large as whole ones of their kind.

    Args:
        seen: outlines of what is seen of each, clockwise, on the wall plane.
        photos: what the photo of each shows of the wall plane, n.
    """
    if len(seen) == 0:
        return seen
    scale = SIDE / float(np.sqrt(np.median(areas(seen))))
    wall = _Wall(seen * scale, [Quad.of(photo.array * scale) for photo in photos])
    whole = seen.copy()
    for part in _settled(wall, list(wall.covered())):
        whole[part.sheet] = _lengthened(whole[part.sheet], part.ends[0].side, part.length / scale)
    return whole


@dataclass(frozen=True)
class _End:
    """A side of a sheet, 0 to 3 from the top clockwise, and the share of what is missing there that others cover."""

    side: int
    under: float


@dataclass(frozen=True)
class _Covered:
    """A sheet that is shorter than it should be: its whole length, and the ends where the rest may be."""

    sheet: int
    length: float
    ends: tuple[_End, ...]


@dataclass(frozen=True)
class _Wall:
    """Outlines (n, 4, 2), and what the photo of each shows of the wall, n."""

    quads: FloatArray
    photos: Sequence[Quad]

    @cached_property
    def length(self) -> FloatArray:
        """From top to bottom, and from left to right, (n, 2)."""
        width, height = extents(self.quads)
        return np.stack([height, width], axis=1)

    @cached_property
    def _strips(self) -> FloatArray:
        """A narrow strip beyond each side, (n, 4, 4, 2)."""
        return np.array([[self._beyond(i, side, PROBE) for side in range(4)] for i in range(len(self.quads))])

    @cached_property
    def whole(self) -> NDArray[np.bool_]:
        """In either direction (n, 2), free at both ends."""
        free = np.array([[self._on_others(i, strip) < FREE for strip in own] for i, own in enumerate(self._strips)])
        return np.asarray(free[:, :2] & free[:, 2:])

    @cached_property
    def cut(self) -> NDArray[np.bool_]:
        """In either direction (n, 2), one end lies at the photo's edge, where the rest may be."""
        middle = self._strips.mean(axis=2)
        off = ~np.array([contains(photo, points) for photo, points in zip(self.photos, middle, strict=True)])
        return np.asarray(off[:, :2] | off[:, 2:])

    def covered(self) -> Iterable[_Covered]:
        """The sheets that may go on beneath others, in either direction."""
        squares = (np.abs(np.log(self.length[:, 0] / self.length[:, 1])) < ALIKE) & self.whole.any(axis=1)
        for sheet, direction in np.ndindex(*self.length.shape):
            seen, across = self.length[sheet, direction], self.length[sheet, 1 - direction]
            if self.cut[sheet, direction] or (abs(np.log(seen / across)) < ALIKE and squares.any()):
                continue
            length = self._whole_length(sheet, direction)
            if length is None or np.log(length / seen) < ALIKE or seen < SEEN * length:
                continue
            if self._hangs_bare(sheet, direction, length):
                continue
            ends = [_End(side, self._under(sheet, side, length)) for side in (direction, direction + 2)]
            if ends := [end for end in ends if end.under >= UNDER]:
                yield _Covered(sheet, length, tuple(ends))

    def meets(self, sheet: int, side: int, other: int) -> bool:
        """Whether that side of a sheet lies on the other one's border or inside it."""
        strip = self._beyond(sheet, side, BORDER)
        return shared_area(strip, self.quads[other]) > MEETING * float(areas(strip[None])[0])

    def _whole_length(self, sheet: int, direction: int) -> float | None:
        """How long whole sheets are that are as wide as this one; None if they do not tell."""
        lengths = self._like(sheet, direction, direction)
        if len(lengths) < FEWEST:
            lengths = np.concatenate([lengths, self._like(sheet, direction, 1 - direction)])  # pads are turned
        if len(lengths) < FEWEST:
            return None
        usual = float(np.median(lengths))
        agree = np.abs(np.log(lengths / usual)) < ALIKE
        own = np.abs(np.log(lengths / self.length[sheet, direction])) < ALIKE
        return usual if agree.mean() >= AGREE and own.mean() <= OWN_SIZE else None

    def _like(self, sheet: int, direction: int, theirs: int) -> FloatArray:
        """Lengths, in their direction, of the whole sheets that are as wide as this one is across its own."""
        width = np.abs(np.log(self.length[:, 1 - theirs] / self.length[sheet, 1 - direction])) < ALIKE
        width[sheet] = False
        return np.asarray(self.length[width & self.whole[:, theirs], theirs])

    def _hangs_bare(self, sheet: int, direction: int, length: float) -> bool:
        """Whether two others of the size that is seen hang where a longer sheet would show: then it is a whole one."""
        bare = set()
        for theirs in (0, 1):
            wide = np.abs(np.log(self.length[:, 1 - theirs] / self.length[sheet, 1 - direction])) < ALIKE
            long = np.abs(np.log(self.length[:, theirs] / self.length[sheet, direction])) < ALIKE
            ends = (theirs, theirs + 2)
            alike = [int(other) for other in np.flatnonzero(wide & long) if other != sheet]
            bare |= {other for other in alike if all(self._under(other, side, length) < BARE for side in ends)}
        return len(bare) > 1

    def _under(self, sheet: int, side: int, length: float) -> float:
        """Share of what is missing to that length, beyond that side, that lies on other sheets."""
        return self._on_others(sheet, _strip(self.quads[sheet], side, length))

    def _beyond(self, sheet: int, side: int, share: float) -> FloatArray:
        """A strip beyond that side, so wide in terms of the sheet's shorter length."""
        own = self.length[sheet]
        return _strip(self.quads[sheet], side, own[side % 2] + share * own.min())

    def _on_others(self, sheet: int, piece: FloatArray) -> float:
        low, high = self.quads.min(axis=1), self.quads.max(axis=1)
        near = ((low < piece.max(axis=0)) & (high > piece.min(axis=0))).all(axis=1)
        near[sheet] = False
        shared = sum(shared_area(piece, self.quads[other]) for other in np.flatnonzero(near))
        return shared / max(float(areas(piece[None])[0]), 1e-12)


def _settled(wall: _Wall, parts: Sequence[_Covered]) -> Iterable[_Covered]:
    """Each with one end: those that have no other first, for where two sheets meet only one lies beneath the other.

    Who is free to choose goes where more of it is covered, or as most do: people lay one note over the next in one way.
    """
    left, most = list(parts), Counter[int]()
    while left:
        part = min(left, key=lambda p: (len(p.ends), -max(end.under for end in p.ends)))
        custom = {end: most[end.side] / max(1, most.total()) for end in part.ends}
        end = max(part.ends, key=lambda e: (custom[e] + FULLER * min(e.under, 1.0), e.under))
        yield replace(part, ends=(end,))
        most[end.side] += 1
        left = [_without(wall, other, part.sheet, end.side) for other in left if other is not part]
        left = [other for other in left if other.ends]


def _without(wall: _Wall, part: _Covered, sheet: int, side: int) -> _Covered:
    """Without the end that meets that side of that sheet, which lies beneath there."""
    if part.sheet == sheet or not wall.meets(sheet, side, part.sheet):
        return part
    return replace(part, ends=tuple(end for end in part.ends if not wall.meets(part.sheet, end.side, sheet)))


def _lengthened(quad: FloatArray, side: int, length: float) -> FloatArray:
    """The quad with one side moved out along its neighbours until it is so long."""
    one, two, three, four = ((side + k) % 4 for k in range(4))
    first, second = quad[one] - quad[four], quad[two] - quad[three]
    own = np.linalg.norm(first), np.linalg.norm(second)
    more = length - (own[0] + own[1]) / 2
    moved = quad.copy()
    moved[one] += first * (more / own[0])
    moved[two] += second * (more / own[1])
    return moved


def _strip(quad: FloatArray, side: int, length: float) -> FloatArray:
    """What `_lengthened` adds."""
    one, two = side, (side + 1) % 4
    moved = _lengthened(quad, side, length)
    return np.array([moved[one], moved[two], quad[two], quad[one]])
