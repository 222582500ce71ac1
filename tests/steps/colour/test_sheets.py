"""The paper's colour is told from ink, dots and other notes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray, Quad
from stickyscan.steps.colour.colour_space import to_srgb
from stickyscan.steps.colour.sheets import Sheets, sheet_colours

PINK, YELLOW, TEAL, INK, DOT = (236, 90, 150), (246, 230, 110), (60, 150, 150), (25, 25, 40), (250, 215, 30)
Pixels = NDArray[np.uint8]


def a_wall() -> Pixels:
    return np.full((400, 600, 3), 232, np.uint8)


def put(pixels: Pixels, note: Quad, rgb: tuple[int, int, int]) -> None:
    cv2.fillConvexPoly(pixels, np.rint(note.array).astype(np.int32), rgb)


def told(pixels: Pixels, notes: list[Quad]) -> Sheets:
    return sheet_colours(pixels, 1.0, notes, np.ones((len(notes), 3)))


def off(sheets: Sheets, note: int, rgb: tuple[int, int, int]) -> float:
    """Largest difference of a channel, 0..255."""
    return float(np.abs(to_srgb(sheets.colours[note]) * 255 - np.array(rgb)).max())


def test_bold_writing_is_not_the_paper() -> None:
    pixels, note = a_wall(), Quad.box(100, 100, 120, 120)
    put(pixels, note, PINK)
    for y in range(110, 220, 22):
        cv2.line(pixels, (105, y), (215, y), INK, 9)
    sheets = told(pixels, [note])
    assert off(sheets, 0, PINK) <= 6
    assert 0.3 < sheets.clear[0] < 0.8


def test_a_covered_note_is_named_by_the_strip_that_shows() -> None:
    pixels = a_wall()
    lower, upper = Quad.box(100, 100, 120, 120), Quad.box(100, 125, 120, 120)
    put(pixels, lower, PINK)
    put(pixels, upper, TEAL)
    sheets = told(pixels, [lower, upper])
    assert off(sheets, 0, PINK) <= 3
    assert off(sheets, 1, TEAL) <= 3
    assert sheets.clear[0] < 0.25


def test_a_note_on_a_large_sheet_leaves_both_their_colours() -> None:
    pixels = a_wall()
    sheet, note = Quad.box(50, 50, 300, 300), Quad.box(100, 80, 220, 240)
    put(pixels, sheet, YELLOW)
    put(pixels, note, TEAL)
    sheets = told(pixels, [sheet, note])
    assert off(sheets, 0, YELLOW) <= 3
    assert off(sheets, 1, TEAL) <= 3


def test_dots_that_cover_most_of_a_note_yield_to_its_family() -> None:
    pixels = a_wall()
    notes = [Quad.box(20 + 110 * i, 20 + 130 * j, 100, 100) for i in range(5) for j in range(2)]
    for note in notes:
        put(pixels, note, PINK)
    x, y = (int(v) for v in notes[0].array[0])
    for step in range(16):
        cv2.circle(pixels, (x + 13 + 25 * (step % 4), y + 13 + 25 * (step // 4)), 10, DOT, -1)
    assert off(told(pixels, [notes[0]]), 0, DOT) <= 6, "alone, it could as well be a yellow note with pink writing"
    assert off(told(pixels, notes), 0, PINK) <= 6


def test_uneven_light_is_taken_out() -> None:
    note = Quad.box(10, 10, 80, 80)
    pixels = np.full((100, 100, 3), 120, np.uint8)
    bright = sheet_colours(pixels, 1.0, [note], np.full((1, 3), 0.5))
    plain = sheet_colours(pixels, 1.0, [note], np.ones((1, 3)))
    np.testing.assert_allclose(bright.colours, plain.colours * 2, rtol=1e-3)


def test_a_reduced_photo_gives_the_same_colours() -> None:
    pixels, note = a_wall(), Quad.box(200, 100, 160, 120)
    put(pixels, note, TEAL)
    small = np.asarray(cv2.resize(pixels, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    reduced: FloatArray = sheet_colours(small, 0.25, [note], np.ones((1, 3))).colours
    np.testing.assert_allclose(reduced, told(pixels, [note]).colours, rtol=1e-3)
