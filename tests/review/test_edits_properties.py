"""Whatever people do in whatever order: the map stays valid, its ids unique, its cells in order, nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from stickyscan.journey import JourneyMap, Note
from stickyscan.review.edits import Beside, Edit, RefusedError, apply, to_read
from tests.review.review_maps import OPS, a_reading, any_edit, small_map


def after(edits: Sequence[Edit]) -> tuple[list[JourneyMap], dict[str, Note]]:
    """The map after each edit that was not refused, and the notes that were taken out, as the store would keep them."""
    journeys, highest = [small_map()], 7
    gone: dict[str, Note] = {}
    for edit in edits:
        with suppress(RefusedError):
            _, outlines = to_read(journeys[-1], edit)
            readings = tuple(a_reading(quad.corners) for quad in outlines)
            journey = apply(journeys[-1], edit, Beside(highest, gone, readings))
            here = {note.id for note in journey.notes}
            gone |= {note.id: note for note in journeys[-1].notes if note.id not in here}
            highest = max(highest, *(int(name[1:]) for name in here), 0)
            journeys.append(journey)
    return journeys, gone


many_edits = st.lists(any_edit, max_size=25)


@settings(max_examples=60, deadline=None)
@given(many_edits)
def test_every_edit_leaves_a_valid_map_whose_file_reads_back_the_same(edits: list[Edit]) -> None:
    for journey in after(edits)[0]:
        assert JourneyMap.from_json(journey.to_json()) == journey


@settings(max_examples=40, deadline=None)
@given(many_edits)
def test_the_same_edits_give_the_same_bytes(edits: list[Edit]) -> None:
    assert [one.to_json() for one in after(edits)[0]] == [one.to_json() for one in after(edits)[0]]


@settings(max_examples=40, deadline=None)
@given(many_edits)
def test_no_note_is_ever_lost_and_no_id_given_twice(edits: list[Edit]) -> None:
    journeys, gone = after(edits)
    ever: dict[str, str] = {}
    for journey in journeys:
        for note in journey.notes:
            assert ever.setdefault(note.id, note.photo) == note.photo
    here = {note.id for note in journeys[-1].notes}
    assert set(ever) <= here | set(gone)


@settings(max_examples=40, deadline=None)
@given(many_edits)
def test_notes_of_a_cell_always_have_different_ranks(edits: list[Edit]) -> None:
    journey = after(edits)[0][-1]
    cells = {(note.stage, note.lane) for note in journey.notes if note.role == "note"}
    for cell in cells:
        ranks = [note.order for note in journey.notes_in(*cell)]
        assert len(set(ranks)) == len(ranks), cell


@settings(max_examples=60, deadline=None)
@given(st.lists(any_edit, min_size=1, max_size=8))
def test_what_a_person_said_is_never_doubted_again_by_another_edit(edits: list[Edit]) -> None:
    journeys, _ = after(edits)
    for before, now in pairwise(journeys):
        known = {note.id: note for note in before.notes}
        for note in now.notes:
            old = known.get(note.id)
            if old is not None and old.kind_source == "human" and note.kind_source != "human":
                assert note.role != "note", "only a note that is no note any more forgets it"


def test_the_strategy_knows_every_edit() -> None:
    models = get_args(get_args(Edit)[0])
    assert set(OPS) == {get_args(model.model_fields["op"].annotation)[0] for model in models}
