"""Which outlines end in the middle of a sheet of paper."""

from __future__ import annotations

import numpy as np

from stickyscan.engines.note_judge import ALONE, Looks
from stickyscan.engines.whole_sheets import pieces

WEAKEST, DIVIDED = ALONE.index("weakest_edged"), ALONE.index("divided")
YELLOW, PINK = (90.0, 120.0, 180.0), (60.0, 190.0, 120.0)
CARD, UPPER, LOWER = (0, 0, 100, 160), (0, 0, 100, 90), (0, 90, 100, 160)


def found(
    boxes: list[tuple[int, int, int, int]],
    weakest: list[float],
    papers: list[tuple[float, float, float]],
    *,
    divided: float = 0.1,
    sure: float = 0.95,
) -> list[bool]:
    quads = np.array([[[x0, y0], [x1, y0], [x1, y1], [x0, y1]] for x0, y0, x1, y1 in boxes], dtype=np.float64)
    features = np.zeros((len(boxes), len(ALONE)))
    features[:, WEAKEST], features[:, DIVIDED] = weakest, divided
    looks = Looks(features, np.full(len(boxes), np.log(100.0)), np.array(papers))
    return [bool(piece) for piece in pieces(quads, looks, np.full(len(boxes), sure), 0.85)]


def test_halves_of_a_card_give_way_to_the_card() -> None:
    assert found([CARD, UPPER, LOWER], [2.0, -3.0, -2.0], [YELLOW] * 3) == [False, True, True]


def test_two_notes_that_touch_stay_although_something_encloses_both() -> None:
    assert found([CARD, UPPER, LOWER], [2.0, 0.5, 0.5], [YELLOW] * 3) == [False] * 3  # an edge runs between them
    assert found([CARD, UPPER, LOWER], [2.0, -3.0, -3.0], [YELLOW] * 3, divided=0.6) == [False] * 3


def test_a_note_on_other_paper_is_no_piece_of_it() -> None:
    assert found([CARD, UPPER], [2.0, -3.0], [PINK, YELLOW]) == [False, False]


def test_a_note_on_a_poster_of_its_colour_is_no_piece_of_it() -> None:
    assert found([(0, 0, 600, 600), UPPER], [2.0, -3.0], [YELLOW] * 2) == [False, False]


def test_an_unsure_whole_takes_nothing_away() -> None:
    assert found([CARD, UPPER], [2.0, -3.0], [YELLOW] * 2, sure=0.5) == [False, False]


def test_nothing_found_is_nothing_to_judge() -> None:
    assert pieces(np.empty((0, 4, 2)), Looks.none(), np.empty(0), 0.85).tolist() == []
