"""The table of export formats as the page's menu: names for people, and whether each can be made on this computer."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from importlib.util import find_spec

from stickyscan.export import FORMATS, Format

# Libraries that an extra brings, by the names they are imported under.
_LIBRARIES = {"xlsx": ("xlsxwriter", "openpyxl"), "pptx": ("pptx",), "pdf": ("weasyprint",)}
_TITLES = {
    "json": "JSON", "html": "Web page", "xlsx": "Excel", "xlsx-crops": "Excel with pictures", "csv": "CSV",
    "csv-raw": "CSV, unchanged words", "tsv": "TSV",
    "pptx": "PowerPoint", "pdf": "PDF", "markdown": "Markdown", "mermaid": "Mermaid timeline",
    "mermaid-journey": "Mermaid journey", "drawio": "draw.io", "excalidraw": "Excalidraw",
    "jsoncanvas": "JSON Canvas", "opml": "OPML", "lucid": "Lucid", "miro": "Miro", "mural": "Mural",
    "trello": "Trello", "jira-csv": "Jira", "github-issues": "GitHub and GitLab", "crops": "Pictures of the notes",
    "bundle": "Everything in one archive",
}  # fmt: skip
_MEDIA_TYPES = {
    ".json": "application/json", ".html": "text/html", ".csv": "text/csv", ".tsv": "text/tab-separated-values",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".pdf": "application/pdf", ".md": "text/markdown", ".zip": "application/zip", ".txt": "text/plain",
}  # fmt: skip


@dataclass(frozen=True)
class MenuEntry:
    """One format. `why_not` says what to install if it is not available."""

    name: str
    title: str
    for_whom: str
    available: bool
    why_not: str | None


def export_menu() -> list[dict[str, object]]:
    """All formats, in the order of the table."""
    return [asdict(_entry(one)) for one in FORMATS.values()]


def media_type(name: str) -> str:
    """What a browser is told of a file of that format."""
    return _MEDIA_TYPES.get("." + FORMATS[name].suffix.rpartition(".")[2], "application/octet-stream")


def safe_name(wall: str, name: str) -> str:
    """The name under which the file is saved: plain letters only, whatever the wall is called."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", wall).strip("-.")[:60] or "map"
    return f"{plain}{FORMATS[name].suffix}"


def _entry(one: Format) -> MenuEntry:
    extras = one.extra.split(",") if one.extra else []
    lacking = [extra for extra in extras if any(find_spec(library) is None for library in _LIBRARIES[extra])]
    why_not = f"Install it with: pip install 'stickyscan[{','.join(lacking)}]'" if lacking else None
    return MenuEntry(one.name, _TITLES.get(one.name, one.name), one.audience, not lacking, why_not)
