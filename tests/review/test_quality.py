"""What the check says of photos whose faults are known, and that it is said at once."""

from __future__ import annotations

import time

import cv2
import numpy as np
import pytest

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import Quad
from stickyscan.review.photo_quality import (
    EDGES_ACROSS,
    NOTE_WIDTH,
    Fault,
    PhotoQuality,
    Seen,
    faults_of,
    judge_photo,
    look_at,
)
from stickyscan.steps.decode_photo import Photo
from tests import fakes
from tests.review.serving import drawn_pixels

SHARP = Seen(edge=2.5, contrast=60, brightness=220, burnt=0.0)


def judged(pixels: Picture, scale: float = 1.0) -> PhotoQuality:
    notes = [Quad.of(quad.array * scale) for quad in fakes.WALL_NOTES]
    return judge_photo(Photo("wall.jpg", pixels, None, ""), fakes.ScriptedFinder(notes))


def kinds(quality: PhotoQuality) -> list[str]:
    return [fault.kind for fault in quality.faults]


def blurred(sigma: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(drawn_pixels(), (0, 0), sigma), dtype=np.uint8)


def lit(exposure: float) -> Picture:
    """The drawn wall in linear light times this, with a little noise."""
    linear = (drawn_pixels() / 255) ** 2.2 * exposure
    noisy = linear + np.random.default_rng(1).normal(0, 0.0004, linear.shape)
    return np.asarray(np.clip(noisy, 0, 1) ** (1 / 2.2) * 255, dtype=np.uint8)


def test_a_good_photo_has_no_fault() -> None:
    assert judged(drawn_pixels()) == PhotoQuality(6, 110, ())


def test_a_photo_without_notes_is_told() -> None:
    quality = judge_photo(Photo("wall.jpg", drawn_pixels(), None, ""), fakes.EmptyFinder())
    assert quality == PhotoQuality(0, 0, (Fault("no_notes", 0, 0),))


def test_notes_that_are_too_small_are_told_with_their_width() -> None:
    small = np.asarray(cv2.resize(drawn_pixels(), None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    quality = judged(small, 0.4)
    assert quality.note_width == 44
    assert kinds(quality)[0] == "small"
    assert quality.faults[0].measured == pytest.approx(44)
    assert quality.faults[0].needed == NOTE_WIDTH


def test_blur_is_told_and_the_worse_the_clearer() -> None:
    assert kinds(judged(blurred(0.5))) == []
    assert kinds(judged(blurred(2.5))) == ["blurred"]
    edges = [look.edge for sigma in (0.3, 1, 2, 3, 4) if (look := look_at(blurred(sigma), fakes.WALL_NOTES[0]))]
    assert edges == sorted(edges)
    assert edges[-1] > 2 * edges[0]


@pytest.mark.parametrize("turn", [False, True])
def test_a_shaken_photo_is_told_whatever_the_way(turn: bool) -> None:
    kernel = np.ones((1, 11), dtype=np.float32) / 11
    shaken = np.asarray(cv2.filter2D(drawn_pixels(), -1, kernel.T if turn else kernel), dtype=np.uint8)
    assert kinds(judged(shaken)) == ["blurred"]


@pytest.mark.parametrize("factor", [0.3, 0.6, 1.0])
def test_blur_is_measured_whatever_the_contrast(factor: float) -> None:
    def edge(pixels: Picture) -> float:
        look = look_at(pixels, fakes.WALL_NOTES[0])
        assert look is not None
        return look.edge

    dimmed = np.asarray(drawn_pixels() * factor, dtype=np.uint8)
    assert edge(dimmed) == pytest.approx(edge(drawn_pixels()), rel=0.05)


def test_darkness_is_told() -> None:
    assert kinds(judged(lit(0.3))) == []
    assert kinds(judged(lit(0.006))) == ["dark"]


def test_pale_writing_in_good_light_is_not_darkness() -> None:
    assert faults_of(120, [Seen(2.5, 10, 230, 0.0)]) == ()


def test_burnt_out_notes_are_told_unless_their_ink_is_seen() -> None:
    glare = drawn_pixels()
    glare[60:170] = 255  # the upper row is gone
    assert kinds(judged(glare)) == ["glare"]
    white_paper = [Seen(2.5, 120, 255, 0.8)] * 5
    assert faults_of(120, white_paper) == ()


def test_the_limits_are_where_they_are_said_to_be() -> None:
    edge = 120 / EDGES_ACROSS
    assert faults_of(120, [Seen(edge * 0.99, 60, 220, 0.0)]) == ()
    assert [fault.kind for fault in faults_of(120, [Seen(edge * 1.01, 60, 220, 0.0)])] == ["blurred"]
    assert faults_of(NOTE_WIDTH, [SHARP]) == ()
    assert [fault.kind for fault in faults_of(NOTE_WIDTH - 1, [SHARP])] == ["small"]


def test_small_notes_are_not_called_blurred_for_the_lens_alone() -> None:
    assert [fault.kind for fault in faults_of(40, [Seen(2.2, 60, 220, 0.0)])] == ["small"]
    assert [fault.kind for fault in faults_of(40, [Seen(6.0, 60, 220, 0.0)])] == ["small", "blurred"]


def test_notes_at_the_edge_or_outside_of_the_photo_do_no_harm() -> None:
    pixels = drawn_pixels()
    for quad in (Quad.box(-50, -50, 60, 60), Quad.box(5000, 5000, 100, 100), Quad.box(0, 0, 2, 2)):
        assert look_at(pixels, quad) is None or quad.area > 100
    quality = judge_photo(Photo("w", pixels, None, ""), fakes.ScriptedFinder([Quad.box(5000, 5000, 100, 100)]))
    assert quality.notes == 1


def test_looking_at_a_12_megapixel_photo_of_300_notes_takes_a_moment() -> None:
    pixels = np.zeros((3000, 4000, 3), dtype=np.uint8)
    quads = [Quad.box(10 + 190 * column, 10 + 190 * row, 150, 150) for row in range(15) for column in range(20)]
    photo, finder = Photo("wall.jpg", pixels, None, ""), fakes.ScriptedFinder(quads)
    started = time.process_time()  # processor time: other tests may run beside this one
    judge_photo(photo, finder)
    assert time.process_time() - started < 0.6
