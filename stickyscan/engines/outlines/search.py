"""A picture in, the outlines of its notes out: the steps in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.outlines.choosing import choose, usual_sides
from stickyscan.engines.outlines.evidence import gather_evidence, lab_picture, score_outlines
from stickyscan.engines.outlines.merging import Outlines, merge_repeats
from stickyscan.engines.outlines.proposals import Contour, propose
from stickyscan.engines.outlines.touching import UsualSheet, cut_strips, hang_on_corners, is_multiple
from stickyscan.engines.protocols import FoundNote, Picture
from stickyscan.geometry import FloatArray, Quad
from stickyscan.quad_arrays import areas, extents

Lab = NDArray[np.float32]  # CIELAB of the small picture

WORKING_SIDE = 1500  # pixels of the longer side: small notes survive, and a photo takes a second
MOST_STRIPS = 400
SIZE_WORTH, SIZE_FREE = 5.0, 0.2  # score that an unusual size costs, per natural log of the ratio beyond what is free
PART_FIT, PART_SUPPORT = 0.93, 4.0  # of a sheet cut out of a strip, as if so many masks had seen it
HUNG_FIT = 0.9  # of a sheet hung on a corner


@dataclass(frozen=True)
class Certainty:
    """From a log-odds-like score to a probability: `least` score of a note, and a logistic curve.

    The curve is fitted on rendered walls (`models/README.md`): 1 / (1 + exp(-steepness * (score - middle))).
    """

    least: float
    middle: float
    steepness: float

    def of(self, score: float) -> float:
        """Probability 0..1 that an outline of this score is a note."""
        return float(1 / (1 + np.exp(-np.clip(self.steepness * (score - self.middle), -30, 30))))


def search_notes(picture: Picture, certainty: Certainty) -> tuple[FoundNote, ...]:
    """All notes of an upright RGB picture that score `certainty.least` or more, each with its probability."""
    scale = min(1.0, WORKING_SIDE / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    small = np.asarray(small, np.uint8)
    proposals = propose(small)
    lab = lab_picture(small)
    seen = _scored(lab, merge_repeats(proposals))
    if len(seen.quads) == 0:
        return ()
    kept = max(_readings(lab, seen, proposals.clumps, certainty.least), key=lambda reading: reading.worth)
    notes = zip(kept.quads / scale, kept.score, strict=True)
    return tuple(FoundNote(Quad.of(quad), certainty.of(float(score))) for quad, score in notes)


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


def _scored(lab: Lab, outlines: Outlines) -> _Scored:
    score = score_outlines(gather_evidence(lab, outlines.quads), outlines.fit, outlines.support)
    side = np.sqrt(areas(outlines.quads)) / np.sqrt(lab.shape[0] * lab.shape[1])
    # what fills the photo is the flipchart itself
    return _Scored(outlines.quads, score - 20 * np.clip(side - 0.35, 0, 1))


def _readings(lab: Lab, seen: _Scored, clumps: tuple[Contour, ...], least: float) -> Iterator[_Scored]:
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
        unusual = SIZE_WORTH * np.clip(np.abs(everything.size - np.log(side)) - SIZE_FREE, 0, 2)
        score = everything.score - unusual - 4.0 * is_multiple(everything.quads, usual)
        yield _Scored(everything.quads, score).chosen(least)


def _explained(lab: Lab, seen: _Scored, clumps: tuple[Contour, ...], usual: UsualSheet, least: float) -> _Scored:
    """Single sheets that the usual sheet makes out in strips and clumps."""
    longer = seen.size - np.log(usual.width * usual.height) / 2
    strips = np.flatnonzero((seen.score > least - 4) & (longer > 0.1) & (longer < 1.3))
    strips = strips[np.argsort(-seen.score[strips], kind="stable")][:MOST_STRIPS]
    parts = cut_strips(lab, seen.quads[strips], usual)
    hung, agreeing = hang_on_corners(clumps, usual)
    return _scored(
        lab,
        Outlines(
            np.concatenate([parts, hung]),
            np.concatenate([np.full(len(parts), PART_FIT), np.full(len(hung), HUNG_FIT)]),
            np.concatenate([np.full(len(parts), PART_SUPPORT), agreeing]),
        ),
    )
