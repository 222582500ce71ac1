import math

from hypothesis import given
from hypothesis import strategies as st

from stickyscan.engines.protocols import TextLine
from stickyscan.geometry import Quad
from stickyscan.steps.reading_order import reading_order


def a_line(text: str, x: float, y: float, tilt: float = 0.0, width: float = 80) -> TextLine:
    """A line 20 px high with its centre at (x, y), the whole note turned about the origin by `tilt` degrees."""
    c, s = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    box = Quad.box(x - width / 2, y - 10, width, 20)
    return TextLine(text, 0.9, Quad.of([(c * px - s * py, s * px + c * py) for px, py in box.corners]))


def texts(rows: tuple[tuple[TextLine, ...], ...]) -> list[list[str]]:
    return [[line.text for line in row] for row in rows]


def test_nothing_to_order() -> None:
    assert reading_order(()) == ()


def test_rows_from_the_top_words_from_the_left() -> None:
    lines = [a_line("hangs", 150, 104), a_line("Pays", 50, 50), a_line("site", 50, 100), a_line("twice", 150, 47)]
    assert texts(reading_order(lines)) == [["Pays", "twice"], ["site", "hangs"]]


@given(st.permutations(range(6)), st.floats(-180, 180))
def test_order_depends_on_neither_input_order_nor_tilt(order: list[int], tilt: float) -> None:
    places = [("a", 50, 40), ("b", 160, 40), ("c", 60, 80), ("d", 170, 82), ("e", 50, 120), ("f", 150, 118)]
    lines = [a_line(text, x, y, tilt) for text, x, y in places]
    assert texts(reading_order([lines[i] for i in order])) == [["a", "b"], ["c", "d"], ["e", "f"]]
