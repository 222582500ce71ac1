from __future__ import annotations

import cv2
import numpy as np
import pytest

from stickyscan.engines.protocols import Picture
from stickyscan.steps.marks.find_signs import Signs, find_signs

INK = (30, 30, 34)


def a_note() -> Picture:
    note = np.full((192, 192, 3), (246, 222, 90), np.uint8)
    cv2.putText(note, "pays twice", (12, 50), cv2.FONT_HERSHEY_SIMPLEX, 0.9, INK, 2, cv2.LINE_AA)
    return note


def with_face(bend: int) -> Picture:
    note = a_note()
    cv2.circle(note, (100, 130), 38, INK, 3, cv2.LINE_AA)
    for x in (86, 114):
        cv2.circle(note, (x, 120), 3, INK, -1, cv2.LINE_AA)
    xs = np.arange(-16, 17, 4)
    mouth = np.stack([100 + xs, 146 + bend * (1 - (xs / 16) ** 2) - bend / 2], axis=1)
    cv2.polylines(note, [mouth.astype(np.int32)], False, INK, 3, cv2.LINE_AA)
    return note


def with_star(tips: int = 5) -> Picture:
    note = a_note()
    turn = np.arange(2 * tips) * np.pi / tips - np.pi / 2
    reach = np.where(np.arange(2 * tips) % 2, 16, 40)
    spots = np.stack([96 + reach * np.cos(turn), 130 + reach * np.sin(turn)], axis=1)
    cv2.polylines(note, [spots.astype(np.int32)], True, INK, 3, cv2.LINE_AA)
    return note


@pytest.mark.parametrize(("bend", "mood"), [(10, 1), (0, 0), (-10, -1)])
def test_the_mouth_tells_the_mood(bend: int, mood: int) -> None:
    assert find_signs(with_face(bend)) == Signs(mood, False)


@pytest.mark.parametrize(("bend", "mood"), [(10, 1), (0, 0), (-10, -1)])
def test_eyes_and_mouth_may_run_into_the_ring_in_a_blurred_photo(bend: int, mood: int) -> None:
    blurred = cv2.GaussianBlur(with_face(bend), (0, 0), 3.5)
    assert find_signs(np.asarray(blurred, np.uint8)) == Signs(mood, False)


def test_a_star_has_five_tips() -> None:
    assert find_signs(with_star()) == Signs(None, True)
    assert find_signs(with_star(7)) == Signs(None, False)
    assert find_signs(np.asarray(cv2.GaussianBlur(with_star(), (0, 0), 7), np.uint8)) == Signs(None, True)


def test_writing_and_plain_rings_are_no_signs() -> None:
    ringed = a_note()
    cv2.circle(ringed, (100, 130), 38, INK, 3, cv2.LINE_AA)
    assert find_signs(a_note()) == find_signs(ringed) == Signs(None, False)
    for letter in "OQ8@":
        written = a_note()
        cv2.putText(written, letter, (60, 160), cv2.FONT_HERSHEY_SIMPLEX, 3, INK, 6, cv2.LINE_AA)
        assert find_signs(written) == Signs(None, False)
