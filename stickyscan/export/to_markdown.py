"""The map as GitHub-flavoured Markdown: a table to look at, then every note as a list to work with.

The table holds line breaks as `<br>`, which some readers drop; the lists below it hold the same notes without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stickyscan.export.grid import Grid, cell_notes, column_title, grid_of, row_title
from stickyscan.export.literal import escaped
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.words import (
    ROLES,
    arrow_words,
    counted,
    feelings,
    kind_sign,
    kind_words,
    lines,
    map_title,
    mood_words,
    place_words,
    reasons,
    stage_title,
)
from stickyscan.journey import JourneyMap, Note


def to_markdown(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """UTF-8 Markdown; every note is in one of its lists, headings, unplaced and unreadable ones too."""
    grid = grid_of(journey)
    parts = [
        f"# {escaped(map_title(journey))}",
        *_about(journey),
        *([] if grid.is_free_form else ["## Map", _table(journey, grid)]),
        *_curve(journey),
        *_lists(journey, grid),
        *_review(journey),
        *_section("Arrows", map(escaped, arrow_words(journey))),
        *_section("Warnings", [escaped(warning) for warning in journey.warnings]),
    ]
    return ("\n\n".join(parts) + "\n").encode("utf-8")


def _about(journey: JourneyMap) -> list[str]:
    facts = [
        f"**{name}:** {escaped(value)}"
        for name, value in (("Persona", journey.persona), ("Scenario", journey.scenario))
        if value
    ]
    legend = ", ".join(f"{entry.colour} = {entry.kind.replace('_', ' ')}" for entry in journey.legend)
    made = journey.made_by
    return [
        *facts,
        *([f"**Legend:** {legend}"] if legend else []),
        f"{counted(len(journey.notes), 'note')}, {counted(len(journey.stages), 'stage')}, "
        f"{counted(len(journey.lanes), 'lane')}. "
        f"Photos: {', '.join(escaped(photo.file) for photo in journey.photos)}. "
        f"Made by {escaped(made.name)} {escaped(made.version)}.",
    ]


def _table(journey: JourneyMap, grid: Grid) -> str:
    heads = ["Lane", *(escaped(column_title(journey, stage)) for stage in grid.columns)]
    rows = [_row(heads), _row(["---"] * len(heads))]
    for lane in grid.rows:
        cells = ["<br>".join(_note(note) for note in cell_notes(journey, stage, lane)) for stage in grid.columns]
        rows.append(_row([f"**{escaped(row_title(journey, lane))}**", *(cell or "—" for cell in cells)]))
    return "\n".join(rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _note(note: Note) -> str:
    facts = [
        f"{kind_sign(note)} {kind_words(note)}".strip(),
        *([counted(note.votes, "vote")] if note.votes else []),
        *feelings(note),
    ]
    return f"{escaped(', '.join(facts))}: {_text(note)}"


def _text(note: Note) -> str:
    if note.text is None:
        return "*could not be read*"
    return escaped(lines(note.text)) or "*empty*"


def _listed(note: Note) -> str:
    return f"{_note(note)} ({note.colour.name}, {escaped(note.id)})"


def _lists(journey: JourneyMap, grid: Grid) -> list[str]:
    if grid.is_free_form:
        return [*_section("Notes", [_listed(n) for n in grid.unplaced]), *_headings(journey)]
    parts = [*_headings(journey)]
    for stage in grid.columns:
        for lane in grid.rows:
            heading = f"{escaped(column_title(journey, stage))} / {escaped(row_title(journey, lane))}"
            parts += _section(heading, [_listed(note) for note in cell_notes(journey, stage, lane)], level=3)
    placed = ["## Notes by stage", *parts] if parts else []
    return [*placed, *_section("Not placed", [_listed(note) for note in grid.unplaced])]


def _headings(journey: JourneyMap) -> list[str]:
    headings = [note for note in journey.notes if note.role != "note"]
    return _section("Headings on the wall", [f"{ROLES[n.role]}: {_listed(n)}" for n in headings], level=3)


def _curve(journey: JourneyMap) -> list[str]:
    titles = {stage.id: stage_title(journey, stage) for stage in journey.stages}
    return _section(
        "Emotion curve",
        [f"{escaped(titles[point.stage])}: {mood_words(point.sentiment).lower()}" for point in journey.curve],
    )


def _review(journey: JourneyMap) -> list[str]:
    unreadable = [note for note in journey.notes if note.text is None]
    doubtful = [note for note in journey.notes if note.needs_review and note.text is not None]
    return [
        *_section("Could not be read", [_doubt(journey, note) for note in unreadable]),
        *_section("Please check", [_doubt(journey, note) for note in doubtful]),
    ]


def _doubt(journey: JourneyMap, note: Note) -> str:
    place = " / ".join(escaped(title) for title in place_words(journey, note) if title) or "not placed"
    why = " ".join(escaped(reason) for reason in reasons(note))
    return f"{escaped(note.id)} ({note.colour.name}, {place}): {_text(note)} {why}".strip()


def _section(heading: str, items: Iterable[str], level: int = 2) -> list[str]:
    listed = [f"- {item}" for item in items]
    return [f"{'#' * level} {heading}", "\n".join(listed)] if listed else []
