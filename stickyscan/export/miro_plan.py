"""The map as what a Miro board would hold: frames, items, tags and arrows, each with the body of its call.

Facts of Miro's REST API v2 (developers.miro.com): a position is the middle of the item, measured from the middle of the
board, or from the top-left corner of its frame; sticky notes know sixteen colours by name, and either width or height;
a tag's title is unique on its board. There is no field for votes, kinds or a program's own key: votes and kinds stand
in the text and as tags, and a code in brackets at the end of each text tells which item it is (`marks_in`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

from stickyscan.export.board import GAP, NOTE_WIDTH, Board, Box, Card, Head, board_of
from stickyscan.export.wall_board import wall_board
from stickyscan.export.words import KINDS, counted, feelings, one_line
from stickyscan.journey import ColourName, JourneyMap, Note

Body = Mapping[str, object]
# The nearest of Miro's sticky-note colours, by eye: it has no brown and no white.
MIRO_COLOURS: Mapping[ColourName, str] = MappingProxyType(
    {
        "yellow": "yellow", "orange": "orange", "pink": "pink", "red": "red", "purple": "violet", "blue": "light_blue",
        "teal": "cyan", "green": "light_green", "white": "gray", "brown": "orange", "grey": "gray", "black": "black",
    }
)  # fmt: skip
TAGS_OF_BOARD = 100
_TAGS_OF_NOTE, _TAG_TITLE = 8, 120
# A square sticky note of this width is drawn this high, with its shadow.
_WIDTH, _HEIGHT = NOTE_WIDTH - 1, 228
_REFERENCE = re.compile(r"\[[^\[\]]*?([0-9a-f]{10})\]")


@dataclass(frozen=True)
class Item:
    """A frame, sticky note or text.

    Attributes:
        key: its name in the plan, as "note-n1".
        mark: the code by which it is known again on the board.
        body: of the call that makes it, with its type, without the id of its frame.
        frame: the key of the frame that it lies in, None for the board itself.
    """

    key: str
    mark: str
    body: Body
    frame: str | None


@dataclass(frozen=True)
class Arrow:
    """A connector between two items, by their keys."""

    source: str
    target: str


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


def miro_plan(journey: JourneyMap, *, as_table: bool = False) -> Plan:
    """Lay the map out for Miro: notes about where they hang on the wall, or as a table."""
    board = board_of(journey, _HEIGHT) if as_table else wall_board(journey, _HEIGHT)
    wall = _wall_mark(journey)
    frames = [_Frame(head, _frame_box(head, board), f"frame-{number}") for number, head in enumerate(board.stages)]
    middle = (board.width // 2, board.height // 2)
    rows = (*board.moods[:1], *board.lanes, *([board.loose] if board.loose else []))
    items = [
        *(_text(wall, head, None, middle) for head in rows),
        *(_text(wall, mood, frames[i], middle) for i, mood in enumerate(board.moods[1:]) if mood.title),
        *(_note(wall, card, frames, middle) for card in board.cards),
    ]
    known = {card.note.id: card.key for card in board.cards}
    return Plan(
        tuple(_frame(wall, frame, middle) for frame in frames),
        tuple(items),
        {card.key: titles for card in board.cards if (titles := _tags_of(card.note))},
        tuple(
            Arrow(known[arrow.source], known[arrow.target])
            for arrow in journey.connectors
            if arrow.source in known and arrow.target in known and arrow.source != arrow.target
        ),
    )


def marks_in(text: str) -> tuple[str, ...]:
    """The codes of all references in the text of an item."""
    return tuple(_REFERENCE.findall(text))


@dataclass(frozen=True)
class _Frame:
    head: Head
    box: Box
    key: str


def _wall_mark(journey: JourneyMap) -> str:
    """The same for every version of a map of the same photos, so that a corrected map is known again."""
    return " ".join(photo.sha256 for photo in journey.photos)


def _mark(wall: str, key: str) -> str:
    return hashlib.sha256(f"{wall}\n{key}".encode("utf-8", "surrogatepass")).hexdigest()[:10]


def _frame_box(head: Head, board: Board) -> Box:
    last = board.lanes[-1].box
    return Box(head.box.left, head.box.top, head.box.width - GAP // 2, last.top + last.height)


def _frame(wall: str, frame: _Frame, middle: tuple[int, int]) -> Item:
    mark = _mark(wall, frame.key)
    body = {
        "data": {"title": f"{frame.head.title} [{mark}]", "format": "custom", "type": "freeform"},
        "style": {"fillColor": "#ffffff"},
        "position": _centre(frame.box, middle),
        "geometry": {"width": frame.box.width, "height": frame.box.height},
    }
    return Item(frame.key, mark, body, None)


def _text(wall: str, head: Head, frame: _Frame | None, middle: tuple[int, int]) -> Item:
    mark = _mark(wall, head.key)
    body = {
        "type": "text",
        "data": {"content": f"<p><strong>{escape(head.title)}</strong></p><p>[{mark}]</p>"},
        "position": _within(head.box, frame, middle),
        "geometry": {"width": head.box.width - GAP},
    }
    return Item(head.key, mark, body, frame.key if frame else None)


def _note(wall: str, card: Card, frames: Sequence[_Frame], middle: tuple[int, int]) -> Item:
    mark = _mark(wall, card.key)
    frame = frames[card.column] if card.column is not None else None
    lines = [*card.text.split("\n"), f"[{one_line(card.note.id)[:20].strip('[]')} {mark}]"]
    body = {
        "type": "sticky_note",
        "data": {"content": "".join(f"<p>{escape(line)}</p>" for line in lines), "shape": "square"},
        "style": {
            "fillColor": MIRO_COLOURS[card.note.colour.name],
            "textAlign": "center",
            "textAlignVertical": "middle",
        },
        "position": _within(card.box, frame, middle),
        "geometry": {"width": _WIDTH},
    }
    return Item(card.key, mark, body, frame.key if frame else None)


def _tags_of(note: Note) -> tuple[str, ...]:
    kind = [" ".join(KINDS[note.kind])[:_TAG_TITLE]] if note.kind else []
    return (*kind, *([counted(note.votes, "vote")] if note.votes else []), *feelings(note))[:_TAGS_OF_NOTE]


def _within(box: Box, frame: _Frame | None, middle: tuple[int, int]) -> dict[str, int]:
    return _centre(box, (frame.box.left, frame.box.top) if frame else middle)


def _centre(box: Box, origin: tuple[int, int]) -> dict[str, int]:
    return {"x": box.left + box.width // 2 - origin[0], "y": box.top + box.height // 2 - origin[1]}
