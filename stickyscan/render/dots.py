"""Voting dots on a sheet: one roll of dots per workshop, stuck beside the writing, or crowded over all of the note."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from stickyscan.geometry import Point
from stickyscan.render.palette import DOTS, shifted
from stickyscan.render.plan import Placed
from stickyscan.render.streams import Layer, Rgb, between, happens, pick, stream


@dataclass(frozen=True)
class Vote:
    """How a wall is voted on.

    Attributes:
        radius: of its dots, in wall units.
        colours: of its dots, best seen on its paper.
        apart: least distance between two dots in radii; below 2 they overlap.
        careless: chance that a dot goes over the writing.
        beyond: how far a dot may stand over the paper's edge, in radii.
        most: dots that a note may get.
    """

    radius: float
    colours: tuple[Rgb, ...]
    apart: float
    careless: float
    beyond: float
    most: int


def draw_vote(seed: int, crowding: float) -> Vote:
    """The vote of a wall. `crowding` 0..1: dots apart and beside the writing, up to dozens heaped on one note."""
    rng = stream(seed, "vote")
    colours = tuple(DOTS[i] for i in rng.permutation(len(DOTS)))
    return Vote(
        radius=between(rng, 0.038, 0.09),
        colours=colours[: int(rng.integers(1, 4))],
        apart=2.1 - crowding * between(rng, 0.0, 1.15),
        careless=between(rng, 0.0, 0.4 + 0.6 * crowding),
        beyond=crowding * between(rng, 0.0, 0.7) - 1.1 * (1 - crowding),
        most=14 + round(22 * crowding),
    )


def stick_dots(
    rgb: Layer, alpha: Layer, ink: Layer, note: Placed, vote: Vote, place: tuple[int, float, np.random.Generator]
) -> tuple[int, float]:
    """Stick dots onto the sheet in place; one over the edge also covers the wall beside it (`alpha`).

    `place` is the margin round the paper in pixels, pixels per wall unit, and the source of chance. Returns how many
    found room, and which share of the ink they hide.
    """
    pad, unit, rng = place
    radius = max(1.5, vote.radius * unit)
    visible = tuple(c for c in vote.colours if np.abs(np.subtract(c, note.paper.rgb)).sum() > 150)
    stock = visible or tuple(c for c in DOTS if np.abs(np.subtract(c, note.paper.rgb)).sum() > 150)
    few = happens(rng, 0.7) or vote.most <= 14
    wanted = int(np.clip(rng.geometric(0.25), 1, 14)) if few else int(rng.integers(8, vote.most + 1))
    spots = _places(ink, (pad, radius), wanted, vote, rng)
    covered = np.zeros(ink.shape, dtype=np.uint8)
    for x, y in spots:
        mask = np.zeros(ink.shape, dtype=np.uint8)
        cv2.circle(mask, (round(x * 16), round(y * 16)), round(radius * 16), 255, -1, cv2.LINE_AA, 4)
        cover = mask.astype(np.float32) / 255
        thin = np.asarray(cv2.GaussianBlur(cover, (0, 0), max(0.5, 0.06 * radius)), dtype=np.float32)
        rgb *= 1 - 0.12 * thin[..., None]
        rgb += cover[..., None] * (np.array(shifted(pick(rng, stock), rng, 5), dtype=np.float32) - rgb)
        np.maximum(alpha, cover, out=alpha)
        np.maximum(covered, mask, out=covered)
    return len(spots), float(ink[covered > 127].sum() / max(float(ink.sum()), 1e-6))


def _places(ink: Layer, at: tuple[int, float], wanted: int, vote: Vote, rng: np.random.Generator) -> list[Point]:
    """Where dots go, in pixels of the sheet, each one partly visible."""
    pad, radius = at
    height, width = ink.shape[0] - 2 * pad, ink.shape[1] - 2 * pad
    reach = np.array([width, height]) / 2 + np.clip(vote.beyond * radius, None, pad - radius)
    if (reach <= 0).any():
        return []
    written = np.asarray(cv2.blur(ink, (round(2 * radius) | 1,) * 2), dtype=np.float32)
    spots: list[Point] = []
    for _ in range(wanted * 12):
        x, y = (rng.uniform(-reach, reach) + np.array([width, height]) / 2 + pad).tolist()
        free = written[int(y), int(x)] < 0.04 or happens(rng, vote.careless)
        if free and len(spots) < wanted and all(np.hypot(x - a, y - b) > vote.apart * radius for a, b in spots):
            spots.append((x, y))
    return spots
