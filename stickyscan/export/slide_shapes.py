"""Rectangles with text, and arrows between them, onto a slide.

python-pptx sets one property after the other through its object model, which takes three milliseconds a shape; a wall
of 300 notes would take a second. Here the XML of a shape is written in one piece (ECMA-376, part 1, 19.3.1 and 20.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from stickyscan.export.paper import ink_on

if TYPE_CHECKING:
    from pptx.slide import Slide

_EMU, _FRAME, _INK = 914_400, "#8c8880", "#1d1c1a"  # English metric units in an inch
_NAMESPACES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_TOP, _LEFT, _BOTTOM, _RIGHT = range(4)  # where arrows dock at a rectangle


@dataclass(frozen=True)
class SlideBox:
    """A rectangle with text.

    Attributes:
        left: inches, as the next three.
        top: from the slide's upper edge.
        width: of the rectangle.
        height: of the rectangle.
        text: what stands in it; its first line is bold.
        size: of the type, in points.
        paper: `#rrggbb`.
        name: what the program lists it as.
        told: its alternative text.
        note: the id of the note that it shows, None for a heading.
    """

    left: float
    top: float
    width: float
    height: float
    text: str
    size: int
    paper: str
    name: str
    told: str
    note: str | None


@dataclass(frozen=True)
class SlideArrow:
    """An arrow from one rectangle to another, by their numbers on the slide; `told` is its alternative text."""

    source: int
    target: int
    told: str


def add_shapes(slide: Slide, boxes: Sequence[SlideBox], arrows: Sequence[SlideArrow]) -> None:
    """Put the rectangles, then the arrows, onto a slide, behind what is there in reading order."""
    from pptx.oxml import parse_xml

    tree = slide.shapes._spTree
    first = max((shape.shape_id for shape in slide.shapes), default=1) + 1
    written = [_box(box, first + number) for number, box in enumerate(boxes)]
    after = first + len(boxes)
    written += [_arrow(arrow, boxes, first, after + number) for number, arrow in enumerate(arrows)]
    for shape in written:
        tree.append(parse_xml(shape))


def _box(box: SlideBox, identity: int) -> str:
    ink = ink_on(box.paper)
    lines = "".join(_line(line, box.size, ink, bold=number == 0) for number, line in enumerate(box.text.split("\n")))
    return (
        f"<p:sp {_NAMESPACES}><p:nvSpPr>{_named(identity, box.name, box.told)}<p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
        f"<p:spPr><a:xfrm>{_place(box.left, box.top, box.width, box.height)}</a:xfrm>"
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{_fill(box.paper)}'
        f'<a:ln w="6350">{_fill(_FRAME)}</a:ln><a:effectLst/></p:spPr>'
        '<p:txBody><a:bodyPr wrap="square" lIns="64008" tIns="45720" rIns="64008" bIns="45720" anchor="t"/>'
        f"<a:lstStyle/>{lines}</p:txBody></p:sp>"
    )


def _line(text: str, size: int, ink: str, *, bold: bool) -> str:
    look = f'sz="{size * 100}" b="{int(bold)}"'
    run = f"<a:r><a:rPr {look}>{_fill(ink)}</a:rPr><a:t>{escape(text)}</a:t></a:r>" if text else ""
    return f'<a:p><a:pPr algn="l"/>{run or f"<a:endParaRPr {look}/>"}</a:p>'


def _arrow(arrow: SlideArrow, boxes: Sequence[SlideBox], first: int, identity: int) -> str:
    source, target = boxes[arrow.source], boxes[arrow.target]
    across = target.left + target.width / 2 - source.left - source.width / 2
    down = target.top + target.height / 2 - source.top - source.height / 2
    if abs(across) * source.height >= abs(down) * source.width:
        docks = (_RIGHT, _LEFT) if across >= 0 else (_LEFT, _RIGHT)
    else:
        docks = (_BOTTOM, _TOP) if down >= 0 else (_TOP, _BOTTOM)
    (x1, y1), (x2, y2) = _dock(source, docks[0]), _dock(target, docks[1])
    flips = (' flipH="1"' if x2 < x1 else "") + (' flipV="1"' if y2 < y1 else "")
    ends = f'<a:stCxn id="{first + arrow.source}" idx="{docks[0]}"/>'
    ends += f'<a:endCxn id="{first + arrow.target}" idx="{docks[1]}"/>'
    return (
        f"<p:cxnSp {_NAMESPACES}><p:nvCxnSpPr>{_named(identity, f'Arrow {identity}', f'Arrow: {arrow.told}')}"
        f"<p:cNvCxnSpPr>{ends}</p:cNvCxnSpPr><p:nvPr/></p:nvCxnSpPr>"
        f"<p:spPr><a:xfrm{flips}>{_place(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1))}</a:xfrm>"
        '<a:prstGeom prst="straightConnector1"><a:avLst/></a:prstGeom>'
        f'<a:ln w="28575">{_fill(_INK)}<a:tailEnd type="triangle"/></a:ln></p:spPr></p:cxnSp>'
    )


def _dock(box: SlideBox, side: int) -> tuple[float, float]:
    x = box.left + {_LEFT: 0.0, _RIGHT: box.width}.get(side, box.width / 2)
    y = box.top + {_TOP: 0.0, _BOTTOM: box.height}.get(side, box.height / 2)
    return x, y


def _named(identity: int, name: str, told: str) -> str:
    return f'<p:cNvPr id="{identity}" name={_attribute(name)} descr={_attribute(told)}/>'


def _attribute(text: str) -> str:
    # A line feed in an attribute would be read as a space.
    return quoteattr(text, {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})


def _place(left: float, top: float, width: float, height: float) -> str:
    x, y, across, down = (round(length * _EMU) for length in (left, top, width, height))
    return f'<a:off x="{x}" y="{y}"/><a:ext cx="{across}" cy="{down}"/>'


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour[1:].upper()}"/></a:solidFill>'
