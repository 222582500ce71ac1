from __future__ import annotations

import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.steps.layout.drawn_curve import curve_along, ends_of_axis, zero_lines


def a_course(left: float, right: float) -> FloatArray:
    """A piece of one wave, 4 note sizes long."""
    x = np.linspace(left, right, 30)
    return np.stack([x, np.sin(x * np.pi / 2)], axis=1)


def a_line(*spots: tuple[float, float]) -> FloatArray:
    along = np.linspace(0, len(spots) - 1, 12 * (len(spots) - 1))
    return np.stack([np.interp(along, np.arange(len(spots)), [s[i] for s in spots]) for i in (0, 1)], axis=1)


def test_pieces_between_notes_are_one_curve_whichever_way_they_were_drawn() -> None:
    course = curve_along([a_course(5.0, 8.0), a_course(2.6, 4.1)[::-1], a_course(0.0, 1.7)])
    assert course is not None
    assert (course[0, 0], course[-1, 0]) == (0.0, 8.0)
    assert np.all(np.diff(course[:, 0]) > 0)
    assert np.allclose(course[:, 1], np.sin(course[:, 0] * np.pi / 2))


def test_a_piece_far_off_or_at_another_height_is_no_part_of_the_curve() -> None:
    high, far = a_course(2.6, 4.1) + np.array((0.0, 2.5)), a_course(6.5, 8.0)
    course = curve_along([a_course(0.0, 1.9), high, far])
    assert course is not None
    assert np.ptp(course[:, 0]) < 2


def test_zero_lines_and_what_goes_back_are_no_curves() -> None:
    level = [a_line((0, 1), (3, 1.05)), a_line((7, 1.1), (4, 1.06)), a_line((3.2, 1.06), (3.8, 1.06))]
    loop = a_line((0, 0), (2, 1), (0.5, 2))
    assert curve_along([*level, loop]) is None
    assert len(zero_lines([*level, loop])) == 1


def test_plus_and_minus_one_above_the_other_are_the_ends_of_an_axis() -> None:
    plus = [a_line((-1.2, 0.5), (-0.8, 0.5)), a_line((-1.0, 0.3), (-1.0, 0.7))]
    minus = [a_line((-1.25, 2.5), (-0.85, 2.5))]
    assert ends_of_axis([*plus, *minus, a_course(0, 4)], right=0.0) == (0.5, 2.5)
    assert ends_of_axis([*plus, *minus], right=-2.0) is None  # among the notes
    assert ends_of_axis([*plus, a_line((-1.0, 1.1), (-0.6, 1.1))], right=0.0) is None  # too near
    third = a_line((-1.2, 4.4), (-0.8, 4.4))
    assert ends_of_axis([*plus, *minus, third], right=0.0) is None  # which two is open
