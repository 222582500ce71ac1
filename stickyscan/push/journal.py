"""What has been sent to a board, in a file beside the map: one JSON value a line, each on disk before work goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from stickyscan.errors import InputError, OutputError, UsageError
from stickyscan.file_lock import hold_if_free


class Journal:
    """Remembers the items of one board across runs; a `with` block keeps other runs off its file."""

    def __init__(self, file: Path, board: str) -> None:
        """Read what an earlier run left; nothing is written yet.

        Raises:
            InputError: the file is no journal.
            UsageError: it belongs to another board.
        """
        self.file = file
        self._board = board
        self.items: dict[str, str] = {}
        self.bodies: dict[str, str] = {}
        self.tagged: set[tuple[str, str]] = set()
        for entry in _entries(file):
            if entry.get("board", board) != board:
                raise UsageError(f"{file} belongs to the board {entry['board']}. Move it away to push to another.")
            self.items.update(entry.get("items", {}))
            self.bodies.update(entry.get("bodies", {}))
            self.tagged.update((key, title) for key, title in entry.get("tagged", []))

    def __enter__(self) -> Journal:
        """Open the file for this run alone.

        Raises:
            UsageError: another run is writing to it.
            OutputError: it cannot be written.
        """
        try:
            # Unbuffered, so that a line is with the system when the call returns.
            self._to = self.file.open("ab", buffering=0)
        except OSError as problem:
            raise OutputError(f"cannot write {self.file}: {problem.strerror or problem}.") from problem
        if not hold_if_free(self._to.fileno()):
            self._to.close()
            raise UsageError(f"another `stickyscan push` is at work with {self.file}. Wait until it has ended.")
        # A line that a killed run has not finished must not run into the next one.
        self._write_line(b"\n")
        self._add({"board": self._board})
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Close the file, which lets other runs have it."""
        self._to.close()

    def made(self, items: Mapping[str, str], bodies: Mapping[str, str]) -> None:
        """Remember the ids that items got, by their keys, and the fingerprints of what was sent."""
        self.items.update(items)
        self.bodies.update(bodies)
        self._add({"items": dict(items), "bodies": dict(bodies)})

    def tagged_with(self, key: str, title: str) -> None:
        """Remember that an item has a tag."""
        self.tagged.add((key, title))
        self._add({"tagged": [[key, title]]})

    def _add(self, entry: Mapping[str, object]) -> None:
        self._write_line(json.dumps(entry).encode() + b"\n")
        os.fsync(self._to.fileno())

    def _write_line(self, line: bytes) -> None:
        try:
            self._to.write(line)
        except OSError as problem:
            raise OutputError(f"cannot write {self.file}: {problem.strerror or problem}.") from problem


def _entries(file: Path) -> list[dict[str, Any]]:
    if not file.exists():
        return []
    entries = []
    lines = [line for line in file.read_bytes().split(b"\n") if line.strip()]
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
        except ValueError:
            entry = {} if number > 1 else None  # cut off in the middle: what it told is read back from the board
        if not isinstance(entry, dict) or (number == 1 and "board" not in entry):
            raise InputError(f"{file} is not a journal of `stickyscan push`. Move it away.")
        entries.append(entry)
    return entries
