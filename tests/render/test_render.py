"""The renderer: the same recipe gives the same wall, every effect can be switched off, and the truth is true."""

from __future__ import annotations

import importlib
import json
import math
from dataclasses import fields, replace
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from stickyscan.geometry import Quad, overlap
from stickyscan.journey import ColourName, Role
from stickyscan.render import Effects, RenderedWall, WallRecipe, WallTruth, random_recipe, render_wall, write_wall
from stickyscan.render.recipe import Layout, Surface

LABEL_KEYS = {
    "id", "quad", "colour", "text", "legible", "role", "stage", "lane", "occluded", "votes", "ignore",
}  # fmt: skip
# effects that may move corners
PLACING = {"perspective", "overlaps", "touching", "tilt", "diamonds", "curl", "moods", "sheets"}
OCCLUDING = {"clutter", "props"}  # somebody may stand before the wall, parts of the photo may be painted over


def a_recipe(seed: int = 5, **changes: object) -> WallRecipe:
    small = WallRecipe(seed=seed, size=(480, 360), notes=12, effects=Effects(dot_votes=0.4, arrows=0.4, diamonds=0.2))
    return replace(small, **changes)  # type: ignore[arg-type]


def corners_of(truth: WallTruth) -> list[Quad]:
    return [Quad.of(note.quad) for note in truth.notes]


def test_same_recipe_same_wall() -> None:
    first, second = render_wall(a_recipe()), render_wall(a_recipe())
    assert np.array_equal(first.pixels, second.pixels)
    assert first.truth == second.truth


def test_other_seed_other_wall() -> None:
    first, second = render_wall(a_recipe(1)), render_wall(a_recipe(2))
    assert not np.array_equal(first.pixels, second.pixels)
    assert first.truth != second.truth


def test_random_recipes_repeat_and_differ() -> None:
    recipes = [random_recipe(seed) for seed in range(60)]
    assert recipes == [random_recipe(seed) for seed in range(60)]
    assert {r.surface for r in recipes} == set(get_args(Surface))
    assert {r.layout for r in recipes} == set(get_args(Layout))
    assert random_recipe(3, size=(640, 480)).size == (640, 480)


@pytest.mark.parametrize("surface", get_args(Surface))
def test_every_surface_is_drawn(surface: Surface) -> None:
    wall = render_wall(a_recipe(surface=surface, size=(320, 240), notes=6))
    assert wall.pixels.shape == (240, 320, 3)
    assert wall.pixels.dtype == np.uint8
    assert len(wall.truth.notes) >= 6


@pytest.mark.parametrize("seed", range(16))
def test_corners_lie_in_the_photo_and_go_clockwise(seed: int) -> None:
    recipe = random_recipe(seed, size=(400, 300))
    wall = render_wall(recipe)
    for note in wall.truth.notes:
        points = np.array(note.quad)
        assert (points >= 0).all()
        assert (points <= recipe.size).all()
        if not note.ignore:
            assert Quad.of(note.quad).is_convex(), note


@pytest.mark.parametrize("perspective", [0.0, 1.0])
@pytest.mark.parametrize("curl", [0.0, 1.0])
def test_corners_are_where_the_paper_ends(perspective: float, curl: float) -> None:
    """Render once with paper that stands out from a flat dark wall, and compare the outline with the pixels."""
    effects = replace(Effects.none(), perspective=perspective, curl=curl, tilt=0.5)
    recipe = WallRecipe(
        seed=9, size=(900, 700), surface="dark_board", layout="free", notes=5, headings="none", effects=effects
    )
    wall = render_wall(recipe)
    checked = 0
    for note in wall.truth.notes:
        if note.colour[0] in {"black", "grey", "blue", "purple", "brown"}:
            continue
        inner, outer = Quad.of(note.quad).shrunk(0.96), Quad.of(note.quad).shrunk(1.06)
        backdrop = wall.pixels[3, 3].astype(float)
        for a, b in zip(inner.corners, outer.corners, strict=True):
            on, off = pixel(wall, a), pixel(wall, b)
            assert np.abs(on - backdrop).sum() > 90, (note, a)
            assert np.abs(off - backdrop).sum() < 60, (note, b)
            checked += 1
    assert checked >= 8


def pixel(wall: RenderedWall, place: tuple[float, float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    x, y = round(place[0]), round(place[1])
    return np.asarray(wall.pixels[y, x], dtype=np.float64)


@pytest.mark.parametrize("name", [field.name for field in fields(Effects)])
def test_every_effect_switches_off(name: str) -> None:
    """Alone and strong it changes the pixels for some seed; off, nothing of it is left; the truth stays if it may."""
    changed = False
    for seed in range(8):
        surface = "glass" if name == "outlook" else "whiteboard"  # elsewhere the room must be in the picture
        votes = 1.0 if name == "crowded_dots" else 0.0  # where nobody votes nothing is crowded
        calm = replace(Effects.none(), paper_texture=0.2, dot_votes=votes)
        plain = a_recipe(seed, surface=surface, effects=calm)
        alone = replace(plain, effects=replace(plain.effects, **{name: 1.0}))
        off = replace(alone, effects=replace(plain.effects, **{name: getattr(plain.effects, name)}))
        with_effect, neutral = render_wall(alone), render_wall(plain)
        assert np.array_equal(render_wall(off).pixels, neutral.pixels)
        if name not in PLACING | OCCLUDING | {"dot_votes", "crowded_dots", "drawn_lines", "room", "inking"}:
            assert [n.quad for n in with_effect.truth.notes] == [n.quad for n in neutral.truth.notes]
            assert [n.written for n in with_effect.truth.notes] == [n.written for n in neutral.truth.notes]
        changed = not np.array_equal(with_effect.pixels, neutral.pixels)
        if changed:
            break
    assert changed


def test_without_switches_one_effect_off() -> None:
    assert Effects(glare=0.7).without("glare") == Effects(glare=0.0)
    assert set(vars(Effects.none()).values()) == {0.0}


def test_votes_are_counted_only_where_there_are_dots() -> None:
    without = render_wall(a_recipe(effects=Effects.none()))
    assert {note.votes for note in without.truth.notes} == {None}
    voted = render_wall(a_recipe(effects=replace(Effects.none(), dot_votes=1.0)))
    counted = [note.votes for note in voted.truth.notes if note.votes is not None]
    assert counted
    assert all(0 <= votes <= 14 for votes in counted)
    assert max(counted) >= 1
    assert all(note.votes is None for note in voted.truth.notes if note.role != "note")


def test_a_grid_that_chance_leaves_empty_is_an_empty_board() -> None:
    wall = render_wall(replace(random_recipe(700_012), size=(160, 120), notes=2))
    assert wall.truth.notes == ()
    assert wall.pixels.shape == (120, 160, 3)


def test_covered_notes_are_told() -> None:
    effects = replace(Effects.none(), overlaps=1.0, touching=1.0)
    walls = [render_wall(a_recipe(seed, layout="columns", notes=30, effects=effects)) for seed in range(6)]
    covered = [note for wall in walls for note in wall.truth.notes if note.occluded]
    assert covered
    for wall in walls:
        quads = corners_of(wall.truth)
        for i, note in enumerate(wall.truth.notes):
            if note.occluded:
                assert any(overlap(quads[i], other) > 0 for j, other in enumerate(quads) if j != i)


def test_nothing_is_covered_on_a_calm_wall() -> None:
    wall = render_wall(a_recipe(layout="columns", effects=Effects.none()))
    assert not any(note.occluded or note.ignore for note in wall.truth.notes)


def test_journey_has_its_stages_and_lanes() -> None:
    stages = ("Aware", "Consideration", "Purchase", "Retention", "Advocacy")
    lanes = ("Touchpoints", "Feelings", "Pain points", "Opportunities")
    recipe = a_recipe(stages=stages, lanes=lanes, notes=60, size=(1200, 900), effects=Effects.none())
    truth = render_wall(recipe).truth
    assert tuple(group.title for group in truth.stages) == stages
    assert tuple(group.title for group in truth.lanes) == lanes
    assert {group.source for group in truth.stages} == {"note"}
    assert [n.written for n in truth.notes if n.role == "stage_header"] == list(stages)
    for note in truth.notes:
        if note.role == "note":
            assert note.stage in stages
            assert note.lane in lanes
    assert truth.layout == "journey"


def test_stage_columns_run_from_left_to_right() -> None:
    truth = render_wall(a_recipe(layout="columns", effects=Effects.none(), notes=20)).truth
    ways = [
        math.fsum(n.quad[0][0] for n in truth.notes if n.stage == group.title)
        / max(1, sum(n.stage == group.title for n in truth.notes))
        for group in truth.stages
    ]
    assert ways == sorted(ways)


def test_written_labels_are_in_the_walls_format(tmp_path: Path) -> None:
    wall = render_wall(a_recipe())
    photo, labels = write_wall(wall, tmp_path / "new", "wall")
    truth = json.loads(labels.read_text("utf-8"))
    assert photo.read_bytes()[:2] == b"\xff\xd8"
    assert truth["photo"] == photo.name
    assert truth["size"] == [480, 360]
    assert {"stages", "lanes", "ignore_regions", "layout", "remarks"} <= set(truth)
    assert truth["notes"]
    for note in truth["notes"]:
        assert set(note) == LABEL_KEYS
        assert np.array(note["quad"], dtype=float).shape == (4, 2)
        assert note["role"] in get_args(Role)
        assert set(note["colour"]) <= set(get_args(ColourName))
        assert not (note["legible"] and not note["text"])
    for group in (*truth["stages"], *truth["lanes"]):
        assert set(group) == {"title", "source"}


def test_bad_recipes_are_refused() -> None:
    with pytest.raises(ValueError, match="glare"):
        Effects(glare=1.5)
    with pytest.raises(ValueError, match="size"):
        WallRecipe(seed=1, size=(10, 10))
    with pytest.raises(ValueError, match="notes"):
        WallRecipe(seed=1, notes=-1)
    with pytest.raises(ValueError, match="fill"):
        WallRecipe(seed=1, fill=0)


def test_public_names_exist() -> None:
    module = importlib.import_module("stickyscan.render")
    assert all(hasattr(module, name) for name in module.__all__)
