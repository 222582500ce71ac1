"""Outlines onto the paper's edge: drawn sheets with known edges."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from stickyscan.engines.outlines.evidence import lab_picture
from stickyscan.engines.outlines.snapping import snap
from stickyscan.geometry import FloatArray, Quad, overlap


def everywhere(quads: FloatArray, places: FloatArray) -> NDArray[np.float32]:
    """Knows nothing of edges."""
    return np.full(places.shape[:2], 0.5, np.float32)


SHEET = np.array([[102.0, 80.0], [228.0, 92.0], [220.0, 214.0], [96.0, 206.0]])


def picture(*sheets: FloatArray, paper: tuple[int, int, int] = (250, 225, 90)) -> NDArray[np.float32]:
    rgb = np.full((300, 340, 3), 235, np.uint8)
    for sheet in sheets:
        cv2.fillPoly(rgb, [np.rint(sheet).astype(np.int32)], paper)
        cv2.polylines(rgb, [np.rint(sheet).astype(np.int32)], True, tuple(int(c * 0.8) for c in paper), 1)
    return lab_picture(rgb)


def closeness(quad: FloatArray, sheet: FloatArray) -> float:
    return overlap(Quad.of(quad), Quad.of(sheet))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-12, 12), min_size=8, max_size=8))
def test_rough_outlines_come_to_lie_on_the_edge(errors: list[float]) -> None:
    rough = SHEET + np.reshape(errors, (4, 2))
    (snapped,) = snap(picture(SHEET), rough[None], everywhere)
    assert closeness(snapped, SHEET) > 0.95


def test_a_sheet_that_touches_another_of_its_colour_keeps_to_the_crease() -> None:
    right = SHEET + (SHEET[1] - SHEET[0])
    (snapped,) = snap(picture(SHEET, right), SHEET[None] + 5.0, everywhere)
    assert closeness(snapped, SHEET) > 0.93


def test_without_an_edge_an_outline_stays_where_it_was() -> None:
    (snapped,) = snap(picture(), SHEET[None], everywhere)
    assert snapped == pytest.approx(SHEET, abs=0.01)


def test_an_edge_that_nobody_tells_of_loses_to_one_that_is_told() -> None:
    frame = SHEET + np.array([[-9, -9], [9, -9], [9, 9], [-9, 9]])
    drawn = picture(SHEET)
    cv2.polylines(drawn, [np.rint(frame).astype(np.int32)], True, (20.0, 128.0, 128.0), 3)  # a thick pen all round it

    def tells(quads: FloatArray, places: FloatArray) -> NDArray[np.float32]:
        ring = np.zeros(drawn.shape[:2], np.uint8)
        cv2.polylines(ring, [np.rint(SHEET).astype(np.int32)], True, 1, 3)
        x, y = np.rint(places).astype(int).reshape(-1, 2).T
        return np.asarray(ring[y.clip(0, 299), x.clip(0, 339)].reshape(places.shape[:2]), np.float32)

    (snapped,) = snap(drawn, SHEET[None], tells)
    assert closeness(snapped, SHEET) > 0.93


def test_nothing_to_snap() -> None:
    assert snap(picture(), np.empty((0, 4, 2)), everywhere).shape == (0, 4, 2)


def test_outlines_at_the_pictures_border_stay_near_it() -> None:
    corner = np.array([[-8.0, -8.0], [90.0, -8.0], [90.0, 90.0], [-8.0, 90.0]])
    (snapped,) = snap(picture(np.clip(corner, 0, None)), corner[None], everywhere)
    assert closeness(snapped, corner) > 0.8
