"""The maps on which every export is tried, and what must be found again in each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from stickyscan.export.words import kind_sign, kind_words, lines, place, said
from stickyscan.journey import ColourName, JourneyMap, Kind, Note
from tests.builders import a_lane, a_map, a_note, a_stage
from tests.export.demo_wall import demo_map, free_form_map
from tests.export.hostile import hostile_map

# Where a note is ("Buy / Pains"), its kind with its sign, and what it says.
Fact = tuple[str, str, str]
COLOURS: tuple[ColourName, ...] = ("yellow", "blue", "pink", "green")
KINDS: tuple[Kind, ...] = ("touchpoint", "action", "pain_point", "idea")
# The kinds that ask somebody to do something, which trackers get.
TASKS: tuple[Kind, ...] = ("pain_point", "opportunity", "idea", "need", "question")


def large_map(count: int = 300) -> JourneyMap:
    """Ten stages, four lanes, and as many notes as a big wall has."""
    notes = (
        a_note(
            f"Note number {i}: something that somebody wrote", id=f"n{i}", stage=f"s{i % 10}", lane=f"l{i // 10 % 4}",
            order=i, colour=COLOURS[i % 4], kind=KINDS[i % 4], votes=i % 5,
        )
        for i in range(count)
    )  # fmt: skip
    stages = tuple(a_stage(f"s{i}", f"Stage {i}") for i in range(10))
    return a_map(*notes, stages=stages, lanes=tuple(a_lane(f"l{i}", f"Lane {i}") for i in range(4)))


MAPS: Mapping[str, Callable[[], JourneyMap]] = {
    "five stages": demo_map, "300 notes": large_map, "free wall": free_form_map, "hostile": hostile_map,
}  # fmt: skip


def kind_told(note: Note) -> str:
    """The first part of a heading: sign and word, or the colour where there is no kind."""
    kind = f"{kind_sign(note)} {kind_words(note)}".strip()
    return kind if note.kind else f"{kind} ({note.colour.name})"


def facts_of(journey: JourneyMap, shown: Callable[[str], str] = lines) -> Counter[Fact]:
    """The facts of all ordinary notes, their words as the format can show them."""
    return Counter((place(journey, n), kind_told(n), shown(said(n))) for n in journey.notes if n.role == "note")


def place_of(*titles: str) -> str:
    """A place as `place` words it, from the headings of a table; those of no stage or lane count for nothing."""
    return " / ".join(t for t in titles if t not in {"No stage", "No lane", "Notes", "Not placed"}) or "not placed"


def fact(where: str, card: str) -> Fact:
    """The fact told by a card: a heading on its first line, then the words."""
    heading, _, words = card.partition("\n")
    return where, heading.split(" · ")[0], words
