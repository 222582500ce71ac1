"""A plan and a board in, everything of the plan on the board exactly once.

Miro takes no key that would make a call safe to repeat. So each item carries a code in its text (see
`stickyscan.export.miro_plan`), and whenever it is not certain what is on the board, the board is read: at the start,
and after each answer that did not come.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stickyscan.errors import PushUnfinishedError
from stickyscan.export.miro_plan import TAGS_OF_BOARD, Item, Plan, marks_in
from stickyscan.push.journal import Journal
from stickyscan.push.miro_client import Answer, AnswerLostError, MiroClient

_AT_ONCE = 20  # items; the most that Miro takes in a call
_READ, _WRITE = 50, 100  # credits that a call of the first and second level costs
_MARKUP = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Pushed:
    """What a run has done.

    Attributes:
        made: how many frames, notes and texts are new on the board.
        there: how many were there before.
        changed: keys of those that were there, and whose map says something else now; the board keeps what it has.
        tags: how many notes got a tag.
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


def push_to_miro(plan: Plan, client: MiroClient, journal: Journal, told: Callable[[str], None]) -> Pushed:
    """Bring the board up to the plan; what is there already stays as it is.

    Args:
        plan: what shall be there.
        client: talks to the board.
        journal: open; knows what earlier runs have sent.
        told: is called with a few words before each part of the work.

    Raises:
        PushRefusedError: the board says no.
        PushUnfinishedError: the board cannot be reached any more. The same call goes on later.
    """
    return _Push(plan, client, journal, told).carried_out()


class _Push:
    def __init__(self, plan: Plan, client: MiroClient, journal: Journal, told: Callable[[str], None]) -> None:
        self._plan, self._client, self._journal, self._told = plan, client, journal, told
        self._all = (*plan.frames, *plan.items)
        self._by_mark = {item.mark: item.key for item in self._all}
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
        self._told(f"making {len(self._all) - len(there)} frames, notes and texts")
        for frame in self._plan.frames:
            self._make([frame], "/frames")
        for start in range(0, len(self._plan.items), _AT_ONCE):
            self._make(self._plan.items[start : start + _AT_ONCE], "/items/bulk")
        tags, left_out = self._tag()
        arrows = self._connect()
        made = len(self._all) - len(there)
        if made:
            self._told("checking the board")
            self._read_board()
        gone, twice = tuple(sorted(self._gone)), tuple(sorted(self._twice))
        return Pushed(made, len(there) - len(gone), changed, tags, arrows, gone, twice, left_out)

    def _make(self, items: Sequence[Item], path: str) -> None:
        """Make those of the items that are not there yet."""
        for attempt in range(self._client.attempts):
            missing = [item for item in items if item.key not in self._journal.items]
            if not missing:
                return
            bodies = [self._body(item) for item in missing]
            try:
                if path == "/frames":
                    answer = {"data": [self._client.post(path, bodies[0], _WRITE)]}
                else:
                    answer = self._client.post(path, bodies, _WRITE * len(bodies))
            except AnswerLostError:
                # What was sent may appear a moment later: the wait comes before the look.
                self._client.pause(attempt)
                self._read_board()
                continue
            self._take(answer.get("data", []), missing)
            if any(item.key not in self._journal.items for item in missing):
                self._read_board()
        still = sum(1 for item in items if item.key not in self._journal.items)
        if still:
            raise PushUnfinishedError(
                f"{still} items did not get onto the board, though Miro was asked {self._client.attempts} times. "
                "Run the same command later: it goes on where it stopped."
            )

    def _body(self, item: Item) -> dict[str, object]:
        frame = {"parent": {"id": self._journal.items[item.frame]}} if item.frame else {}
        return {**item.body, **frame}

    def _take(self, answers: Sequence[Answer], sent: Sequence[Item]) -> None:
        """Remember the ids of what was just made, known by its code."""
        wanted = {item.key: item for item in sent}
        ids = {key: str(made["id"]) for made in answers for key in self._keys(made) if key in wanted and "id" in made}
        self._fresh.update(ids)
        if ids:
            self._journal.made(ids, {key: _print_of(wanted[key]) for key in ids})

    def _read_board(self) -> frozenset[str]:
        """Remember whatever of the plan is on the board, and what is there more than once; the ids of all that is."""
        seen: dict[str, list[str]] = {}
        on_board = set()
        for thing in self._client.pages("/items"):
            on_board.add(str(thing["id"]))
            for key in self._keys(thing):
                seen.setdefault(key, []).append(str(thing["id"]))
        self._twice = {key for key, ids in seen.items() if len(ids) > 1}
        new = {key: ids[0] for key, ids in seen.items() if key not in self._journal.items}
        if new:
            self._journal.made(new, {})
        return frozenset(on_board)

    def _keys(self, thing: Answer) -> list[str]:
        data = thing.get("data") or {}
        text = html.unescape(_MARKUP.sub(" ", f"{data.get('content', '')} {data.get('title', '')}"))
        return [self._by_mark[mark] for mark in marks_in(text) if mark in self._by_mark]

    def _tag(self) -> tuple[int, tuple[str, ...]]:
        """Tag the notes: how many tags they got, and the titles for which the board has no room."""
        wanted = [
            (key, title)
            for key, titles in self._plan.tagged.items()
            for title in titles
            if key not in self._gone and (key, title) not in self._journal.tagged
        ]
        if not wanted:
            return 0, ()
        self._told(f"tagging notes ({len(wanted)} tags)")
        ids, left_out = self._tag_ids(tuple(dict.fromkeys(title for _, title in wanted)))
        done = 0
        had: dict[str, frozenset[str]] = {key: frozenset() for key in self._fresh}
        for key, title in wanted:
            if title in ids:
                if key not in had:
                    had[key] = self._tags_of(key)
                if title not in had[key]:
                    self._attach(key, ids[title], title)
                    done += 1
                self._journal.tagged_with(key, title)
        return done, left_out

    def _tag_ids(self, titles: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...]]:
        """Title -> id of the tags on the board, those that were missing made; and those that there is no room for."""
        for attempt in range(self._client.attempts):
            ids = {str(tag["title"]): str(tag["id"]) for tag in self._client.counted_pages("/tags")}
            missing = [title for title in titles if title not in ids]
            room = max(0, TAGS_OF_BOARD - len(ids))
            try:
                for title in missing[:room]:
                    ids[title] = str(self._client.post("/tags", {"title": title, "fillColor": "blue"}, _READ)["id"])
            except (AnswerLostError, KeyError):
                self._client.pause(attempt)
                continue
            return ids, tuple(missing[room:])
        raise PushUnfinishedError("the tags could not be made. Run the same command later: it goes on.")

    def _tags_of(self, key: str) -> frozenset[str]:
        answer = self._client.get(f"/items/{self._journal.items[key]}/tags")
        return frozenset(str(tag["title"]) for tag in answer.get("tags", []))

    def _attach(self, key: str, tag: str, title: str) -> None:
        for attempt in range(self._client.attempts):
            try:
                self._client.post(f"/items/{self._journal.items[key]}", None, _READ, tag_id=tag)
            except AnswerLostError:
                self._client.pause(attempt)
                if title not in self._tags_of(key):
                    continue
            return
        raise PushUnfinishedError("a note could not be tagged. Run the same command later: it goes on.")

    def _connect(self) -> int:
        """Draw the arrows that are missing; how many."""
        wanted = {
            (self._journal.items[arrow.source], self._journal.items[arrow.target])
            for arrow in self._plan.arrows
            if not {arrow.source, arrow.target} & self._gone
        }
        if not wanted:
            return 0
        self._told("drawing arrows")
        drawn = 0
        for attempt in range(self._client.attempts):
            missing = sorted(wanted - self._connected())
            try:
                for source, target in missing:
                    body = {"startItem": {"id": source}, "endItem": {"id": target}, "shape": "curved"}
                    self._client.post("/connectors", body, _WRITE)
                    drawn += 1
            except AnswerLostError:
                self._client.pause(attempt)
                continue
            return drawn
        raise PushUnfinishedError("the arrows could not be drawn. Run the same command later: it goes on.")

    def _connected(self) -> set[tuple[str, str]]:
        return {
            (str(line.get("startItem", {}).get("id")), str(line.get("endItem", {}).get("id")))
            for line in self._client.pages("/connectors")
        }


def _print_of(item: Item) -> str:
    """A short mark of what is sent for an item, places left out: people move things."""
    told = {name: part for name, part in item.body.items() if name in {"data", "style"}}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:10]
