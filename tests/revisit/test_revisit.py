"""Two visits to a wall: the same notes are recognised, what changed is told, corrections stay."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stickyscan.journey import Colour, Connector, CurvePoint, JourneyMap, LegendEntry, Note
from stickyscan.revisit import carried_over, changes_between, same_notes
from tests.builders import HEXES, a_lane, a_map, a_note, a_photo, a_stage

TEXTS = (
    "Password reset", "Admin password reset", "Weather notifications", "Select notifications", "Update profile",
    "Create admin users", "Change SMS notifications", "Evacuation assistance needed",
)  # fmt: skip
STAGES = (a_stage("s1", "Backlog"), a_stage("s2", "Sprint 1"), a_stage("s3", "Sprint 2"))
FRIDAY = a_photo(file="friday.jpg", sha256="f" * 64)


def at(column: int, row: int) -> tuple[tuple[float, float], ...]:
    x, y = 100.0 + 220 * column, 100.0 + 160 * row
    return ((x, y), (x + 100, y), (x + 100, y + 100), (x, y + 100))


def visit(*cells: tuple[str | None, int], first: str = "n", **fields: object) -> JourneyMap:
    """A map of notes (text, index of its stage), numbered in order."""
    notes = tuple(
        a_note(text, f"{first}{i + 1}", corners=at(stage, i), stage=f"s{stage + 1}")
        for i, (text, stage) in enumerate(cells)
    )
    return a_map(*notes, **{"stages": STAGES, **fields})


def pairs(before: JourneyMap, after: JourneyMap) -> set[tuple[str | None, str | None]]:
    return {(pair.before.text, pair.after.text) for pair in same_notes(before, after)}


def misread(text: str, rng: random.Random) -> str:
    """The text with up to three letters others."""
    wrong = rng.sample(range(len(text)), 3)
    return "".join(rng.choice(string.ascii_lowercase) if i in wrong and s != " " else s for i, s in enumerate(text))


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000))
def test_moved_and_misread_notes_are_recognised(seed: int) -> None:
    rng = random.Random(seed)
    before = visit(*((text, 0) for text in TEXTS))
    read = [misread(text, rng) for text in TEXTS]
    order = rng.sample(range(len(TEXTS)), len(TEXTS))
    after = visit(*((read[i], rng.randrange(3)) for i in order), photos=(FRIDAY,))
    assert pairs(before, after) == set(zip(TEXTS, read, strict=True))


@settings(deadline=None, max_examples=40)
@given(st.sets(st.integers(1, len(TEXTS) - 1)), st.sets(st.integers(1, len(TEXTS) - 1)))
def test_every_note_is_kept_new_or_gone(first: set[int], second: set[int]) -> None:
    before = visit(*((TEXTS[i], 0) for i in sorted(first))) if first else visit(("Only note here", 0))
    after = visit(*((TEXTS[i], 1) for i in sorted(second, reverse=True)), photos=(FRIDAY,)) if second else before
    changes = changes_between(before, after)
    assert len(changes.kept) + len(changes.gone) == len(before.notes)
    assert len(changes.kept) + len(changes.new) == len(after.notes)
    if first and second:
        assert {change.before.text for change in changes.kept} == {TEXTS[i] for i in first & second}


@settings(deadline=None, max_examples=40)
@given(st.permutations(range(len(TEXTS))))
def test_a_map_equals_itself(order: list[int]) -> None:
    journey = visit(*((TEXTS[i], i % 3) for i in order))
    changes = changes_between(journey, journey)
    assert (changes.new, changes.gone, changes.moved, changes.edited) == ((), (), (), ())
    assert carried_over(journey, journey, changes) == journey


def test_notes_with_the_same_text_are_told_apart_by_colour_and_place() -> None:
    def sunday(name: str, column: int, colour: str) -> Note:
        paper = Colour(name="pink" if colour == "pink" else "blue", hex=HEXES["pink"], confidence=0.95)
        return a_note("SUN", name, corners=at(column, 0)).model_copy(update={"colour": paper})

    before = a_map(sunday("n1", 0, "pink"), sunday("n2", 3, "pink"), sunday("n3", 5, "blue"))
    after = a_map(sunday("n9", 5, "blue"), sunday("n8", 3, "pink"), sunday("n7", 0, "pink"), photos=(FRIDAY,))
    assert [(p.before.id, p.after.id) for p in same_notes(before, after)] == [("n1", "n7"), ("n2", "n8"), ("n3", "n9")]


def test_an_unread_note_is_recognised_by_its_place_and_another_text_is_not() -> None:
    before = visit((TEXTS[0], 0), (None, 1), (TEXTS[2], 2))
    after = visit((TEXTS[0], 0), ("Now readable", 1), ("Quite another thing", 2), photos=(FRIDAY,))
    changes = changes_between(before, after)
    assert [(c.before.id, c.after.id) for c in changes.kept] == [("n1", "n1"), ("n2", "n2")]
    assert [note.text for note in changes.new] == ["Quite another thing"]
    assert [note.text for note in changes.gone] == [TEXTS[2]]


def test_moved_and_edited_are_told_and_readings_may_differ_a_little() -> None:
    before = visit((TEXTS[0], 0), (TEXTS[1], 0), ("Price 20 net", 0), (TEXTS[4], 0))
    after = visit((TEXTS[0], 1), ("Admin passw0rd reset", 0), ("Price 25 net", 0), (TEXTS[4], 0), photos=(FRIDAY,))
    changes = changes_between(before, after)
    assert [change.before.text for change in changes.moved] == [TEXTS[0]]
    assert [change.after.text for change in changes.edited] == ["Price 25 net"]
    corrected = before.model_copy(
        update={"notes": (before.notes[0].model_copy(update={"text": "Password resets"}), *before.notes[1:])}
    )
    assert [change.after.text for change in changes_between(before, corrected).edited] == ["Password resets"]


def test_columns_are_recognised_by_title_and_order() -> None:
    before = visit((TEXTS[0], 1), (TEXTS[1], 2))
    stages = (a_stage("s1", "Sprint"), a_stage("s2", "Sprint"), a_stage("s3", "Done"))
    after = visit((TEXTS[0], 0), (TEXTS[1], 1), stages=stages, photos=(FRIDAY,))
    changes = changes_between(before, after)
    assert changes.stages == {"s1": "s2", "s2": "s3"}
    assert changes.moved == ()


@pytest.fixture
def corrected() -> JourneyMap:
    """A wall whose map somebody has worked on."""
    notes = visit((TEXTS[0], 0), (TEXTS[1], 0), (TEXTS[2], 1), (TEXTS[3], 2)).notes
    by_hand = notes[0].model_copy(
        update={
            "text": "Password reset!", "text_read": "Pasword reset", "reviewed": True, "kind": "pain_point",
            "kind_source": "human", "votes": 3, "moment_of_truth": True,
        }
    )  # fmt: skip
    return a_map(
        by_hand, *notes[1:], stages=(a_stage("s1", "The backlog", source="human"), *STAGES[1:]),
        lanes=(a_lane("l1", "Ideas", source="human"),), title="Sprint planning", persona="Anna",
        legend=(LegendEntry(colour="yellow", kind="idea", source="human"),),
        connectors=tuple(Connector(source="n1", target=other, confidence=0.9) for other in ("n2", "n4")),
    )  # fmt: skip


def test_an_update_keeps_ids_and_corrections_and_takes_places(corrected: JourneyMap) -> None:
    stages = (a_stage("s1", "The backl0g"), a_stage("s2", "Sprint 1"), a_stage("s3", "Next"), a_stage("s4", "Sprint 2"))
    later = visit(
        ("Brand new thing", 0), ("Admin pasword reset", 3), (TEXTS[2], 1), ("Password reset", 1), stages=stages,
        photos=(FRIDAY,), curve=(CurvePoint(stage="s3", sentiment=1),),
    )  # fmt: skip
    changes = changes_between(corrected, later)
    journey = carried_over(corrected, later, changes)
    notes = {note.id: note for note in journey.notes}
    titles = {stage.id: stage.title for stage in journey.stages}
    assert titles == {"s1": "The backlog", "s2": "Sprint 1", "s4": "Next", "s3": "Sprint 2"}
    assert set(notes) == {"n1", "n2", "n3", "n5"}
    assert (notes["n1"].text, notes["n1"].stage, notes["n1"].kind) == ("Password reset!", "s2", "pain_point")
    assert (notes["n1"].votes, notes["n1"].moment_of_truth, notes["n1"].reviewed) == (3, True, True)
    assert (notes["n2"].stage, notes["n3"].stage, notes["n5"].text) == ("s3", "s2", "Brand new thing")
    assert [lane.title for lane in journey.lanes] == ["Ideas"]
    assert (journey.title, journey.persona, journey.legend) == ("Sprint planning", "Anna", corrected.legend)
    assert [(line.source, line.target) for line in journey.connectors] == [("n1", "n2")]
    assert journey.curve == (CurvePoint(stage="s4", sentiment=1),)
    assert [photo.file for photo in journey.photos] == ["friday.jpg"]
    assert any("1 note of the earlier map is not on the later photo" in warning for warning in journey.warnings)
    assert JourneyMap.from_json(journey.to_json()) == journey


def test_of_two_unchecked_readings_the_surer_one_counts(corrected: JourneyMap) -> None:
    later = visit(("Admin pasword reset", 0), ("Weather notifications", 1), photos=(FRIDAY,))
    unsure = {"text_confidence": 0.4, "needs_review": True, "review_reasons": ("doubtful_text", "doubtful_place")}
    later = later.model_copy(update={"notes": (later.notes[0].model_copy(update=unsure), later.notes[1])})
    journey = carried_over(corrected, later, changes_between(corrected, later))
    note = next(note for note in journey.notes if note.id == "n2")
    assert note.text == TEXTS[1]
    assert note.review_reasons == ("doubtful_place",)
    assert note.needs_review


def test_a_later_photo_of_the_same_name_does_not_replace_the_earlier() -> None:
    before, after = visit((TEXTS[0], 0)), visit((TEXTS[0], 1), photos=(a_photo(file="Wall.jpg", sha256="e" * 64),))
    assert [p.file for p in carried_over(before, after, changes_between(before, after)).photos] == ["Wall-2.jpg"]
