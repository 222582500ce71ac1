from __future__ import annotations

import cv2
import numpy as np
import pytest

from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.marks.arrow_maps import ArrowMaps
from stickyscan.steps.marks.find_links import Link, find_links

SIDE = 24.0
NOTES = tuple(Quad.box(20 + 60 * c, 20 + 60 * r, SIDE, SIDE) for r in range(2) for c in range(3))


class Told:
    """What a network would say of lines drawn by hand: cells of 6 by 9 notes."""

    def __init__(self) -> None:
        self.line = np.zeros((140, 200), np.float32)
        self.head = np.zeros_like(self.line)
        self.way = np.zeros((2, *self.line.shape), np.float32)

    def arrow(self, *spots: tuple[int, int], heads: int = 1, sure: float = 0.99) -> Told:
        course = np.array(spots, np.int32)
        drawn = np.zeros(self.line.shape, np.uint8)
        cv2.polylines(drawn, [course], False, 1, 2)
        self.line = np.where(drawn > 0, np.float32(sure), self.line)
        way = (course[-1] - course[0]) / np.linalg.norm(course[-1] - course[0])
        for (x, y), sign in (((spots[-1]), 1), ((spots[0]), -1))[:heads]:
            cv2.circle(self.head, (x, y), 2, 0.9, -1)
            own = (drawn > 0) & (self._nearer((x, y), spots[0] if sign > 0 else spots[-1]) | (heads == 1))
            self.way[:, own] = sign * way[:, None]
        return self

    def _nearer(self, one: tuple[int, int], other: tuple[int, int]) -> np.ndarray:
        rows, columns = np.indices(self.line.shape)
        return np.asarray(
            np.hypot(columns - one[0], rows - one[1]) < np.hypot(columns - other[0], rows - other[1]), np.bool_
        )

    def links(self) -> tuple[Link, ...]:
        return find_links(ArrowMaps(self.line, self.head, self.way), NOTES, SIDE)


def pairs(links: tuple[Link, ...]) -> set[tuple[int, int, int]]:
    return {(link.source, link.target, link.number_of_heads) for link in links}


@pytest.mark.parametrize(
    ("spots", "heads", "wanted"),
    [
        (((46, 32), (78, 32)), 1, (0, 1, 1)),
        (((78, 32), (46, 32)), 1, (1, 0, 1)),
        (((32, 46), (32, 78)), 1, (0, 3, 1)),
        (((46, 46), (78, 78)), 2, (0, 4, 2)),
        (((50, 32), (74, 32)), 1, (0, 1, 1)),
    ],
)
def test_a_line_leads_from_its_tail_to_its_head(
    spots: tuple[tuple[int, int], ...], heads: int, wanted: tuple[int, int, int]
) -> None:
    found = pairs(Told().arrow(*spots, heads=heads).links())
    assert found == {wanted} or (heads == 2 and found == {(wanted[1], wanted[0], 2)})


def test_a_line_without_heads_joins_its_notes_and_says_so() -> None:
    (link,) = Told().arrow((46, 32), (78, 32), heads=0).links()
    assert {link.source, link.target} == {0, 1}
    assert link.number_of_heads == 0


@pytest.mark.parametrize("heads", [0, 1])
def test_what_is_as_thick_as_long_joins_notes_where_it_has_a_head(heads: int) -> None:
    told = Told().arrow((46, 32), (60, 32), heads=heads)
    told.line[:] = 0
    told.line[27:38, 47:60] = 0.99  # thinning leaves next to nothing of it
    found = find_links(ArrowMaps(told.line, told.head, told.way), (NOTES[0], Quad.box(63, 20, SIDE, SIDE)), SIDE)
    assert pairs(found) == ({(0, 1, 1)} if heads else set())


def test_a_line_that_the_network_doubts_joins_nothing() -> None:
    assert Told().arrow((46, 32), (78, 32), sure=0.5).links() == ()
    assert len(Told().arrow((46, 32), (78, 32), sure=0.95).links()) == 1


def test_a_doubtful_link_counts_beside_sure_ones_only() -> None:
    told = Told().arrow((92, 46), (92, 78), sure=0.7)
    assert told.links() == ()
    assert pairs(told.arrow((46, 32), (78, 32)).links()) == {(0, 1, 1)}
    assert pairs(told.arrow((32, 46), (32, 78)).links()) == {(0, 1, 1), (0, 3, 1), (1, 4, 1)}


def test_a_line_that_goes_on_behind_both_its_notes_joins_none_unless_it_has_a_head() -> None:
    def drawn(heads: int) -> set[tuple[int, int, int]]:
        edge = Told().arrow((2, 33), (18, 33), heads=0).arrow((106, 33), (138, 33), heads=0)
        return pairs(edge.arrow((46, 32), (78, 32), heads=heads).links()) & {(0, 1, heads)}

    assert drawn(heads=0) == set()
    assert drawn(heads=1) == {(0, 1, 1)}


def test_two_lines_that_meet_at_a_note_each_join_it() -> None:
    told = Told().arrow((46, 84), (92, 47), heads=0).arrow((92, 47), (96, 78), heads=0)
    assert {frozenset(pair[:2]) for pair in pairs(told.links())} >= {frozenset((3, 1)), frozenset((1, 4))}


def test_two_lines_may_begin_as_one() -> None:
    told = Told().arrow((46, 32), (78, 32)).arrow((56, 32), (80, 76))
    assert pairs(told.links()) == {(0, 1, 1), (0, 4, 1)}


def test_crossing_lines_each_go_straight_on() -> None:
    told = Told().arrow((46, 46), (78, 78)).arrow((78, 46), (46, 78))
    assert pairs(told.links()) == {(0, 4, 1), (1, 3, 1)}


def test_what_ends_at_one_note_or_winds_joins_nothing() -> None:
    assert Told().arrow((46, 32), (62, 32)).links() == ()
    assert Told().arrow((32, 46), (32, 56), (60, 56), (60, 8), (10, 8), (10, 16)).links() == ()


def test_the_surest_line_of_two_notes_counts() -> None:
    told = Told().arrow((46, 26), (78, 26), sure=0.94).arrow((78, 38), (46, 38), sure=0.99)
    assert pairs(told.links()) == {(1, 0, 1)}


def test_the_course_runs_from_tail_to_head_in_cells() -> None:
    course: FloatArray = Told().arrow((78, 32), (46, 32)).links()[0].course
    assert np.allclose(course[0], (78, 32), atol=3)
    assert np.allclose(course[-1], (46, 32), atol=3)


def test_a_line_of_two_cells_joins_small_notes_too() -> None:
    notes = (Quad.box(20, 20, 12, 12), Quad.box(34, 20, 12, 12))
    line = np.zeros((60, 80), np.float32)
    line[(25, 26), (32, 33)] = 0.99
    (link,) = find_links(ArrowMaps(line, np.zeros_like(line), np.zeros((2, *line.shape), np.float32)), notes, 12.0)
    assert {link.source, link.target} == {0, 1}
    assert link.number_of_heads == 0
