"""The map as slides of shapes that people can move: a few stages per slide, one shape per note.

The shapes of a slide come in reading order: title, stages, then each lane with its notes. Every note has an alternative
text with its place and its whole wording, also where the slide has room for the beginning only.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stickyscan.export.archive import repacked
from stickyscan.export.extras import missing_extra
from stickyscan.export.paper import PAPERS
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.slide_shapes import SlideArrow, SlideBox, add_shapes
from stickyscan.export.slides import GAP, HEAD, HEIGHT, LANE, MARGIN, MOOD, TITLE, WIDTH, Page, Strip, fitted, pages_of
from stickyscan.export.words import (
    arrow_words,
    heading,
    legend_words,
    map_title,
    mood_words,
    one_line,
    place,
    said,
    stage_title,
)
from stickyscan.journey import JourneyMap

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

_PAPER, _GROUND = "#efede8", "#ffffff"
_MADE = datetime.datetime(2000, 1, 1)  # the same for every file, so that equal maps give equal files
_BLANK_WITH_TITLE = 5
_LONGEST_TITLE = 90


def to_pptx(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """A .pptx file, 16:9.

    Raises:
        EngineMissingError: python-pptx is not installed.
    """
    try:
        import pptx
    except ModuleNotFoundError as problem:
        raise missing_extra("python-pptx", "pptx") from problem
    from pptx.util import Inches

    show = pptx.Presentation()
    show.slide_width, show.slide_height = Inches(WIDTH), Inches(HEIGHT)
    properties = show.core_properties
    properties.title = one_line(map_title(journey))[:250]
    properties.author = properties.last_modified_by = "stickyscan"
    properties.language = one_line(journey.language or "")[:20]
    properties.created = properties.modified = _MADE
    properties.revision = 1
    words = "\n".join(_speaker_notes(journey))
    for page in pages_of(journey):
        _draw(show, journey, page, words)
    file = io.BytesIO()
    show.save(file)
    return repacked(file.getvalue())


def _draw(show: Presentation, journey: JourneyMap, page: Page, speaker_notes: str) -> None:
    slide = show.slides.add_slide(show.slide_layouts[_BLANK_WITH_TITLE])
    _write_title(slide, page.title)
    boxes = list(_boxes(journey, page))
    # The slide's own shapes have the ids before: the tree of shapes 1, the title 2.
    add_shapes(slide, boxes, _arrows(journey, boxes))
    notes = slide.notes_slide.notes_text_frame
    if notes is not None:
        notes.text = speaker_notes


def _boxes(journey: JourneyMap, page: Page) -> Iterator[SlideBox]:
    """The rectangles of a slide in reading order."""
    top = MARGIN + TITLE
    if page.heads:
        left = MARGIN + (LANE if page.strips[0].lane is not None else 0)
        width = (WIDTH - MARGIN - left) / len(page.heads)
        for column, head in enumerate(page.heads):
            yield _heading(left + column * width, top, width, HEAD, head)
        top += HEAD
        if page.moods:
            yield _heading(MARGIN, top, LANE, MOOD, "Emotion curve")
            for column, mood in enumerate(page.moods):
                yield replace(_heading(left + column * width, top, width, MOOD, mood or "Not known"), paper=_GROUND)
            top += MOOD
    for index, strip in enumerate(page.strips):
        if strip.lane is not None and (index == 0 or page.strips[index - 1].lane != strip.lane):
            yield _heading(MARGIN, top, LANE, _band(page.strips[index:]), strip.lane)
        yield from _cards(journey, strip, top)
        top += strip.height


def _arrows(journey: JourneyMap, boxes: Sequence[SlideBox]) -> list[SlideArrow]:
    """The arrows whose two notes are on the slide; the speaker notes tell all of them."""
    places = {box.note: number for number, box in enumerate(boxes) if box.note is not None}
    return [
        SlideArrow(places[arrow.source], places[arrow.target], words)
        for arrow, words in zip(journey.connectors, arrow_words(journey), strict=True)
        if arrow.source in places and arrow.target in places
    ]


def _band(strips: Sequence[Strip]) -> float:
    """The height of the strips that go on in the lane of the first."""
    height = 0.0
    for strip in strips:
        if strip.lane != strips[0].lane:
            break
        height += strip.height
    return height


def _write_title(slide: Slide, words: str) -> None:
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Inches, Pt

    title = slide.shapes.title
    if title is None:
        raise ValueError("the slide layout has no title")
    title.left, title.top = Inches(MARGIN), Inches(MARGIN / 2)
    title.width, title.height = Inches(WIDTH - 2 * MARGIN), Inches(TITLE)
    title.text_frame.text = words if len(words) <= _LONGEST_TITLE else words[: _LONGEST_TITLE - 1] + "…"
    title.text_frame.word_wrap, title.text_frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    for run in title.text_frame.paragraphs[0].runs:
        run.font.size = Pt(18)


def _heading(left: float, top: float, width: float, height: float, title: str) -> SlideBox:
    text = title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"
    size = 12 if len(text) <= 30 else 9
    return SlideBox(left, top, width - GAP, height - GAP, text, size, _PAPER, f"Heading: {title}"[:250], title, None)


def _cards(journey: JourneyMap, strip: Strip, top: float) -> Iterator[SlideBox]:
    for column, notes in enumerate(strip.columns):
        start = MARGIN + (LANE if strip.lane is not None else 0) + column * strip.column_width
        for i, note in enumerate(notes):
            width, height = strip.note_width, strip.height - GAP
            text, size = fitted(note, width, height)
            told = f"{heading(note)}; {note.colour.name} note; {place(journey, note)}\n{said(note)}"
            name, paper = f"Note {one_line(note.id)}", PAPERS[note.colour.name]
            yield SlideBox(start + i * (width + GAP), top, width, height, text, size, paper, name, told, note.id)


def _speaker_notes(journey: JourneyMap) -> list[str]:
    """Where the slide comes from, what its colours mean, and how the customer feels on the way."""
    about = [
        f"{name}: {one_line(told)}"
        for name, told in (("Persona", journey.persona), ("Scenario", journey.scenario))
        if told
    ]
    legend = [f"Legend: {', '.join(legend_words(journey))}"] if journey.legend else []
    photos = ", ".join(one_line(photo.file) for photo in journey.photos)
    titles = {stage.id: one_line(stage_title(journey, stage)) for stage in journey.stages}
    feelings = ", ".join(f"{titles[point.stage]}: {mood_words(point.sentiment).lower()}" for point in journey.curve)
    curve = [f"Emotion curve: {feelings}"] if feelings else []
    arrows = [f"Arrow: {words}" for words in arrow_words(journey)]
    return [*about, *legend, *curve, *arrows, f"Made by {one_line(journey.made_by.name)} from {photos}."]
