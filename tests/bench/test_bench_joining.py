from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from stickyscan.engines.protocols import FoundNote, Picture, TextLine
from stickyscan.evaluate import fold
from stickyscan.geometry import Quad
from stickyscan.labels import LabelledWall
from stickyscan.render import Effects, WallRecipe, render_wall
from stickyscan.steps.decode_photo import Photo
from tests.bench.bench_joining import PARTS, Count, Engines, counted, sweep


@pytest.fixture(scope="module")
def whole() -> tuple[Photo, LabelledWall]:
    recipe = WallRecipe(seed=3, size=(1200, 800), layout="columns", notes=24, effects=Effects.none())
    wall = render_wall(recipe)
    return Photo("wall.jpg", wall.pixels, None, "0" * 64), LabelledWall.model_validate_json(
        wall.truth.to_json("wall.jpg")
    )


class Told:
    """A finder that is told the truth of the whole photo, and in each part the notes that are wholly in it."""

    name = "told"

    def __init__(self, whole: Photo, labels: LabelledWall, seed: int) -> None:
        quads = [Quad.of(label.quad) for label in labels.notes if not label.ignore]
        self._views = [(whole.pixels, quads)]
        for part in sweep(whole, seed):
            moved = [quad.mapped(part.from_whole) for quad in quads]
            size = np.array([part.photo.width, part.photo.height])
            inside = [q for q in moved if (q.array > 0).all() and (q.array < size).all()]
            self._views.append((part.photo.pixels, inside))

    def find(self, picture: Picture) -> tuple[FoundNote, ...]:
        quads = next(q for pixels, q in self._views if pixels.shape == picture.shape and (pixels == picture).all())
        return tuple(FoundNote(quad, 0.9) for quad in quads)


def test_a_perfect_finder_s_notes_are_there_once(whole: tuple[Photo, LabelledWall]) -> None:
    photo, labels = whole
    count = counted(photo, labels, Engines(Told(photo, labels, seed=1)), seed=1)
    assert count.notes == count.in_whole > 15
    assert count.once == count.kept >= 0.97 * count.notes
    assert count.twice == count.unlinked == 0


def test_letters_are_compared_with_those_in_the_sharpest_photo(whole: tuple[Photo, LabelledWall]) -> None:
    class Mute:
        name = "mute"

        def read(self, pictures: Sequence[Picture]) -> tuple[tuple[TextLine, ...], ...]:
            return tuple(() for _ in pictures)

    photo, labels = whole
    count = counted(photo, labels, Engines(Told(photo, labels, seed=1), Mute()), seed=1)
    legible = [len(fold(n.text)) for n in labels.notes if n.text and n.legible and not n.ignore]
    assert 0.9 * sum(legible) <= count.letters <= sum(legible)
    assert count.wrong == count.wrong_in_sharpest == count.letters


def test_a_blind_finder_leaves_all_missing(whole: tuple[Photo, LabelledWall]) -> None:
    class Blind:
        name = "blind"

        def find(self, picture: Picture) -> tuple[FoundNote, ...]:
            return ()

    photo, labels = whole
    count = counted(photo, labels, Engines(Blind()), seed=1)
    assert (count.once, count.twice, count.missing, count.in_whole, count.kept) == (0, 0, count.notes, 0, 0)


def test_parts_show_the_whole_wall(whole: tuple[Photo, LabelledWall]) -> None:
    parts = sweep(whole[0], seed=1)
    assert len(parts) == PARTS
    middle = Quad.box(590, 390, 20, 20)
    assert sum(bool((middle.mapped(p.from_whole).array >= 0).all()) for p in parts) >= 1
    assert Count(1, 1, 0, 0, 1, 1, 0) + Count(2, 1, 1, 0, 2, 1, 0) == Count(3, 2, 1, 0, 3, 2, 0)
