from __future__ import annotations

from stickyscan.geometry import Quad
from stickyscan.steps.one_or_several import one_or_several

ROW = [Quad.box(12 * i, 0, 10, 10) for i in range(5)]  # what both photos show alike: notes 10 wide
NOTE = Quad.box(0, 40, 10, 10)
HALVES = [Quad.box(0, 40, 10, 5.5), Quad.box(0, 45, 10, 5)]
PAIR = [Quad.box(30, 40, 10, 9), Quad.box(30, 49, 10, 10)]
AS_ONE = Quad.box(30, 40, 10, 19)


def test_halves_of_a_note_that_another_photo_shows_whole_are_left_out() -> None:
    assert one_or_several([[*ROW, NOTE], [*ROW, *HALVES]]) == (frozenset(), frozenset({5, 6}))
    assert one_or_several([[*ROW, *HALVES], [*ROW, NOTE]]) == (frozenset({5, 6}), frozenset())


def test_two_notes_taken_for_one_are_left_out_where_another_photo_shows_both() -> None:
    assert one_or_several([[*ROW, AS_ONE], [*ROW, *PAIR]]) == (frozenset({5}), frozenset())


def test_a_poster_with_notes_on_it_stays_and_so_do_they() -> None:
    poster = Quad.box(0, 40, 40, 40)
    on_it = [Quad.box(5, 45, 10, 10), Quad.box(20, 60, 10, 10)]
    assert one_or_several([[*ROW, poster], [*ROW, *on_it]]) == (frozenset(), frozenset())


def test_a_photo_that_shows_both_readings_contradicts_nothing() -> None:
    assert one_or_several([[*ROW, NOTE], [*ROW, NOTE, *HALVES]]) == (frozenset(), frozenset())


def test_photos_that_agree_or_show_nothing_lose_nothing() -> None:
    assert one_or_several([ROW, ROW, []]) == (frozenset(), frozenset(), frozenset())
    assert one_or_several([[]]) == (frozenset(),)
