"""The map as what a Miro board would hold.

Facts of Miro's REST API v2 (developers.miro.com): a position is the middle of the item, measured from the middle of the
board, or from the top-left corner of its frame; sticky notes know sixteen colours by name, and either width or height;
a tag's title is unique on its board, and shorter than any here; texts are simple HTML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

from stickyscan.export.board import GAP, NOTE_WIDTH, Box, Card, board_of
from stickyscan.export.board_plan import Body, Call, Plan, plan_of
from stickyscan.export.wall_board import wall_board
from stickyscan.journey import ColourName, JourneyMap

# The nearest of Miro's sticky-note colours, by eye: it has no brown and no white.
MIRO_COLOURS: Mapping[ColourName, str] = MappingProxyType(
    {
        "yellow": "yellow", "orange": "orange", "pink": "pink", "red": "red", "purple": "violet", "blue": "light_blue",
        "teal": "cyan", "green": "light_green", "white": "gray", "brown": "orange", "grey": "gray", "black": "black",
    }
)  # fmt: skip
FRAMES, ITEMS = "frames", "items/bulk"
# A square sticky note of this width is drawn this high, with its shadow.
_WIDTH, _HEIGHT = NOTE_WIDTH - 1, 228


def miro_plan(journey: JourneyMap, *, as_table: bool = False) -> Plan:
    """Lay the map out for Miro: notes about where they hang on the wall, or as a table."""
    board = board_of(journey, _HEIGHT) if as_table else wall_board(journey, _HEIGHT)
    return plan_of(journey, board, _Miro((board.width // 2, board.height // 2)))


@dataclass(frozen=True)
class _Miro:
    middle: tuple[int, int]

    def frame(self, title: str, box: Box) -> Call:
        return FRAMES, {
            "data": {"title": title, "format": "custom", "type": "freeform"},
            "style": {"fillColor": "#ffffff"},
            "position": self._place(box, None),
            "geometry": {"width": box.width, "height": box.height},
        }

    def text(self, title: str, reference: str, box: Box, frame: Box | None) -> Call:
        return ITEMS, {
            "type": "text",
            "data": {"content": f"<p><strong>{escape(title)}</strong></p><p>{reference}</p>"},
            "position": self._place(box, frame),
            "geometry": {"width": box.width - GAP},
        }

    def note(self, card: Card, reference: str, frame: Box | None) -> Call:
        lines = [*card.text.split("\n"), reference]
        return ITEMS, {
            "type": "sticky_note",
            "data": {"content": "".join(f"<p>{escape(line)}</p>" for line in lines), "shape": "square"},
            "style": {
                "fillColor": MIRO_COLOURS[card.note.colour.name],
                "textAlign": "center",
                "textAlignVertical": "middle",
            },
            "position": self._place(card.box, frame),
            "geometry": {"width": _WIDTH},
        }

    def arrow(self, _source: Box, _target: Box) -> Body:
        return {"shape": "curved"}

    def _place(self, box: Box, frame: Box | None) -> Body:
        left, top = (frame.left, frame.top) if frame else self.middle
        return {"x": box.left + box.width // 2 - left, "y": box.top + box.height // 2 - top}
