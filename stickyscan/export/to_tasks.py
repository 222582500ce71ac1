"""What the wall asks somebody to do, for trackers: pain points, opportunities and ideas, as Jira CSV or a task list.

Trello's paste takes every note. Jira does not run formulas, so texts stand there as they are.
"""

from __future__ import annotations

import csv
import io
import re

from stickyscan.export.grid import cell_notes, column_title, grid_of
from stickyscan.export.literal import escaped
from stickyscan.export.photos import PhotoFolder
from stickyscan.export.words import (
    counted,
    feelings,
    heading,
    kind_words,
    lines,
    map_title,
    one_line,
    place,
    place_words,
    said,
)
from stickyscan.journey import JourneyMap, Kind, Note

_TASKS: tuple[Kind, ...] = ("pain_point", "opportunity", "idea", "need", "question")
_ISSUE_TYPES: dict[Kind, str] = {"pain_point": "Bug", "opportunity": "Story", "idea": "Story"}
# Jira takes no longer summaries, and no spaces in labels.
_SUMMARY = 255
_NOT_IN_LABEL = re.compile(r"[^\w-]+")
# GitHub tells the people that a text names, even where a backslash stands before the @.
_MENTION = re.compile(r"([@#])(?=\w)")


def to_trello(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """Text to paste: a heading per stage, then one line per note, which Trello offers to make one card each."""
    grid, parts = grid_of(journey), []
    for stage in grid.columns:
        notes = [note for lane in grid.rows for note in cell_notes(journey, stage, lane)]
        parts.append([f"{one_line(column_title(journey, stage))}:", *map(_line, notes)])
    if grid.unplaced or not parts:
        parts.append(["Notes:" if grid.is_free_form else "Not placed:", *map(_line, grid.unplaced)])
    return ("\n\n".join("\n".join(part) for part in parts) + "\n").encode()


def to_jira_csv(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """One issue per pain point, opportunity, idea, need and question, most votes first; UTF-8, RFC 4180."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(["Summary", "Issue Type", "Description", "Labels", "Labels", "Labels"])
    for note in _tasks(journey):
        stage = place_words(journey, note)[0]
        labels = ["journey-map", _label(f"stage_{stage}") if stage else "", note.kind or ""]
        issue = _ISSUE_TYPES.get(note.kind, "Task") if note.kind else "Task"
        writer.writerow([_shortened(one_line(said(note)), _SUMMARY), issue, _description(journey, note), *labels])
    return sheet.getvalue().encode()


def to_github_issues(journey: JourneyMap, _photos: PhotoFolder | None = None) -> bytes:
    """A Markdown task list of the same notes; mentions and issue numbers in them are broken up."""
    tasks = _tasks(journey)
    parts = [f"## {_quiet(map_title(journey))}"]
    items = [
        f"- [ ] **{escaped(heading(note))}** {_quiet(said(note))} ({_quiet(place(journey, note))})" for note in tasks
    ]
    parts.append("\n".join(items) or "No pain points, opportunities, ideas, needs or questions are on this map.")
    others = sum(1 for note in journey.notes if note.role == "note") - len(tasks)
    if others:
        parts.append(f"{counted(others, 'further note')} on the map ask for nothing, or their kind is not known.")
    return ("\n\n".join(parts) + "\n").encode()


def _tasks(journey: JourneyMap) -> list[Note]:
    found = [note for note in journey.notes if note.role == "note" and note.kind in _TASKS]
    return sorted(found, key=lambda note: -(note.votes or 0))


def _line(note: Note) -> str:
    return f"{heading(note)}: {one_line(said(note))}"


def _description(journey: JourneyMap, note: Note) -> str:
    photo = next(photo.file for photo in journey.photos if photo.id == note.photo)
    places = zip(("Stage", "Lane"), place_words(journey, note), strict=True)
    votes = "votes not counted" if note.votes is None else counted(note.votes, "vote")
    feeling = ", ".join(feelings(note))
    facts = [
        f'{kind_words(note)} from journey map "{one_line(map_title(journey))}"',
        *(f"{name}: {one_line(title)}" for name, title in places if title),
        f"Note {one_line(note.id)}: {note.colour.name}, {votes}",
        *([f"Feeling: {feeling}"] if feeling else []),
        f"Photo: {one_line(photo)}",
        *(["Please check the wording against the photo."] if note.needs_review else []),
        *(f"Leads to: {_target(journey, c.target)}" for c in journey.connectors if c.source == note.id),
        "",
        lines(said(note)),
    ]
    return "\n".join(facts)


def _target(journey: JourneyMap, key: str) -> str:
    return _shortened(one_line(next(said(note) for note in journey.notes if note.id == key)), 80)


def _label(words: str) -> str:
    return _NOT_IN_LABEL.sub("_", one_line(words))[:100]


def _shortened(words: str, limit: int) -> str:
    return words if len(words) <= limit else words[: limit - 1] + "…"


def _quiet(words: str) -> str:
    return escaped(_MENTION.sub("\\1\N{WORD JOINER}", one_line(words)))
