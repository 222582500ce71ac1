from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stickyscan.geometry import FloatArray, Quad, project
from stickyscan.rectify import RectifySettings, common_turn, facing, straighten

SIZE = (4000, 3000)
ALIKE = 0.03  # spread of the notes' sides after straightening, as a share
LEVEL = 2.0  # degrees


def a_wall(columns: int = 6, rows: int = 4, seed: int = 1, jitter: float = 0.0) -> tuple[Quad, ...]:
    """Square notes of one size in a grid on the middle of a photo, each tilted by about two degrees."""
    random = np.random.default_rng(seed)
    quads = []
    for i in range(columns):
        for j in range(rows):
            box = Quad.box(-150, -150, 300, 300).array @ turned(float(random.normal(0, 2))).T
            noise = random.normal(0, jitter, (4, 2)) if jitter else 0.0
            quads.append(Quad.of(box + np.array([700 + i * 520, 600 + j * 600]) + noise))
    return tuple(quads)


def turned(degrees: float) -> FloatArray:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[c, -s], [s, c]])


def a_camera(pitch: float, yaw: float, roll: float = 0.0, focal: float = 0.85) -> FloatArray:
    """The homography of a tilted camera (degrees), in pixels of a photo of SIZE."""
    half = max(SIZE) / 2
    centre = np.array([[1 / half, 0, -SIZE[0] / 2 / half], [0, 1 / half, -SIZE[1] / 2 / half], [0, 0, 1]])
    spin = np.eye(3)
    spin[:2, :2] = turned(roll)
    view = spin @ facing(math.radians(pitch), math.radians(yaw), focal)
    return np.asarray(np.linalg.inv(centre) @ view @ centre, dtype=np.float64)


def spread(quads: tuple[Quad, ...]) -> tuple[float, float, float]:
    """Spread of the sides (share), of the angles (degrees), and the angle itself (degrees)."""
    sides = np.array([math.sqrt(q.area) for q in quads])
    angles = np.array([q.angle for q in quads])
    return float(np.std(sides) / np.mean(sides)), float(np.std(angles)), float(np.median(angles))


@settings(deadline=None, max_examples=10)
@given(st.floats(-30, 30), st.floats(-30, 30), st.floats(-25, 25), st.floats(0.7, 1.1), st.integers(0, 5))
def test_a_tilted_photo_is_seen_straight_on(pitch: float, yaw: float, roll: float, focal: float, seed: int) -> None:
    seen = tuple(q.mapped(a_camera(pitch, yaw, roll, focal)) for q in a_wall(seed=seed, jitter=3))
    straight = tuple(q.mapped(straighten(SIZE, seen)) for q in seen)
    sides, angles, level = spread(straight)
    assert sides < max(ALIKE, 0.6 * spread(seen)[0])
    assert angles < 3.5
    assert abs(level) < LEVEL
    across, down = np.median([q.width for q in straight]), np.median([q.height for q in straight])
    assert across / down == pytest.approx(1, abs=0.15)  # squares stay squares


def test_wrong_finds_and_odd_sizes_do_not_mislead() -> None:
    random = np.random.default_rng(4)
    camera = a_camera(8, 28)
    notes = tuple(q.mapped(camera) for q in a_wall(jitter=4))
    big = tuple(q.shrunk(1.6) for q in notes[:4])
    wrong = tuple(Quad.of(Quad.box(x, y, w, h).array) for x, y, w, h in random.uniform(100, 1200, (5, 4)))
    view = straighten(SIZE, (*notes[4:], *big, *wrong))
    assert spread(tuple(q.mapped(view) for q in notes))[0] < 0.05
    assert spread(notes)[0] > 0.12


@pytest.mark.parametrize("roll", [-40, -13, 0, 5, 30])
def test_a_photo_taken_crooked_is_levelled(roll: float) -> None:
    seen = tuple(q.mapped(a_camera(0, 0, roll)) for q in a_wall())
    assert abs(spread(tuple(q.mapped(straighten(SIZE, seen)) for q in seen))[2]) < LEVEL


def test_notes_at_random_angles_are_not_turned() -> None:
    random = np.random.default_rng(2)
    loose = [
        Quad.of(Quad.box(-100, -100, 200, 200).array @ turned(float(random.uniform(-45, 45))).T + (500 + 300 * i, 900))
        for i in range(9)
    ]
    view = straighten(SIZE, loose)
    right = project(view, np.array([[0.0, 0.0], [1000.0, 0.0]]))
    assert abs(math.degrees(math.atan2(*(right[1] - right[0])[::-1]))) < 1


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_few_notes_leave_the_perspective(count: int) -> None:
    seen = [q.mapped(a_camera(0, 30)) for q in a_wall()][:count]
    assert straighten(SIZE, seen)[2] == pytest.approx([0, 0, 1])


def test_a_photo_that_is_straight_stays() -> None:
    view = straighten(SIZE, a_wall(jitter=4))
    depth = np.column_stack([Quad.box(0, 0, *SIZE).array, np.ones(4)]) @ view[2]
    assert depth.min() / depth.max() > 0.93


@settings(deadline=None, max_examples=12)
@given(st.lists(st.tuples(*[st.floats(0, 3000)] * 8), min_size=4, max_size=9))
def test_no_warp_is_extreme(rows: list[tuple[float, ...]]) -> None:
    quads = [Quad.of(np.array(row).reshape(4, 2)) for row in rows]
    view = straighten(SIZE, quads)
    depth = np.column_stack([Quad.box(0, 0, *SIZE).array, np.ones(4)]) @ view[2]
    assert np.isfinite(view).all()
    assert depth.min() > 0.15 * depth.max() > 0


def test_a_far_tilt_is_bounded() -> None:
    steep = RectifySettings(steepest=20)
    seen = [q.mapped(a_camera(0, 45)) for q in a_wall()]
    view = straighten(SIZE, seen, steep)
    depth = np.array([[0, 1500, 1], [2000, 1500, 1], [4000, 1500, 1.0]]) @ view[2]
    steepest_focal = 0.85 * math.exp(-0.75)  # the shortest that is allowed
    assert abs(depth[2] - depth[0]) / depth[1] <= math.tan(math.radians(20)) / steepest_focal + 1e-6


@given(st.floats(-44, 44), st.lists(st.integers(0, 3), min_size=3, max_size=9))
def test_quarter_turns_do_not_matter(angle: float, quarters: list[int]) -> None:
    turns = np.radians(angle) + np.array(quarters) * np.pi / 2
    off = (common_turn(turns) - math.radians(angle) + math.pi / 4) % (math.pi / 2) - math.pi / 4
    assert abs(off) < 1e-6
