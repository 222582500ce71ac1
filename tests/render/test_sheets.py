"""Larger sheets among the notes: larger, fuller, ruled or not, and nothing is hidden wholly behind one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stickyscan.render import Effects, WallRecipe, sheets_recipe
from stickyscan.render.handwriting import Hand
from stickyscan.render.layout import plan_wall
from stickyscan.render.palette import Paper
from stickyscan.render.paper import make_sheet
from stickyscan.render.plan import Placed


def sheets_of(recipe: WallRecipe) -> tuple[list[Placed], list[Placed]]:
    """The sheets, and the ordinary notes."""
    notes = [note for note in plan_wall(recipe).notes if note.role == "note"]
    return [n for n in notes if n.ruled is not None], [n for n in notes if n.ruled is None]


@pytest.mark.parametrize("seed", range(6))
def test_sheets_are_larger_and_fuller_than_the_notes(seed: int) -> None:
    recipe = sheets_recipe(seed)
    sheets, others = sheets_of(replace(recipe, notes=60, effects=replace(recipe.effects, sheets=0.3)))
    assert sheets
    assert others
    assert min(note.size[0] for note in sheets) > np.median([note.size[0] for note in others])
    assert np.mean([len(note.text) for note in sheets]) > 3 * np.mean([len(note.text) for note in others])
    assert len({note.ruled for note in sheets}) == 1  # one pad, ruled or not


def test_no_note_has_its_middle_behind_a_sheet() -> None:
    sheets, others = sheets_of(replace(sheets_recipe(4), layout="rows", notes=60))
    assert sheets
    assert others
    for sheet in sheets:
        turn = np.deg2rad(sheet.angle)
        way = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        for note in others:
            across, down = way @ (np.array(note.centre) - sheet.centre)
            assert abs(across) > sheet.size[0] / 2 - 1e-6 or abs(down) > sheet.size[1] / 2 - 1e-6


def test_without_the_effect_no_sheet_hangs() -> None:
    recipe = sheets_recipe(1)
    assert sheets_of(replace(recipe, effects=recipe.effects.without("sheets")))[0] == []


def test_lines_are_printed_on_ruled_sheets() -> None:
    hand = Hand("Caveat", capitals=False, size=0.2, stroke=0.0, unsteady=0.0, centred=False, ink=(20, 20, 20))
    bare = Placed((0.0, 0.0), (1.0, 1.5), 0.0, Paper(("white",), (240, 240, 240)), "", ruled=False)
    drawn = [make_sheet(replace(bare, ruled=kind), 100, hand, Effects.none(), (1, 2)) for kind in (False, True)]
    plain, ruled = (np.ptp(sheet.rgb[20:-20, 50, 0]) for sheet in drawn)
    assert plain == 0
    assert ruled > 20
