"""One row per note, for spreadsheets and scripts: RFC 4180, UTF-8 with a byte order mark, safe to open.

Spreadsheets run a cell that starts with `=`, `+`, `-` or `@` as a formula, and quoting does not stop them (OWASP,
"CSV Injection"). People start sticky notes with `-` and `+` all the time, so free text is protected by one leading
apostrophe, and only where needed; `unprotected` takes it away again without loss. Numbers are never touched.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from stickyscan.export.photos import PhotoFolder
from stickyscan.export.words import place_words, printable
from stickyscan.journey import JourneyMap, Note

# Apostrophes before a trigger count too, so that a note that really reads "'=1" keeps its own and can be told apart.
_TRIGGERS = (
    "[-=+@\t\r\n\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH COMMERCIAL AT}]"
)
_FORMULA = re.compile("'*" + _TRIGGERS)
_PROTECTED = re.compile("'+" + _TRIGGERS)

Cell = str | int | float | None


def protected(text: str) -> str:
    """The text, led by an apostrophe if a spreadsheet might run it as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unprotected(cell: str) -> str:
    """The text that `protected` was given."""
    return cell[1:] if _PROTECTED.match(cell) else cell


def to_csv(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """All notes of the map, headings and unplaced ones too, in the order of the map."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_written(cell(journey, note)) for cell in COLUMNS.values()] for note in journey.notes)
    return sheet.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> Cell:
    return protected(printable(cell)) if isinstance(cell, str) else cell


def _text_state(_: JourneyMap, note: Note) -> str:
    if note.text is None:
        return "unreadable"
    return "read" if note.text else "empty"


def _photo_file(journey: JourneyMap, note: Note) -> str:
    return next(photo.file for photo in journey.photos if photo.id == note.photo)


def _also_in(journey: JourneyMap, note: Note) -> str:
    wanted = {sighting.photo for sighting in note.also_in}
    return " | ".join(photo.file for photo in journey.photos if photo.id in wanted)


def _number(ids: list[str], wanted: str | None) -> int | None:
    return ids.index(wanted) + 1 if wanted is not None else None


def _corner(index: int, axis: int) -> Callable[[JourneyMap, Note], Cell]:
    return lambda _, note: note.corners[index][axis]


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


COLUMNS: Mapping[str, Callable[[JourneyMap, Note], Cell]] = MappingProxyType(
    {
        "note_id": lambda _, n: n.id,
        "role": lambda _, n: n.role,
        "stage_number": lambda j, n: _number([s.id for s in j.stages], n.stage),
        "stage": lambda j, n: place_words(j, n)[0],
        "lane_number": lambda j, n: _number([entry.id for entry in j.lanes], n.lane),
        "lane": lambda j, n: place_words(j, n)[1],
        "order_in_cell": lambda _, n: n.order,
        "kind": lambda _, n: n.kind,
        "kind_source": lambda _, n: n.kind_source,
        "text": lambda _, n: n.text,
        "text_state": _text_state,
        "text_as_read": lambda _, n: n.text_read,
        "text_confidence": lambda _, n: n.text_confidence,
        "other_readings": lambda _, n: " | ".join(n.alternatives),
        "needs_review": lambda _, n: _yes(n.needs_review),
        "review_reasons": lambda _, n: " ".join(n.review_reasons),
        "reviewed_by_person": lambda _, n: _yes(n.reviewed),
        "colour": lambda _, n: n.colour.name,
        "colour_hex": lambda _, n: n.colour.hex,
        "colour_confidence": lambda _, n: n.colour.confidence,
        "votes": lambda _, n: n.votes,
        "sentiment": lambda _, n: n.sentiment,
        "moment_of_truth": lambda _, n: _yes(n.moment_of_truth),
        "leads_to_notes": lambda j, n: " ".join(c.target for c in j.connectors if c.source == n.id),
        "placed_confidence": lambda _, n: n.placed_confidence,
        "wall_x": lambda _, n: n.wall.x,
        "wall_y": lambda _, n: n.wall.y,
        "wall_width": lambda _, n: n.wall.width,
        "wall_height": lambda _, n: n.wall.height,
        "wall_angle_degrees": lambda _, n: n.wall.angle,
        "photo": _photo_file,
        "top_left_x_px": _corner(0, 0),
        "top_left_y_px": _corner(0, 1),
        "top_right_x_px": _corner(1, 0),
        "top_right_y_px": _corner(1, 1),
        "bottom_right_x_px": _corner(2, 0),
        "bottom_right_y_px": _corner(2, 1),
        "bottom_left_x_px": _corner(3, 0),
        "bottom_left_y_px": _corner(3, 1),
        "also_in_photos": _also_in,
    }
)
