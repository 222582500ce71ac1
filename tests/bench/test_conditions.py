"""Conditions of notes drawn for the purpose."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import Quad
from tests.bench.conditions import MEANINGS, PLAIN, at_edge, conditions, gap, paper_and_ring, slant

BOARD, YELLOW, BLUE, BLACK = (240, 240, 238), (247, 227, 107), (143, 193, 234), (38, 40, 44)
PAINT = tuple[Quad, tuple[int, int, int]]


def a_wall(notes: Sequence[PAINT], size: tuple[int, int] = (800, 600)) -> Picture:
    pixels = np.full((size[1], size[0], 3), BOARD, np.uint8)
    for outline, colour in notes:
        (left, top), (right, bottom) = outline.array.min(axis=0).astype(int), outline.array.max(axis=0).astype(int)
        pixels[top:bottom, left:right] = colour
    return pixels


def conditions_of(*notes: PAINT, occluded: Sequence[bool] | None = None) -> tuple[frozenset[str], ...]:
    return conditions(a_wall(notes), [outline for outline, _ in notes], occluded)


def test_a_clear_note_on_a_board_has_none() -> None:
    assert conditions_of((Quad.box(300, 200, 100, 100), YELLOW)) == (frozenset({PLAIN}),)


def test_a_picture_without_outlines_has_no_conditions() -> None:
    assert conditions_of() == ()


@pytest.mark.parametrize(("space", "held"), [(5, {"touching"}), (0, {"touching"}), (8, {PLAIN}), (-4, {"touching"})])
def test_touching_is_a_gap_of_six_in_a_hundred(space: int, held: set[str]) -> None:
    first, second = conditions_of(
        (Quad.box(200, 200, 100, 100), YELLOW), (Quad.box(300 + space, 200, 100, 100), BLUE), occluded=(False, False)
    )
    assert first == second == held


def test_a_gap_is_measured_by_each_notes_own_side() -> None:
    large, small = conditions_of((Quad.box(200, 200, 140, 140), YELLOW), (Quad.box(347, 200, 50, 50), BLUE))
    assert [large, small] == [{"touching"}, {PLAIN}]


def test_the_upper_of_two_overlapping_notes_occludes_the_lower() -> None:
    lower, upper = conditions_of((Quad.box(200, 200, 120, 120), YELLOW), (Quad.box(260, 220, 120, 120), BLUE))
    assert lower == {"overlapping", "occluded"}
    assert upper == {"overlapping"}


def test_labels_say_themselves_what_is_occluded() -> None:
    assert conditions_of((Quad.box(200, 200, 100, 100), YELLOW), occluded=(True,)) == (frozenset({"occluded"}),)


def test_small_large_dark_and_pale() -> None:
    pale = (BOARD[0] - 8, BOARD[1] - 8, BOARD[2] - 20)
    small, large, dark, white = conditions_of(
        (Quad.box(50, 50, 60, 29), YELLOW),
        (Quad.box(200, 50, 151, 120), YELLOW),
        (Quad.box(500, 50, 100, 100), BLACK),
        (Quad.box(500, 300, 100, 100), pale),
    )
    assert [small, large, dark, white] == [{"small"}, {"large"}, {"dark"}, {"pale on pale"}]


def test_other_notes_are_not_what_is_round_a_note() -> None:
    middle = Quad.box(300, 200, 100, 100)
    ring = [(Quad.box(300 + 101 * x, 200 + 101 * y, 100, 100), YELLOW) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    others = [outline for outline, _ in ring if outline != Quad.box(300, 200, 100, 100)]
    paper, around = paper_and_ring(a_wall(ring), middle, others)
    assert paper[2] > 40  # yellow
    assert around is None


def test_paper_and_ring_tell_colours_in_cielab() -> None:
    paper, ring = paper_and_ring(a_wall([(Quad.box(300, 200, 100, 100), (0, 0, 0))]), Quad.box(300, 200, 100, 100), [])
    assert ring is not None
    np.testing.assert_allclose(paper, (0, 0, 0), atol=0.1)
    np.testing.assert_allclose(ring, (94.7, -0.1, 0.9), atol=0.6)


def test_a_note_seen_from_the_side_is_slanted() -> None:
    assert slant(Quad.box(0, 0, 50, 20)) == pytest.approx(1)
    assert slant(Quad.of([(0, 0), (100, 0), (100, 126), (0, 100)])) == pytest.approx(1.26)


@pytest.mark.parametrize(("left", "cut"), [(1, True), (-5, True), (4, False), (698, True), (690, False)])
def test_a_note_is_cut_by_the_edge_where_a_corner_lies_there(left: float, cut: bool) -> None:
    assert at_edge(Quad.box(left, 200, 100, 100), (800, 600)) is cut


def test_gaps_of_slanted_notes_are_measured_from_corner_to_side() -> None:
    diamond = Quad.of([(0, -50), (50, 0), (0, 50), (-50, 0)])
    assert gap(diamond, Quad.box(60, -50, 10, 100)) == pytest.approx(10)
    assert gap(diamond, Quad.box(40, -50, 10, 100)) == 0


def test_every_condition_is_explained() -> None:
    assert all(meaning for name, meaning in MEANINGS.items() if name != PLAIN)
