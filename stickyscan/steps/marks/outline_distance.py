"""How far points are from the outlines of notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stickyscan.geometry import FloatArray, Quad


@dataclass(frozen=True)
class Outlines:
    """The corners of notes, (n, 4, 2), in pixels."""

    corners: FloatArray

    @classmethod
    def of(cls, notes: Sequence[Quad]) -> Outlines:
        """From the notes."""
        return cls(np.array([note.array for note in notes], np.float64).reshape(-1, 4, 2))

    def near(self, box: tuple[float, float, float, float], reach: float) -> list[int]:
        """The notes whose bounding boxes come that near to a box (left, top, right, bottom)."""
        low, high = self.corners.min(axis=1) - reach, self.corners.max(axis=1) + reach
        beyond = (low[:, 0] > box[2]) | (low[:, 1] > box[3]) | (high[:, 0] < box[0]) | (high[:, 1] < box[1])
        return [int(i) for i in np.flatnonzero(~beyond)]

    def distances(self, points: FloatArray, notes: Sequence[int] | None = None) -> FloatArray:
        """From each point (m, 2) to each of the notes (all, if none are named), (m, n); 0 inside."""
        a = self.corners if notes is None else self.corners[list(notes)]
        way = np.roll(a, -1, axis=1) - a
        off = points[:, None, None] - a[None]
        share = np.clip((off * way).sum(-1) / np.maximum((way**2).sum(-1), 1e-9), 0, 1)
        away = np.linalg.norm(off - share[..., None] * way, axis=-1).min(axis=2)
        cross = way[None, ..., 0] * off[..., 1] - way[None, ..., 1] * off[..., 0]
        inside = (cross >= 0).all(axis=2) | (cross <= 0).all(axis=2)
        return np.where(inside, 0.0, away)
