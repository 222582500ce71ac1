"""The table of export formats. It also feeds the choices of the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from stickyscan.errors import UsageError
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.to_csv import to_csv, to_csv_raw
from stickyscan.export.to_drawio import to_drawio
from stickyscan.export.to_excalidraw import to_excalidraw
from stickyscan.export.to_html import to_html
from stickyscan.export.to_json import to_json
from stickyscan.export.to_jsoncanvas import to_jsoncanvas
from stickyscan.export.to_lucid import to_lucid
from stickyscan.export.to_markdown import to_markdown
from stickyscan.export.to_mermaid import to_mermaid, to_mermaid_journey
from stickyscan.export.to_opml import to_opml
from stickyscan.export.to_pdf import to_pdf
from stickyscan.export.to_pptx import to_pptx
from stickyscan.export.to_tasks import to_github_issues, to_jira_csv, to_trello
from stickyscan.export.to_tsv import to_tsv
from stickyscan.export.to_whiteboard import to_miro, to_mural
from stickyscan.export.to_xlsx import to_xlsx, to_xlsx_crops
from stickyscan.export.to_zip import to_bundle, to_crops
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
        extra: what to name in `pip install 'stickyscan[...]'` if the format needs a library of its own.
        tells_doubts: True if doubtful notes show as such without being asked for.
    """

    name: str
    suffix: str
    audience: str
    function: Exporter
    extra: str | None = None
    tells_doubts: bool = False


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            Format("json", ".json", "programs: the whole map, nothing lost", to_json, tells_doubts=True),
            Format("html", ".html", "people: one page to mail, read, check and print", to_html, tells_doubts=True),
            Format("xlsx", ".xlsx", "Excel: map, notes to filter and edit, legend", to_xlsx, "xlsx", tells_doubts=True),
            Format(
                "xlsx-crops",
                ".crops.xlsx",
                "Excel: the same with a picture of each note",
                to_xlsx_crops,
                "xlsx",
                tells_doubts=True,
            ),
            Format("csv", ".csv", "spreadsheets: one row per note, safe to open", to_csv, tells_doubts=True),
            Format("csv-raw", ".raw.csv", "scripts: the same rows, words untouched", to_csv_raw, tells_doubts=True),
            Format("tsv", ".tsv", "pasting the map as a table, as into Signavio or Sheets", to_tsv),
            Format("pptx", ".pptx", "PowerPoint and Keynote: shapes to move, a few stages per slide", to_pptx, "pptx"),
            Format(
                "pdf",
                ".pdf",
                "printing and mail: tagged for screen readers",
                to_pdf,
                "pdf",
                tells_doubts=True,
            ),
            Format("markdown", ".md", "wikis, tickets and pull requests", to_markdown, tells_doubts=True),
            Format("mermaid", ".mmd", "Markdown documents: the map as a timeline", to_mermaid),
            Format("mermaid-journey", ".journey.mmd", "Markdown documents: the emotion curve", to_mermaid_journey),
            Format("drawio", ".drawio", "draw.io and diagrams.net: a table of notes", to_drawio),
            Format("excalidraw", ".excalidraw", "Excalidraw: notes to draw between", to_excalidraw),
            Format("jsoncanvas", ".canvas", "Obsidian and other canvases", to_jsoncanvas),
            Format("opml", ".opml", "outliners and mind maps", to_opml),
            Format("lucid", ".lucid", "Lucidchart and Lucidspark: their standard import", to_lucid),
            Format("miro", ".miro.json", "scripts for Miro: the calls that would be sent", to_miro),
            Format("mural", ".mural.json", "scripts for Mural: the calls that would be sent", to_mural),
            Format("trello", ".trello.txt", "Trello: a list per stage to paste, one card per line", to_trello),
            Format(
                "jira-csv",
                ".jira.csv",
                "Jira: pains, ideas, questions as issues to import",
                to_jira_csv,
                tells_doubts=True,
            ),
            Format(
                "github-issues",
                ".tasks.md",
                "GitHub, GitLab: pains, ideas, questions as tasks",
                to_github_issues,
            ),
            Format("crops", ".crops.zip", "people who sort on: a picture of each note", to_crops),
            Format("bundle", ".zip", "mail: photos, page, workbook, slides", to_bundle, "xlsx,pptx", tells_doubts=True),
        )
    }
)


def export(journey: JourneyMap, name: str, photos: PhotoFolder | None = None, *, mark_doubts: bool = False) -> bytes:
    """The map as a file of the format called `name`.

    Args:
        journey: the map.
        name: a key of `FORMATS`.
        photos: where the map's photos lie, for the formats that show them; None leaves the pictures out.
        mark_doubts: end the text of notes that a person should check with "[?]", in the formats that do not tell
            doubtful notes anyway.

    Raises:
        UsageError: there is no such format.
        EngineMissingError: the format needs a library that is not installed; the message has the install line.
    """
    if name not in FORMATS:
        raise UsageError(f"unknown format {name!r}. Choose one of: {', '.join(FORMATS)}.")
    entry = FORMATS[name]
    return entry.function(_marked(journey) if mark_doubts and not entry.tells_doubts else journey, photos)


def _marked(journey: JourneyMap) -> JourneyMap:
    notes = tuple(
        note.model_copy(update={"text": f"{note.text} [?]".lstrip()})
        if note.needs_review and note.text is not None
        else note
        for note in journey.notes
    )
    return journey.model_copy(update={"notes": notes})
