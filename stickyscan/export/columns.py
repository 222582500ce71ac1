"""What tables tell of a note, one column after the other, and the mark by which an edited table is known again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from types import MappingProxyType

from stickyscan.export.words import place_words
from stickyscan.journey import JourneyMap, Note

Cell = str | int | float | None
# What a person may change in a table and hand back (`stickyscan import`).
EDITABLE = ("stage", "lane", "kind", "text", "votes")


def fingerprint(journey: JourneyMap, note: Note) -> str:
    """A short mark of the note's editable columns: it tells whether the map has changed since the table was made.

    The letter in front keeps spreadsheets from taking it for a number.
    """
    told = "\x1f".join(str(COLUMNS[name](journey, note)) for name in EDITABLE)
    return "v" + hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:10]


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
        "as_exported": fingerprint,
    }
)
