import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from stickyscan.engines.text_boxes import STRIP_HEIGHT, BoxRules, text_boxes, text_strip, ways_to_read
from stickyscan.geometry import Quad


def a_map(*bars: tuple[float, float, float, float, float], size: int = 256) -> NDArray[np.float32]:
    """A probability map with a full bar (x, y, width, height, angle) for each line."""
    drawn = np.zeros((size, size), dtype=np.uint8)
    for x, y, width, height, angle in bars:
        cv2.fillPoly(drawn, [np.round(cv2.boxPoints(((x, y), (width, height), angle))).astype(np.int32)], (255,))
    return np.divide(drawn, 255, dtype=np.float32)


@pytest.mark.parametrize("angle", [-40, -10, 0, 10, 40])
def test_a_line_is_found_with_its_direction(angle: float) -> None:
    (box,) = text_boxes(a_map((128, 128, 120, 12, angle)), (512, 512), BoxRules())
    assert box.centre == pytest.approx((256, 256), abs=4)
    assert box.angle == pytest.approx(angle, abs=4)
    assert box.width > 240  # grown, and in pixels of the picture
    assert box.is_convex()


def test_specks_and_faint_blobs_are_no_lines() -> None:
    assert text_boxes(a_map((50, 50, 1, 1, 0)), (256, 256), BoxRules()) == ()
    assert text_boxes(a_map((128, 128, 120, 12, 0)) * 0.4, (256, 256), BoxRules()) == ()


def test_a_strip_is_upright_and_keeps_the_aspect() -> None:
    picture = np.zeros((200, 300, 3), dtype=np.uint8)
    picture[60:100, 50:250] = 255
    strip = text_strip(picture, Quad.box(50, 60, 200, 40))
    assert strip.shape == (STRIP_HEIGHT, 240, 3)
    assert strip.mean() > 245


def test_a_tall_box_may_be_a_letter_or_a_line_that_runs_up_or_down() -> None:
    picture = np.zeros((300, 200, 3), dtype=np.uint8)
    picture[200:280, 80:120] = 255  # the lower end, where a line that runs upwards begins
    as_is, up, down = (text_strip(picture, way) for way in ways_to_read(Quad.box(80, 40, 40, 240)))
    assert as_is.shape[1] < STRIP_HEIGHT
    assert up.shape == down.shape
    assert up[:, : up.shape[1] // 4].mean() > 200
    assert up[:, up.shape[1] // 2 :].mean() < 50
    assert down[:, : down.shape[1] // 2].mean() < 50


def test_a_wide_box_may_be_upside_down() -> None:
    box = Quad.box(0, 0, 100, 20)
    assert ways_to_read(box) == (box, box.turned(2))
