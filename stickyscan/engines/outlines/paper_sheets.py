"""Sheets of the papers that are known to hang on a wall: what each paper's colour covers, as quadrilaterals.

Where writing and ruled lines confuse what a sheet's parts tell about its corners, its paper is still of one colour, and
mostly of a colour of which other sheets of the wall are.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.outlines.choosing import Rivalry, choose
from stickyscan.engines.outlines.evidence import paper_colours
from stickyscan.engines.outlines.proposals import fit_quadrilateral, grown
from stickyscan.geometry import FloatArray
from stickyscan.quad_arrays import areas, shared_area

LONGER_SIDE = 800  # pixels at which colours are compared
REACH = (6.0, 10.0, 15.0)  # CIELAB distances (lightness counted 0.6) that are still the paper
MOST_PAPERS, APART = 20, 4.0  # papers that are looked for, and how much they differ at least
LEAST_SIDE, LARGEST_SHARE = 14.0, 0.25  # pixels; of the picture
LEAST_FIT, LEAST_FILL = 0.8, 0.5  # of the quadrilateral to the hull; share of it that is paper
CLOSED = 3  # pixels: strokes and ruled lines so thin do not part a sheet
SAME = 0.85  # intersection over union with an outline that is there already
_WEIGHT = np.array([0.6, 1.0, 1.0], np.float32)
_STROKE = np.ones((CLOSED, CLOSED), np.uint8)
_ONE_SHEET = Rivalry(nested=0.98, overlap=0.85)


def sheets_of_papers(lab: NDArray[np.float32], known: FloatArray) -> tuple[FloatArray, FloatArray]:
    """What is of the paper of known outlines and looks like a sheet, but is none of them.

    Args:
        lab: CIELAB picture as `lab_picture` makes it.
        known: outlines (n, 4, 2) in its pixels, those that are the surest to be notes first.

    Returns:
        Quads (m, 4, 2) in its pixels, the best shaped first, and how well each fits what is seen (m,), 0..1.
    """
    scale = min(1.0, LONGER_SIDE / max(lab.shape[:2]))
    small = cv2.resize(lab, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    planes = [np.asarray(plane * weight, np.float32) for plane, weight in zip(cv2.split(small), _WEIGHT, strict=True)]
    found = [sheet for paper in _papers(lab, known) for sheet in _sheets(planes, paper)]
    if not found:
        return np.empty((0, 4, 2)), np.empty(0)
    quads = np.stack([quad for quad, _ in found]) / scale
    fit = np.array([fits for _, fits in found])
    best = choose(quads, fit, 0.0, _ONE_SHEET)
    new = best[[not _among(quads[i], known) for i in best]]
    return quads[new], fit[new]


def _papers(lab: NDArray[np.float32], known: FloatArray) -> list[FloatArray]:
    """Colours of the known outlines, none twice."""
    papers: list[FloatArray] = []
    for colour in paper_colours(lab, known):
        if all(np.linalg.norm((colour - other) * _WEIGHT) > APART for other in papers):
            papers.append(colour)
        if len(papers) == MOST_PAPERS:
            break
    return papers


def _sheets(planes: Sequence[NDArray[np.float32]], paper: FloatArray) -> list[tuple[FloatArray, float]]:
    """Of one paper: quadrilaterals in the small picture, of which the weighted channels are given, and their fit."""
    apart = sum(
        cv2.pow(plane - one, 2) for plane, one in zip(planes, (paper * _WEIGHT).astype(np.float32), strict=True)
    )
    most = LARGEST_SHARE * planes[0].size
    found = []
    for reach in REACH:
        mask = cv2.morphologyEx((apart < reach**2).astype(np.uint8), cv2.MORPH_CLOSE, _STROKE)
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        for contour in contours:
            if min(cv2.boundingRect(contour)[2:]) < LEAST_SIDE or not LEAST_SIDE**2 < cv2.contourArea(contour) < most:
                continue
            fit, quad = fit_quadrilateral(np.asarray(contour, np.int32))
            fill = cv2.contourArea(contour) / max(cv2.contourArea(quad.astype(np.float32)), 1.0)
            if fit > LEAST_FIT and fill > LEAST_FILL:
                found.append((grown(quad + 0.5, 0.5), fit * min(fill, 1.0)))
    return found


def _among(quad: FloatArray, known: FloatArray) -> bool:
    """Whether an outline is one of those known already."""
    meet = ((known.min(axis=1) < quad.max(axis=0)) & (known.max(axis=1) > quad.min(axis=0))).all(axis=1)
    for other in known[meet]:
        shared = shared_area(quad, other)
        both = float(areas(quad[None])[0] + areas(other[None])[0]) - shared
        if shared > SAME * both:
            return True
    return False
