"""Label files: what a careful person, or the renderer, says is on a wall. Read only; see `stickyscan.evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, FailFast, Field, ValidationError

from stickyscan.bounded import read_bounded
from stickyscan.errors import InputError
from stickyscan.geometry import Point
from stickyscan.settings import LIMITS, LimitSettings

_MOST_VALUES = 300_000  # in one file


class _Label(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class LabelledNote(_Label):
    """One note: corners in pixels of the upright photo, clockwise from the writing's top left."""

    id: int | str
    quad: tuple[Point, Point, Point, Point]
    colour: tuple[str, ...] | None = None
    text: str | None = None
    legible: bool | None = None
    role: str = "note"
    stage: str | None = None
    lane: str | None = None
    occluded: bool | None = None
    votes: int | None = None
    ignore: bool | None = None
    sentiment: int | None = None
    moment_of_truth: bool | None = None


class LabelledLink(_Label):
    """An arrow drawn from one note (id) to another; `heads` 2 is both ways, 0 neither.

    `ignore`: neither demanded nor counted.
    """

    source: int | str = Field(alias="from")
    target: int | str = Field(alias="to")
    heads: int = 1
    ignore: bool = False


class LabelledLevel(_Label):
    """What a drawn emotion curve says of a stage (its title)."""

    stage: str
    sentiment: int


class LabelledGroup(_Label):
    """A stage or lane, and where its title is to be seen."""

    title: str
    source: str | None = None


class LabelledWall(_Label):
    """Everything that is labelled on one photo; `connectors` is None where nobody looked for drawn marks."""

    notes: Annotated[tuple[LabelledNote, ...], FailFast()]
    stages: tuple[LabelledGroup, ...] | None = None
    lanes: tuple[LabelledGroup, ...] | None = None
    ignore_regions: tuple[tuple[Point, ...], ...] | None = None
    connectors: tuple[LabelledLink, ...] | None = None
    curve: tuple[LabelledLevel, ...] | None = None


def read_labels(folder: Path, limits: LimitSettings = LIMITS) -> dict[str, LabelledWall]:
    """All label files (NAME.json with notes) of a folder, by name, in order of name; other JSON files are skipped.

    Raises:
        InputError: the folder is missing, has no label file, or one of them is wrong.
    """
    walls: dict[str, LabelledWall] = {}
    for file in sorted(folder.glob("*.json")):
        try:
            walls[file.stem] = LabelledWall.model_validate_json(_content(file, limits))
        except ValidationError as problem:
            first = problem.errors()[0]
            if first["loc"] in ((), ("notes",)) and first["type"] in ("missing", "model_type"):
                continue  # some other JSON
            place = ".".join(str(part) for part in first["loc"]) or "the file"
            raise InputError(f"{file}: not a label file: {place}: {first['msg']}.") from problem
        except OSError as problem:
            raise InputError(f"{file}: cannot be read ({problem.strerror}).") from problem
    if not walls:
        raise InputError(
            f"{folder}: there are no label files (NAME.json). `stickyscan render` makes walls with labels."
        )
    return walls


def _content(file: Path, limits: LimitSettings) -> bytes:
    content = read_bounded(file, limits.map_bytes, "If it is a label file, raise map_bytes in [limits].")
    if content.count(b",") > _MOST_VALUES:
        raise InputError(f"{file}: it holds more than {_MOST_VALUES:,} values. Move it elsewhere.")
    return content
