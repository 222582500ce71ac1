"""The table of export formats. It also feeds the choices of the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from stickyscan.errors import UsageError
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.to_csv import to_csv
from stickyscan.export.to_html import to_html
from stickyscan.export.to_json import to_json
from stickyscan.export.to_markdown import to_markdown
from stickyscan.journey import JourneyMap

Exporter = Callable[[JourneyMap, PhotoFolder | None], bytes]


@dataclass(frozen=True)
class Format:
    """One kind of file that a map can be handed over as.

    Attributes:
        name: what a user types after `--to`.
        suffix: of the file, with its dot.
        audience: who it is for, in a few words, for help texts.
        function: makes the bytes of the file.
    """

    name: str
    suffix: str
    audience: str
    function: Exporter


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            Format("json", ".json", "programs: the whole map, nothing lost", to_json),
            Format("html", ".html", "people: one page to mail, read, check and print", to_html),
            Format("csv", ".csv", "spreadsheets and scripts: one row per note", to_csv),
            Format("markdown", ".md", "wikis, tickets and pull requests", to_markdown),
        )
    }
)


def export(journey: JourneyMap, name: str, photos: PhotoFolder | None = None) -> bytes:
    """The map as a file of the format called `name`.

    Args:
        journey: the map.
        name: a key of `FORMATS`.
        photos: where the map's photos lie, for the formats that show them; None leaves the pictures out.

    Raises:
        UsageError: there is no such format.
    """
    if name not in FORMATS:
        raise UsageError(f"unknown format {name!r}. Choose one of: {', '.join(FORMATS)}.")
    return FORMATS[name].function(journey, photos)
