from __future__ import annotations

import random

import pytest

from stickyscan.journey import ColourName
from stickyscan.steps.read_board import Board
from tests.steps.drawn_walls import Drawn, arranged, heading, line

STAGES = ("Aware", "Choose", "Buy", "Use")


def test_a_column_of_one_colour_under_its_header_is_no_row_of_lane_headers() -> None:
    notes = [Drawn(2 + 2 * c, 2, f"step {c}", "pink") for c in range(5)]
    colours: tuple[ColourName, ...] = ("blue", "yellow", "yellow", "yellow", "green")
    for c, colour in enumerate(colours):
        notes += [Drawn(2 + 2 * c, 3.5 + 1.3 * r, f"{c}{r}", colour) for r in range(4)]
    found = arranged(notes)
    assert len(found.stages) == 5
    assert found.lanes == ()


@pytest.mark.parametrize("turn", [-3.0, 0.0, 3.0])
def test_of_a_row_and_a_column_that_may_both_be_headers_the_row_is(turn: float) -> None:
    notes = [Drawn(2 + 1.5 * c, 2, f"step {c}", "pink") for c in range(7)]
    notes += [Drawn(2, 3.3 + 1.3 * r, f"0{r}", "blue", width=1.25) for r in range(6)]
    notes += [Drawn(2 + 1.5 * c, 3.3 + 1.3 * r, f"{c}{r}") for c in range(1, 7) for r in range(6 - c // 2)]
    found = arranged(notes, turn=turn)
    assert [s.title for s in found.stages] == [f"step {c}" for c in range(7)]
    assert found.lanes == ()


@pytest.mark.parametrize("seed", range(8))
def test_notes_of_a_colour_all_over_the_lanes_are_no_headers(seed: int) -> None:
    dice = random.Random(seed)
    colours: tuple[ColourName, ...] = ("pink", "white", "yellow")
    notes = [
        Drawn(3 + 1.2 * c, 2 + 2 * r, f"{r}{c}", dice.choice(colours))
        for r in range(6)
        for c in range(5 + (r + seed) % 4)
    ]
    board = Board((), tuple(line((1, 3 + 2 * r), (14, 3 + 2 * r)) for r in range(5)))
    found = arranged(notes, board)
    assert len(found.lanes) == 6
    assert not any(n.role == "stage_header" for n in found.notes)


@pytest.mark.parametrize(("name", "stages"), [("Feelings", 0), ("Phases", 5)])
def test_a_first_lane_of_its_own_colour_is_no_row_of_headers_unless_it_is_called_so(name: str, stages: int) -> None:
    names = (name, "Gains", "Quotes")
    board = Board(tuple(heading(title, 1.5, 2 + 2.0 * r, 0.5) for r, title in enumerate(names)), ())
    notes = [Drawn(4 + 1.6 * c, 2, f"one {c}", "pink") for c in range(5)]
    notes += [Drawn(4 + 1.6 * c, 4.0 + 2.0 * r, f"{r}{c}") for r in range(2) for c in range(5)]
    found = arranged(notes, board)
    assert len([s for s in found.stages if s.source == "note"]) == stages
    assert [lane.title for lane in found.lanes][-2:] == [*names[1:]]


def test_lane_names_at_the_left_are_headers_though_the_wall_stands_off() -> None:
    """A journey map with both headers: the lane names share their colour with other notes and stand far off."""
    notes = [Drawn(5 + 3 * n, 2, title, "green") for n, title in enumerate(STAGES)]
    lanes = ("Touchponts", "Feelings", "Pain points", "Opportunities")  # one misread
    notes += [Drawn(1, 4 + 2 * n, title, "green") for n, title in enumerate(lanes)]
    papers: tuple[ColourName, ...] = ("pink", "green", "blue", "yellow")
    for n, colour in enumerate(papers):
        notes += [Drawn(5 + 3 * k, 4 + 2 * n, f"cell {n} {k}", colour) for k in range(len(STAGES))]
    found = arranged(notes)
    assert [lane.title for lane in found.lanes] == ["Touchpoints", *lanes[1:]]
    assert 'the heading read as "Touchponts" is taken for "Touchpoints"' in found.warnings
    assert [lane.kind for lane in found.lanes] == ["touchpoint", "emotion", "pain_point", "opportunity"]
    assert [stage.title for stage in found.stages] == list(STAGES)
    assert all(n.stage and n.lane for n in found.notes if n.role == "note")
