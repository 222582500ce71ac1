"""The result of a scan: one `JourneyMap`, and its JSON (schema version 1), the only place that makes or reads it.

Points are (x, y) in pixels of the EXIF-upright photo, origin top-left. The wall plane is the wall seen straight on:
its longer side is 1, origin top-left, one scale for x and y. Unknown is null; every field is always present.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, FailFast, Field, ValidationError, model_validator

from stickyscan.errors import InputError

SCHEMA_VERSION: Literal["1"] = "1"
_MOST_VALUES = 1_000_000  # in one map; a note has about 45
_MOST_PIXELS = 1_000_000  # a side
_FAR = 1e7  # beyond any place on a photo or wall; arithmetic with what is read must not overflow

ColourName = Literal[
    "yellow", "orange", "pink", "red", "purple", "blue", "teal", "green", "white", "brown", "grey", "black"
]
Kind = Literal[
    "touchpoint", "action", "thought", "quote", "emotion", "need", "question", "pain_point", "gain", "opportunity",
    "idea", "metric", "channel", "evidence", "backstage", "support", "department", "other",
]  # fmt: skip
Role = Literal["note", "stage_header", "lane_header", "title", "legend"]
GroupSource = Literal["note", "board", "lines", "alignment", "template", "human"]
KindSource = Literal["legend", "lane", "heading", "text", "human"]
ReviewReason = Literal[
    "unreadable", "doubtful_text", "drawing", "doubtful_note", "doubtful_colour", "doubtful_place", "cut_off"
]
# Those that a person settles by typing what the note says.
TEXT_REASONS: frozenset[ReviewReason] = frozenset({"unreadable", "doubtful_text", "drawing"})


def _rounded(digits: int) -> AfterValidator:
    # + 0.0 turns -0.0 into 0.0, so that the same map always has the same bytes.
    return AfterValidator(lambda value: round(value, digits) + 0.0)


def _plain_name(name: str) -> str:
    # A map from elsewhere must not lead out of its folder, on any system.
    plain = PurePosixPath(name).name == PureWindowsPath(name).name == name and name not in ("", ".", "..")
    if not plain or not name.isprintable():
        raise ValueError(f"{name[:80]!r} is not a plain file name")
    return name


Item = TypeVar("Item")
# The first wrong item ends the reading: a list of all mistakes in millions of them would fill the memory.
Items = Annotated[tuple[Item, ...], FailFast()]
Pixel = Annotated[float, Field(ge=-_FAR, le=_FAR), _rounded(1)]
Share = Annotated[float, Field(ge=0, le=1), _rounded(3)]
WallUnit = Annotated[float, Field(ge=-_FAR, le=_FAR), _rounded(5)]
Degrees = Annotated[float, Field(ge=-_FAR, le=_FAR), _rounded(1)]
Number = Annotated[int, Field(ge=0, le=1_000_000_000)]
Sentiment = Annotated[int, Field(ge=-2, le=2)]
Corner = tuple[Pixel, Pixel]
Corners = tuple[Corner, Corner, Corner, Corner]
MatrixRow = tuple[float, float, float]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False)


class MadeBy(_Value):
    """What produced the map."""

    name: str = "stickyscan"
    version: str
    finder: str
    reader: str
    template: str | None = None


class PhotoInfo(_Value):
    """One photo of the wall. `to_wall` maps its pixels to the wall plane (3x3 homography, rows)."""

    id: str
    file: Annotated[str, AfterValidator(_plain_name)]
    sha256: str
    width: Annotated[int, Field(ge=1, le=_MOST_PIXELS)]
    height: Annotated[int, Field(ge=1, le=_MOST_PIXELS)]
    taken_at: str | None = None
    to_wall: tuple[MatrixRow, MatrixRow, MatrixRow]


class Stage(_Value):
    """A column of the journey."""

    id: str
    title: str | None
    source: GroupSource


class Lane(_Value):
    """A row of the journey."""

    id: str
    title: str | None
    kind: Kind | None = None
    source: GroupSource


class LegendEntry(_Value):
    """What a note colour means on this wall."""

    colour: ColourName
    kind: Kind
    source: Literal["legend", "template", "human"]


class Colour(_Value):
    """The paper's colour: a name judged against the wall's light, and the measured value."""

    name: ColourName
    hex: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
    confidence: Share


class Sighting(_Value):
    """The same note in a further photo."""

    photo: str
    corners: Corners


class WallPlace(_Value):
    """Where the note hangs on the wall plane: centre, size, tilt in degrees (clockwise positive)."""

    x: WallUnit
    y: WallUnit
    width: WallUnit
    height: WallUnit
    angle: Degrees


class Note(_Value):
    """One sticky note. `text` is verbatim; null means unreadable, "" means empty."""

    id: str
    role: Role = "note"
    text: str | None
    text_read: str | None
    text_confidence: Share
    alternatives: Items[str] = ()
    needs_review: bool
    review_reasons: Items[ReviewReason] = ()
    colour: Colour
    photo: str
    corners: Corners
    also_in: Items[Sighting] = ()
    wall: WallPlace
    stage: str | None = None
    lane: str | None = None
    order: Number = 0
    placed_confidence: Share = 0.0
    kind: Kind | None = None
    kind_source: KindSource | None = None
    votes: Number | None = None
    sentiment: Sentiment | None = None
    moment_of_truth: bool = False
    reviewed: bool = False


class Connector(_Value):
    """A drawn arrow from one note to another."""

    source: str = Field(alias="from")
    target: str = Field(alias="to")
    confidence: Share


class CurvePoint(_Value):
    """How the customer feels in a stage."""

    stage: str
    sentiment: Sentiment


class JourneyMap(_Value):
    """A sticky-note wall as a customer journey map."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    title: str | None = None
    persona: str | None = None
    scenario: str | None = None
    language: str | None = None
    made_by: MadeBy
    photos: Items[PhotoInfo]
    stages: Items[Stage] = ()
    lanes: Items[Lane] = ()
    legend: Items[LegendEntry] = ()
    notes: Items[Note] = ()
    connectors: Items[Connector] = ()
    curve: Items[CurvePoint] = ()
    warnings: Items[str] = ()

    @model_validator(mode="after")
    def _references_exist(self) -> JourneyMap:
        notes, stages, lanes = _ids(self.notes), _ids(self.stages), _ids(self.lanes)
        photos = _ids(self.photos)
        for note in self.notes:
            _need(note.stage, stages, f"note {note.id}: stage")
            _need(note.lane, lanes, f"note {note.id}: lane")
            for photo in (note.photo, *(s.photo for s in note.also_in)):
                _need(photo, photos, f"note {note.id}: photo")
        for connector in self.connectors:
            _need(connector.source, notes, "connector: from")
            _need(connector.target, notes, "connector: to")
        for point in self.curve:
            _need(point.stage, stages, "curve: stage")
        return self

    def to_json(self) -> str:
        """The map as JSON text, keys in schema order, the same bytes for the same map."""
        return self.model_dump_json(by_alias=True, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> JourneyMap:
        """Read a map.

        Raises:
            InputError: not JSON, not a stickyscan map, or one of another schema version.
        """
        content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        if content.count(b",") > _MOST_VALUES:
            raise InputError(f"not a stickyscan map: it holds more than {_MOST_VALUES:,} values.")
        try:
            return cls.model_validate_json(content)
        except ValidationError as problem:
            first = problem.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "the file"
            raise InputError(
                f"not a stickyscan map (schema version {SCHEMA_VERSION}): {place}: {first['msg']}. "
                "`stickyscan schema` prints what a map must look like."
            ) from problem

    def notes_in(self, stage: str | None, lane: str | None) -> tuple[Note, ...]:
        """The ordinary notes of one cell, in order; None asks for the notes without that stage or lane."""
        cell = (n for n in self.notes if n.role == "note" and n.stage == stage and n.lane == lane)
        return tuple(sorted(cell, key=lambda n: n.order))


def json_schema() -> str:
    """The JSON Schema (2020-12) of the map, as JSON text."""
    schema = JourneyMap.model_json_schema(by_alias=True, mode="serialization")
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=1) + "\n"


def _ids(items: tuple[Note, ...] | tuple[Stage, ...] | tuple[Lane, ...] | tuple[PhotoInfo, ...]) -> frozenset[str]:
    ids = [item.id for item in items]
    unique = frozenset(ids)
    if len(unique) != len(ids):
        often = sorted(name for name, count in Counter(ids).items() if count > 1)
        raise ValueError(f"ids are not unique: {often[:9]}")
    return unique


def _need(wanted: str | None, known: frozenset[str], where: str) -> None:
    if wanted is not None and wanted not in known:
        raise ValueError(f"{where} {wanted!r} does not exist")
