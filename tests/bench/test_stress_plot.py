"""The figure of the stress walls: its words are words, and labels do not cover each other."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("matplotlib")

from tests.bench.stress_plot import Point, draw_stress, spread

POINTS = [
    Point(factor, level, finder, tp=90 - int(level), fp=10, fn=10 + int(level))
    for factor in ("tilt", "shorter side")
    for level in (10.0, 20.0, 40.0)
    for finder in ("detector", "contours")
]


def test_the_figure_names_factors_finders_and_units(tmp_path: Path) -> None:
    draw_stress(POINTS, {"tilt": "degrees"}, "Rendered walls", tmp_path / "stress.svg")
    text = (tmp_path / "stress.svg").read_text("utf-8")
    for word in ("tilt", "shorter side", "degrees", "detector, recall", "contours, precision", "Rendered walls"):
        assert f">{word}</text>" in text


def test_the_same_points_give_the_same_figure(tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        draw_stress(POINTS, {}, "Rendered walls", tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_shares_of_nothing_are_left_out() -> None:
    nothing = Point("tilt", 0, "detector", 0, 0, 0)
    assert (nothing.recall, nothing.precision) == (None, None)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_labels_keep_their_order_and_distance(heights: list[float]) -> None:
    placed = spread(heights, 0.1)
    assert max(placed) <= 1 + 1e-9
    assert all(b - a >= 0.1 - 1e-9 for a, b in pairwise(sorted(placed)))
    order = sorted(range(len(heights)), key=lambda i: (heights[i], i))
    assert order == sorted(range(len(placed)), key=lambda i: placed[i])


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread([0.9, 0.2, 0.5], 0.1) == pytest.approx([0.9, 0.2, 0.5])
