"""The map itself: a table of stages and lanes, or, for a free-form wall, the notes about where they hang."""

from __future__ import annotations

from stickyscan.export.grid import Grid, cell_notes, column_title, row_title
from stickyscan.export.page.card import card
from stickyscan.export.page.markup import Child, Markup, tag, verbatim
from stickyscan.export.words import KINDS, counted, map_title, mood_words
from stickyscan.journey import JourneyMap, Lane, Note, Stage

_LANE_REM, _STAGE_REM, _PAGE_EDGES_REM = 11, 11.5, 6
# Lines as wide on a stretched drawing as on any other; not in the style sheet, as CSS does not know it everywhere.
_THIN = {"vector_effect": "non-scaling-stroke"}
# Distances of note centres on a free-form wall, in note widths or heights.
_SAME_TRACK, _WIDE_GAP = 0.7, 1.7


def map_table(journey: JourneyMap, grid: Grid) -> tuple[Markup, str]:
    """The table, in a frame that scrolls sideways and can be reached by keyboard, and the style rules for its width.

    On a phone the style sheet sets the table as blocks, and some browsers would stop calling it a table: the page's
    script gives the elements their roles in words.
    """
    heads = [tag("th", "Lane", scope="col", class_="corner")]
    heads += [_stage_head(journey, stage) for stage in grid.columns]
    table = tag(
        "table",
        tag("caption", f"{map_title(journey)}: stages across, lanes down"),
        tag("thead", tag("tr", heads)),
        tag("tbody", _curve_row(journey, grid), [_row(journey, grid, lane) for lane in grid.rows]),
        class_="map",
    )
    frame = tag("div", table, class_="scroll", role="region", tabindex=0, aria_label="Journey map, scrolls sideways")
    width = _LANE_REM + _STAGE_REM * len(grid.columns)
    # Where the whole table fits, the frame lets go, so that the headings stay in sight while the page scrolls.
    free = f"@media screen and (min-width:{width + _PAGE_EDGES_REM}rem){{.scroll{{overflow:visible;max-height:none}}}}"
    return frame, f"@media screen and (min-width:44.01rem){{.map{{min-width:{width}rem}}}}\n{free}"


def _stage_head(journey: JourneyMap, stage: Stage | None) -> Markup:
    title = column_title(journey, stage)
    source = next((n for n in journey.notes if n.role == "stage_header" and stage and n.stage == stage.id), None)
    return tag("th", _heading(journey, title, source), scope="col", class_="stage")


def _heading(journey: JourneyMap, title: str, source: Note | None) -> Markup:
    named = verbatim(title, journey.language)
    if source is None:
        return tag("span", named, class_="head")
    return tag("a", named, href=f"#note-{source.id}", id=f"card-{source.id}", data_note=source.id, class_="head")


def _row(journey: JourneyMap, grid: Grid, lane: Lane | None) -> Markup:
    title = row_title(journey, lane)
    source = next((n for n in journey.notes if n.role == "lane_header" and lane and n.lane == lane.id), None)
    kind = KINDS[lane.kind] if lane and lane.kind else None
    shown = tag("span", tag("span", kind[0], aria_hidden="true"), f" {kind[1]}", class_="lane-kind") if kind else None
    same = kind is not None and kind[1].casefold() in title.casefold()
    head = tag("th", _heading(journey, title, source), None if same else shown, scope="row")
    cells = [_cell(journey, stage, lane) for stage in grid.columns]
    return tag("tr", head, cells)


def _cell(journey: JourneyMap, stage: Stage | None, lane: Lane | None) -> Markup:
    notes = cell_notes(journey, stage, lane)
    inside = (
        tag("ul", [card(journey, note) for note in notes], class_="cards")
        if notes
        else tag("span", "No notes", class_="none")
    )
    label = tag("span", column_title(journey, stage), class_="cell-stage", aria_hidden="true")
    return tag("td", label, inside, class_=None if notes else "empty")


def _curve_row(journey: JourneyMap, grid: Grid) -> Markup | None:
    """How the customer feels, per stage: a curve for the eye, a word for everybody."""
    if not journey.curve:
        return None
    levels = {point.stage: point.sentiment for point in journey.curve}
    values = [levels.get(stage.id) if stage else None for stage in grid.columns]
    cells: list[Child] = []
    for i, value in enumerate(values):
        label = tag("span", column_title(journey, grid.columns[i]), class_="cell-stage", aria_hidden="true")
        if value is None:
            cells.append(tag("td", label, tag("span", "Not known", class_="none"), class_="curve"))
            continue
        before, after = values[i - 1] if i else None, values[i + 1] if i + 1 < len(values) else None
        word = tag("span", mood_words(value), class_="feeling")
        cells.append(tag("td", label, _curve_piece(before, value, after), word, class_="curve"))
    head = tag("th", tag("span", "Emotion curve", class_="head"), scope="row")
    return tag("tr", head, cells, class_="curve-row")


def _curve_piece(before: int | None, value: int, after: int | None) -> Markup:
    """One stage's part of the curve in a box of 100 by 100: half an S-curve to each neighbour, split at its middle."""
    here = _level(value)
    path = f"M50 {here}h0"
    for neighbour, direction in ((before, -1), (after, 1)):
        if neighbour is not None:
            there = _level(neighbour)
            path += (
                f"M50 {here}C{50 + 25 * direction} {here} {50 + 37.5 * direction} {(3 * here + there) / 4} "
                f"{50 + 50 * direction} {(here + there) / 2}"
            )
    zero = tag("path", d=f"M0 {_level(0)}H100", class_="zero", **_THIN)
    line = tag("path", d=path, class_="line", **_THIN)
    dot = tag("path", d=f"M50 {here}h0.01", class_="dot", **_THIN)
    return tag(
        "svg", zero, line, dot, viewBox="0 0 100 100", preserveAspectRatio="none", aria_hidden="true", focusable="false"
    )


def _level(sentiment: int) -> int:
    return 50 - 18 * sentiment


def wall_view(journey: JourneyMap, notes: tuple[Note, ...]) -> tuple[Markup, str]:
    """A free-form wall: cards about where the notes hang, and the style rules that put them there.

    Distances are kept as an order of columns and rows; one empty track stands for any gap, so that wide walls stay
    readable.
    """
    if not notes:
        return tag("p", "There is no note on this map.", class_="none"), ""
    columns = _tracks([note.wall.x for note in notes], [note.wall.width for note in notes])
    rows = _tracks([note.wall.y for note in notes], [note.wall.height for note in notes])
    spots: dict[tuple[int, int], list[Note]] = {}
    for note, column, row in zip(notes, columns, rows, strict=True):
        spots.setdefault((row, column), []).append(note)
    shown = [
        tag("li", tag("ul", [card(journey, note) for note in inside], class_="cards"), class_=f"x{column} y{row}")
        for (row, column), inside in sorted(spots.items())
    ]
    wall = tag("ul", shown, class_="wall", aria_label=f"{counted(len(notes), 'note')} as they hang on the wall")
    rules = [f".wall{{--columns:{max(columns)}}}"]
    rules += [f".wall>.x{n}{{grid-column:{n}}}" for n in sorted(set(columns))]
    rules += [f".wall>.y{n}{{grid-row:{n}}}" for n in sorted(set(rows))]
    label = "The wall, scrolls sideways"
    frame = tag("div", wall, class_="scroll", role="region", tabindex=0, aria_label=label)
    return frame, "\n".join(rules)


def _tracks(centres: list[float], sizes: list[float]) -> list[int]:
    """The grid line of each centre, from 1: neighbours share a track, and any wide gap is one empty track."""
    usual = sorted(sizes)[len(sizes) // 2]
    first = previous = min(centres)
    line, lines = 1, {}
    for centre in sorted(set(centres)):
        if centre - first > _SAME_TRACK * usual:
            line += 2 if centre - previous > _WIDE_GAP * usual else 1
            first = centre
        lines[centre], previous = line, centre
    return [lines[centre] for centre in centres]
