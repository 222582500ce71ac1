"""The classical finder's steps in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.contours.choosing import choose, usual_sides
from stickyscan.engines.contours.evidence import gather_evidence, lab_picture, score_outlines
from stickyscan.engines.contours.merging import Outlines, merge_repeats
from stickyscan.engines.contours.proposals import Contour, propose
from stickyscan.engines.contours.quad_arrays import areas, extents
from stickyscan.engines.contours.touching import UsualSheet, cut_strips, hang_on_corners, is_multiple
from stickyscan.engines.protocols import FoundNote, Picture
from stickyscan.geometry import FloatArray, Quad

WORKING_SIDE = 1500  # pixels of the longer side: small notes survive, and a photo takes a second
LEAST_SCORE = 2.0
MOST_STRIPS = 400


@dataclass(frozen=True)
class ContourFinder:
    """Finds notes with OpenCV alone. `least_score`: log-odds-like score from which an outline counts as a note."""

    least_score: float = LEAST_SCORE

    @property
    def name(self) -> str:
        """Short name for `made_by`."""
        return "contours"

    def find(self, picture: Picture) -> tuple[FoundNote, ...]:
        """All notes of an upright RGB picture."""
        scale = min(1.0, WORKING_SIDE / max(picture.shape[:2]))
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
        proposals = propose(np.asarray(small, np.uint8))
        outlines = merge_repeats(proposals)
        if len(outlines.quads) == 0:
            return ()
        lab = lab_picture(np.asarray(small, np.uint8))
        scored = _scored(lab, outlines)
        kept = max(_readings(lab, scored, proposals.clumps, self.least_score), key=lambda reading: reading.worth)
        notes = zip(kept.quads / scale, kept.score, strict=True)
        return tuple(FoundNote(Quad.of(quad), _probability(float(score))) for quad, score in notes)


@dataclass(frozen=True)
class _Scored:
    """Outlines (n, 4, 2) with their scores (n,)."""

    quads: FloatArray
    score: FloatArray

    @property
    def size(self) -> FloatArray:
        """Natural log of each side."""
        return np.asarray(np.log(np.maximum(areas(self.quads), 1.0)) / 2)

    @property
    def worth(self) -> float:
        """How much of the wall these outlines explain, and how well."""
        return float((self.score * np.exp(self.size)).sum())

    def chosen(self, least: float) -> _Scored:
        kept = choose(self.quads, self.score, least)
        return _Scored(self.quads[kept], self.score[kept])

    def joined(self, other: _Scored) -> _Scored:
        return _Scored(np.concatenate([self.quads, other.quads]), np.concatenate([self.score, other.score]))


def _scored(lab: NDArray[np.float32], outlines: Outlines) -> _Scored:
    score = score_outlines(gather_evidence(lab, outlines.quads), outlines.fit, outlines.support)
    side = np.sqrt(areas(outlines.quads)) / np.sqrt(lab.shape[0] * lab.shape[1])
    return _Scored(outlines.quads, score - 20 * np.clip(side - 0.35, 0, 1))  # filling the photo: the flipchart itself


def _readings(lab: NDArray[np.float32], seen: _Scored, clumps: tuple[Contour, ...], least: float) -> Iterator[_Scored]:
    """The wall's notes under each opinion of what its usual sheet is."""
    sure = seen.chosen(least)
    if len(sure.quads) < 3:  # too few to say what is usual
        yield sure
        return
    for side in usual_sides(sure.quads, sure.score):
        alike = np.abs(sure.size - np.log(side)) < 0.3
        width, height = extents(sure.quads[alike])
        usual = UsualSheet(float(np.median(width)), float(np.median(height)))
        everything = seen.joined(_explained(lab, seen, clumps, usual, least))
        unusual = 3.2 * np.clip(np.abs(everything.size - np.log(side)) - 0.2, 0, 2)
        score = everything.score - unusual - 4.0 * is_multiple(everything.quads, usual)
        yield _Scored(everything.quads, score).chosen(least)


def _explained(
    lab: NDArray[np.float32], seen: _Scored, clumps: tuple[Contour, ...], usual: UsualSheet, least: float
) -> _Scored:
    """Single sheets that the usual sheet makes out in strips and clumps."""
    longer = seen.size - np.log(usual.width * usual.height) / 2
    strips = np.flatnonzero((seen.score > least - 4) & (longer > 0.1) & (longer < 1.3))
    strips = strips[np.argsort(-seen.score[strips], kind="stable")][:MOST_STRIPS]
    parts = cut_strips(lab, seen.quads[strips], usual)
    hung, agreeing = hang_on_corners(clumps, usual)
    found = Outlines(
        np.concatenate([parts, hung]),
        np.concatenate([np.full(len(parts), 0.93), np.full(len(hung), 0.9)]),  # the fit of a sheet seen in part
        np.concatenate([np.full(len(parts), 4.0), agreeing]),
    )
    return _scored(lab, found)


def _probability(score: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(score, -30, 30))))
