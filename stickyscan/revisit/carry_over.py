"""An earlier map and the map of a later photo in, one map out: the wall as it is now, with ids and corrections kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import PurePath
from typing import TypeVar

from stickyscan.journey import (
    TEXT_REASONS,
    Connector,
    CurvePoint,
    JourneyMap,
    Lane,
    LegendEntry,
    Note,
    PhotoInfo,
    ReviewReason,
    Stage,
)
from stickyscan.revisit.changes import Changes, NoteChange

_Group = TypeVar("_Group", bound=Stage | Lane)
_SHOWN = 5  # texts of vanished notes that the warning names


def carried_over(earlier: JourneyMap, later: JourneyMap, changes: Changes) -> JourneyMap:
    """The wall as `later` shows it, under the ids of `earlier`.

    What a person has corrected stays: texts, colours and roles of reviewed notes unless the sheet now says something
    else, kinds and titles by hand, the legend, persona and scenario. Of two readings that nobody has checked the surer
    one counts. Notes that are gone are told in a warning.
    """
    stage_ids = _ids_of(later.stages, changes.stages, earlier.stages, "s")
    lane_ids = _ids_of(later.lanes, changes.lanes, earlier.lanes, "l")
    stages = (s.model_copy(update=_lasting(s, stage_ids[s.id], earlier.stages)) for s in later.stages)
    lanes = (lane.model_copy(update=_lasting(lane, lane_ids[lane.id], earlier.lanes)) for lane in later.lanes)
    kept = {change.after.id: change for change in changes.kept}
    note_ids = {after: change.before.id for after, change in kept.items()}
    fresh = _fresh("n", (note.id for note in earlier.notes))
    note_ids |= {note.id: next(fresh) for note in changes.new}
    notes = tuple(
        _placed(note, note_ids[note.id], stage_ids, lane_ids)
        if note.id not in kept
        else _kept(kept[note.id], _placed(note, note_ids[note.id], stage_ids, lane_ids))
        for note in later.notes
    )
    return later.model_copy(
        update={
            "title": earlier.title or later.title,
            "persona": earlier.persona or later.persona,
            "scenario": earlier.scenario or later.scenario,
            "language": later.language or earlier.language,
            "photos": _renamed(later.photos, earlier.photos),
            "stages": (*stages, *_added(earlier.stages, stage_ids)),
            "lanes": (*lanes, *_added(earlier.lanes, lane_ids)),
            "legend": _legend(earlier.legend, later.legend),
            "notes": notes,
            "connectors": _connectors(earlier, later, note_ids),
            "curve": tuple(CurvePoint(stage=stage_ids[p.stage], sentiment=p.sentiment) for p in later.curve),
            "warnings": (*later.warnings, *_gone(changes.gone)),
        }
    )


def _connectors(earlier: JourneyMap, later: JourneyMap, ids: dict[str, str]) -> tuple[Connector, ...]:
    """The later photo's; where none was seen there, the earlier ones between notes that still hang."""
    seen = tuple(
        line.model_copy(update={"source": ids[line.source], "target": ids[line.target]}) for line in later.connectors
    )
    known = frozenset(ids.values())
    return seen or tuple(line for line in earlier.connectors if {line.source, line.target} <= known)


def _kept(change: NoteChange, now: Note) -> Note:
    """A note of both visits: where it hangs now, with what is known of it."""
    was = change.before
    told: dict[str, object] = {
        "votes": now.votes if now.votes is not None else was.votes,
        "sentiment": now.sentiment if now.sentiment is not None else was.sentiment,
        "moment_of_truth": now.moment_of_truth or was.moment_of_truth,
    }
    if was.kind_source == "human":
        told |= {"kind": was.kind, "kind_source": "human"}
    if was.reviewed and not change.edited:
        told |= {"role": was.role, "colour": was.colour, "reviewed": True}
    reading = _reading(change, now)
    told |= {
        "text": reading.text, "text_read": reading.text_read, "text_confidence": reading.text_confidence,
        "alternatives": reading.alternatives,
    }  # fmt: skip
    checked = was.reviewed and not change.edited
    reasons = () if checked else _reasons(reading, now)
    return now.model_copy(update=told | {"review_reasons": reasons, "needs_review": bool(reasons)})


def _reading(change: NoteChange, now: Note) -> Note:
    """Which visit's text counts."""
    was = change.before
    if change.edited:
        return now
    if was.reviewed or now.text is None:
        return was
    return was if was.text is not None and was.text_confidence > now.text_confidence else now


def _reasons(reading: Note, now: Note) -> tuple[ReviewReason, ...]:
    """Why to look: at the text for the reasons of its reading, at all else for those of today."""
    of_text = tuple(reason for reason in reading.review_reasons if reason in TEXT_REASONS)
    return (*of_text, *(reason for reason in now.review_reasons if reason not in TEXT_REASONS))


def _placed(note: Note, name: str, stages: dict[str, str], lanes: dict[str, str]) -> Note:
    """The note under its lasting id, in groups under theirs."""
    stage = None if note.stage is None else stages[note.stage]
    lane = None if note.lane is None else lanes[note.lane]
    return note.model_copy(update={"id": name, "stage": stage, "lane": lane})


def _lasting(now: Stage | Lane, name: str, earlier: Sequence[Stage | Lane]) -> dict[str, object]:
    """What an earlier stage or lane tells of the later one: its id, a title by hand, what a lane is about."""
    update: dict[str, object] = {"id": name}
    was = next((group for group in earlier if group.id == name), None)
    if was is not None and (was.source == "human" or not now.title):
        update |= {"title": was.title, "source": was.source}
    if isinstance(was, Lane) and was.kind is not None:
        update["kind"] = was.kind
    return update


def _added(earlier: Sequence[_Group], ids: dict[str, str]) -> tuple[_Group, ...]:
    """Stages or lanes that people added and that the later photo does not show."""
    return tuple(group for group in earlier if group.source == "human" and group.id not in ids.values())


def _ids_of(later: Sequence[_Group], same: dict[str, str], earlier: Sequence[_Group], letter: str) -> dict[str, str]:
    fresh = _fresh(letter, (group.id for group in earlier))
    return {group.id: same[group.id] if group.id in same else next(fresh) for group in later}


def _fresh(letter: str, taken: Iterable[str]) -> Iterator[str]:
    """Names that were never taken: numbers after the highest so far."""
    numbers = (int(name[1:]) for name in taken if name[:1] == letter and name[1:].isdecimal())
    return (f"{letter}{number}" for number in count(max(numbers, default=0) + 1))


def _legend(earlier: Sequence[LegendEntry], later: Sequence[LegendEntry]) -> tuple[LegendEntry, ...]:
    """Entries by hand first; the wall's own for the colours that nobody has named."""
    by_hand = tuple(entry for entry in earlier if entry.source == "human")
    named = {entry.colour for entry in by_hand}
    return (*by_hand, *(entry for entry in later if entry.colour not in named))


def _renamed(later: Sequence[PhotoInfo], earlier: Sequence[PhotoInfo]) -> tuple[PhotoInfo, ...]:
    """The later photos, under file names that no other earlier photo has: earlier maps speak of those."""
    taken = {photo.file.casefold(): photo.sha256 for photo in earlier}
    photos: list[PhotoInfo] = []
    for photo in later:
        name, path = photo.file, PurePath(photo.file)
        for number in count(2):
            if taken.get(name.casefold(), photo.sha256) == photo.sha256:
                break
            name = f"{path.stem}-{number}{path.suffix}"
        taken[name.casefold()] = photo.sha256
        photos.append(photo.model_copy(update={"file": name}))
    return tuple(photos)


def _gone(notes: Sequence[Note]) -> tuple[str, ...]:
    if not notes:
        return ()
    texts = [f"“{note.text}”" for note in notes if note.text][:_SHOWN]
    named = f": {', '.join(texts)}{', …' if len(notes) > len(texts) else ''}" if texts else ""
    verb = "note of the earlier map is" if len(notes) == 1 else "notes of the earlier map are"
    return (f"{len(notes)} {verb} not on the later photo{named}",)
