from __future__ import annotations

import io
import zipfile
from collections import Counter
from typing import Any

import pptx

from stickyscan.export import export
from stickyscan.export.board import card_text
from stickyscan.journey import JourneyMap
from tests.builders import a_map, a_note
from tests.export.demo_wall import demo_map
from tests.export.hostile import hostile_map
from tests.export.maps import Fact, facts_of, kind_told
from tests.export.test_read_back import Box, Make, assert_apart, every_map


def slides_of(journey: JourneyMap) -> list[Any]:
    return list(pptx.Presentation(io.BytesIO(export(journey, "pptx"))).slides)


def notes_of(slide: Any) -> list[Any]:
    return [shape for shape in slide.shapes if shape.name.startswith("Note ")]


def told(shape: Any) -> str:
    return str(shape._element.nvSpPr.cNvPr.get("descr"))


@every_map
def test_every_note_is_a_shape_with_its_place_kind_and_words(make: Make) -> None:
    journey = make()
    found: Counter[Fact] = Counter()
    for slide in slides_of(journey):
        for shape in notes_of(slide):
            head, _, words = told(shape).partition("\n")
            heading, _, place = head.split("; ", 2)
            found[place, heading.split(" · ")[0], words] += 1
    assert found == facts_of(journey)


@every_map
def test_shapes_are_on_the_slide_and_apart(make: Make) -> None:
    show = pptx.Presentation(io.BytesIO(export(make(), "pptx")))
    assert show.slide_width is not None
    assert show.slide_height is not None
    for slide in show.slides:
        shapes = [s for s in slide.shapes if s != slide.shapes.title and not s.name.startswith("Arrow ")]
        boxes: list[Box] = [(s.left, s.top, s.width, s.height) for s in shapes]
        assert all(left >= 0 and top >= 0 for left, top, _, _ in boxes)
        assert all(left + width <= show.slide_width for left, _, width, _ in boxes)
        assert all(top + height <= show.slide_height for _, top, _, height in boxes)
        assert_apart(boxes)


def test_a_slide_shows_the_words_or_says_that_there_is_more() -> None:
    journey = hostile_map()
    notes = {f"Note {note.id}": note for note in journey.notes}
    cut = 0
    for slide in slides_of(journey):
        for shape in notes_of(slide):
            note, shown = notes[shape.name], shape.text_frame.text
            assert shown.startswith(kind_told(note))
            if shown != card_text(note):
                assert card_text(note).startswith(shown.removesuffix("…"))
                assert shown.endswith("…")
                cut += 1
    assert cut == 1, "only the note of 3,000 letters has no room"


def test_stages_stand_in_order_three_to_a_slide_and_titles_say_which() -> None:
    titles = [slide.shapes.title.text for slide in slides_of(demo_map())]
    parts = ("Discover, Compare, Buy a ticket", "Travel, Remember", "Not placed")
    assert titles == [f"Buying a ticket: {part}" for part in parts]


def test_the_reading_order_is_title_stages_then_each_lane_with_its_notes() -> None:
    slide = slides_of(demo_map())[0]
    names = [shape.name for shape in slide.shapes if shape != slide.shapes.title]
    assert slide.shapes[0] == slide.shapes.title
    assert names[:3] == ["Heading: Discover", "Heading: Compare", "Heading: Buy a ticket"]
    assert names[3:7] == [
        "Heading: Emotion curve",
        "Heading: ↑ Positive",
        "Heading: → Neutral",
        "Heading: ↓↓ Very negative",
    ]
    assert names[7] == "Heading: Touchpoints"
    assert names[8].startswith("Note ")


def test_an_arrow_holds_on_to_its_two_notes() -> None:
    (link,) = demo_map().connectors
    (arrow,) = (shape for slide in slides_of(demo_map()) for shape in slide.shapes if shape.name.startswith("Arrow "))
    own = {shape.shape_id: shape for shape in slides_of(demo_map())[0].shapes}
    ends = arrow._element.nvCxnSpPr.cNvCxnSpPr
    assert own[ends.stCxn.id].name == f"Note {link.source}"
    assert own[ends.endCxn.id].name == f"Note {link.target}"
    assert "Guest checkout" in told_of(arrow)
    assert len(own) == len(slides_of(demo_map())[0].shapes), "each id once"


def told_of(arrow: Any) -> str:
    return str(arrow._element.nvCxnSpPr.cNvPr.get("descr"))


def test_the_speaker_notes_hold_legend_and_source() -> None:
    words = slides_of(demo_map())[0].notes_slide.notes_text_frame.text
    assert "Persona: Anna, 34, commutes twice a week" in words
    assert "pink = ▼ Pain point" in words
    assert "Buy a ticket: ↓↓ very negative" in words
    assert "wall.jpg" in words


def test_no_date_or_machine_is_in_the_file() -> None:
    with zipfile.ZipFile(io.BytesIO(export(a_map(a_note()), "pptx"))) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in file.read("docProps/core.xml")
