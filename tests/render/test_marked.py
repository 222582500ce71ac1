from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from stickyscan.labels import LabelledWall
from stickyscan.render import Effects, WallRecipe, marked_recipe, render_wall
from stickyscan.render.connect import connect_notes
from stickyscan.render.layout import plan_wall
from stickyscan.render.pens import draw_pen_lines
from stickyscan.render.plan import PenLine
from stickyscan.render.recipe import LinkStyle, LinkTip


def a_recipe(**effects: float) -> WallRecipe:
    return WallRecipe(seed=3, size=(320, 240), notes=12, gap=0.7, effects=replace(Effects.none(), **effects))


def test_a_wall_without_notes_has_no_decoys() -> None:
    bare = replace(plan_wall(a_recipe()), notes=(), lines=())
    assert connect_notes(a_recipe(decoys=1.0), bare) == bare


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


def test_a_head_that_lies_under_its_note_is_no_truth_of_the_photo() -> None:
    covered = 0
    for seed in range(8):
        recipe = replace(a_recipe(links=1.0), seed=seed, size=(640, 480))
        plan, truth = plan_wall(recipe), render_wall(recipe).truth
        drawn = {frozenset((k.source + 1, k.target + 1)): (k, plan.lines[k.line]) for k in plan.links}
        for told in truth.connectors or ():
            link, line = drawn[frozenset((told.source, told.target))]
            assert told.heads <= link.heads
            tip = np.array(line.points[-1] if told.source == link.source + 1 else line.points[0])
            inside = _depth(tip, plan.notes[told.target - 1].outline)
            if told.heads and not line.over:
                assert inside < 0.11
            covered += told.heads < link.heads
    assert covered


def _depth(point: np.ndarray, outline: np.ndarray) -> float:
    """How deep a point lies in a note, negative outside."""
    way = np.roll(outline, -1, axis=0) - outline
    off = point - outline
    return float(((way[:, 0] * off[:, 1] - way[:, 1] * off[:, 0]) / np.linalg.norm(way, axis=1)).min())


@pytest.mark.parametrize("tip", ["open", "filled", "half", "hollow", "large", "loose"])
def test_every_head_leaves_ink_beside_its_line(tip: LinkTip) -> None:
    course = tuple((x, 0.5) for x in np.linspace(0.2, 1.8, 40).tolist())
    bare, headed = (_drawn(PenLine(course, 0.03, (20, 20, 20), tip, heads)) for heads in (0, 1))
    changed = np.abs(headed - bare).max(axis=2) > 60
    assert changed[:, 140:].sum() > 20
    assert not changed[:, :100].any()


def test_a_line_gone_over_twice_has_more_ink() -> None:
    course = tuple((x, 0.5) for x in np.linspace(0.2, 1.8, 40).tolist())
    once, twice = (_drawn(PenLine(course, 0.03, (20, 20, 20), again=again)) for again in (False, True))
    assert (twice < 250).sum() > 1.1 * (once < 250).sum()


def _drawn(line: PenLine) -> np.ndarray:
    board = np.full((100, 200, 3), 255, np.float32)
    draw_pen_lines(board, np.diag([100.0, 100.0, 1.0]), (line,), 5, over=False)
    return board


@pytest.mark.parametrize("style", ["hook", "twice"])
def test_other_courses_join_notes_too(style: LinkStyle) -> None:
    plan = plan_wall(replace(a_recipe(links=1.0), link_styles=(style,)))
    assert plan.links
    assert all(line.again == (style == "twice") for line in plan.lines if not line.cord)
