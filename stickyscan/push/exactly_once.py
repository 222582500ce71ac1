"""A plan and a board in, everything of the plan on the board exactly once.

Whiteboards take no key that would make a call safe to repeat. So each item carries a code in its text (see
`stickyscan.export.board_plan`), and whenever it is not certain what is on the board, the board is read: at the start,
and after each answer that did not come.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from stickyscan.errors import PushUnfinishedError
from stickyscan.export.board_plan import Arrow, Item, Plan, marks_in
from stickyscan.push.journal import Journal
from stickyscan.push.service_client import AnswerLostError, ServiceClient

_MARKUP = re.compile(r"<[^>]*>")
# The parts of a body that tell what something says; people move things.
_SAYING = {"data", "style", "text", "title"}


@dataclass(frozen=True)
class Thing:
    """Something on a board: its id, and all that is written on it, with markup."""

    id: str
    text: str


class Whiteboard(Protocol):
    """A board of some service. What makes something raises AnswerLostError where nobody knows whether it did."""

    client: ServiceClient
    at_once: int
    """How many items are made in a call."""
    room_for_tags: int
    """How many tags a board can have."""
    tags_come_along: bool
    """Whether items are made with their tags, or get them later."""

    def things(self) -> Iterator[Thing]:
        """All that is on the board."""

    def make(
        self, items: Sequence[Item], ids: Mapping[str, str], tags: Mapping[str, Sequence[str]], /
    ) -> Iterable[Thing]:
        """Make items of one call, given the ids of frames by their keys, and the ids of each item's tags."""

    def tags(self) -> Mapping[str, str]:
        """Title -> id of the tags that the board has."""

    def make_tag(self, title: str) -> str:
        """A new tag; its id."""

    def tags_of(self, item: str) -> frozenset[str]:
        """The ids of the tags of an item."""

    def attach(self, item: str, tag: str) -> None:
        """Put a tag on an item."""

    def connected(self) -> set[tuple[str, str]]:
        """The ids of the items from and to which arrows lead."""

    def connect(self, source: str, target: str, arrow: Arrow) -> None:
        """Draw an arrow between two items, by their ids."""


@dataclass(frozen=True)
class Pushed:
    """What a run has done.

    Attributes:
        made: how many frames, notes and texts are new on the board.
        there: how many were there before.
        changed: keys of those that were there, and whose map says something else now; the board keeps what it has.
        tags: how many times a note got a tag.
        arrows: how many connectors are new.
        gone: keys of items that an earlier run made and that people have taken off the board; they stay off.
        twice: keys of items that are on the board more than once: copied by people, or by an answer that came late.
        left_out: tags that the board has no room for; their words stand in the notes.
    """

    made: int
    there: int
    changed: tuple[str, ...]
    tags: int
    arrows: int
    gone: tuple[str, ...]
    twice: tuple[str, ...]
    left_out: tuple[str, ...]


def push(plan: Plan, board: Whiteboard, journal: Journal, told: Callable[[str], None]) -> Pushed:
    """Bring the board up to the plan; what is there already stays as it is.

    Args:
        plan: what shall be there.
        board: of some service.
        journal: open; knows what earlier runs have sent.
        told: is called with a few words before each part of the work.

    Raises:
        PushRefusedError: the board says no.
        PushUnfinishedError: the board cannot be reached any more. The same call goes on later.
    """
    return _Push(plan, board, journal, told).carried_out()


class _Push:
    def __init__(self, plan: Plan, board: Whiteboard, journal: Journal, told: Callable[[str], None]) -> None:
        self._plan, self._board, self._journal, self._told = plan, board, journal, told
        self._all = (*plan.frames, *plan.items)
        self._by_mark = {item.mark: item.key for item in self._all}
        self._tag_ids: dict[str, str] = {}
        self._fresh: set[str] = set()
        self._twice: set[str] = set()
        self._gone: set[str] = set()

    def carried_out(self) -> Pushed:
        journal = self._journal
        self._told("reading the board")
        on_board = self._read_board()
        self._gone = {item.key for item in self._all if journal.items.get(item.key, "") not in {"", *on_board}}
        for frame in self._plan.frames:
            if frame.key in self._gone and any(i.frame == frame.key and i.key not in journal.items for i in self._all):
                del journal.items[frame.key]  # notes are still to come into it
                self._gone.remove(frame.key)
        there = {item.key for item in self._all if item.key in journal.items}
        changed = tuple(i.key for i in self._all if journal.bodies.get(i.key, _print_of(i)) != _print_of(i))
        wanted = self._tags_to_put_on()
        left_out = self._make_tags(tuple(dict.fromkeys(title for _, title in wanted)))
        self._told(f"making {len(self._all) - len(there)} frames, notes and texts")
        for frame in self._plan.frames:
            self._make([frame])
        for _, own in groupby(self._plan.items, lambda item: item.call):
            items = list(own)
            for start in range(0, len(items), self._board.at_once):
                self._make(items[start : start + self._board.at_once])
        tags = self._tag(wanted)
        arrows = self._connect()
        made = len(self._all) - len(there)
        if made:
            self._told("checking the board")
            self._read_board()
        gone, twice = tuple(sorted(self._gone)), tuple(sorted(self._twice))
        return Pushed(made, len(there) - len(gone), changed, tags, arrows, gone, twice, left_out)

    def _make(self, items: Sequence[Item]) -> None:
        """Make those of the items that are not there yet."""
        client = self._board.client
        for attempt in range(client.attempts):
            missing = [item for item in items if item.key not in self._journal.items]
            if not missing:
                return
            tags = {item.key: self._known_tags(item.key) for item in missing}
            try:
                made = list(self._board.make(missing, self._journal.items, tags))
            except AnswerLostError:
                # What was sent may appear a moment later: the wait comes before the look.
                client.pause(attempt)
                self._read_board()
                continue
            self._take(made, missing)
            if any(item.key not in self._journal.items for item in missing):
                self._read_board()
        still = sum(1 for item in items if item.key not in self._journal.items)
        if still:
            raise PushUnfinishedError(
                f"{still} items did not get onto the board, though it was asked {client.attempts} times. "
                "Run the same command later: it goes on where it stopped."
            )

    def _known_tags(self, key: str) -> tuple[str, ...]:
        return tuple(self._tag_ids[title] for title in self._plan.tagged.get(key, ()) if title in self._tag_ids)

    def _take(self, made: Sequence[Thing], sent: Sequence[Item]) -> None:
        """Remember the ids of what was just made, known by its code."""
        wanted = {item.key: item for item in sent}
        ids = {key: thing.id for thing in made for key in self._keys(thing) if key in wanted}
        self._fresh.update(ids)
        if ids:
            self._journal.made(ids, {key: _print_of(wanted[key]) for key in ids})

    def _read_board(self) -> frozenset[str]:
        """Remember whatever of the plan is on the board, and what is there more than once; the ids of all that is."""
        seen: dict[str, list[str]] = {}
        on_board = set()
        for thing in self._board.things():
            on_board.add(thing.id)
            for key in self._keys(thing):
                seen.setdefault(key, []).append(thing.id)
        self._twice = {key for key, ids in seen.items() if len(ids) > 1}
        new = {key: ids[0] for key, ids in seen.items() if key not in self._journal.items}
        if new:
            self._journal.made(new, {})
        return frozenset(on_board)

    def _keys(self, thing: Thing) -> list[str]:
        marks = marks_in(html.unescape(_MARKUP.sub(" ", thing.text)))
        return list(dict.fromkeys(self._by_mark[mark] for mark in marks if mark in self._by_mark))

    def _tags_to_put_on(self) -> list[tuple[str, str]]:
        return [
            (key, title)
            for key, titles in self._plan.tagged.items()
            for title in titles
            if key not in self._gone and (key, title) not in self._journal.tagged
        ]

    def _make_tags(self, titles: Sequence[str]) -> tuple[str, ...]:
        """Make the tags that the board lacks; the titles for which it has no room."""
        if not titles:
            return ()
        board = self._board
        for attempt in range(board.client.attempts):
            self._tag_ids = dict(board.tags())
            missing = [title for title in titles if title not in self._tag_ids]
            room = max(0, board.room_for_tags - len(self._tag_ids))
            try:
                for title in missing[:room]:
                    self._tag_ids[title] = board.make_tag(title)
            except AnswerLostError:
                board.client.pause(attempt)
                continue
            return tuple(missing[room:])
        raise PushUnfinishedError("the tags could not be made. Run the same command later: it goes on.")

    def _tag(self, wanted: Sequence[tuple[str, str]]) -> int:
        """Tag the notes: how many tags they got."""
        if not wanted:
            return 0
        self._told(f"tagging notes ({len(wanted)} tags)")
        along = self._board.tags_come_along
        had = {key: frozenset(self._known_tags(key) if along else ()) for key in self._fresh}
        done = 0
        for key, title in wanted:
            tag = self._tag_ids.get(title)
            if tag is None:
                continue
            if key not in had:
                had[key] = self._board.tags_of(self._journal.items[key])
            if tag not in had[key]:
                self._attach(key, tag)
            if tag not in had[key] or key in self._fresh:
                done += 1
            self._journal.tagged_with(key, title)
        return done

    def _attach(self, key: str, tag: str) -> None:
        item, client = self._journal.items[key], self._board.client
        for attempt in range(client.attempts):
            try:
                self._board.attach(item, tag)
            except AnswerLostError:
                client.pause(attempt)
                if tag not in self._board.tags_of(item):
                    continue
            return
        raise PushUnfinishedError("a note could not be tagged. Run the same command later: it goes on.")

    def _connect(self) -> int:
        """Draw the arrows that are missing; how many."""
        items, client = self._journal.items, self._board.client
        wanted = {
            (items[arrow.source], items[arrow.target]): arrow
            for arrow in self._plan.arrows
            if not {arrow.source, arrow.target} & self._gone
        }
        if not wanted:
            return 0
        self._told("drawing arrows")
        drawn = 0
        for attempt in range(client.attempts):
            missing = sorted(set(wanted) - self._board.connected())
            try:
                for source, target in missing:
                    self._board.connect(source, target, wanted[source, target])
                    drawn += 1
            except AnswerLostError:
                client.pause(attempt)
                continue
            return drawn
        raise PushUnfinishedError("the arrows could not be drawn. Run the same command later: it goes on.")


def _print_of(item: Item) -> str:
    """A short mark of what is sent for an item."""
    told = {name: part for name, part in item.body.items() if name in _SAYING}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:10]
