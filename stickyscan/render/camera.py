"""Where the camera stands: the homography from the wall plane to the photo."""

from __future__ import annotations

import numpy as np

from stickyscan.geometry import FloatArray, project
from stickyscan.render.plan import Plan
from stickyscan.render.recipe import WallRecipe
from stickyscan.render.streams import between, stream

_STEEPEST = 50.0  # degrees, as a photo along a corridor wall


def aim(recipe: WallRecipe, plan: Plan) -> FloatArray:
    """The 3x3 homography from wall units to photo pixels that makes the board fill its share of the photo.

    A pinhole camera is turned by yaw, pitch and roll before a plane (K [r1 r2 t], Hartley & Zisserman 2004, 8.1.1),
    its distance found by bisection, and the picture then shifted so that the board lies near the middle.
    """
    rng = stream(recipe.seed, "camera")
    strength = recipe.effects.perspective
    yaw, pitch = rng.normal(0, 0.45, 2) * strength * _STEEPEST * np.array([1.0, 0.5])
    roll = rng.normal(0, 10.0 if rng.random() < 0.12 else 3.0) * strength
    if recipe.yaw is not None:
        yaw, pitch, roll = recipe.yaw, 0.0, 0.0
    turn = _turn(*np.clip((yaw, pitch, roll), -_STEEPEST, _STEEPEST))
    focal = between(rng, 0.75, 1.1) * max(recipe.size)
    corners = np.array([plan.low, (plan.high[0], plan.low[1]), plan.high, (plan.low[0], plan.high[1])])
    middle = corners.mean(axis=0)
    span = float(np.max(np.subtract(plan.high, plan.low)))
    near, far = 0.75 * span, 60 * span
    for _ in range(40):
        distance = np.sqrt(near * far)
        shape = project(_homography(turn, focal, middle, distance), corners)
        share = float(((shape.max(axis=0) - shape.min(axis=0)) / recipe.size).max())
        near, far = (distance, far) if share > recipe.fill else (near, distance)
    homography = _homography(turn, focal, middle, far)
    shape = project(homography, corners)
    low, high = shape.min(axis=0), shape.max(axis=0)
    free = np.array(recipe.size) - (high - low)
    wanted = rng.uniform(0.25, 0.75, 2) * free
    shift = np.eye(3)
    shift[:2, 2] = wanted - low
    full = shift @ homography
    return np.asarray(full / full[2, 2], dtype=np.float64)


def pixels_per_unit(homography: FloatArray, place: tuple[float, float]) -> float:
    """Scale of the photo at a place on the wall: square root of the area that one square unit takes."""
    x, y = place
    corners = project(homography, np.array([[x, y], [x + 0.1, y], [x, y + 0.1]]))
    a, b = corners[1] - corners[0], corners[2] - corners[0]
    return float(np.sqrt(abs(a[0] * b[1] - a[1] * b[0])) * 10)


def _turn(yaw: float, pitch: float, roll: float) -> FloatArray:
    y, p, r = np.deg2rad((yaw, pitch, roll))
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    about_z = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return np.asarray(about_z @ about_x @ about_y, dtype=np.float64)


def _homography(turn: FloatArray, focal: float, middle: FloatArray, distance: float) -> FloatArray:
    """K [r1 r2 t] for a camera at a distance before the middle of the board."""
    camera = np.diag([focal, focal, 1.0])
    move = np.array([0, 0, distance]) - turn[:, 0] * middle[0] - turn[:, 1] * middle[1]
    return np.asarray(camera @ np.column_stack([turn[:, 0], turn[:, 1], move]), dtype=np.float64)
