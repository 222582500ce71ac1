"""The map as a tagged PDF to print and to mail: wide maps go over several pages, lane titles on each.

WeasyPrint sets a page of its own, made of the same parts as the HTML export; the file is flagged PDF/UA-1, which says
that it is tagged for screen readers, not that anybody has certified it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PIL import ImageFile

from stickyscan.export.extras import missing_extra
from stickyscan.export.grid import Grid, cell_notes, column_title, grid_of, row_title
from stickyscan.export.page.markup import Child, Markup, joined, language_tag, tag, text, verbatim
from stickyscan.export.paper import paper_rules
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.words import arrow_words, heading, legend_words, map_title, mood_words, said
from stickyscan.journey import JourneyMap, Note, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

# With few stages a cell is wide enough for notes side by side.
_STAGES_ON_PAGE, _FEW, _SIDE_BY_SIDE = 5, 2, "side-by-side"
# A lane is set as rows of so many notes a cell: a page breaks between rows, and each tells its lane.
_DEEP, _DEEP_SIDE_BY_SIDE = 4, 12
_LONG = 800  # letters; such a note may go over several pages
_PANGO = "on Debian: apt install libpango-1.0-0 libpangoft2-1.0-0"
_STYLE = """
@page { size: A4 landscape; margin: 12mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
body { font: 9pt "Noto Sans", "DejaVu Sans", "Liberation Sans", sans-serif; color: #1d1c1a; margin: 0; }
h1 { font-size: 18pt; margin: 0 0 2mm; } h2 { font-size: 13pt; margin: 4mm 0 2mm; break-after: avoid; }
p { margin: 0 0 1.5mm; }
section.part { break-before: page; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { border: 0.5pt solid #8c8880; padding: 1.2mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
tr { break-inside: avoid; } tr.more > * { border-top: 0.3pt dotted #c9c5bb; } tr.more > th { font-weight: normal; }
th { background: #efede8; } col.lane { width: 30mm; }
ul { list-style: none; margin: 0; padding: 0; }
li.note { background: var(--paper); color: var(--ink); border: 0.5pt solid #8c8880; padding: 1mm; margin: 0 0 1mm;
  overflow-wrap: anywhere; white-space: pre-wrap; break-inside: avoid; }
li.note b { font-size: 7.5pt; display: block; }
ul.side-by-side li.note { display: inline-block; width: 63mm; margin-right: 1mm; vertical-align: top; }
ul li.note.long { display: block; width: auto; break-inside: auto; }
"""


def to_pdf(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """A .pdf file; on one machine, the same map gives the same bytes.

    Raises:
        EngineMissingError: WeasyPrint, or the text library Pango that it needs, is not installed.
    """
    truncated = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        import weasyprint
    except ModuleNotFoundError as problem:
        raise missing_extra("WeasyPrint", "pdf") from problem
    except OSError as problem:  # it is there, its system library is not
        raise missing_extra(f"Pango besides WeasyPrint ({_PANGO})", "pdf") from problem
    finally:
        # WeasyPrint makes Pillow take damaged photos for whole ones, everywhere in the program.
        ImageFile.LOAD_TRUNCATED_IMAGES = truncated
    with _quiet():
        # Nothing is fetched: the page names no address.
        made = weasyprint.HTML(string=_page(journey)).write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=b"stickyscan")
    return bytes(made)


@contextmanager
def _quiet() -> Iterator[None]:
    """WeasyPrint tells on stderr what it does not know in a style sheet; that is of no use to a user."""
    logger = logging.getLogger("weasyprint")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _page(journey: JourneyMap) -> str:
    grid = grid_of(journey)
    parts = [grid.columns[i : i + _STAGES_ON_PAGE] for i in range(0, len(grid.columns), _STAGES_ON_PAGE)]
    tables = [_part(journey, grid, stages, number, len(parts)) for number, stages in enumerate(parts, start=1)]
    title = map_title(journey)
    body = joined(
        tag("h1", verbatim(title, journey.language)),
        *_about(journey),
        *tables,
        _loose(journey, grid),
        _arrows(journey),
    )
    language = language_tag(journey.language) or "en"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{text(title)}</title>'
        f"<style>{paper_rules()}{_STYLE}</style></head><body>{body}</body></html>"
    )


def _about(journey: JourneyMap) -> list[Markup]:
    facts = [(name, told) for name, told in (("Persona", journey.persona), ("Scenario", journey.scenario)) if told]
    legend = [("Legend", ", ".join(legend_words(journey)))] if journey.legend else []
    made = (
        "Made by",
        f"{journey.made_by.name} {journey.made_by.version} from {', '.join(p.file for p in journey.photos)}",
    )
    return [tag("p", tag("b", f"{name}: "), told) for name, told in (*facts, *legend, made)]


def _part(journey: JourneyMap, grid: Grid, stages: Sequence[Stage | None], number: int, count: int) -> Markup:
    part = "Map" if count == 1 else f"Map, part {number} of {count}"
    heads = [
        tag("th", "Lane", scope="col"),
        *(tag("th", column_title(journey, stage), scope="col") for stage in stages),
    ]
    rows: list[Child] = [_curve(journey, stages)]
    for lane in grid.rows:
        rows += _lane(journey, row_title(journey, lane), [cell_notes(journey, stage, lane) for stage in stages])
    table = tag(
        "table",
        Markup("<colgroup><col class='lane'></colgroup>"),
        tag("thead", tag("tr", heads)),
        tag("tbody", rows),
    )
    return tag("section", tag("h2", part), table, class_="part" if number > 1 else None)


def _curve(journey: JourneyMap, stages: Sequence[Stage | None]) -> Markup | None:
    if not journey.curve:
        return None
    levels = {point.stage: point.sentiment for point in journey.curve}
    told = [mood_words(levels[stage.id]) if stage and stage.id in levels else "Not known" for stage in stages]
    return tag("tr", tag("th", "Emotion curve", scope="row"), [tag("td", words) for words in told])


def _lane(journey: JourneyMap, title: str, cells: Sequence[Sequence[Note]]) -> list[Markup]:
    """The rows of a lane; all but the first are marked as going on."""
    wide = len(cells) <= _FEW
    step = _DEEP_SIDE_BY_SIDE if wide else _DEEP
    rows = []
    for start in range(0, max(1, *map(len, cells)), step):
        head = tag("th", title, scope="row")
        notes = [_cell(journey, cell[start : start + step], wide=wide, more=start > 0) for cell in cells]
        rows.append(tag("tr", head, notes, class_="more" if start else None))
    return rows


def _cell(journey: JourneyMap, notes: Sequence[Note], *, wide: bool, more: bool) -> Markup:
    if not notes:
        return tag("td", "" if more else "No notes")
    return tag("td", tag("ul", [_note(journey, note) for note in notes], class_=_SIDE_BY_SIDE if wide else None))


def _note(journey: JourneyMap, note: Note) -> Markup:
    # The reasons would fill the page: the HTML page and the workbook tell them.
    doubt = " · please check" if note.needs_review and note.text is not None else ""
    return tag(
        "li",
        tag("b", heading(note) + doubt),
        verbatim(said(note), journey.language if note.text else None),
        class_=f"note paper-{note.colour.name}" + (" long" if len(said(note)) > _LONG else ""),
    )


def _loose(journey: JourneyMap, grid: Grid) -> Markup | None:
    if not grid.unplaced:
        return None
    title = "Notes" if grid.is_free_form else "Not placed"
    notes = tag("ul", [_note(journey, note) for note in grid.unplaced], class_=_SIDE_BY_SIDE)
    return tag("section", tag("h2", title), notes)


def _arrows(journey: JourneyMap) -> Markup | None:
    """The arrows on the wall in words: the table has no room to draw them."""
    if not journey.connectors:
        return None
    return tag("section", tag("h2", "Arrows"), tag("ul", [tag("li", words) for words in arrow_words(journey)]))
