from __future__ import annotations

import json
from dataclasses import replace

import numpy as np

from stickyscan.labels import LabelledWall
from stickyscan.render import Effects, WallRecipe, marked_recipe, render_wall
from stickyscan.render.layout import plan_wall


def a_recipe(**effects: float) -> WallRecipe:
    return WallRecipe(seed=3, size=(320, 240), notes=12, gap=0.7, effects=replace(Effects.none(), **effects))


def test_arrows_are_labelled_from_tail_to_head_and_change_nothing_else() -> None:
    plain, drawn = render_wall(a_recipe()), render_wall(a_recipe(links=1.0))
    assert drawn.truth.connectors
    assert plain.truth.connectors is None
    assert [n.quad for n in plain.truth.notes] == [n.quad for n in drawn.truth.notes]
    assert not np.array_equal(plain.pixels, drawn.pixels)
    ids = {note.id for note in drawn.truth.notes}
    assert all({link.source, link.target} <= ids and link.source != link.target for link in drawn.truth.connectors)


def test_only_marked_walls_speak_of_marks() -> None:
    plain = json.loads(render_wall(a_recipe()).truth.to_json("a.jpg"))
    marked = json.loads(render_wall(a_recipe(decoys=1.0)).truth.to_json("a.jpg"))
    assert "connectors" not in plain
    assert marked["connectors"] == []
    assert "sentiment" not in plain["notes"][0]
    assert "sentiment" in marked["notes"][0]


def test_labels_are_read_back() -> None:
    truth = render_wall(a_recipe(links=1.0)).truth
    wall = LabelledWall.model_validate_json(truth.to_json("a.jpg"))
    assert truth.connectors is not None
    assert [(k.source, k.target, k.heads) for k in wall.connectors or ()] == [
        (k.source, k.target, k.heads) for k in truth.connectors
    ]


def test_a_lane_of_feelings_has_notes_or_a_curve() -> None:
    plans = [plan_wall(replace(marked_recipe(seed, "moods"), language="en")) for seed in range(12)]
    felt = [p for p in plans if p.curve or any(n.mood is not None and n.sign is None for n in p.notes)]
    assert len(felt) >= 6
    assert all(-2 <= level <= 2 for p in felt for _, level in p.curve)
    assert any(n.moment for p in plans for n in p.notes)


def test_held_out_walls_have_other_arrows() -> None:
    assert marked_recipe(1).link_styles != marked_recipe(1, held_out=True).link_styles
