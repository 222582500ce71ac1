"""Each edit on a small map: what it changes, what follows from it, and when it is refused."""

from __future__ import annotations

from typing import Any

import pytest

from stickyscan.journey import JourneyMap, Note
from stickyscan.review.edits import Beside, RefusedError, apply
from tests.review.review_maps import an_edit, small_map


def done(op: str, journey: JourneyMap | None = None, beside: Beside | None = None, **fields: Any) -> JourneyMap:
    return apply(journey or small_map(), an_edit(op, **fields), beside or Beside())


def note_of(journey: JourneyMap, wanted: str) -> Note:
    return next(note for note in journey.notes if note.id == wanted)


def texts_in(journey: JourneyMap, stage: str | None, lane: str | None) -> list[str | None]:
    return [note.text for note in journey.notes_in(stage, lane)]


def test_accepting_a_note_ends_all_doubts() -> None:
    note = note_of(done("accept", note="n3"), "n3")
    assert (note.reviewed, note.needs_review, note.review_reasons) == (True, False, ())
    assert note.text == "C"


def test_a_typed_text_is_checked_and_what_was_read_stays() -> None:
    note = note_of(done("set_text", note="n3", text="Sea\r\nview"), "n3")
    assert (note.text, note.text_read, note.text_confidence) == ("Sea\nview", "C", 1.0)
    assert (note.reviewed, note.needs_review, note.review_reasons) == (True, False, ())


def test_a_corrected_heading_corrects_the_title_that_was_read_from_it() -> None:
    assert done("set_text", note="n7", text="Discover\nnow").stages[0].title == "Discover now"
    renamed = done("rename_stage", stage="s1", title="By hand")
    assert done("set_text", renamed, note="n7", text="Discover now").stages[0].title == "By hand"
    assert done("set_text", note="n1", text="Discover").stages == small_map().stages


def test_a_corrected_title_note_corrects_the_title_of_the_map() -> None:
    journey = small_map().model_copy(update={"title": "E"})
    journey = done("set_role", journey, note="n5", role="title")
    assert done("set_text", journey, note="n5", text="Night line").title == "Night line"


def test_an_unreadable_note_gets_a_text() -> None:
    assert note_of(done("set_text", note="n6", text="Call"), "n6").needs_review is False


def test_a_colour_takes_the_kind_of_the_legend() -> None:
    note = note_of(done("set_colour", note="n1", colour="pink"), "n1")
    assert (note.colour.name, note.colour.confidence, note.kind, note.kind_source) == (
        "pink",
        1.0,
        "pain_point",
        "legend",
    )
    assert note.colour.hex == note_of(small_map(), "n1").colour.hex


def test_a_colour_without_meaning_leaves_the_kind_to_the_lane() -> None:
    note = note_of(done("set_colour", note="n3", colour="blue"), "n3")
    assert (note.kind, note.kind_source) == (None, None)


def test_what_a_person_said_of_the_kind_outlasts_a_colour() -> None:
    note = note_of(done("set_colour", note="n4", colour="yellow"), "n4")
    assert (note.kind, note.kind_source) == ("idea", "human")


def test_naming_the_colour_settles_only_the_doubt_about_it() -> None:
    doubtful = note_of(small_map(), "n3").model_copy(update={"review_reasons": ("doubtful_colour", "doubtful_text")})
    journey = small_map().model_copy(update={"notes": (doubtful,), "connectors": ()})
    note = note_of(done("set_colour", journey, note="n3", colour="pink"), "n3")
    assert (note.review_reasons, note.needs_review) == (("doubtful_text",), True)


def test_kind_votes_feeling_and_moment_are_as_said() -> None:
    journey = done("set_kind", note="n1", kind="idea")
    journey = done("set_votes", journey, note="n1", votes=5)
    journey = done("set_sentiment", journey, note="n1", sentiment=-2)
    note = note_of(done("set_moment_of_truth", journey, note="n1", value=True), "n1")
    assert (note.kind, note.kind_source, note.votes, note.sentiment, note.moment_of_truth) == (
        "idea",
        "human",
        5,
        -2,
        True,
    )


def test_a_note_becomes_the_heading_of_its_lane() -> None:
    untitled = small_map().lanes[1].model_copy(update={"title": None})
    journey = small_map().model_copy(update={"lanes": (small_map().lanes[0], untitled)})
    changed = done("set_role", journey, note="n3", role="lane_header")
    note = note_of(changed, "n3")
    assert (note.role, note.stage, note.lane, note.kind, note.votes) == ("lane_header", None, "l2", None, None)
    assert changed.lanes[1].title == "C"


def test_a_heading_becomes_a_note_at_the_end_of_its_cell() -> None:
    note = note_of(done("set_role", note="n7", role="note"), "n7")
    assert (note.role, note.stage, note.lane) == ("note", "s1", None)


def test_the_same_role_changes_nothing_but_doubts() -> None:
    assert done("set_role", note="n1", role="note") == small_map()


def test_a_note_moves_in_front_of_another() -> None:
    journey = done("move_note", note="n1", stage="s2", lane="l2", before="n5")
    assert texts_in(journey, "s2", "l2") == ["D", "A", "E"]
    note = note_of(journey, "n1")
    assert (note.placed_confidence, note.kind, note.kind_source) == (1.0, None, None)


def test_a_note_moves_to_the_end_and_out_of_all_cells() -> None:
    assert texts_in(done("move_note", note="n1", stage="s2", lane="l2"), "s2", "l2") == ["D", "E", "A"]
    assert texts_in(done("move_note", note="n1", stage=None, lane=None), None, None) == [None, "A"]


def test_a_note_moves_within_its_cell() -> None:
    assert texts_in(done("move_note", note="n5", stage="s2", lane="l2", before="n4"), "s2", "l2") == ["E", "D"]
    assert done("move_note", note="n4", stage="s2", lane="l2", before="n4").notes_in("s2", "l2")[0].id == "n4"


def test_moving_settles_the_doubt_about_the_place_only() -> None:
    note = note_of(done("move_note", note="n3", stage="s1", lane="l1"), "n3")
    assert (note.review_reasons, note.needs_review) == (("doubtful_text",), True)


def test_a_stage_comes_in_front_of_another() -> None:
    journey = done("add_stage", title="  Pay \n now", before="s2")
    assert [(s.id, s.title, s.source) for s in journey.stages][1] == ("s3", "Pay now", "human")
    assert [s.id for s in journey.stages] == ["s1", "s3", "s2"]


def test_a_stage_is_renamed_and_moved_with_its_curve() -> None:
    journey = done("move_stage", done("rename_stage", stage="s2", title="Pay"), stage="s2", before="s1")
    assert [(s.id, s.title, s.source) for s in journey.stages] == [("s2", "Pay", "human"), ("s1", "Discover", "note")]
    assert [point.stage for point in journey.curve] == ["s2", "s1"]


def test_merged_stages_keep_all_notes_in_order() -> None:
    journey = done("merge_stages", stage="s1", into="s2")
    assert [s.id for s in journey.stages] == ["s2"]
    assert texts_in(journey, "s2", "l1") == ["B", "A"]
    assert texts_in(journey, "s2", "l2") == ["D", "E", "C"]
    assert [(point.stage, point.sentiment) for point in journey.curve] == [("s2", -1)]
    assert note_of(journey, "n7").stage == "s2"


def test_a_merged_stage_without_a_feeling_takes_that_of_the_other() -> None:
    journey = done("merge_stages", done("set_curve", stage="s2", sentiment=None), stage="s1", into="s2")
    assert [(point.stage, point.sentiment) for point in journey.curve] == [("s2", 1)]


def test_the_notes_of_a_deleted_stage_stay_in_the_map() -> None:
    journey = done("delete_stage", stage="s2")
    assert len(journey.notes) == 7
    assert texts_in(journey, None, "l1") == ["B"]
    assert texts_in(journey, None, "l2") == ["D", "E"]
    assert [point.stage for point in journey.curve] == ["s1"]


def test_lanes_are_added_renamed_moved_and_deleted() -> None:
    journey = done("add_lane", title="Ideas")
    assert [lane.id for lane in journey.lanes] == ["l1", "l2", "l3"]
    journey = done("move_lane", done("rename_lane", journey, lane="l3", title="Wishes"), lane="l3", before="l1")
    assert [lane.title for lane in journey.lanes] == ["Wishes", "Touchpoints", "Pains"]
    journey = done("delete_lane", journey, lane="l1")
    assert texts_in(journey, "s1", None) == ["A"]
    assert (note_of(journey, "n1").kind, note_of(journey, "n1").kind_source) == (None, None)


def test_merged_lanes_keep_title_and_kind() -> None:
    journey = done("merge_lanes", lane="l1", into="l2")
    (lane,) = journey.lanes
    assert (lane.title, lane.kind, lane.source) == ("Pains", "touchpoint", "human")
    assert texts_in(journey, "s1", "l2") == ["C", "A"]
    assert (note_of(journey, "n3").kind, note_of(journey, "n5").kind) == ("pain_point", "touchpoint")


def test_the_kind_of_a_lane_is_that_of_its_notes() -> None:
    journey = done("set_lane_kind", lane="l2", kind="need")
    kinds = {note.id: (note.kind, note.kind_source) for note in journey.notes if note.lane == "l2"}
    assert kinds == {"n3": ("pain_point", "legend"), "n4": ("idea", "human"), "n5": ("need", "lane")}
    assert note_of(done("set_lane_kind", journey, lane="l2", kind=None), "n5").kind is None


def test_the_legend_speaks_for_its_colour_but_not_over_people() -> None:
    journey = done("set_legend", colour="pink", kind="question")
    assert [(e.colour, e.kind, e.source) for e in journey.legend] == [("pink", "question", "human")]
    assert note_of(journey, "n3").kind == "question"
    assert note_of(journey, "n4").kind == "idea"
    journey = done("set_legend", journey, colour="pink", kind=None)
    assert (journey.legend, note_of(journey, "n3").kind) == ((), None)


@pytest.mark.parametrize("field", ["title", "persona", "scenario"])
def test_headings_of_the_map(field: str) -> None:
    journey = done("set_heading", field=field, value=" Night  line ")
    assert getattr(journey, field) == "Night line"
    assert getattr(done("set_heading", journey, field=field, value=" "), field) is None


def test_arrows_come_and_go() -> None:
    there: dict[str, Any] = {"from": "n2", "to": "n1"}
    journey = done("add_connector", **there)
    assert (journey.connectors[-1].source, journey.connectors[-1].target) == ("n2", "n1")
    assert done("remove_connector", journey, **there) == small_map()


def test_the_curve_keeps_the_sequence_of_the_stages() -> None:
    journey = done("set_curve", done("set_curve", stage="s1", sentiment=None), stage="s1", sentiment=2)
    assert [(point.stage, point.sentiment) for point in journey.curve] == [("s1", 2), ("s2", -1)]


def test_no_edit_changes_the_map_that_it_was_given() -> None:
    before = small_map()
    text = before.to_json()
    apply(before, an_edit("delete_stage", stage="s1"))
    assert before.to_json() == text


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("accept", {"note": "n99"}, "no note 'n99'"),
    ("move_note", {"note": "n7", "stage": "s1", "lane": "l1"}, "is a heading"),
    ("move_note", {"note": "n1", "stage": "s9", "lane": "l1"}, "no stage 's9'"),
    ("move_note", {"note": "n1", "stage": "s1", "lane": "l9"}, "no lane 'l9'"),
    ("move_note", {"note": "n1", "stage": "s2", "lane": "l2", "before": "n2"}, "not in that cell"),
    ("merge_stages", {"stage": "s1", "into": "s1"}, "into itself"),
    ("merge_lanes", {"lane": "l1", "into": "l1"}, "into itself"),
    ("add_stage", {"title": "x", "before": "s9"}, "no stage 's9'"),
    ("add_connector", {"from": "n1", "to": "n1"}, "two different notes"),
    ("add_connector", {"from": "n1", "to": "n2"}, "already"),
    ("remove_connector", {"from": "n2", "to": "n1"}, "no arrow"),
    ("restore_note", {"note": "n1"}, "in the map already"),
    ("restore_note", {"note": "n50"}, "No deleted note"),
    ("merge_notes", {"notes": ["n1", "n1"]}, "Two different notes"),
    ("set_curve", {"stage": "s9", "sentiment": 1}, "no stage"),
]


@pytest.mark.parametrize(("op", "fields", "why"), REFUSED)
def test_what_makes_no_sense_is_refused_with_a_reason(op: str, fields: dict[str, Any], why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        done(op, **fields)
