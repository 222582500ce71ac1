"""Outlines of notes in a photo in, the homography that shows their wall straight on out. Pure arithmetic, no pixels.

The wall is taken as flat and the camera as a pinhole with its centre in the middle of the photo. Then only two tilts
of the camera and its focal length matter, which bounds the warp by construction: squares cannot become needles.
The tilts are those under which the notes look most like rectangles of one size, all turned alike.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from stickyscan.geometry import FloatArray, Quad, project


@dataclass(frozen=True)
class RectifySettings:
    """When and how far a photo may be straightened.

    `fewest_notes` below which a photo stays as it is; `steepest` tilt in degrees; `gain`: the misfit left must be
    below this share of the misfit before; `focal_length` customary for phones, in longer sides of the photo, known to
    a factor of exp(`focal_doubt`); the spreads expected in notes found on a real wall: `size_spread` (natural log of
    the side), `turn_spread` and `corner_spread` (radians), `side_spread` (natural log of opposite sides' ratio).
    """

    fewest_notes: int = 4
    steepest: float = 50.0
    gain: float = 0.85
    focal_length: float = 0.85
    focal_doubt: float = 0.25
    tilt_doubt: float = 0.35
    size_spread: float = 0.05
    turn_spread: float = 0.05
    corner_spread: float = 0.1
    side_spread: float = 0.1


def straighten(
    size: tuple[int, int], quads: Sequence[Quad], settings: RectifySettings = RectifySettings()
) -> FloatArray:
    """The 3x3 homography from a photo of `size` (width, height) to its wall seen straight on, in no special scale.

    Notes turned by quarters against each other count as turned alike. With too few notes, or where straightening does
    not clearly make them more alike, it is a rotation only, or the identity where the notes hang at random angles.
    """
    to_unit, longer = _to_unit(size), float(max(size))
    corners = np.array([project(to_unit, q.array) for q in quads if q.is_convex() and q.area > 0])
    if len(corners) < settings.fewest_notes:
        return _levelled(to_unit, corners)
    half = (size[0] / longer, size[1] / longer)
    flat = _fit(corners, half, settings, 0.0)
    tilted = _fit(corners, half, settings, math.radians(settings.steepest))
    if tilted.misfit > settings.gain * flat.misfit:
        return _levelled(to_unit, corners)
    view = facing(tilted.pitch, tilted.yaw, tilted.focal) @ to_unit
    return _levelled(view, _seen_through(view @ np.linalg.inv(to_unit), corners))


def facing(pitch: float, yaw: float, focal: float) -> FloatArray:
    """The homography of a camera turned by `pitch` and `yaw` (radians) until it faces the wall.

    Frame: origin in the middle of the photo, half its longer side = 1; `focal` in longer sides.
    """
    cp, sp, cy, sy = math.cos(pitch), math.sin(pitch), math.cos(yaw), math.sin(yaw)
    far = 2 * focal  # lens @ turn about x @ turn about y @ inverse of the lens, multiplied out: asked for very often
    return np.array(
        [[cy, 0, far * sy], [sp * sy, cp, -far * sp * cy], [-cp * sy / far, sp / far, cp * cy]], dtype=np.float64
    )


@dataclass(frozen=True)
class _Fit:
    pitch: float
    yaw: float
    focal: float
    misfit: float


def _fit(corners: FloatArray, half: tuple[float, float], settings: RectifySettings, steepest: float) -> _Fit:
    """The best tilts within `steepest` radians, from several starts."""
    wide = 3 * settings.focal_doubt if steepest else 0.0
    middle = math.log(settings.focal_length)
    low = np.array([-steepest, -steepest, middle - wide, -np.inf, -np.inf])
    high = np.array([steepest, steepest, middle + wide, np.inf, np.inf])
    starts = ((0.0, 0.0), (0.0, 0.35), (0.0, -0.35), (0.35, 0.0), (-0.35, 0.0)) if steepest else ((0.0, 0.0),)
    fits = []
    for pitch, yaw in starts:
        start = _start(corners, min(pitch, steepest), max(min(yaw, steepest), -steepest), settings)
        x, misfit = _descend(lambda x: _residuals(x, corners, half, settings), start, low, high)
        fits.append(_Fit(float(x[0]), float(x[1]), math.exp(float(x[2])), misfit))
    return min(fits, key=lambda f: f.misfit)


def _descend(
    residuals: Callable[[FloatArray], FloatArray], start: FloatArray, low: FloatArray, high: FloatArray
) -> tuple[FloatArray, float]:
    """Levenberg-Marquardt with Cauchy weights, so that wrong notes lose their say; the point and its misfit.

    Written out because a general solver takes 50 times as long for five unknowns, and far longer on a busy machine.
    """
    x, damping = np.clip(start, low, high), 1e-2
    free = np.flatnonzero(high > low)
    here = residuals(x)
    misfit = _misfit(here)
    for _ in range(40):
        slopes = np.column_stack([(residuals(x + step) - here) / 1e-5 for step in 1e-5 * np.eye(len(x))[free]])
        weighted = slopes.T / (1 + here**2)
        normal, down = weighted @ slopes, weighted @ here
        while damping < 1e6:
            move = np.linalg.solve(normal + damping * np.diag(np.diag(normal) + 1e-9), down)
            there = x.copy()
            there[free] -= move
            there = np.clip(there, low, high)
            new = residuals(there)
            if _misfit(new) < misfit:
                break
            damping *= 4
        else:
            return x, misfit
        gained = misfit - _misfit(new)
        x, here, misfit, damping = there, new, _misfit(new), damping / 4
        if gained < 1e-6 * misfit:
            break
    return x, misfit


def _misfit(residuals: FloatArray) -> float:
    return float(np.log1p(residuals**2).sum())


def _start(corners: FloatArray, pitch: float, yaw: float, settings: RectifySettings) -> FloatArray:
    view = facing(pitch, yaw, settings.focal_length)
    shapes = _shapes(_seen_through(view, corners))
    return np.array([pitch, yaw, math.log(settings.focal_length), common_turn(shapes.turn), np.median(shapes.size)])


def _residuals(x: FloatArray, corners: FloatArray, half: tuple[float, float], settings: RectifySettings) -> FloatArray:
    """Misfits in standard spreads. x: pitch, yaw, log focal length, common turn, common log size."""
    pitch, yaw, log_focal, turn, size = x
    view = facing(pitch, yaw, math.exp(log_focal))
    if view[2, 2] - abs(view[2, 0]) * half[0] - abs(view[2, 1]) * half[1] < 0.2:  # a corner would fly off to infinity
        return np.full(len(corners) * 5 + 3, 1e3)
    shapes = _shapes(_seen_through(view, corners))
    return np.concatenate(
        [
            (shapes.size - size) / settings.size_spread,
            _quarter_free(shapes.turn - turn) / settings.turn_spread,
            shapes.skew / settings.corner_spread,
            shapes.across / settings.side_spread,
            shapes.down / settings.side_spread,
            [
                (log_focal - math.log(settings.focal_length)) / settings.focal_doubt,
                pitch / settings.tilt_doubt,
                yaw / settings.tilt_doubt,
            ],
        ]
    )


def _seen_through(view: FloatArray, corners: FloatArray) -> FloatArray:
    return project(view, corners.reshape(-1, 2)).reshape(-1, 4, 2)


@dataclass(frozen=True)
class _Shapes:
    """Per note: log size, turn and departure from the right angle (radians), log ratios of opposite sides."""

    size: FloatArray
    turn: FloatArray
    skew: FloatArray
    across: FloatArray
    down: FloatArray


def _shapes(corners: FloatArray) -> _Shapes:
    a, b, c, d = (corners[:, i] for i in range(4))
    top, bottom, left, right = b - a, c - d, d - a, c - b
    width, height = (top + bottom) / 2, (left + right) / 2
    turn_w = np.arctan2(width[:, 1], width[:, 0])
    turn_h = np.arctan2(-height[:, 0], height[:, 1])
    skew = (turn_h - turn_w + np.pi) % (2 * np.pi) - np.pi
    area = np.abs(width[:, 0] * height[:, 1] - width[:, 1] * height[:, 0])
    return _Shapes(
        np.log(np.maximum(area, 1e-12)) / 2,
        turn_w + skew / 2,
        skew,
        np.log(_length(top) / _length(bottom)),
        np.log(_length(left) / _length(right)),
    )


def _length(vectors: FloatArray) -> FloatArray:
    return np.asarray(np.maximum(np.hypot(vectors[:, 0], vectors[:, 1]), 1e-9), dtype=np.float64)


def common_turn(turns: FloatArray) -> float:
    """The turn (radians, in (-pi/4, pi/4]) that most notes share, quarter turns aside."""
    mean = math.atan2(float(np.sin(4 * turns).sum()), float(np.cos(4 * turns).sum())) / 4
    return mean + float(np.median(_quarter_free(turns - mean)))


def _quarter_free(angles: FloatArray) -> FloatArray:
    return np.asarray((angles + np.pi / 4) % (np.pi / 2) - np.pi / 4, dtype=np.float64)


def _levelled(view: FloatArray, corners: FloatArray, fewest: int = 3, loosest: float = math.radians(10)) -> FloatArray:
    """`view` followed by the turn that levels the notes, if there are `fewest` and three in five agree to `loosest`."""
    if len(corners) < fewest:
        return view
    turns = _shapes(corners).turn
    turn = common_turn(turns)
    if np.percentile(np.abs(_quarter_free(turns - turn)), 60) > loosest:
        return view
    c, s = math.cos(-turn), math.sin(-turn)
    return np.asarray(np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]]) @ view, dtype=np.float64)


def _to_unit(size: tuple[int, int]) -> FloatArray:
    """Pixels to the frame of `facing`."""
    scale = 2.0 / max(size)
    return np.array([[scale, 0, -scale * size[0] / 2], [0, scale, -scale * size[1] / 2], [0, 0, 1.0]])
