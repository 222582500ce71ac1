"""The map as Mermaid text: a timeline of stages, lanes and notes; and the emotion curve as a user journey.

Mermaid cuts texts silently at `#`, `;` and `:`, and takes words at the start of a line for commands; such characters
are written as entities, which it shows as they are. It refuses diagrams over 50,000 characters with a picture that
says so, and its boxes of a journey hide what they have no room for: there texts are shortened, and a comment tells it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from stickyscan.export.grid import cell_notes, column_title, grid_of, row_title
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.type_size import rows_of_text, wrapped
from stickyscan.export.words import (
    arrow_words,
    heading,
    kind_title,
    map_title,
    mood_words,
    one_line,
    said,
    stage_title,
)
from stickyscan.journey import JourneyMap, Note

_SPECIAL = re.compile(r"[#:;,%<>\"`{}$&\\]")
_COMMANDS = re.compile(r"(?i)(section|title|acc|timeline|journey|click|direction)")
_LIMIT = 49_000
# Lengths that note texts are cut to, one after the other, until the diagram is small enough.
_CUTS = (2000, 400, 120, 40, 12)
# A stage's feeling from -2..2 as Mermaid's score from 1 to 5.
_NEUTRAL = 3
# The boxes of a journey, in pixels: any higher, they would cover the faces, which hang at fixed heights below them.
_BOX_WIDTHS, _BOX_HEIGHT, _BOX_ROWS, _TYPE = (150, 220, 300, 400, 500), 60, 3, 16
_SHORTENED = "Texts are shortened: {why}. Other exports hold them whole."


def to_mermaid(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """A timeline: stages as sections, lanes as periods, notes as events."""
    return _small_enough(lambda cut: _timeline(journey, cut))


def to_mermaid_journey(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """A user journey: how the customer feels in each stage, and on notes that tell a feeling of their own."""
    return _small_enough(lambda cut: _journey(journey, cut))


def _small_enough(diagram: Callable[[int | None], Iterator[str]]) -> bytes:
    """The diagram with its texts cut as little as Mermaid's limit needs."""
    whole = "\n".join(diagram(None))
    if len(whole) <= _LIMIT:
        return f"{whole}\n".encode()
    for cut in _CUTS:
        whole = "\n".join(diagram(cut))
        if len(whole) <= _LIMIT:
            break
    return f"{whole}\n%% {_SHORTENED.format(why='Mermaid takes 50000 characters')}\n".encode()


def _journey(journey: JourneyMap, cut: int | None) -> Iterator[str]:
    title, sections = _text(map_title(journey)), dict(_sections(journey))
    tasks = [words for tasks in sections.values() for words, _ in tasks]
    if not tasks:
        yield from ("journey", f"  title {title}", "%% No feelings are on this map.")
        return
    width = next((w for w in _BOX_WIDTHS if all(map(_fits(w), tasks))), _BOX_WIDTHS[-1])
    actor = f": {_text(journey.persona)}" if journey.persona and one_line(journey.persona) else ""
    yield from ("---", "config:", "  journey:", f"    width: {width}", f"    height: {_BOX_HEIGHT}", "---")
    yield from ("journey", f"  title {title}")
    for section, told in sections.items():
        yield f"  section {section}"
        for words, feeling in told:
            yield f"    {_text(_in_box(words, width), cut)}: {_NEUTRAL + feeling}{actor}"
    if not all(map(_fits(width), tasks)):
        yield f"%% {_SHORTENED.format(why='more has no room in a box')}"


def _sections(journey: JourneyMap) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """The stages that have feelings: their titles, each with its tasks and how they feel."""
    levels = {point.stage: point.sentiment for point in journey.curve}
    for number, stage in enumerate(journey.stages, start=1):
        level = levels.get(stage.id)
        tasks = [(f"Feeling, {mood_words(level).lower()}", int(level))] if level is not None else []
        tasks += [
            (f"{kind_title(note)} · {one_line(said(note))}", note.sentiment)
            for note in journey.notes
            if note.role == "note" and note.stage == stage.id and note.sentiment is not None
        ]
        if tasks:
            # Neighbours of the same name would be drawn as one: the number keeps them apart.
            yield f"{number}. {_text(stage_title(journey, stage))}", tasks


def _fits(width: int) -> Callable[[str], bool]:
    return lambda words: rows_of_text(words, width / _TYPE) <= _BOX_ROWS


def _in_box(words: str, width: int) -> str:
    rows = wrapped(words, width / _TYPE)
    return words if len(rows) <= _BOX_ROWS else " ".join(rows[:_BOX_ROWS])[:-1] + "…"


def _timeline(journey: JourneyMap, cut: int | None) -> Iterator[str]:
    grid = grid_of(journey)
    yield "timeline"
    yield f"  title {_text(map_title(journey))}"
    levels: dict[str | None, int] = {point.stage: point.sentiment for point in journey.curve}
    for stage in grid.columns:
        yield f"  section {_text(column_title(journey, stage))}"
        if stage and stage.id in levels:
            yield f"    Emotion curve : {_text(mood_words(levels[stage.id]))}"
        for lane in grid.rows:
            yield from _period(row_title(journey, lane), cell_notes(journey, stage, lane), cut)
    if grid.unplaced:
        yield f"  section {'Notes' if grid.is_free_form else 'Not placed'}"
        yield from _period("Notes", grid.unplaced, cut)
    if journey.connectors:
        yield "  section Arrows"
        yield "    Arrows" + "".join(f" : {_text(words, cut)}" for words in arrow_words(journey))


def _period(title: str, notes: Sequence[Note], cut: int | None) -> Iterator[str]:
    if notes:
        events = "".join(f" : {_text(f'{heading(note)} · {said(note)}', cut)}" for note in notes)
        yield f"    {_text(title)}{events}"


def _text(words: str, cut: int | None = None) -> str:
    line = one_line(words) or "?"
    if cut is not None and len(line) > cut:
        line = line[: cut - 1] + "…"
    written = _SPECIAL.sub(lambda found: f"#{ord(found[0])};", line)
    return f"#{ord(written[0])};{written[1:]}" if _COMMANDS.match(written) else written
