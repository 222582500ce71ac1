"""Stress walls are rendered, searched and counted by level."""

from __future__ import annotations

import pytest

pytest.importorskip("matplotlib")

from stickyscan.engines.protocols import FoundNote, Picture
from stickyscan.geometry import Quad
from stickyscan.render import Effects, WallRecipe, render_wall
from tests.bench.bench_stress import measure_stress, stress_table

RECIPE = WallRecipe(seed=3, size=(320, 240), layout="free", notes=3, headings="none", effects=Effects.none())


class Knowing:
    """Finds what is there, and one thing that is not."""

    name = "knowing"

    def find(self, picture: Picture) -> tuple[FoundNote, ...]:
        quads = [Quad.of(note.quad) for note in render_wall(RECIPE).truth.notes if not note.ignore]
        return tuple(FoundNote(quad, 0.9) for quad in (*quads, Quad.box(-500, -500, 50, 50)))


def test_walls_of_a_level_add_up() -> None:
    notes = sum(not note.ignore for note in render_wall(RECIPE).truth.notes)
    points = measure_stress([("tilt", 0.0, RECIPE), ("tilt", 0.0, RECIPE), ("tilt", 1.0, RECIPE)], [Knowing()])
    assert notes > 0
    assert [(p.factor, p.level, p.tp, p.fp, p.fn) for p in points] == [
        ("tilt", 0.0, 2 * notes, 2, 0),
        ("tilt", 1.0, notes, 1, 0),
    ]
    assert [point.recall for point in points] == [1, 1]
    assert stress_table(points)[2:] == [
        f"| tilt | 0 | {2 * notes} | 1.00 | {2 * notes / (2 * notes + 2):.2f} |",
        f"| tilt | 1 | {notes} | 1.00 | {notes / (notes + 1):.2f} |",
    ]
