from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stickyscan.engines.detector import DetectorFinder
from stickyscan.engines.protocols import FoundNote, NoteFinder, Picture, WallFinder
from stickyscan.geometry import Quad
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.find_notes import find_notes

LOWER, UPPER = FoundNote(Quad.box(10, 60, 20, 20), 0.9), FoundNote(Quad.box(50, 10, 20, 20), 0.8)


class OneByOne:
    """Finds the same two notes in every photo, the lower one first."""

    name = "one by one"

    def find(self, picture: Picture) -> tuple[FoundNote, ...]:
        return (LOWER, UPPER)


class Together(OneByOne):
    """Finds a note more in every photo that comes with others of its wall."""

    name = "together"

    def find_together(self, pictures: Sequence[Picture]) -> tuple[tuple[FoundNote, ...], ...]:
        company = [FoundNote(Quad.box(90, 90, 20, 20), 0.7)] if len(pictures) > 1 else []
        return tuple((*company, *self.find(picture)) for picture in pictures)


def photos(number: int) -> list[Photo]:
    return [Photo(f"{i}.jpg", np.zeros((120, 160, 3), np.uint8), None, "0" * 64) for i in range(number)]


def test_notes_come_from_the_top_down_photo_by_photo() -> None:
    assert find_notes(photos(2), OneByOne()) == ((UPPER, LOWER), (UPPER, LOWER))


def test_a_finder_that_can_is_shown_all_photos_of_the_wall() -> None:
    assert find_notes(photos(1), Together()) == ((UPPER, LOWER),)
    assert [len(notes) for notes in find_notes(photos(3), Together())] == [3, 3, 3]


def test_the_detector_is_such_a_finder() -> None:
    finder: NoteFinder = DetectorFinder(threads=1)
    assert isinstance(finder, WallFinder)
    assert not isinstance(OneByOne(), WallFinder)
    assert find_notes(photos(2), finder) == ((), ())
