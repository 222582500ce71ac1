"""The map as Mermaid text: a timeline of stages, lanes and notes; and the emotion curve as a user journey.

Mermaid cuts texts silently at `#`, `;` and `:`, and takes words at the start of a line for commands; such characters
are written as entities, which it shows as they are. It refuses diagrams over 50,000 characters with a picture that
says so: longer maps get shortened texts and a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from stickyscan.export.grid import cell_notes, column_title, grid_of, row_title
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.words import arrow_words, heading, map_title, mood_words, one_line, said, stage_title
from stickyscan.journey import JourneyMap, Note

_SPECIAL = re.compile(r"[#:;,%<>\"`{}$&\\]")
_COMMANDS = re.compile(r"(?i)(section|title|acc|timeline|journey|click|direction)")
_LIMIT = 49_000
# Lengths that note texts are cut to, one after the other, until the diagram is small enough.
_CUTS = (2000, 400, 120, 40, 12)
# A stage's feeling from -2..2 as Mermaid's score from 1 to 5.
_NEUTRAL = 3


def to_mermaid(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """A timeline: stages as sections, lanes as periods, notes as events."""
    whole = "\n".join(_timeline(journey, None))
    if len(whole) <= _LIMIT:
        return f"{whole}\n".encode()
    for cut in _CUTS:
        whole = "\n".join(_timeline(journey, cut))
        if len(whole) <= _LIMIT:
            break
    return f"{whole}\n%% Texts are shortened: Mermaid takes 50000 characters. Other exports hold them whole.\n".encode()


def to_mermaid_journey(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """A user journey: how the customer feels in each stage, and on notes that tell a feeling of their own."""
    lines = ["journey", f"  title {_text(map_title(journey))}"]
    levels = {point.stage: point.sentiment for point in journey.curve}
    actor = f": {_text(journey.persona)}" if journey.persona and one_line(journey.persona) else ""
    for number, stage in enumerate(journey.stages, start=1):
        notes = [n for n in journey.notes if n.role == "note" and n.stage == stage.id and n.sentiment is not None]
        level = levels.get(stage.id)
        tasks = [(f"Feeling, {mood_words(level).lower()}", level)] if level is not None else []
        tasks += [(f"{heading(note)}, {said(note)}", note.sentiment) for note in notes if note.sentiment is not None]
        if tasks:
            # Neighbours of the same name would be drawn as one: the number keeps them apart.
            lines.append(f"  section {number}. {_text(stage_title(journey, stage))}")
            lines += [f"    {_text(task)}: {_NEUTRAL + score}{actor}" for task, score in tasks]
    if len(lines) == 2:
        lines.append("%% No feelings are on this map.")
    return ("\n".join(lines) + "\n").encode()


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
