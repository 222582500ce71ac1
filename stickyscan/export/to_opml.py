"""The map as an OPML 2.0 outline for outliners and mind maps: stages, in them lanes, in them notes.

OPML leaves it open whether a text holds markup, and some readers take `<b>` or `&lt;` for such and drop it. A word
joiner, which nobody sees, behind the first character keeps it a text for these and the same for the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from stickyscan.export.grid import cell_notes, column_title, grid_of, row_title
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.words import arrow_words, heading, map_title, mood_words, one_line, said
from stickyscan.journey import JourneyMap, Note

_MARKUP = re.compile(r"([<&])(?=[\w/!?#])")


def to_opml(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """An .opml file. Notes in no cell follow under a heading of their own."""
    file = Xml.Element("opml", version="2.0")
    Xml.SubElement(Xml.SubElement(file, "head"), "title").text = one_line(map_title(journey))
    body = Xml.SubElement(file, "body")
    grid = grid_of(journey)
    levels: dict[str | None, int] = {point.stage: point.sentiment for point in journey.curve}
    for stage in grid.columns:
        branch = Xml.SubElement(body, "outline", text=_literal(column_title(journey, stage)))
        if stage and stage.id in levels:
            Xml.SubElement(branch, "outline", text=f"Emotion curve: {mood_words(levels[stage.id])}")
        for lane in grid.rows:
            notes = cell_notes(journey, stage, lane)
            if notes:
                _fill(Xml.SubElement(branch, "outline", text=_literal(row_title(journey, lane))), notes)
    if grid.unplaced:
        _fill(Xml.SubElement(body, "outline", text="Notes" if grid.is_free_form else "Not placed"), grid.unplaced)
    if journey.connectors:
        branch = Xml.SubElement(body, "outline", text="Arrows")
        for words in arrow_words(journey):
            Xml.SubElement(branch, "outline", text=_literal(words))
    if len(body) == 0:  # a body needs an outline
        Xml.SubElement(body, "outline", text="No notes")
    Xml.indent(file, " ")
    return bytes(Xml.tostring(file, encoding="utf-8", xml_declaration=True)) + b"\n"


def _fill(branch: Xml.Element, notes: Sequence[Note]) -> None:
    for note in notes:
        votes = {} if note.votes is None else {"votes": str(note.votes)}
        category = ",".join([*([f"/kind/{note.kind}"] if note.kind else []), f"/colour/{note.colour.name}"])
        text = f"{heading(note)}: {_literal(said(note))}"
        Xml.SubElement(branch, "outline", {"text": text, "category": category, "note_id": one_line(note.id), **votes})


def _literal(words: str) -> str:
    return _MARKUP.sub("\\1\N{WORD JOINER}", one_line(words))
