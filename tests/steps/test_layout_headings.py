from __future__ import annotations

import pytest

from stickyscan.steps.layout.kinds import kind_of_heading, names_axis, names_stages
from stickyscan.steps.read_board import Board
from tests.steps.drawn_walls import Drawn, arranged, cells, heading, line


def test_panels_that_repeat_their_headings_share_their_stages() -> None:
    names = ("Mon", "Tue", "Wed") * 2
    board = Board(tuple(heading(name, 2 + 3 * n, 2) for n, name in enumerate(names)), ())
    notes = [Drawn(2 + 3 * n, 4 + 1.2 * row, f"{n} {row}") for n in range(6) for row in range(3)]
    found = arranged(notes, board)
    assert [stage.title for stage in found.stages] == ["Mon", "Tue", "Wed"]
    assert all(len(texts) == 6 for texts in cells(found).values())


def test_columns_line_up_though_most_of_their_headers_were_missed() -> None:
    notes = [Drawn(2 + 1.5 * n, 2, title, "pink") for n, title in ((2, "Three"), (3, "Four"))]
    notes += [Drawn(2 + 1.5 * n, 3.4 + 1.2 * row, f"a note {n} {row}") for n in range(9) for row in range(4)]
    found = arranged(notes)
    assert [s.title for s in found.stages] == [None, None, "Three", "Four", *[None] * 5]


@pytest.mark.parametrize("title", ["Känslor", "Odczucia", "Gefühle", "Ressentis", "Sentimientos", "Emozioni"])
def test_headings_name_kinds_in_many_languages(title: str) -> None:
    assert kind_of_heading(title) == "emotion"


@pytest.mark.parametrize("heading", ["Phases:", "Stages of the journey", "Schritte", "Étapes", "ETAPAS"])
def test_the_name_of_stages_as_such_is_known(heading: str) -> None:
    assert names_stages(heading)


@pytest.mark.parametrize("heading", ["Pain points", "Next steps", "Customer", ""])
def test_other_headings_name_no_stages(heading: str) -> None:
    assert not names_stages(heading)


@pytest.mark.parametrize(("heading", "names"), [("LIKELIHOOD", True), ("Aufwand", True), ("Likely", False)])
def test_the_name_of_an_axis_is_known(heading: str, names: bool) -> None:
    assert names_axis(heading) is names


@pytest.mark.parametrize(("below", "third"), [("Likelihood", "Even odds"), ("in practice", "Even odds in practice")])
def test_the_name_of_an_axis_is_no_line_of_one_of_its_steps(below: str, third: str) -> None:
    row = [heading(name, 3 + 2.5 * n, 7, 0.4) for n, name in enumerate(("Rare", "Unlikely", "Even odds", "Likely"))]
    notes = [Drawn(3 + 2.5 * n, y, f"{n} {y}") for n in range(4) for y in (3, 4.2, 5.4)]
    found = arranged(notes, Board((*row, heading(below, 8, 7.4, 0.4)), ()))
    assert [s.title for s in found.stages] == ["Rare", "Unlikely", third, "Likely"]


def test_a_line_between_two_words_cuts_no_heading_into_columns_narrower_than_notes() -> None:
    row = [heading(name, 3 + 3 * n, 2, 0.28) for n, name in enumerate(("Rare", "Even odds", "Likely"))]
    notes = [Drawn(3 + 3 * n, y, f"{n} {y}") for n in range(3) for y in (4, 5.2, 6.4)]
    found = arranged(notes, Board(tuple(row), (line((6, 0.5), (6, 7)),)))
    assert [s.title for s in found.stages] == ["Rare", "Even odds", "Likely"]


@pytest.mark.parametrize("rows", [(6, 8), (6,)])
def test_many_headings_in_line_head_columns_though_a_title_of_notes_hangs_above(rows: tuple[int, ...]) -> None:
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
    board = Board(tuple(heading(name, 2 + 3 * n, 4) for n, name in enumerate(names)), ())
    title = [Drawn(3 + 1.1 * n, 2, letter, "pink") for n, letter in enumerate("JANUARY")]
    days = [Drawn(2 + 3 * n, y, f"{name} {y}") for n, name in enumerate(names) for y in rows][:9]
    found = arranged([*title, *days], board)
    assert [(s.title, s.source) for s in found.stages] == [(name, "board") for name in names]


def test_a_second_line_belongs_to_a_heading_but_not_a_remark_set_off_to_the_right() -> None:
    lines = (heading("Sales and", 3, 2), heading("Reporting", 3.2, 2.7))
    remarked = (heading("Compliance", 8, 2), heading("(later)", 9.15, 2.65, 0.5))
    notes = [Drawn(x, y, f"{x} {y}") for x in (3, 8, 13) for y in (4, 5.2)]
    found = arranged(notes, Board((*lines, *remarked, heading("Managerial", 13, 2)), ()))
    assert [s.title for s in found.stages] == ["Sales and Reporting", "Compliance", "Managerial"]


def test_the_title_of_the_whole_row_is_no_line_of_the_heading_below_it() -> None:
    row = [heading(name, 3 + 5 * n, 2.6, 0.6) for n, name in enumerate(("Analyse", "Build", "Test"))]
    notes = [Drawn(3 + 5 * n, y, f"{n} {y}") for n in range(3) for y in (4, 5.2, 6.4)]
    found = arranged(notes, Board((heading("DOING", 8, 1.85, 0.84), *row), ()))
    assert [s.title for s in found.stages] == ["Analyse", "Build", "Test"]


def test_large_headings_of_narrow_columns_stay_apart() -> None:
    row = [heading(name, 3 + 2.2 * n, 2, 0.7) for n, name in enumerate(("Plan", "Find", "Keep"))]
    notes = [Drawn(3 + 2.2 * n, y, f"{n} {y}") for n in range(3) for y in (4, 5.2, 6.4)]
    found = arranged(notes, Board(tuple(row), ()))
    assert [s.title for s in found.stages] == ["Plan", "Find", "Keep"]


def test_headings_of_several_columns_read_as_one_are_cut_where_the_columns_part() -> None:
    board = Board((heading("AWARE", 3, 2), heading("LOW DECIDE BUY", 8.3, 2, 0.65)), ())
    notes = [Drawn(x, y, f"{x} {y}") for x in (3, 6.3, 8.3, 10.3) for y in (4, 5.2, 6.4)]
    found = arranged(notes, board)
    assert [s.title for s in found.stages] == ["AWARE", "LOW", "DECIDE", "BUY"]


def test_a_heading_of_two_words_over_one_column_stays_whole() -> None:
    board = Board((heading("Pain points", 3, 2), heading("First ideas", 9, 2)), ())
    notes = [Drawn(x + aside, y, f"{x} {y} {aside}") for x in (3, 9) for y in (4, 5.2) for aside in (-0.55, 0.55)]
    found = arranged(notes, board)
    assert [s.title for s in found.stages] == ["Pain points", "First ideas"]


def test_headings_over_scattered_clusters_name_areas() -> None:
    places = {"Pricing": (3, 3), "Orders": (9, 4), "Reports": (4, 10), "Staff": (12, 11)}
    notes = [Drawn(x, y + 1.2 + 0.8 * n, f"{name} {n}") for name, (x, y) in places.items() for n in range(4)]
    board = Board(tuple(heading(name, x, y, 0.5) for name, (x, y) in places.items()), ())
    found = arranged(notes, board)
    assert {s.title for s in found.stages} == set(places)
    for title, texts in cells(found).items():
        assert texts == {f"{title} {n}" for n in range(4)}


def test_a_line_without_names_does_not_beat_headings_over_clusters() -> None:
    """The bottoms of drawn loops, or a board's frame, fall into a line."""
    places = {"Touchpoints": (4, 2), "Feelings": (14, 2.6), "Pain points": (5, 11)}
    notes = [Drawn(x + 0.4 * n, y + 1.2 + 0.8 * n, f"{name} {n}") for name, (x, y) in places.items() for n in range(4)]
    board = Board(tuple(heading(name, x, y, 0.5) for name, (x, y) in places.items()), (line((1, 9), (18, 9)),))
    found = arranged(notes, board)
    assert {s.title for s in found.stages} == set(places)
    assert found.lanes == ()


def test_notes_far_below_a_heading_follow_on_those_that_hang_under_it() -> None:
    places = {"Touchpoints": (4, 2), "Feelings": (16, 3), "Pain points": (10, 13)}
    notes = [Drawn(x + n % 2, y + 1.5 + 1.7 * n, f"{name} {n}") for name, (x, y) in places.items() for n in range(5)]
    board = Board(tuple(heading(name, x, y, 0.5) for name, (x, y) in places.items()), ())
    found = cells(arranged(notes, board))
    assert found == {name: {f"{name} {n}" for n in range(5)} for name in places}


def test_a_line_between_two_headings_keeps_them_apart() -> None:
    names = ("During", "Ending", "After")
    board = Board(
        tuple(heading(name, 2, 2 + 1.75 * n, 1.6) for n, name in enumerate(names)),
        tuple(line((0.5, 2.87 + 1.75 * n), (16, 2.87 + 1.75 * n)) for n in range(2)),
    )
    notes = [
        Drawn(6 + 1.5 * c + 0.4 * n, 2 + 1.75 * n, f"{name} {c}") for n, name in enumerate(names) for c in range(5)
    ]
    found = arranged(notes, board)
    assert [(lane.title, lane.source) for lane in found.lanes] == [(name, "board") for name in names]
