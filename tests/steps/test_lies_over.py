import numpy as np
import pytest

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import Quad
from stickyscan.steps.lies_over import contains, notes_over

LEFT, RIGHT = Quad.box(100, 100, 200, 200), Quad.box(240, 150, 200, 200)


def a_wall(*notes: tuple[Quad, tuple[int, int, int]], shadow: int = 0) -> Picture:
    """Notes stuck on in the order given; `shadow` darkens a thin rim round each."""
    wall = np.full((500, 600, 3), 235, dtype=np.uint8)
    for quad, colour in notes:
        (left, top), _, (right, bottom), _ = ((int(x), int(y)) for x, y in quad.corners)
        if shadow:
            rim = wall[top - 12 : bottom + 12, left - 12 : right + 12]
            rim[:] = np.maximum(rim.astype(int) - shadow, 0)
        wall[top:bottom, left:right] = colour
    return wall


def test_the_note_stuck_on_later_is_over_the_other() -> None:
    yellow, pink = (250, 230, 90), (240, 120, 170)
    assert notes_over(a_wall((LEFT, yellow), (RIGHT, pink)), [LEFT, RIGHT]) == ((RIGHT,), ())
    assert notes_over(a_wall((RIGHT, pink), (LEFT, yellow)), [LEFT, RIGHT]) == ((), (LEFT,))


def test_its_shadow_tells_where_the_colours_are_the_same() -> None:
    yellow = (250, 230, 90)
    assert notes_over(a_wall((LEFT, yellow), (RIGHT, yellow), shadow=30), [LEFT, RIGHT]) == ((RIGHT,), ())


def test_no_edge_no_verdict() -> None:
    flat = np.full((500, 600, 3), 200, dtype=np.uint8)
    assert notes_over(flat, [LEFT, RIGHT]) == ((), ())


@pytest.mark.parametrize("other", [Quad.box(301, 100, 200, 200), Quad.box(105, 105, 195, 195)])
def test_neighbours_and_second_findings_are_not_judged(other: Quad) -> None:
    wall = a_wall((LEFT, (250, 230, 90)), (other, (240, 120, 170)))
    assert notes_over(wall, [LEFT, other]) == ((), ())


def test_contains() -> None:
    inside = contains(LEFT, np.array([[150.0, 150.0], [99.0, 150.0], [150.0, 301.0]]))
    assert inside.tolist() == [True, False, False]
