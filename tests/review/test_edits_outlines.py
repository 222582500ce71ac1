"""Edits of outlines: notes added, split, merged, redrawn, deleted and restored, with what was read in them."""

from __future__ import annotations

from typing import Any

import pytest

from stickyscan.geometry import Quad
from stickyscan.journey import Sighting
from stickyscan.review.edits import Beside, RefusedError, apply, to_read
from tests.builders import a_note
from tests.review.review_maps import a_reading, an_edit, small_map, square
from tests.review.test_edits import done, note_of, texts_in


def added(left: float, top: float, highest: int = 0, **reading: Any) -> tuple[Any, Any]:
    outline = square(left, top)
    beside = Beside(highest=highest, readings=(a_reading(outline, **reading),))
    journey = done("add_note", beside=beside, photo="p1", corners=outline)
    return journey, journey.notes[-1]


def test_a_missed_note_stands_where_its_neighbours_stand() -> None:
    journey, note = added(480, 210)
    assert (note.id, note.text, note.text_read, note.stage, note.lane) == ("n8", "read now", "read now", "s2", "l1")
    assert texts_in(journey, "s2", "l1") == ["read now", "B"], "left of B, so in front of it"
    assert (note.kind, note.kind_source, note.colour.name) == ("touchpoint", "lane", "green")
    assert (note.wall.x, note.wall.width) == (pytest.approx(530 / 1600), pytest.approx(100 / 1600))
    assert (note.needs_review, note.reviewed) == (False, False)


def test_right_of_another_it_comes_after_it() -> None:
    journey, _ = added(740, 220)
    assert texts_in(journey, "s2", "l1") == ["B", "read now"]


def test_far_from_all_notes_it_stands_nowhere_and_says_so() -> None:
    _, note = added(1450, 880)
    assert (note.stage, note.lane, note.review_reasons, note.needs_review) == (None, None, ("doubtful_place",), True)


def test_an_id_that_was_ever_used_never_comes_again() -> None:
    assert added(480, 210, highest=41)[1].id == "n42"


def test_what_could_not_be_read_is_to_be_checked() -> None:
    assert added(480, 210, text=None)[1].review_reasons == ("unreadable",)
    assert added(480, 210, doubtful=True)[1].review_reasons == ("doubtful_text",)
    assert added(480, 210, text="", drawing=True)[1].review_reasons == ("drawing",)


def test_an_outline_drawn_the_other_way_round_is_turned() -> None:
    a, b, c, d = square(300, 300)
    photo, outlines = to_read(small_map(), an_edit("add_note", photo="p1", corners=(a, d, c, b)))
    assert (photo, outlines[0].corners, outlines[0].is_convex()) == ("p1", (a, b, c, d), True)


def test_an_outline_ends_where_the_photo_does() -> None:
    _, (outline,) = to_read(small_map(), an_edit("add_note", photo="p1", corners=square(1550, 950)))
    assert outline.corners[2] == (1600, 1000)


@pytest.mark.parametrize(
    "corners",
    [
        square(300, 300, 4),
        square(-500, -500, 400),
        ((300, 300), (400, 400), (400, 300), (300, 400)),
        ((300, 300), (400, 300), (500, 300), (600, 300)),
        ((1e6, 1e6), (1e6, 1e6), (1e6, 1e6), (1e6, 1e6)),
    ],
)
def test_outlines_that_nobody_could_read_are_refused(corners: Any) -> None:
    with pytest.raises(RefusedError):
        to_read(small_map(), an_edit("add_note", photo="p1", corners=corners))


def test_only_outlines_ask_for_reading() -> None:
    assert to_read(small_map(), an_edit("accept", note="n1")) == ("", ())
    assert to_read(small_map(), an_edit("move_corners", note="n1", corners=square(1, 1))) == ("", ())
    assert to_read(small_map(), an_edit("move_corners", note="n1", corners=square(1, 1), reread=True))[0] == "p1"


def test_a_split_note_keeps_its_id_and_word_and_the_second_follows_it() -> None:
    halves = (square(600, 500, 45), square(655, 500, 45))
    beside = Beside(7, readings=(a_reading(halves[0], "left"), a_reading(halves[1], "right")))
    journey = done("split_note", beside=beside, note="n4", corners=halves)
    assert texts_in(journey, "s2", "l2") == ["left", "right", "E"]
    first, second = note_of(journey, "n4"), note_of(journey, "n8")
    assert [note.id for note in journey.notes][3:5] == ["n4", "n8"]
    assert (first.kind, second.kind, second.kind_source) == ("idea", "idea", "human")
    assert (first.corners, second.corners) == halves
    assert (first.reviewed, second.votes) == (False, None)


def test_a_split_heading_gives_a_heading_and_a_note() -> None:
    halves = (square(200, 60, 45), square(255, 60, 45))
    beside = Beside(7, readings=(a_reading(halves[0], "left"), a_reading(halves[1], "right")))
    journey = done("split_note", beside=beside, note="n7", corners=halves)
    assert (note_of(journey, "n7").role, note_of(journey, "n8").role) == ("stage_header", "note")


def test_merged_notes_are_one_with_both_texts() -> None:
    journey = done("merge_notes", notes=("n4", "n5"))
    note = note_of(journey, "n4")
    assert (note.text, note.text_read, note.votes, note.reviewed) == ("D\nE", "D\nE", 1, False)
    assert note.corners == ((600, 500), (820, 500), (820, 600), (600, 600))
    assert texts_in(journey, "s2", "l2") == ["D\nE"]
    assert [(line.source, line.target) for line in journey.connectors] == [("n1", "n2"), ("n2", "n4")]


def test_an_arrow_between_merged_notes_is_gone() -> None:
    assert [(line.source, line.target) for line in done("merge_notes", notes=("n2", "n1")).connectors] == [("n2", "n5")]


def test_notes_that_no_photo_shows_together_are_not_merged() -> None:
    journey = small_map()
    elsewhere = a_note("F", "n8", photo="p2")
    journey = journey.model_copy(update={"notes": (*journey.notes, elsewhere)})
    with pytest.raises(RefusedError, match="different photos"):
        done("merge_notes", journey, notes=("n1", "n8"))
    seen_too = elsewhere.model_copy(update={"also_in": (Sighting(photo="p1", corners=square(310, 200)),)})
    journey = journey.model_copy(update={"notes": (*small_map().notes, seen_too)})
    assert note_of(done("merge_notes", journey, notes=("n1", "n8")), "n1").corners[1] == (410, 200)


def test_moved_corners_move_the_place_on_the_wall_and_keep_the_text() -> None:
    doubtful = (
        small_map().notes[0].model_copy(update={"review_reasons": ("doubtful_note", "cut_off"), "needs_review": True})
    )
    journey = small_map().model_copy(update={"notes": (doubtful, *small_map().notes[1:])})
    note = note_of(done("move_corners", journey, note="n1", corners=square(320, 320)), "n1")
    assert (note.text, note.needs_review, note.review_reasons) == ("A", False, ())
    assert note.corners == square(320, 320)
    assert note.wall.x == pytest.approx(370 / 1600, abs=1e-5)


def test_moved_corners_are_read_again_if_asked() -> None:
    turned = Quad.of(square(320, 320)).turned(1).corners
    beside = Beside(readings=(a_reading(turned, "sideways", doubtful=True),))
    note = note_of(done("move_corners", beside=beside, note="n4", corners=square(320, 320), reread=True), "n4")
    assert (note.text, note.text_read, note.corners, note.reviewed) == ("sideways", "sideways", turned, False)
    assert (note.review_reasons, note.wall.angle, note.colour.name) == (("doubtful_text",), 90.0, "green")


def test_a_deleted_note_takes_its_arrows_along() -> None:
    journey = done("delete_note", note="n2")
    assert ("n2" in {note.id for note in journey.notes}, journey.connectors) == (False, ())


def test_a_restored_note_is_where_it_was() -> None:
    old = note_of(small_map(), "n4")
    journey = done("restore_note", done("delete_note", note="n4"), Beside(deleted={"n4": old}), note="n4")
    assert journey == small_map()


def test_a_restored_note_does_without_what_is_gone() -> None:
    old = note_of(small_map(), "n4")
    journey = done("delete_stage", done("delete_note", note="n4"), stage="s2")
    note = note_of(done("restore_note", journey, Beside(deleted={"n4": old}), note="n4"), "n4")
    assert (note.stage, note.lane) == (None, "l2")
    stranger = old.model_copy(update={"photo": "p9"})
    with pytest.raises(RefusedError, match="photo"):
        done("restore_note", journey, Beside(deleted={"n4": stranger}), note="n4")


def test_a_wall_matrix_of_no_use_is_refused() -> None:
    flat = small_map().photos[0].model_copy(update={"to_wall": ((0.0, 0.0, 0.0),) * 3})
    journey = small_map().model_copy(update={"photos": (flat, small_map().photos[1])})
    with pytest.raises(RefusedError, match="where photo p1 hangs"):
        apply(journey, an_edit("move_corners", note="n1", corners=square(1, 1)))
