"""`scan.json` in a wall's folder: from which photos, with which settings the map beside it was made.

It is written in the same instant as the map, so it is true for it, whatever else is lost. A map whose bytes are no
longer those that it names was changed by a person since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from stickyscan.errors import InputError
from stickyscan.folder import MAP_FILE, Derive
from stickyscan.journey import JourneyMap

RECORD_FILE = "scan.json"
CORRECTED = "holds a person's corrections; --force scans it again and keeps them in history/"
_LARGEST = 4 << 20  # bytes; a wall of 10,000 photos has a record of 700 kB


class Record(BaseModel):
    """`photos`: SHA-256 of each photo file, in order. `made_with`: what else the result depends on, as a SHA-256.

    `map_sha256`: of map.json as it was written.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    schema_version: Literal["1"] = "1"
    photos: tuple[str, ...]
    made_with: str
    map_sha256: str
    notes: int
    to_review: int


@dataclass(frozen=True)
class Recorded:
    """Adds the record to the files that are derived from a map; give it to `write_wall_folder`."""

    derive: Derive
    made_with: str

    def __call__(self, journey: JourneyMap, photos: Path) -> Mapping[str, bytes]:
        """The derived files, and the record."""
        record = Record(
            photos=tuple(photo.sha256 for photo in journey.photos),
            made_with=self.made_with,
            map_sha256=hashlib.sha256(journey.to_json().encode()).hexdigest(),
            notes=count_notes(journey),
            to_review=count_to_review(journey),
        )
        return {**self.derive(journey, photos), RECORD_FILE: (record.model_dump_json(indent=1) + "\n").encode()}


@dataclass(frozen=True)
class Result:
    """A wall's folder as it is now. `made_with` is empty where nothing tells it; `changed` by a person since."""

    folder: Path
    photos: tuple[str, ...]
    made_with: str
    notes: int
    to_review: int
    changed: bool


def read_record(folder: Path) -> Record | None:
    """The record of a folder; None where there is none, or none that makes sense."""
    file = folder / RECORD_FILE
    try:
        if file.stat().st_size > _LARGEST:
            return None
        return record_of(file.read_bytes())
    except OSError:
        return None


def record_of(content: bytes) -> Record | None:
    """The record that stands in these bytes; None if they make no sense."""
    try:
        return Record.model_validate_json(content)
    except ValidationError:
        return None


def read_result(folder: Path, record: Record | None) -> Result | None:
    """What the folder holds; None if it has no map that can be read. `record` is the folder's own."""
    try:
        return result_of(folder, (folder / MAP_FILE).read_bytes(), record)
    except OSError:
        return None


def result_of(folder: Path, text: bytes, record: Record | None) -> Result | None:
    """The result whose map.json has this text; None if it is no map. `record` stands beside it."""
    if record is not None and hashlib.sha256(text).hexdigest() == record.map_sha256:
        return Result(folder, record.photos, record.made_with, record.notes, record.to_review, changed=False)
    try:
        journey = JourneyMap.from_json(text)
    except InputError:
        return None
    photos = record.photos if record else tuple(photo.sha256 for photo in journey.photos)
    changed = record is not None or any(note.reviewed for note in journey.notes)
    made_with = record.made_with if record else ""
    return Result(folder, photos, made_with, count_notes(journey), count_to_review(journey), changed)


def why_it_stands(result: Result, wall: str, made_with: str) -> str | None:
    """Why a result of the same photos need not be made again for the wall of this name; None if it must be."""
    if result.made_with == made_with:
        renamed = "" if result.folder.name == wall else f", under the name {result.folder.name}"
        changed = ", and corrected by a person since" if result.changed else ""
        return f"scanned before{renamed}{changed}"
    return CORRECTED if result.changed else None


def count_notes(journey: JourneyMap) -> int:
    """Ordinary notes, without headings."""
    return sum(note.role == "note" for note in journey.notes)


def count_to_review(journey: JourneyMap) -> int:
    """Notes of any role that a person should look at."""
    return sum(note.needs_review for note in journey.notes)
