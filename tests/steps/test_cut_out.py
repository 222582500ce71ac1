import numpy as np
import pytest

from stickyscan.geometry import Quad
from stickyscan.steps.cut_out import SIDE, cut_out, cut_size, glance


def a_photo() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Grey wall with a note at (100, 200), 80 x 40, its quarters red, green, blue and white, clockwise."""
    photo = np.full((400, 300, 3), 90, dtype=np.uint8)
    photo[200:220, 100:140] = (255, 0, 0)
    photo[200:220, 140:180] = (0, 255, 0)
    photo[220:240, 140:180] = (0, 0, 255)
    photo[220:240, 100:140] = (255, 255, 255)
    return photo


def test_upright_at_its_own_aspect() -> None:
    picture = cut_out(a_photo(), Quad.box(100, 200, 80, 40))
    height, width = picture.shape[:2]
    assert (width, height) == cut_size(Quad.box(100, 200, 80, 40))
    assert width * height == pytest.approx(SIDE**2, rel=0.01)
    assert width / height == pytest.approx(2, rel=0.01)
    assert tuple(picture[height // 4, width // 4]) == (255, 0, 0)
    assert tuple(picture[height * 3 // 4, width * 3 // 4]) == (0, 0, 255)


def test_turned_corners_turn_the_picture() -> None:
    picture = cut_out(a_photo(), Quad.box(100, 200, 80, 40).turned(1))
    height, width = picture.shape[:2]
    assert height > width
    assert tuple(picture[height // 4, width // 4]) == (0, 255, 0)


def test_large_notes_are_averaged_not_sampled() -> None:
    stripes = np.zeros((3200, 3200, 3), dtype=np.uint8)
    stripes[:, ::2] = 255
    picture = cut_out(stripes, Quad.box(100, 100, 3000, 3000))
    assert picture.mean() == pytest.approx(127, abs=8)
    assert picture.std() < 40


def test_corners_outside_the_photo_do_no_harm() -> None:
    picture = cut_out(a_photo(), Quad.box(-50, 350, 200, 100))
    assert picture.shape[0] > 100


def test_a_sliver_does_not_need_a_huge_picture() -> None:
    width, height = cut_size(Quad.box(0, 0, 1000, 1))
    assert max(width, height) < 2000


def test_a_glance_shows_the_same_note_at_the_size_asked_for() -> None:
    picture = glance(a_photo(), Quad.box(100, 200, 80, 40), 64)
    assert picture.shape == (32, 64, 3)
    assert tuple(picture[8, 16]) == (255, 0, 0)
    assert tuple(picture[24, 48]) == (0, 0, 255)


def test_a_glance_at_a_large_note_is_averaged() -> None:
    stripes = np.zeros((1600, 1600, 3), dtype=np.uint8)
    stripes[:, ::2] = 255
    picture = glance(stripes, Quad.box(100, 100, 1400, 1400), 192)
    assert picture.mean() == pytest.approx(127, abs=8)
    assert picture.std() < 40
