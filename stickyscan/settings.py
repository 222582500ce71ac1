"""What a person sets once and keeps: `stickyscan.toml`, searched upward from the working folder, or a named file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stickyscan.errors import InputError
from stickyscan.toml_file import read_toml

SETTINGS_FILE = "stickyscan.toml"
# Pillow refuses files above this by itself (twice its warning level), and only a global switch would change that.
PIXEL_CEILING = 178_000_000
_TOLD = 80  # signs of a wrong value
Device = Literal["auto", "cpu", "cuda"]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class EngineSettings(_Section):
    """Which engines find and read, by their plain names; "auto" takes the best that is installed.

    `threads`: processor threads of one reader; by default the processor's, shared among the jobs of a batch.
    `device`: where the networks run; "auto" takes an NVIDIA card where onnxruntime can use one.
    """

    finder: str = "auto"
    reader: str = "auto"
    language: str | None = None
    threads: int | None = Field(default=None, ge=1, le=256)
    device: Device = "auto"


class EndpointSettings(_Section):
    """An OpenAI-compatible vision endpoint, asked only where the reader is "endpoint". A key stands in no file.

    `url`: base address, such as "http://localhost:8000/v1". `timeout`: seconds for one answer. `retries`: further
    attempts after a failure that may pass, the first after `backoff` seconds, each next after twice as many.
    `parallel`: questions at a time.
    """

    url: str | None = None
    model: str | None = None
    timeout: float = Field(default=120.0, gt=0, le=3600)
    retries: int = Field(default=3, ge=0, le=10)
    backoff: float = Field(default=1.0, ge=0, le=60)
    parallel: int = Field(default=4, ge=1, le=64)


class ScanSettings(_Section):
    """What the walls look like: the name of a built-in template, or a template file beside the settings file."""

    template: str | None = None


class BatchSettings(_Section):
    """How many walls at a time, and what a wall is in a folder of photos.

    `jobs`: "auto" takes one per core, as far as the memory reaches. `group`: "auto" joins photos that show one wall.
    """

    jobs: Annotated[int, Field(ge=1, le=64)] | Literal["auto"] = "auto"
    wall_per: Literal["photo", "folder"] = "photo"
    group: Literal["off", "auto"] = "off"


class LimitSettings(_Section):
    """How large files of others may be, before memory or time run out.

    `photo_pixels`, `photo_bytes`, `photo_side` (the shorter one, in pixels): of one photo. `wall_pixels`: of all photos
    of one wall. `map_bytes`: a map.json or label file. `table_bytes`, `table_rows`: a table handed back.
    """

    photo_pixels: int = Field(default=100_000_000, ge=10_000, le=PIXEL_CEILING)
    photo_bytes: int = Field(default=200_000_000, ge=1_000, le=4_000_000_000)
    photo_side: int = Field(default=64, ge=16, le=10_000)
    wall_pixels: int = Field(default=600_000_000, ge=10_000, le=20_000_000_000)
    map_bytes: int = Field(default=20_000_000, ge=1_000, le=1_000_000_000)
    table_bytes: int = Field(default=20_000_000, ge=1_000, le=1_000_000_000)
    table_rows: int = Field(default=2_000, ge=10, le=1_000_000)


LIMITS = LimitSettings()


class Settings(_Section):
    """Everything that may stand in `stickyscan.toml`, one table per field; flags of the command line win."""

    engines: EngineSettings = EngineSettings()
    endpoint: EndpointSettings = EndpointSettings()
    scan: ScanSettings = ScanSettings()
    batch: BatchSettings = BatchSettings()
    limits: LimitSettings = LimitSettings()


def find_settings(start: Path) -> Path | None:
    """The nearest `stickyscan.toml` in `start` or a folder above it, or None."""
    start = start.resolve()
    return next((f for folder in (start, *start.parents) if (f := folder / SETTINGS_FILE).is_file()), None)


def read_settings(file: Path | None) -> Settings:
    """The settings in a file; the built-in ones for None.

    Raises:
        InputError: the file cannot be read, is not TOML, or has a key or value that makes no sense. Names file and key.
    """
    if file is None:
        return Settings()
    table = read_toml(file, f"the settings file {file}")
    try:
        settings = Settings.model_validate(table)
    except ValidationError as problem:
        raise InputError(f"{file}: {_first_mistake(problem)}") from problem
    return _with_template_beside(settings, file)


def _first_mistake(problem: ValidationError) -> str:
    mistake = problem.errors()[0]
    key = ".".join(str(part) for part in mistake["loc"])
    if mistake["type"] == "extra_forbidden":
        return f"{key}: there is no such setting. Remove it, or correct its spelling."
    return f"{key}: {mistake['msg']} (it is {_short(mistake['input'])})."


def _short(value: object) -> str:
    told = repr(value)
    return told if len(told) <= _TOLD else told[:_TOLD] + "…"


def _with_template_beside(settings: Settings, file: Path) -> Settings:
    # A template file is named relative to the settings file, so that the pair works from every working folder.
    template = settings.scan.template
    if template is None or not template.endswith(".toml"):
        return settings
    beside = str((file.parent / template).resolve())
    return settings.model_copy(update={"scan": ScanSettings(template=beside)})
