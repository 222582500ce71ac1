"""A picture in, loose outlines out: the contours of many threshold masks, each fitted with a quadrilateral.

A sheet of paper is of one colour and differs from what is around it, so at some threshold of some channel its mask is
a quadrilateral; a real sheet is one at many thresholds (the idea behind MSER, Matas et al. 2002).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray

LEVELS_PER_CHANNEL = 14  # thresholds of lightness, a, b and saturation each
EDGE_LEVELS = (3, 5, 8, 13, 20)  # gradient (CIELAB units per pixel, 8-bit scale) that counts as a sheet's edge
SMALLEST_SIDE = 0.008  # of the picture's longer side
LARGEST_SHARE = 0.5  # of the picture's area
LOOSE_FIT = 0.75  # intersection over union of a contour's hull and its quadrilateral
LOOSE_FILL = 0.45  # share of the quadrilateral that the contour encloses
CLEAR_FIT = 0.9  # a worse fit may be several sheets that touch
EDGE_LOSS = 1.5  # pixels that an edge mask eats from each side

Mask = NDArray[np.uint8]
Contour = NDArray[np.int32]


@dataclass(frozen=True)
class Proposals:
    """`quads` (n, 4, 2) clockwise, in pixels of the picture; `fit` (n,) 0..1; `clumps`: contours of no clear shape."""

    quads: FloatArray
    fit: FloatArray
    clumps: tuple[Contour, ...]


def propose(picture: Picture) -> Proposals:
    """All outlines that one of the masks makes look like a sheet of paper."""
    quads, fits, clumps = [], [], []
    height, width = picture.shape[:2]
    smallest = max(11.0, SMALLEST_SIDE * max(height, width)) ** 2
    for mask, grow in _masks(picture):
        contours, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        for loop in contours:
            contour = np.asarray(loop, np.int32)
            if not _plausible(contour, smallest, LARGEST_SHARE * height * width):
                continue
            fit, quad = fit_quadrilateral(contour)
            area = cv2.contourArea(quad.astype(np.float32))
            if area < smallest:
                continue
            if fit < CLEAR_FIT:
                clumps.append(contour[:, 0])
            if fit > LOOSE_FIT and cv2.contourArea(contour) / area > LOOSE_FILL:
                quads.append(grown(quad, grow))
                fits.append(fit * min(cv2.contourArea(contour) / area, 1.0))
    return Proposals(np.array(quads).reshape(-1, 4, 2), np.array(fits), tuple(clumps))


def fit_quadrilateral(contour: Contour) -> tuple[float, FloatArray]:
    """The quadrilateral (4, 2) that fits the contour's hull best, and their intersection over union."""
    hull = cv2.convexHull(contour)
    options = [np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), np.float64)]
    length = cv2.arcLength(hull, True)
    for tolerance in (0.02, 0.035, 0.05, 0.07, 0.1):
        simple = cv2.approxPolyDP(hull, tolerance * length, True)
        if len(simple) == 4:
            options.append(np.asarray(simple[:, 0], np.float64))
        if len(simple) <= 4:
            break
    outline = np.asarray(hull[:, 0], np.float32)
    area = cv2.contourArea(outline)
    scored = []
    for quad in options:
        shared, _ = cv2.intersectConvexConvex(quad.astype(np.float32), outline)
        whole = area + cv2.contourArea(quad.astype(np.float32)) - shared
        scored.append((shared / whole if whole > 0 else 0.0, quad))
    return max(scored, key=lambda pair: pair[0])


def _masks(picture: Picture) -> Iterator[tuple[Mask, float]]:
    """Binary masks, each with the pixels by which its outlines are too small."""
    lab = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2Lab), np.uint8)
    smooth = cv2.medianBlur(lab, 5)
    saturation = cv2.cvtColor(cv2.medianBlur(picture, 5), cv2.COLOR_RGB2HSV)[..., 1]
    for channel in (*cv2.split(smooth), saturation):
        low, high = np.quantile(channel[::4, ::4], (0.01, 0.99))
        for level in np.unique(np.linspace(low, high, LEVELS_PER_CHANNEL + 2)[1:-1].astype(int)):
            yield (channel > level).astype(np.uint8), 0.0
    gradient = _gradient(lab)
    for level in EDGE_LEVELS:
        yield (gradient <= level).astype(np.uint8), EDGE_LOSS


def _gradient(lab: Picture) -> NDArray[np.float32]:
    """Steepest slope over the three channels."""
    soft = cv2.GaussianBlur(lab, (0, 0), 1.0).astype(np.float32)
    steepest = np.zeros(lab.shape[:2], np.float32)
    for channel in cv2.split(soft):
        across = cv2.Scharr(channel, cv2.CV_32F, 1, 0)
        down = cv2.Scharr(channel, cv2.CV_32F, 0, 1)
        steepest = np.maximum(steepest, np.hypot(across, down) / 16)
    return steepest


def _plausible(contour: Contour, smallest: float, largest: float) -> bool:
    if len(contour) < 30:
        return False
    _, _, width, height = cv2.boundingRect(contour)
    return min(width, height) >= 8 and smallest <= width * height <= largest


def grown(quad: FloatArray, pixels: float) -> FloatArray:
    """A quadrilateral (4, 2) with its sides moved outward by about so many pixels."""
    centre = quad.mean(axis=0)
    side = np.sqrt(max(cv2.contourArea(quad.astype(np.float32)), 1.0))
    return np.asarray(centre + (quad - centre) * (1 + 2 * pixels / side), dtype=np.float64)
