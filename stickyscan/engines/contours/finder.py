"""The classical finder's steps in order."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.contours.choosing import choose, usual_side
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
        quads, score = _scored(lab, outlines)
        quads, score = _fit_to_wall(lab, quads, score, proposals.clumps, self.least_score)
        kept = choose(quads, score, self.least_score)
        return tuple(FoundNote(Quad.of(quads[i] / scale), _probability(float(score[i]))) for i in kept)


def _scored(lab: NDArray[np.float32], outlines: Outlines) -> tuple[FloatArray, FloatArray]:
    score = score_outlines(gather_evidence(lab, outlines.quads), outlines.fit, outlines.support)
    side = np.sqrt(areas(outlines.quads)) / np.sqrt(lab.shape[0] * lab.shape[1])
    return outlines.quads, score - 20 * np.clip(side - 0.35, 0, 1)  # a sheet that fills the photo is the flipchart


def _fit_to_wall(
    lab: NDArray[np.float32], quads: FloatArray, score: FloatArray, clumps: tuple[Contour, ...], least: float
) -> tuple[FloatArray, FloatArray]:
    """Judge all outlines by the wall's usual sheet, after adding what that sheet explains of clumps and strips."""
    sure = choose(quads, score, least)
    if len(sure) < 3:  # too few to say what is usual
        return quads, score
    usual_log = np.log(usual_side(quads[sure], score[sure]))
    size = np.log(np.maximum(areas(quads), 1.0)) / 2
    alike = sure[np.abs(size[sure] - usual_log) < 0.3]
    width, height = extents(quads[alike])
    usual = UsualSheet(float(np.median(width)), float(np.median(height)))

    longish = (score > least - 4) & (size > usual_log + 0.1) & (size < usual_log + 1.3)
    strips = np.flatnonzero(longish)[np.argsort(-score[longish], kind="stable")][:MOST_STRIPS]
    parts = cut_strips(lab, quads[strips], usual)
    hung, agreeing = hang_on_corners(clumps, usual)
    added = Outlines(
        np.concatenate([parts, hung]),
        np.concatenate([np.full(len(parts), 0.93), np.full(len(hung), 0.9)]),  # the fit of a sheet seen in part
        np.concatenate([np.full(len(parts), 4.0), agreeing]),
    )
    if len(added.quads) > 0:
        more_quads, more_score = _scored(lab, added)
        quads, score = np.concatenate([quads, more_quads]), np.concatenate([score, more_score])
    size = np.log(np.maximum(areas(quads), 1.0)) / 2
    unusual = 3.2 * np.clip(np.abs(size - usual_log) - 0.2, 0, 2)
    return quads, score - unusual - 4.0 * is_multiple(quads, usual)


def _probability(score: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(score, -30, 30))))
