"""The map as what a mural would hold.

Facts of Mural's public API v1 (developers.mural.co/public/reference, and clients made after it; 2026): places are
pixels from the top-left corner of the mural, or of the area around; a sticky note has any colour, with its opacity, and
a text without markup; the text of a text box may hold HTML; a tag has at most 25 letters; arrows run along points that
are measured from their box.
"""

from __future__ import annotations

from html import escape

from stickyscan.export.board import GAP, NOTE_WIDTH, Box, Card, board_of
from stickyscan.export.board_plan import Body, Call, Plan, plan_of
from stickyscan.export.paper import PAPERS
from stickyscan.export.wall_board import wall_board
from stickyscan.journey import JourneyMap

AREAS, TEXTS, NOTES, ARROWS = "widgets/area", "widgets/textbox", "widgets/sticky-note", "widgets/arrow"
_HEIGHT = NOTE_WIDTH


def mural_plan(journey: JourneyMap, *, as_table: bool = False) -> Plan:
    """Lay the map out for Mural: notes about where they hang on the wall, or as a table."""
    board = board_of(journey, _HEIGHT) if as_table else wall_board(journey, _HEIGHT)
    return plan_of(journey, board, _Mural())


class _Mural:
    def frame(self, title: str, box: Box) -> Call:
        return AREAS, {"title": title, **_place(box, None), "layout": "free", "showTitle": True}

    def text(self, title: str, reference: str, box: Box, frame: Box | None) -> Call:
        # A little narrower than its column, as the area around is.
        return TEXTS, {"text": f"<b>{escape(title)}</b> {reference}", **_place(box, frame), "width": box.width - GAP}

    def note(self, card: Card, reference: str, frame: Box | None) -> Call:
        paper = PAPERS[card.note.colour.name].upper()
        return NOTES, {
            "shape": "rectangle",
            "text": f"{card.text}\n{reference}",
            "style": {"backgroundColor": f"{paper}FF"},
            **_place(card.box, frame),
        }

    def arrow(self, source: Box, target: Box) -> Body:
        (x, y), (to_x, to_y) = _middle(source), _middle(target)
        left, top = min(x, to_x), min(y, to_y)
        return {
            "x": left,
            "y": top,
            "width": max(abs(to_x - x), 1),
            "height": max(abs(to_y - y), 1),
            "points": [{"x": x - left, "y": y - top}, {"x": to_x - left, "y": to_y - top}],
            "arrowType": "straight",
            "tip": "single",
        }


def _place(box: Box, frame: Box | None) -> dict[str, int]:
    inside = box.inside(frame) if frame else box
    return {"x": inside.left, "y": inside.top, "width": inside.width, "height": inside.height}


def _middle(box: Box) -> tuple[int, int]:
    return box.left + box.width // 2, box.top + box.height // 2
