"""Covered notes are completed beneath the ones that lie over them, where the wall's whole notes tell how far."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stickyscan.geometry import FloatArray, Quad, overlap, project
from stickyscan.steps.covered_notes import complete

PHOTO = Quad.box(0, 0, 2000, 1500)
FREE = (Quad.box(1500, 200, 100, 100), Quad.box(1500, 500, 100, 100))  # whole sheets of the same pad


def completed(*outlines: Quad, photo: Quad = PHOTO) -> list[Quad]:
    """The outlines, completed, all in one photo."""
    seen = np.array([one.array for one in outlines])
    return [Quad.of(quad) for quad in complete(seen, [photo] * len(outlines))]


def shingles(shown: float, downward: bool = True) -> tuple[list[Quad], list[Quad]]:
    """Four sheets, each covered by the next: what is seen of each, and the whole ones."""
    corner = [(300, 200 + i * shown) if downward else (300 + i * shown, 200) for i in range(4)]
    whole = [Quad.box(x, y, 100, 100) for x, y in corner]
    size = (100, shown) if downward else (shown, 100)
    return [*(Quad.box(x, y, *size) for x, y in corner[:3]), whole[3]], whole


def same(found: list[Quad], wanted: list[Quad]) -> bool:
    return all(overlap(one, other) > 0.99 for one, other in zip(found, wanted, strict=True))


@pytest.mark.parametrize("downward", [True, False])
@pytest.mark.parametrize("shown", [35.0, 50.0, 80.0])
def test_covered_sheets_are_as_long_as_free_ones(shown: float, downward: bool) -> None:
    seen, whole = shingles(shown, downward)
    assert same(completed(*seen, *FREE), [*whole, *FREE])


def test_who_hangs_under_the_one_above_goes_up() -> None:
    top, lower = Quad.box(300, 200, 100, 100), Quad.box(300, 300, 100, 60)
    assert same(completed(top, lower, *FREE), [top, Quad.box(300, 260, 100, 100), *FREE])


def test_where_both_ends_are_possible_it_hangs_as_most_do() -> None:
    first, _ = shingles(60.0)
    between = Quad.box(800, 300, 100, 60)
    outlines = [Quad.box(800, 200, 100, 100), between, Quad.box(800, 360, 100, 100)]
    found = completed(*first, *outlines, *FREE)
    assert same(found[4:7], [outlines[0], Quad.box(800, 300, 100, 100), outlines[2]])


def test_where_both_ends_are_possible_it_hangs_where_it_is_covered_most() -> None:
    """The one below leaves a fifth of what is missing bare, whatever most do."""
    usual, whole = shingles(60.0)
    stack = [Quad.box(800, 200, 100, 100), Quad.box(800, 300, 100, 60), Quad.box(820, 360, 100, 100)]
    assert same(completed(*usual, *stack, *FREE), [*whole, stack[0], Quad.box(800, 260, 100, 100), stack[2], *FREE])


def test_a_short_sheet_that_nothing_covers_is_left() -> None:
    strip = Quad.box(800, 800, 100, 50)
    assert completed(strip, *FREE) == [strip, *FREE]


def test_a_pad_of_short_sheets_is_a_pad() -> None:
    """Two of them hang where a longer one would show, however many squares hang there too."""
    stack = [Quad.box(300, 200, 100, 50), Quad.box(300, 250, 100, 50)]
    alone = [Quad.box(800, 800, 100, 50), Quad.box(1000, 800, 100, 50)]
    squares = [Quad.box(100 + 150 * i, 1300, 100, 100) for i in range(10)]
    outlines = [*stack, *alone, *squares]
    assert completed(*outlines) == outlines


def test_short_sheets_close_to_each_other_are_a_pad() -> None:
    """No longer one would show between them, but each has its own end."""
    close = [Quad.box(300, 200 + 60 * i, 100, 45) for i in range(3)]
    stack = [Quad.box(600, 200, 100, 45), Quad.box(600, 245, 100, 45)]
    squares = [Quad.box(100 + 150 * i, 1300, 100, 100) for i in range(6)]
    assert completed(*close, *stack, *squares) == [*close, *stack, *squares]


def test_squares_in_a_grid_are_whole_beside_longer_cards() -> None:
    cards = [Quad.box(100 + 300 * i, 50, 100, 170) for i in range(6)]
    grid = [Quad.box(300 + 100 * i, 600 + 100 * j, 100, 100) for i in range(3) for j in range(3)]
    alone = Quad.box(1000, 1000, 100, 100)
    assert completed(*cards, *grid, alone) == [*cards, *grid, alone]


def test_sheets_of_a_pad_may_hang_turned() -> None:
    covered, over = Quad.box(300, 200, 60, 50), Quad.box(300, 250, 60, 100)
    lying = [Quad.box(1000 + 200 * i, 200, 100, 60) for i in range(2)]
    assert same(completed(covered, over, *lying), [Quad.box(300, 200, 60, 100), over, *lying])


def test_sheets_of_all_sizes_do_not_tell_how_long_one_is() -> None:
    covered, over = Quad.box(300, 200, 100, 50), Quad.box(300, 250, 100, 100)
    others = [Quad.box(600 + 200 * i, 200, 100, 90 * 1.3**i) for i in range(5)]
    assert completed(covered, over, *others) == [covered, over, *others]


def test_one_of_two_that_meet_lies_over_the_other() -> None:
    """The lowest can only go up, so the middle one covers it and goes up too, whatever is usual elsewhere."""
    usual, whole = shingles(60.0)
    stack = [Quad.box(800, 200, 100, 100), Quad.box(800, 300, 100, 60), Quad.box(800, 360, 100, 60)]
    found = completed(*usual, *stack, *FREE)
    assert same(found, [*whole, stack[0], Quad.box(800, 260, 100, 100), Quad.box(800, 320, 100, 100), *FREE])


def test_what_the_photo_cuts_is_not_pushed_under_its_neighbour() -> None:
    above, cut = Quad.box(300, 1340, 100, 100), Quad.box(300, 1440, 100, 60)
    assert completed(above, cut, *FREE) == [above, cut, *FREE]


def test_without_whole_sheets_nothing_is_told() -> None:
    seen, _ = shingles(50.0)
    assert completed(*seen) == seen
    assert complete(np.empty((0, 4, 2)), []).shape == (0, 4, 2)
    assert completed(seen[0]) == [seen[0]]


@given(angle=st.floats(-0.6, 0.6), size=st.floats(0.0005, 30), shown=st.floats(35, 80))
def test_neither_turn_nor_scale_of_the_wall_matters(angle: float, size: float, shown: float) -> None:
    """The wall plane is 1 long, a photo some thousand pixels."""
    seen, whole = shingles(shown)
    turned = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1 / size]])

    def moved(quad: Quad) -> Quad:
        return Quad.of(project(turned, _about_the_middle(quad.array)))

    frame = Quad.of(project(np.diag([1, 1, 1 / size]), Quad.box(-3000, -3000, 6000, 6000).array))
    found = completed(*(moved(one) for one in (*seen, *FREE)), photo=frame)
    assert same(found, [moved(one) for one in (*whole, *FREE)])


def _about_the_middle(corners: FloatArray) -> FloatArray:
    return np.asarray(corners - np.array([1000.0, 500.0]))
