"""What a whiteboard shall hold: frames, items, tags and arrows, each with the body of the call that makes it.

No service has a field for votes, kinds or a program's own key: votes and kinds stand in the text and as tags, and a
code in brackets at the end of each text tells which item it is (`marks_in`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from stickyscan.export.board import GAP, Board, Box, Card, Head
from stickyscan.export.words import KINDS, counted, feelings, one_line
from stickyscan.journey import JourneyMap, Note

Body = Mapping[str, object]
# The name of a call, as the end of its address, and its body.
Call = tuple[str, Body]
_REFERENCE = re.compile(r"\[[^\[\]]*?([0-9a-f]{10})\]")


@dataclass(frozen=True)
class Item:
    """A frame, sticky note or text.

    Attributes:
        key: its name in the plan, as "note-n1".
        mark: the code by which it is known again on the board.
        call: what makes it, as "items/bulk".
        body: of that call, without the id of its frame.
        frame: the key of the frame that it lies in, None for the board itself.
    """

    key: str
    mark: str
    call: str
    body: Body
    frame: str | None


@dataclass(frozen=True)
class Arrow:
    """A connector between two items, by their keys; `body` is that of its call without the two."""

    source: str
    target: str
    body: Body


@dataclass(frozen=True)
class Plan:
    """What shall be on the board.

    Attributes:
        frames: one per stage; they come first, as items refer to them.
        items: headings of lanes, the emotion curve and the notes.
        tagged: key of an item -> the titles of its tags.
        arrows: between notes.
    """

    frames: tuple[Item, ...]
    items: tuple[Item, ...]
    tagged: Mapping[str, tuple[str, ...]]
    arrows: tuple[Arrow, ...]

    @property
    def tags(self) -> tuple[str, ...]:
        """The titles of all tags, in the order of their first use."""
        return tuple(dict.fromkeys(title for titles in self.tagged.values() for title in titles))


class Bodies(Protocol):
    """How a service wants things told. Boxes are measured from the top-left corner of the laid-out map."""

    def frame(self, title: str, box: Box) -> Call:
        """A frame; its title ends in its reference."""

    def text(self, title: str, reference: str, box: Box, frame: Box | None) -> Call:
        """A heading, in a frame or on the board itself."""

    def note(self, card: Card, reference: str, frame: Box | None) -> Call:
        """A sticky note."""

    def arrow(self, source: Box, target: Box, /) -> Body:
        """An arrow from one note to another."""


def plan_of(journey: JourneyMap, board: Board, bodies: Bodies) -> Plan:
    """The map as it is laid out on a board, in the words of a service."""
    wall = " ".join(photo.sha256 for photo in journey.photos)  # the same for every version of a map
    frames = {number: _frame_box(head, board) for number, head in enumerate(board.stages)}

    def item(key: str, call: Call, column: int | None = None) -> Item:
        return Item(key, _mark(wall, key), *call, None if column is None else f"frame-{column}")

    def text(head: Head, column: int | None = None) -> Item:
        reference = f"[{_mark(wall, head.key)}]"
        return item(
            head.key, bodies.text(head.title, reference, head.box, frames.get(-1 if column is None else column)), column
        )

    def note(card: Card) -> Item:
        reference = f"[{one_line(card.note.id)[:20].strip('[]')} {_mark(wall, card.key)}]"
        return item(
            card.key, bodies.note(card, reference, frames.get(-1 if card.column is None else card.column)), card.column
        )

    rows = (*board.moods[:1], *board.lanes, *([board.loose] if board.loose else []))
    moods = [text(mood, number) for number, mood in enumerate(board.moods[1:]) if mood.title]
    known = {card.note.id: card for card in board.cards}
    return Plan(
        tuple(
            item(key, bodies.frame(f"{head.title} [{_mark(wall, key)}]", frames[number]))
            for number, head in enumerate(board.stages)
            for key in (f"frame-{number}",)
        ),
        (*map(text, rows), *moods, *map(note, board.cards)),
        {card.key: titles for card in board.cards if (titles := _tags_of(card.note))},
        tuple(
            Arrow(source.key, target.key, bodies.arrow(source.box, target.box))
            for arrow in journey.connectors
            if (source := known.get(arrow.source)) and (target := known.get(arrow.target)) and source is not target
        ),
    )


def marks_in(text: str) -> tuple[str, ...]:
    """The codes of all references in the text of an item."""
    return tuple(_REFERENCE.findall(text))


def _mark(wall: str, key: str) -> str:
    return hashlib.sha256(f"{wall}\n{key}".encode("utf-8", "surrogatepass")).hexdigest()[:10]


def _frame_box(head: Head, board: Board) -> Box:
    last = board.lanes[-1].box
    return Box(head.box.left, head.box.top, head.box.width - GAP // 2, last.top + last.height)


def _tags_of(note: Note) -> tuple[str, ...]:
    kind = [" ".join(KINDS[note.kind])] if note.kind else []
    return (*kind, *([counted(note.votes, "vote")] if note.votes else []), *feelings(note))
