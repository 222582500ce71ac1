"""A wall's map on disk: read it, save an edited one, undo, redo. Never over somebody else's change, never half-written.

Only map.json and history/ are touched. Every change first keeps the present map in history/ under the next number.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from stickyscan.errors import InputError, OutputError
from stickyscan.folder import HISTORY, MAP_FILE, changing, history_numbers, keep_map, replace_map
from stickyscan.journey import JourneyMap, Note
from stickyscan.review.edits import Beside, RefusedError
from stickyscan.review.timeline import (
    Timeline,
    Version,
    advanced,
    begin,
    fingerprint,
    kept,
    located,
    read_timeline,
    stepped,
)
from stickyscan.write_whole import UNFINISHED, write_whole

UNDO_FILE = "undo.json"
Change = Callable[[JourneyMap, Beside], JourneyMap]


@dataclass(frozen=True)
class Snapshot:
    """A map as it was at one moment. `deleted`: notes that can be restored, by id."""

    text: bytes
    journey: JourneyMap
    timeline: Timeline
    deleted: Mapping[str, Note]

    @property
    def version(self) -> str:
        """What tells this state of map.json from any other."""
        return fingerprint(self.text)[:16]


class ChangedElsewhereError(Exception):
    """The map is not the one that the change was meant for. Carries the present one."""

    def __init__(self, present: Snapshot) -> None:
        super().__init__("The map has been changed elsewhere in the meantime. Nothing of it was overwritten.")
        self.present = present


class WallStore:
    """The map of one wall's folder. Any number of these, in any number of processes, may work on the same folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self._lock = threading.Lock()
        self._last: tuple[bytes, JourneyMap] | None = None
        self._past: dict[tuple[str, str], Note | None] = {}

    def version(self) -> str | None:
        """The present version; None if there is no map to be read."""
        try:
            return fingerprint((self.folder / MAP_FILE).read_bytes())[:16]
        except OSError:
            return None

    def mark(self) -> tuple[int, ...] | None:
        """Changes whenever map.json does; costs next to nothing. None if there is no map."""
        try:
            state = (self.folder / MAP_FILE).stat()
        except OSError:
            return None
        return state.st_mtime_ns, state.st_size, state.st_ino

    def read(self) -> Snapshot:
        """The map as it is now.

        Raises:
            InputError: it is missing or is no map.
        """
        with self._lock:
            return self._read()

    def save(self, version: str, change: Change, label: str) -> Snapshot:
        """Change the map of that version, as one step for undo.

        Raises:
            ChangedElsewhereError: it is another version by now; nothing has been changed.
            RefusedError: `change` refuses; nothing has been changed.
            InputError: there is no map to be read.
            OutputError: the folder cannot be written; the map is as before.
        """
        with self._alone(version) as present:
            beside = Beside(present.timeline.highest, present.deleted)
            edited = change(present.journey, beside)
            text = edited.to_json().encode()
            if text == present.text:
                return present
            timeline = self._kept(present)
            after = Version(sha256=fingerprint(text), label=label, gone=_gone(present, edited, timeline))
            self._write(advanced(timeline, after, _highest(edited)), text)
            self._last = (text, edited)
            return self._read()

    def undo(self, version: str) -> Snapshot:
        """Take back the last step. Raises as `save` does; RefusedError if there is none."""
        return self._step(version, -1)

    def redo(self, version: str) -> Snapshot:
        """Do again what was taken back. Raises as `save` does; RefusedError if there is nothing."""
        return self._step(version, +1)

    def _step(self, version: str, by: int) -> Snapshot:
        with self._alone(version) as present:
            if (present.timeline.undo if by < 0 else present.timeline.redo) is None:
                raise RefusedError("There is nothing to undo." if by < 0 else "There is nothing to do again.")
            timeline = stepped(self._kept(present), by)
            text = self._history(timeline.now.file or "")
            if text is None or fingerprint(text) != timeline.now.sha256:
                raise RefusedError(f"The earlier map {timeline.now.file} is missing or was changed in {HISTORY}/.")
            self._write(timeline, text)
            return self._read()

    @contextmanager
    def _alone(self, version: str) -> Iterator[Snapshot]:
        """The present map, while nobody else may change it."""
        with self._lock:
            try:
                with changing(self.folder):
                    present = self._read()
                    if present.version != version:
                        raise ChangedElsewhereError(present)
                    self._clear_stale()
                    yield present
            except OSError as problem:
                raise OutputError(f"cannot write {self.folder}: {problem.strerror or problem}.") from problem

    def _read(self) -> Snapshot:
        try:
            text = (self.folder / MAP_FILE).read_bytes()
        except OSError as problem:
            raise InputError(f"the map cannot be read ({problem.strerror}). Is the folder still there?") from problem
        if self._last is None or self._last[0] != text:
            self._last = (text, JourneyMap.from_json(text))
        text, journey = self._last
        timeline = self._timeline(text, journey)
        return Snapshot(text, journey, timeline, self._deleted(timeline, journey))

    def _timeline(self, text: bytes, journey: JourneyMap) -> Timeline:
        try:
            said = (self.folder / HISTORY / UNDO_FILE).read_bytes()
        except OSError:
            said = None
        timeline = read_timeline(said)
        here = located(timeline, fingerprint(text)) if timeline else None
        through = max(history_numbers(self.folder), default=0)
        if timeline and here and through <= here.through:
            return here
        # Somebody else was at it: what they did is not ours to undo, but no id of theirs may be given again.
        known = timeline.through if timeline else 0
        highest = max(self._highest_in_history(known), _highest(journey), timeline.highest if timeline else 0)
        if here:
            return here.model_copy(update={"highest": highest, "through": through})
        gone = timeline.now.gone if timeline else {}
        return begin(fingerprint(text), highest, through, gone)

    def _highest_in_history(self, known: int) -> int:
        names = (f"map-{number:04d}.json" for number in history_numbers(self.folder) if number > known)
        return max((_number(found) for name in names for found in _ids(self._history(name))), default=0)

    def _deleted(self, timeline: Timeline, journey: JourneyMap) -> Mapping[str, Note]:
        here = {note.id for note in journey.notes}
        found = {}
        for name, file in timeline.now.gone.items():
            note = self._note_of(file, name) if name not in here else None
            if note is not None:
                found[name] = note
        return found

    def _note_of(self, file: str, name: str) -> Note | None:
        if (file, name) not in self._past:
            past: tuple[Note, ...] = ()
            with suppress(InputError):
                past = JourneyMap.from_json(self._history(file) or b"").notes
            self._past[file, name] = next((note for note in past if note.id == name), None)
        return self._past[file, name]

    def _history(self, file: str) -> bytes | None:
        if not re.fullmatch(r"map-\d{1,9}\.json", file):  # the name stands in a file that somebody may have sent
            return None
        try:
            return (self.folder / HISTORY / file).read_bytes()
        except OSError:
            return None

    def _kept(self, present: Snapshot) -> Timeline:
        """The timeline with the present map in history/."""
        timeline = present.timeline
        if timeline.now.file and self._history(timeline.now.file) == present.text:
            return timeline
        file = keep_map(self.folder, present.text)
        return kept(timeline, file).model_copy(update={"through": int(file[4:-5])})

    def _write(self, timeline: Timeline, text: bytes) -> None:
        # A power cut may cost what undo knows; the maps themselves last.
        write_whole(self.folder / HISTORY / UNDO_FILE, timeline.to_json().encode(), lasting=False)
        replace_map(self.folder, text)

    def _clear_stale(self) -> None:
        """Remove what killed processes left; nobody else is writing now."""
        for inside in (self.folder, self.folder / HISTORY):
            for left in inside.glob(f".*{UNFINISHED}*"):
                left.unlink(missing_ok=True)


def _gone(present: Snapshot, edited: JourneyMap, timeline: Timeline) -> dict[str, str]:
    """Notes that can be restored after an edit: those before, without the restored, with the newly deleted."""
    here = {note.id for note in edited.notes}
    file = timeline.now.file or ""
    new = {note.id: file for note in present.journey.notes if note.id not in here}
    return {name: place for name, place in present.timeline.now.gone.items() if name not in here} | new


def _highest(journey: JourneyMap) -> int:
    return max((_number(note.id) for note in journey.notes), default=0)


def _number(name: str) -> int:
    found = re.fullmatch(r"n(\d{1,15})", name)
    return int(found[1]) if found else 0


def _ids(text: bytes | None) -> list[str]:
    return [found.decode() for found in re.findall(rb'"id": ?"(n\d{1,15})"', text or b"")]
