"""What has changed on a wall, as figures and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stickyscan.cli.summary import count
from stickyscan.journey import JourneyMap, Note

if TYPE_CHECKING:
    from stickyscan.revisit import Changes, NoteChange

Listed = dict[str, list[dict[str, object]]]


def listed(changes: Changes, before: JourneyMap, after: JourneyMap) -> dict[str, object]:
    """For `--json`: ids, texts and places of everything that changed, and how many notes did not."""
    return {
        "unchanged": sum(not (change.moved or change.edited) for change in changes.kept),
        "moved": [
            {
                **_ids(change),
                "text": change.after.text,
                "from": _cell(change.before, before),
                "to": _cell(change.after, after),
            }
            for change in changes.moved
        ],
        "edited": [{**_ids(change), "from": change.before.text, "to": change.after.text} for change in changes.edited],
        "new": [{"id": note.id, "text": note.text, "to": _cell(note, after)} for note in changes.new],
        "gone": [{"id": note.id, "text": note.text, "from": _cell(note, before)} for note in changes.gone],
    }


def in_lines(changes: Changes, before: JourneyMap, after: JourneyMap) -> tuple[str, ...]:
    """The same for people: a line of figures, then a line per note that changed."""
    same = sum(not (change.moved or change.edited) for change in changes.kept)
    figures = (
        f"{count(same, 'note')} as before, {len(changes.moved)} moved, {len(changes.edited)} edited, "
        f"{len(changes.new)} new, {len(changes.gone)} gone"
    )
    return (figures, *_lines(changes, before, after))


def _lines(changes: Changes, before: JourneyMap, after: JourneyMap) -> Iterator[str]:
    for change in changes.moved:
        ways = _words(_cell(change.before, before)), _words(_cell(change.after, after))
        yield f"  moved   {_named(change.after)}: {ways[0]} -> {ways[1]}"
    for change in changes.edited:
        yield f"  edited  {_named(change.before)} -> {_named(change.after)}"
    for note in changes.new:
        yield f"  new     {_named(note)}: {_words(_cell(note, after))}"
    for note in changes.gone:
        yield f"  gone    {_named(note)}: {_words(_cell(note, before))}"


def _ids(change: NoteChange) -> dict[str, object]:
    return {"id": change.after.id, "was": change.before.id}


def _cell(note: Note, journey: JourneyMap) -> dict[str, str | None]:
    stages = {stage.id: stage.title for stage in journey.stages}
    lanes = {lane.id: lane.title for lane in journey.lanes}
    return {"stage": stages.get(note.stage or ""), "lane": lanes.get(note.lane or "")}


def _words(cell: dict[str, str | None]) -> str:
    return " / ".join(title for title in cell.values() if title) or "no stage"


def _named(note: Note) -> str:
    return f"{note.id} “{note.text}”" if note.text else f"{note.id} ({'unreadable' if note.text is None else 'empty'})"
