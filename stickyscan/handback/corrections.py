"""A map and the rows of an edited table in, the map with the edits as human corrections out.

A cell counts as edited if it differs from what an export of this map would write there. A row tells, by its
fingerprint, whether the note has changed in the map since the table was made; then the map stays and the difference is
listed. Nothing is dropped: notes without a row stay, rows without a note are listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from stickyscan.export.columns import COLUMNS, EDITABLE, fingerprint
from stickyscan.export.to_xlsx import cell_text
from stickyscan.export.words import KINDS, lane_title, lines, stage_title
from stickyscan.handback.read_table import Row
from stickyscan.journey import TEXT_REASONS, JourneyMap, Kind, Note, ReviewReason

Update = dict[str, object]
_OF_PLACE: frozenset[ReviewReason] = frozenset({"doubtful_place"})
_SHOWN = 60


@dataclass(frozen=True)
class Handback:
    """What an edited table makes of a map.

    Attributes:
        journey: the map with the corrections.
        edits: one line for each correction that was taken over.
        conflicts: one line for each cell or row that was not, and why.
        absent: ids of notes that have no row in the table; they stay as they are.
    """

    journey: JourneyMap
    edits: tuple[str, ...]
    conflicts: tuple[str, ...]
    absent: tuple[str, ...]


class _RefusedError(ValueError):
    """What stands in a cell cannot be taken over; the message says why."""


def corrected(journey: JourneyMap, rows: Sequence[Row]) -> Handback:
    """Take over the edits of `rows`: text, stage, lane, kind and votes, by note id."""
    edits: list[str] = []
    conflicts: list[str] = []
    by_id: dict[str, list[Row]] = {}
    for row in rows:
        by_id.setdefault(row.cells.get("note_id", "").strip(), []).append(row)
    notes: list[Note] = []
    absent: list[str] = []
    for note in journey.notes:
        own = by_id.pop(cell_text(note.id).strip(), [])
        if not own:
            absent.append(note.id)
        elif any(row.cells != own[0].cells for row in own):
            numbers = ", ".join(str(row.number) for row in own)
            conflicts.append(f"rows {numbers}: note {note.id} has several different rows, none was taken over")
            own = []
        notes.append(_corrected_note(journey, note, own[0], edits, conflicts) if own else note)
    for name, strangers in by_id.items():
        why = f"there is no note {name!r}" if name else "it has no note id"
        conflicts += [f"row {row.number}: {why}: {_short(row.cells.get('text', ''))!r}" for row in strangers]
    moved = frozenset(new.id for old, new in zip(journey.notes, notes, strict=True) if _cell(old) != _cell(new))
    changed = journey.model_copy(update={"notes": _reordered(notes, moved)})
    return Handback(changed, tuple(edits), tuple(conflicts), tuple(absent))


def _corrected_note(journey: JourneyMap, note: Note, row: Row, edits: list[str], conflicts: list[str]) -> Note:
    mark = row.cells.get("as_exported", "").strip()
    stale = bool(mark) and mark != fingerprint(journey, note)
    for name in EDITABLE:
        cell = row.cells.get(name)
        if cell is None or _is_as_exported(journey, note, name, cell):
            continue
        before = _short(_as_written(journey, note, name))
        try:
            changed = note.model_copy(update=_TAKEN[name](journey, note, cell))
            if getattr(note, name) == getattr(changed, name):  # another way to write the same
                continue
            if stale:
                raise _RefusedError("comes too late: the note has changed in the map since the table was made")
        except _RefusedError as refusal:
            place = f"row {row.number}: note {note.id}"
            conflicts.append(f"{place}: {name} {_short(cell)!r} {refusal}; it stays {before!r}")
        else:
            note = changed
            edits.append(f"note {note.id}: {name} {before!r} -> {_short(cell)!r}")
    return note


def _as_written(journey: JourneyMap, note: Note, name: str) -> str:
    cell = COLUMNS[name](journey, note)
    return "" if cell is None else str(cell)


def _is_as_exported(journey: JourneyMap, note: Note, name: str, cell: str) -> bool:
    """True if an export of this map would have written the cell, as CSV or cut and cleaned as in a workbook."""
    written, found = _as_written(journey, note, name), lines(cell)
    return found in {lines(written), cell_text(written)}


def _take_text(_: JourneyMap, note: Note, cell: str) -> Update:
    left = tuple(reason for reason in note.review_reasons if reason not in TEXT_REASONS)
    return {
        "text": lines(cell),
        "text_confidence": 1.0,
        "reviewed": True,
        "review_reasons": left,
        "needs_review": bool(left),
    }


def _take_stage(journey: JourneyMap, note: Note, cell: str) -> Update:
    titles = [(stage.id, stage_title(journey, stage)) for stage in journey.stages]
    return {"stage": _chosen(titles, cell, "stage"), **_placed_by_hand(note)}


def _take_lane(journey: JourneyMap, note: Note, cell: str) -> Update:
    titles = [(lane.id, lane_title(journey, lane)) for lane in journey.lanes]
    return {"lane": _chosen(titles, cell, "lane"), **_placed_by_hand(note)}


def _placed_by_hand(note: Note) -> Update:
    left = tuple(reason for reason in note.review_reasons if reason not in _OF_PLACE)
    return {"placed_confidence": 1.0, "review_reasons": left, "needs_review": note.needs_review and _open(note, left)}


def _open(note: Note, left: tuple[ReviewReason, ...]) -> bool:
    """True if a note still needs a look: for a reason that is left, or because it never said one."""
    return bool(left) or not note.review_reasons


def _chosen(titles: Sequence[tuple[str, str]], cell: str, what: str) -> str | None:
    wanted = cell.strip()
    if not wanted:
        return None
    for same in (str, str.casefold):
        fitting = [key for key, title in titles if same(cell_text(title).strip()) == same(wanted)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise _RefusedError(f"is the name of {len(fitting)} {what}s")
    raise _RefusedError(f"is no {what} of this map")


def _take_kind(_: JourneyMap, _note: Note, cell: str) -> Update:
    wanted = cell.strip().casefold()
    if not wanted:
        return {"kind": None, "kind_source": "human"}
    names: dict[str, Kind] = {word.casefold(): kind for kind, (_, word) in KINDS.items()}
    names |= {str(kind): kind for kind in KINDS}
    if wanted not in names:
        raise _RefusedError(f"is no kind ({', '.join(KINDS)})")
    return {"kind": names[wanted], "kind_source": "human"}


def _take_votes(_: JourneyMap, _note: Note, cell: str) -> Update:
    wanted = cell.strip()
    if wanted and not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 10):
        raise _RefusedError("is not a number of votes")
    return {"votes": int(wanted) if wanted else None}


_TAKEN: Mapping[str, Callable[[JourneyMap, Note, str], Update]] = MappingProxyType(
    {"stage": _take_stage, "lane": _take_lane, "kind": _take_kind, "text": _take_text, "votes": _take_votes}
)


def _cell(note: Note) -> tuple[str | None, str | None]:
    return note.stage, note.lane


def _reordered(notes: Sequence[Note], moved: frozenset[str]) -> tuple[Note, ...]:
    """Notes that came into another cell are its last, in the order of the map."""
    last: Counter[tuple[str | None, str | None]] = Counter()
    for note in notes:
        if note.id not in moved:
            last[_cell(note)] = max(last[_cell(note)], note.order + 1)
    placed = []
    for note in notes:
        if note.id in moved:
            placed.append(note.model_copy(update={"order": last[_cell(note)]}))
            last[_cell(note)] += 1
        else:
            placed.append(note)
    return tuple(placed)


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
