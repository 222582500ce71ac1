"""Maps and notes for tests, every field with a default: a test names only what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stickyscan.journey import Colour, ColourName, JourneyMap, Lane, MadeBy, Note, PhotoInfo, Stage, WallPlace

IDENTITY = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
PHOTO_SIZE = (1600, 1000)

HEXES: dict[ColourName, str] = {
    "yellow": "#f7e36b", "orange": "#f4a950", "pink": "#f28ca8", "red": "#d9534f", "purple": "#b49ad8",
    "blue": "#8fc1ea", "teal": "#63c7bb", "green": "#a6d785", "white": "#f4f3ef", "brown": "#b08a5b",
    "grey": "#b8bcc2", "black": "#26282c",
}  # fmt: skip


def a_note(text: str | None = "Sees the poster", id: str = "n1", colour: ColourName = "yellow", **fields: Any) -> Note:
    """A note of 100 x 100 pixels at (100, 100) of photo p1; any field of `Note` can be given."""
    corners = fields.pop("corners", ((100, 100), (200, 100), (200, 200), (100, 200)))
    unsure = text is None
    defaults: dict[str, Any] = {
        "text_read": text,
        "text_confidence": 0.0 if unsure else 0.9,
        "needs_review": unsure,
        "review_reasons": ("unreadable",) if unsure else (),
        "colour": Colour(name=colour, hex=HEXES[colour], confidence=0.95),
        "photo": "p1",
        "wall": wall_place(corners),
    }
    return Note(id=id, text=text, corners=corners, **{**defaults, **fields})


def wall_place(corners: Sequence[tuple[float, float]]) -> WallPlace:
    """The place on the wall plane of a note seen straight on in a photo of `PHOTO_SIZE`."""
    xs, ys, unit = [x for x, _ in corners], [y for _, y in corners], max(PHOTO_SIZE)
    return WallPlace(
        x=sum(xs) / 4 / unit,
        y=sum(ys) / 4 / unit,
        width=(max(xs) - min(xs)) / unit,
        height=(max(ys) - min(ys)) / unit,
        angle=0.0,
    )


def a_photo(id: str = "p1", file: str = "wall.jpg", **fields: Any) -> PhotoInfo:
    """A photo of `PHOTO_SIZE`."""
    defaults = {"sha256": "0" * 64, "width": PHOTO_SIZE[0], "height": PHOTO_SIZE[1], "to_wall": IDENTITY}
    return PhotoInfo(id=id, file=file, **{**defaults, **fields})


def a_stage(id: str = "s1", title: str | None = "Discover", **fields: Any) -> Stage:
    """A stage read from a heading note."""
    return Stage(id=id, title=title, **{"source": "note", **fields})


def a_lane(id: str = "l1", title: str | None = "Touchpoints", **fields: Any) -> Lane:
    """A lane read from a heading note."""
    return Lane(id=id, title=title, **{"source": "note", **fields})


def a_map(*notes: Note, **fields: Any) -> JourneyMap:
    """A map with one photo p1; one note if none is given; any field of `JourneyMap` can be given."""
    defaults = {
        "made_by": MadeBy(version="0.1.0", finder="contours", reader="tesseract"),
        "photos": (a_photo(),),
        "notes": notes or (a_note(),),
    }
    return JourneyMap(**{**defaults, **fields})
