"""Colours are named by the paper, not by the light."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from stickyscan.geometry import Quad
from stickyscan.journey import ColourName
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import Sighting, WallNote
from stickyscan.steps.name_colours import NoteColour, confidences, name_colours

PAPERS: list[tuple[ColourName, tuple[int, int, int]]] = [
    ("yellow", (251, 239, 140)), ("yellow", (255, 222, 40)), ("orange", (255, 160, 60)), ("pink", (250, 90, 160)),
    ("pink", (247, 180, 195)), ("red", (200, 40, 40)), ("purple", (150, 90, 180)), ("blue", (120, 190, 235)),
    ("teal", (70, 185, 180)), ("green", (170, 220, 90)), ("white", (250, 250, 248)), ("grey", (150, 150, 150)),
    ("black", (35, 35, 38)),
]  # fmt: skip
BOXES = [Quad.box(60 + 160 * (i % 6), 60 + 160 * (i // 6), 100, 100) for i in range(len(PAPERS))]


def a_photo(light: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> Photo:
    """One note of each paper, with writing, on a white wall, under a coloured light."""
    pixels = np.full((600, 1040, 3), 240, np.uint8)
    for box, (_, rgb) in zip(BOXES, PAPERS, strict=True):
        cv2.fillConvexPoly(pixels, np.rint(box.array).astype(np.int32), rgb)
        x, y = (int(v) for v in box.centre)
        cv2.putText(pixels, "note", (x - 45, y), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (20, 20, 40), 4)
    linear = (pixels / 255.0) ** 2.2 * np.array(light)
    return Photo("wall.png", np.rint(np.clip(linear, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8), None, "")


def named(photo: Photo) -> tuple[NoteColour, ...]:
    notes = [WallNote(Sighting(0, box), (), box, 1.0) for box in BOXES]
    return name_colours([photo], notes)


@pytest.mark.parametrize(
    "light",
    [(1.0, 1.0, 1.0), (0.6, 0.6, 0.6), (0.9, 0.75, 0.55), (0.7, 0.8, 0.95)],
    ids=["day", "dim", "lamp", "shade"],
)
def test_papers_keep_their_names_in_any_light(light: tuple[float, float, float]) -> None:
    assert [c.name for c in named(a_photo(light))] == [name for name, _ in PAPERS]


def test_the_measured_value_is_the_papers_and_not_the_inks() -> None:
    hexes = [c.hex for c in named(a_photo())]
    for value, (name, rgb) in zip(hexes, PAPERS, strict=True):
        measured = np.array([int(value[i : i + 2], 16) for i in (1, 3, 5)])
        assert np.abs(measured - rgb).max() <= 4, (name, value)


def test_confidence_is_lower_for_a_paper_of_no_clear_name() -> None:
    photo = a_photo()
    pixels = photo.pixels.copy()
    pixels[60:160, 60:160] = (150, 132, 128)  # brown, grey, a dirty pink?
    doubtful = named(Photo("wall.png", pixels, None, ""))[0]
    sure = named(photo)[5]
    assert doubtful.confidence < 0.9
    assert sure.confidence > 0.97


def test_confidence_grows_with_the_odds_and_with_what_shows_of_the_sheet() -> None:
    grid = confidences(np.linspace(0, 1, 11)[:, None], np.linspace(0, 1, 5))
    assert (np.diff(grid[1:-1], axis=0) > 0).all()
    assert (np.diff(grid, axis=1) > 0).all()
    assert (grid >= 0).all() and (grid <= 1).all()


def test_every_photo_has_its_own_light_and_the_order_is_kept() -> None:
    photos = [a_photo((1.0, 0.9, 0.7)), a_photo((0.6, 0.7, 0.8))]
    notes = [WallNote(Sighting(i % 2, box), (Sighting(1 - i % 2, box),), box, 1.0) for i, box in enumerate(BOXES)]
    assert [c.name for c in name_colours(photos, notes)] == [name for name, _ in PAPERS]


def test_no_notes_no_colours() -> None:
    assert name_colours([a_photo()], []) == ()


def test_notes_at_the_photos_edge_are_named_too() -> None:
    outside = Quad.box(-60, -60, 100, 100)
    pixels = np.full((300, 400, 3), 235, np.uint8)
    pixels[:40, :40] = (250, 90, 160)
    (colour,) = name_colours([Photo("w", pixels, None, "")], [WallNote(Sighting(0, outside), (), outside, 1.0)])
    assert colour.name == "pink"
