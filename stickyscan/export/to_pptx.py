"""The map as slides of shapes that people can move: a few stages per slide, one shape per note.

The shapes of a slide come in reading order: title, stages, then each lane with its notes. Every note has an alternative
text with its place and its whole wording, also where the slide has room for the beginning only.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from stickyscan.export.archive import repacked
from stickyscan.export.extras import missing_extra
from stickyscan.export.paper import PAPERS, ink_on
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.slides import GAP, HEAD, HEIGHT, LANE, MARGIN, TITLE, WIDTH, Page, Strip, fitted, pages_of
from stickyscan.export.words import SENTIMENTS, heading, legend_words, map_title, one_line, place, said, stage_title
from stickyscan.journey import JourneyMap

if TYPE_CHECKING:
    from pptx.dml.color import RGBColor
    from pptx.oxml.shapes.autoshape import CT_Shape
    from pptx.presentation import Presentation
    from pptx.slide import Slide

_PAPER, _FRAME = "#efede8", "#8c8880"
_MADE = datetime.datetime(2000, 1, 1)  # the same for every file, so that equal maps give equal files
_BLANK_WITH_TITLE = 5
_LONGEST_TITLE = 90


@dataclass(frozen=True)
class _Shape:
    """A rectangle with text; lengths are inches, `paper` is a `#rrggbb` colour."""

    left: float
    top: float
    width: float
    height: float
    text: str
    paper: str
    name: str
    told: str
    size: int


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
    for page in pages_of(journey):
        _draw(show, journey, page)
    file = io.BytesIO()
    show.save(file)
    return repacked(file.getvalue())


def _draw(show: Presentation, journey: JourneyMap, page: Page) -> None:
    slide = show.slides.add_slide(show.slide_layouts[_BLANK_WITH_TITLE])
    _write_title(slide, page.title)
    top = MARGIN + TITLE
    if page.heads:
        left = MARGIN + (LANE if page.strips[0].lane is not None else 0)
        width = (WIDTH - MARGIN - left) / len(page.heads)
        for column, head in enumerate(page.heads):
            _add(slide, _heading(left + column * width, top, width, HEAD, head))
        top += HEAD
    for index, strip in enumerate(page.strips):
        if strip.lane is not None and (index == 0 or page.strips[index - 1].lane != strip.lane):
            band = _band(page.strips[index:])
            _add(slide, _heading(MARGIN, top, LANE, band, strip.lane))
        for shape in _cards(journey, strip, top):
            _add(slide, shape)
        top += strip.height
    notes = slide.notes_slide.notes_text_frame
    if notes is not None:
        notes.text = "\n".join(_speaker_notes(journey))


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


def _heading(left: float, top: float, width: float, height: float, title: str) -> _Shape:
    text = title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"
    size = 12 if len(text) <= 30 else 9
    return _Shape(left, top, width - GAP, height - GAP, text, _PAPER, f"Heading: {title}"[:250], title, size)


def _cards(journey: JourneyMap, strip: Strip, top: float) -> list[_Shape]:
    shapes = []
    for column, notes in enumerate(strip.columns):
        start = MARGIN + (LANE if strip.lane is not None else 0) + column * strip.column_width
        for i, note in enumerate(notes):
            width, height = strip.note_width, strip.height - GAP
            text, size = fitted(note, width, height)
            told = f"{heading(note)}; {note.colour.name} note; {place(journey, note)}\n{said(note)}"
            name, paper = f"Note {one_line(note.id)}", PAPERS[note.colour.name]
            shapes.append(_Shape(start + i * (width + GAP), top, width, height, text, paper, name, told, size))
    return shapes


def _add(slide: Slide, wanted: _Shape) -> None:
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Inches, Pt

    places = (Inches(length) for length in (wanted.left, wanted.top, wanted.width, wanted.height))
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *places)
    shape.name = wanted.name
    cast("CT_Shape", shape._element).nvSpPr.cNvPr.set(
        "descr", wanted.told
    )  # python-pptx has no setter for alternative texts
    shape.fill.solid()
    shape.fill.fore_color.rgb = _colour(wanted.paper)
    shape.line.color.rgb, shape.line.width = _colour(_FRAME), Pt(0.5)
    shape.shadow.inherit = False
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = Inches(0.07)
    frame.margin_top = frame.margin_bottom = Inches(0.05)
    frame.text = wanted.text
    ink = _colour(ink_on(wanted.paper))
    for number, paragraph in enumerate(frame.paragraphs):
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.font.size, paragraph.font.color.rgb = Pt(wanted.size), ink
        paragraph.font.bold = number == 0


def _colour(name: str) -> RGBColor:
    """A `#rrggbb` colour."""
    from pptx.dml.color import RGBColor

    return RGBColor(*bytes.fromhex(name[1:]))


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
    feelings = ", ".join(f"{titles[point.stage]}: {SENTIMENTS[point.sentiment].lower()}" for point in journey.curve)
    curve = [f"Emotion curve: {feelings}"] if feelings else []
    return [*about, *legend, *curve, f"Made by {one_line(journey.made_by.name)} from {photos}."]
