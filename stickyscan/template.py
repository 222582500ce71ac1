"""What a workshop expects on its wall: stages, lanes, legend, vocabulary. Read from TOML, some built in."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from stickyscan.journey import ColourName, Kind


class TemplateLane(BaseModel):
    """A lane that the workshop expects, and what its notes are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    kind: Kind | None = None


class Template(BaseModel):
    """Expected stages and lanes, in order; the wall wins where it clearly differs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str | None = None
    persona: str | None = None
    scenario: str | None = None
    stages: tuple[str, ...] = ()
    lanes: tuple[TemplateLane, ...] = ()
    legend: dict[ColourName, Kind] = {}
    vocabulary: tuple[str, ...] = ()
