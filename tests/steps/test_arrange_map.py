from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stickyscan.geometry import Quad
from stickyscan.journey import ColourName, JourneyMap
from stickyscan.steps.arrange_map import Readings, arrange_map
from stickyscan.steps.join_photos import Sighting, Wall, WallNote
from stickyscan.steps.read_board import Board
from stickyscan.steps.read_notes import NoteText
from stickyscan.template import Template, TemplateLane
from tests.steps.drawn_walls import MADE_BY, Drawn, arranged, cells, heading, line, photo, readings, rows

STAGES = ("Aware", "Choose", "Buy", "Use")


def journey_wall() -> list[Drawn]:
    """Four columns under pink header notes, of uneven length."""
    notes = [Drawn(2 + 2.5 * n, 2, title, "pink") for n, title in enumerate(STAGES)]
    for n, count in enumerate((3, 5, 2, 4)):
        notes += [Drawn(2 + 2.5 * n, 3.4 + 1.2 * row, f"{STAGES[n]} {row}") for row in range(count)]
    return notes


@pytest.mark.parametrize("turn", [-12.0, 0.0, 12.0])
def test_columns_under_header_notes(turn: float) -> None:
    found = arranged(journey_wall(), turn=turn)
    assert [(s.id, s.title, s.source) for s in found.stages] == [
        (f"s{n}", title, "note") for n, title in enumerate(STAGES, 1)
    ]
    assert found.lanes == ()
    for title in STAGES:
        assert all(text is not None and text.startswith(title) for text in cells(found)[title])
    assert [n.text for n in found.notes if n.role == "stage_header"] == list(STAGES)
    assert not any("doubtful_place" in n.review_reasons for n in found.notes)


def test_two_notes_side_by_side_under_one_wide_header_belong_to_it() -> None:
    notes = []
    for n, title in enumerate(("High", "Medium", "Low")):
        notes.append(Drawn(2 + 4 * n, 2, title, "teal", width=1.6))
        places = [(1.4 + 4 * n + 1.2 * side, 3.5 + 1.2 * row) for side in (0, 1) for row in range(3)]
        notes += [Drawn(x, y, f"{title} {x} {y}") for x, y in places]
    found = arranged(notes)
    assert {title: len(texts) for title, texts in cells(found).items()} == {"High": 6, "Medium": 6, "Low": 6}


def test_rows_behind_header_notes_in_two_panels() -> None:
    notes = []
    for panel in (0, 1):
        for row in range(4):
            notes.append(Drawn(2 + 8 * panel, 2 + 1.6 * row, f"head {panel}{row}", "purple"))
            start = 3.3 + 8 * panel
            notes += [Drawn(start + 1.1 * k, 2 + 1.6 * row, f"{panel}{row} {k}", "orange") for k in range(2 + row)]
    found = arranged(notes)
    assert [lane.title for lane in found.lanes] == [f"head {p}{r}" for p in (0, 1) for r in range(4)]
    assert found.stages == ()
    for title, texts in rows(found).items():
        assert title is not None
        assert {str(text)[:2] for text in texts} == {title[5:]}


def test_a_grid_with_headers_on_both_sides() -> None:
    notes = [Drawn(4 + 2 * c, 2, f"step {c}", "pink") for c in range(4)]
    notes += [Drawn(2, 4 + 2 * r, f"lane {r}", "blue") for r in range(3)]
    notes += [Drawn(4 + 2 * c, 4 + 2 * r, f"{c}{r}") for c in range(4) for r in range(3)]
    found = arranged(notes)
    assert [s.title for s in found.stages] == [f"step {c}" for c in range(4)]
    assert [lane.title for lane in found.lanes] == [f"lane {r}" for r in range(3)]
    for n in found.notes:
        if n.role == "note":
            assert n.text == f"{int((n.stage or 's0')[1:]) - 1}{int((n.lane or 'l0')[1:]) - 1}"


def test_headings_and_lines_on_the_board() -> None:
    board = Board(
        (heading("Backlog", 3, 2), heading("Doing", 8, 2), heading("Done", 12, 2)),
        (line((5.5, 1), (5.5, 12)), line((10, 1), (10, 12))),
    )
    notes = [Drawn(2 + 1.1 * (n % 3), 4 + 1.2 * (n // 3), f"a{n}") for n in range(7)]
    notes += [Drawn(9.2, 4 + 1.2 * n, f"b{n}") for n in range(2)]
    found = arranged(notes, board)
    assert [(s.title, s.source) for s in found.stages] == [("Backlog", "board"), ("Doing", "board"), ("Done", "board")]
    assert cells(found) == {"Backlog": {f"a{n}" for n in range(7)}, "Doing": {"b0", "b1"}}


def test_tape_parts_lanes() -> None:
    spots = [(r, c) for r in range(3) for c in range(5)]
    notes = [Drawn(2 + 2.2 * c + 0.4 * (r % 2), 2 + 3 * r + 0.3 * (c % 2), f"{r} {c}") for r, c in spots]
    tape = (line((0.5, 3.6), (14, 3.6)), line((0.5, 6.6), (14, 6.6)))
    found = arranged(notes, Board((), tape))
    assert [(lane.title, lane.source) for lane in found.lanes] == [(None, "lines")] * 3
    assert all(len({str(t)[0] for t in texts}) == 1 for texts in rows(found).values())


def test_a_plain_grid_is_found_by_its_alignment_alone() -> None:
    wobble = random.Random(1)
    notes = [
        Drawn(2 + 1.6 * c + wobble.uniform(-0.1, 0.1), 2 + 1.6 * r + wobble.uniform(-0.1, 0.1), f"{c}{r}", "white")
        for c in range(4)
        for r in range(4)
    ]
    found = arranged(notes)
    assert [s.source for s in found.stages] == ["alignment"] * 4
    assert [lane.source for lane in found.lanes] == ["alignment"] * 4
    assert all(s.title is None for s in found.stages)


@pytest.mark.parametrize("seed", range(6))
def test_a_free_scatter_stays_free(seed: int) -> None:
    dice = random.Random(seed)
    colours: tuple[ColourName, ...] = ("yellow", "pink", "blue")
    notes = [Drawn(dice.uniform(1, 19), dice.uniform(1, 15), f"n{n}", dice.choice(colours)) for n in range(30)]
    found = arranged(notes)
    assert found.stages == ()
    assert found.lanes == ()
    assert {n.placed_confidence for n in found.notes} == {0.0}
    assert not any("doubtful_place" in n.review_reasons for n in found.notes)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_notes_make_no_columns(count: int) -> None:
    found = arranged([Drawn(3 + 3 * n, 4, f"n{n}") for n in range(count)])
    assert [n.id for n in found.notes] == [f"n{n}" for n in range(1, count + 1)]
    assert (found.stages, found.lanes) == ((), ())


def test_all_notes_in_one_pile_of_a_column_make_no_columns() -> None:
    found = arranged([Drawn(4 + 0.1 * (n % 2), 2 + 1.2 * n, f"n{n}") for n in range(8)])
    assert found.stages == ()


def test_a_note_between_two_columns_is_to_be_checked() -> None:
    notes = [Drawn(2, 2, "Left", "pink"), Drawn(5, 2, "Right", "pink"), Drawn(8, 2, "Far", "pink")]
    notes += [Drawn(x, 3.5 + 1.2 * r, f"{x}{r}") for x in (2, 5, 8) for r in range(5)]
    found = arranged([*notes, Drawn(3.5, 9.0, "between")])
    between = next(n for n in found.notes if n.text == "between")
    assert between.placed_confidence < 0.5
    assert "doubtful_place" in between.review_reasons
    assert between.needs_review
    assert sum("doubtful_place" in n.review_reasons for n in found.notes) == 1


def test_a_note_far_outside_stays_unplaced() -> None:
    found = arranged([*journey_wall(), Drawn(17, 4, "elsewhere")])
    lost = next(n for n in found.notes if n.text == "elsewhere")
    assert lost.stage is None
    assert "doubtful_place" in lost.review_reasons


def test_board_title_and_title_note() -> None:
    board = Board((heading("Our journey", 6, 0.2, 1.0),), ())
    assert arranged(journey_wall(), board).title == "Our journey"
    with_note = arranged([Drawn(6, 0.2, "The big picture", "green", width=5, height=1.2), *journey_wall()])
    assert with_note.title == "The big picture"
    assert [n.role for n in with_note.notes].count("title") == 1


def test_reading_order_within_cells_and_over_the_wall() -> None:
    found = arranged(journey_wall())
    assert [n.text for n in found.notes[:4]] == list(STAGES)
    assert [n.id for n in found.notes] == [f"n{n}" for n in range(1, len(found.notes) + 1)]
    for stage in found.stages:
        column = found.notes_in(stage.id, None)
        assert [n.text for n in column] == [f"{stage.title} {n}" for n in range(len(column))]
        assert [n.order for n in column] == list(range(len(column)))


def test_a_template_names_what_was_nearly_read_and_what_colours_mean() -> None:
    template = Template(
        name="shop",
        persona="Ada",
        scenario="Buys shoes",
        stages=("Awareness", "Choosing"),
        lanes=(TemplateLane(title="Pain points", kind="pain_point"),),
        legend={"yellow": "idea"},
    )
    notes = [Drawn(2 + 2 * n, 2, t, "pink") for n, t in enumerate(("Awarenes5", "choosing", "Buy"))]
    notes += [Drawn(2 + 2 * n, 3.5 + 1.2 * r, "x", "yellow" if r else "green") for n in range(3) for r in range(3)]
    found = arranged(notes, template=template)
    assert [s.title for s in found.stages] == ["Awareness", "Choosing", "Buy"]
    assert (found.persona, found.scenario) == ("Ada", "Buys shoes")
    assert {(n.colour.name, n.kind, n.kind_source) for n in found.notes if n.role == "note"} == {
        ("yellow", "idea", "legend"),
        ("green", None, None),
    }
    assert next(n for n in found.notes if n.role == "stage_header").text == "Awarenes5"


def test_lane_headings_say_what_kind_their_notes_are() -> None:
    notes = [Drawn(2, 2 + 2 * r, t, "blue") for r, t in enumerate(("Touchpoints", "Gefühle", "Whatever"))]
    notes += [Drawn(4 + 1.5 * c, 2 + 2 * r, f"{c}{r}") for r in range(3) for c in range(4)]
    found = arranged(notes)
    assert [lane.kind for lane in found.lanes] == ["touchpoint", "emotion", None]
    assert {n.kind_source for n in found.notes_in(None, "l1")} == {"lane"}


def test_what_could_not_be_read_is_said() -> None:
    notes = [Drawn(2, 2, None), Drawn(5, 3, "sure"), Drawn(8, 2.5, "doubtful", sure=False)]
    found = arranged(notes)
    assert found.warnings == ("1 note could not be read",)
    reasons = {n.text: n.review_reasons for n in found.notes}
    assert reasons == {None: ("unreadable",), "sure": (), "doubtful": ("doubtful_text",)}


def test_a_drawing_is_to_be_looked_at_and_has_no_text() -> None:
    seen = readings([Drawn(4, 4, "")])
    text = NoteText("", "", 0.9, (), doubtful=False, quarters=0, drawing=True)
    (note,) = arrange_map([photo()], Readings(seen.wall, seen.colours, (text,), seen.board), None, MADE_BY).notes
    assert (note.text, note.needs_review, note.review_reasons) == ("", True, ("drawing",))


def test_corners_begin_where_the_writing_begins() -> None:
    upright = readings([Drawn(4, 4, "turned")])
    text = NoteText("turned", "turned", 0.9, (), doubtful=False, quarters=1)
    sideways = Readings(upright.wall, upright.colours, (text,), upright.board)
    (plain,) = arrange_map([photo()], upright, None, MADE_BY).notes
    (turned,) = arrange_map([photo()], sideways, None, MADE_BY).notes
    assert turned.corners == plain.corners[1:] + plain.corners[:1]
    assert turned.wall.angle == pytest.approx(90)


@settings(deadline=None, max_examples=15)
@given(order=st.permutations(range(len(journey_wall()))), free=st.booleans())
def test_the_order_of_the_notes_makes_no_difference(order: list[int], free: bool) -> None:
    dice = random.Random(3)
    notes = journey_wall()
    if free:
        notes = [Drawn(dice.uniform(1, 15), dice.uniform(1, 15), note.text) for note in notes]
    shuffled = [notes[i] for i in order]
    assert arranged(shuffled).to_json() == arranged(notes).to_json()


def test_the_map_survives_its_own_json() -> None:
    found = arranged(journey_wall())
    assert JourneyMap.from_json(found.to_json()) == found


def test_readings_that_do_not_belong_together_are_refused() -> None:
    seen = readings([Drawn(1, 1), Drawn(3, 3)])
    with pytest.raises(ValueError, match="must go together"):
        Readings(seen.wall, seen.colours[:1], seen.texts, seen.board)


def test_a_covered_note_has_the_corners_of_the_whole_one() -> None:
    seen = readings([Drawn(4, 4, "covered")])
    (note,) = seen.wall.notes
    whole = Quad.box(400, 300, 80, 90)
    wall = replace(seen.wall, notes=(replace(note, whole=whole),))
    (found,) = arrange_map([photo()], Readings(wall, seen.colours, seen.texts, seen.board), None, MADE_BY).notes
    assert found.corners == whole.corners


def test_a_note_seen_in_two_photos_names_both() -> None:
    seen = readings([Drawn(4, 4, "twice")])
    (note,) = seen.wall.notes
    twice = WallNote(note.best, (Sighting(1, note.best.corners),), note.on_wall, note.score)
    wall = Wall(seen.wall.to_wall * 2, (twice,), ("photos joined",))
    found = arrange_map([photo(), photo()], Readings(wall, seen.colours, seen.texts, seen.board), None, MADE_BY)
    assert [p.id for p in found.photos] == ["p1", "p2"]
    assert [s.photo for s in found.notes[0].also_in] == ["p2"]
    assert found.warnings == ("photos joined",)
