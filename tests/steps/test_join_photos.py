from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import pytest

from stickyscan.engines.protocols import FoundNote, Picture
from stickyscan.geometry import FloatArray, Quad, overlap, project
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import Wall, join_photos
from stickyscan.steps.link_photos import link_photos

HALF_A_NOTE = 0.5  # overlap on the wall


@dataclass(frozen=True)
class Scene:
    """A wall seen straight on: its picture, and its notes in that picture's pixels."""

    pixels: Picture
    notes: tuple[Quad, ...]


def a_scene(seed: int = 1) -> Scene:
    """1600 x 900 pixels of wall with 8 x 4 notes that carry scribbles, as handwriting would."""
    random = np.random.default_rng(seed)
    wall = np.full((900, 1600, 3), 235, np.uint8)
    notes = []
    for i in range(8):
        for j in range(4):
            x, y = 60 + i * 190, 50 + j * 210
            colour = random.choice([(250, 220, 90), (250, 150, 190), (140, 210, 250)]).tolist()
            cv2.rectangle(wall, (x, y), (x + 140, y + 140), colour, -1)
            for line in range(3):
                steps = np.column_stack(
                    [np.linspace(x + 15, x + 125, 14), y + 35 + line * 35 + random.normal(0, 8, 14)]
                )
                cv2.polylines(wall, [steps.round().astype(np.int32)], False, (30, 30, 60), 3, cv2.LINE_AA)
            notes.append(Quad.box(x, y, 140, 140))
    return Scene(wall, tuple(notes))


def a_shot(
    scene: Scene, to_photo: FloatArray, size: tuple[int, int], name: str, blur: float = 0
) -> tuple[Photo, tuple[FoundNote, ...]]:
    """A photo of part of the scene, and the notes that are wholly in it."""
    pixels = cv2.warpPerspective(scene.pixels, to_photo, size, flags=cv2.INTER_AREA, borderValue=(235, 235, 235))
    if blur:
        pixels = cv2.GaussianBlur(pixels, (0, 0), blur)
    quads = [note.mapped(to_photo) for note in scene.notes]
    inside = [q for q in quads if (q.array > 8).all() and (q.array < np.array(size) - 8).all()]
    return Photo(name, np.ascontiguousarray(pixels, dtype=np.uint8), None, "0" * 64), tuple(
        FoundNote(q, 0.9) for q in inside
    )


def left(scene: Scene) -> tuple[Photo, tuple[FoundNote, ...]]:
    return a_shot(scene, np.array([[0.98, 0.02, 5], [0.01, 0.97, 12], [2e-5, 0, 1]]), (1050, 900), "left.jpg")


def right(scene: Scene, blur: float = 0) -> tuple[Photo, tuple[FoundNote, ...]]:
    return a_shot(
        scene, np.array([[0.9, -0.03, -480], [0.02, 0.92, 5], [-2e-5, 1e-5, 1]]), (1000, 880), "right.jpg", blur
    )


def join(*shots: tuple[Photo, tuple[FoundNote, ...]]) -> Wall:
    return join_photos([photo for photo, _ in shots], [found for _, found in shots])


def test_a_covered_note_is_whole_on_the_wall_and_as_seen_in_its_photos() -> None:
    """The lower half of one note lies under another; the other notes tell how long it is."""
    scene = a_scene()
    covered, over = Quad.box(820, 50, 140, 70), Quad.box(820, 120, 140, 140)
    beside = tuple(n for n in scene.notes if min(overlap(n, covered), overlap(n, over)) == 0 and n.centre[0] != 890)
    shown = Scene(scene.pixels, (*beside, covered, over))
    to_photo = np.array([[0.98, 0.02, 5], [0.01, 0.97, 12], [2e-5, 0, 1]])
    wall = join(a_shot(shown, to_photo, (1050, 900), "left.jpg"), right(shown))
    (note,) = [n for n in wall.notes if overlap(n.best.corners, covered.mapped(to_photo)) > 0.9]
    assert note.best.photo == 0
    assert note.whole is not None and overlap(note.whole, Quad.box(820, 50, 140, 140).mapped(to_photo)) > 0.97
    assert note.corners == note.whole
    assert overlap(note.on_wall, note.whole.mapped(wall.to_wall[0])) > 0.999
    assert sum(n.whole is not None for n in wall.notes) == 1


def test_a_note_of_which_each_photo_shows_another_part_is_one() -> None:
    """Writing or light cut off a third at one end in one photo, a quarter at the other end in the other one."""
    scene = a_scene()
    photo, found = right(scene)
    near = Quad.box(820, 260, 140, 140)
    assert near in scene.notes
    first = Scene(scene.pixels, (*(n for n in scene.notes if n != near), Quad.box(820, 260, 95, 140)))
    second = Scene(scene.pixels, (*(n for n in scene.notes if n != near), Quad.box(853, 260, 107, 140)))
    assert 0.4 < overlap(first.notes[-1], second.notes[-1]) < 0.5
    wall = join(left(first), right(second))
    assert len(wall.notes) == len(join(left(scene), (photo, found)).notes)


def test_one_photo_keeps_every_note_and_fills_the_plane() -> None:
    photo, found = a_shot(a_scene(), np.eye(3), (1600, 900), "wall.jpg")
    wall = join((photo, found))
    assert len(wall.notes) == len(found) == 32
    assert wall.warnings == ()
    corners = project(wall.to_wall[0], Quad.box(0, 0, 1600, 900).array)
    assert corners.min(axis=0) == pytest.approx([0, 0], abs=1e-9)
    assert corners.max() == pytest.approx(1)
    assert wall.to_wall[0][2, 2] == 1
    for note in wall.notes:
        assert note.best.corners.mapped(wall.to_wall[0]).array == pytest.approx(note.on_wall.array)
        assert note.also == ()


def test_a_tilted_photo_is_straightened() -> None:
    tilt = np.array([[1.1, 0.1, 20], [0.16, 1.05, 30], [3.2e-4, 1e-5, 1]])
    photo, found = a_shot(a_scene(), tilt, (1200, 860), "wall.jpg")
    wall = join((photo, found))
    sides = np.sqrt([n.on_wall.area for n in wall.notes])
    before = np.sqrt([n.corners.area for n in found])
    assert len(found) > 20
    assert np.std(before) / np.mean(before) > 0.12
    assert np.std(sides) / np.mean(sides) < 0.03
    assert max(abs(n.on_wall.angle) for n in wall.notes) < 3


def test_two_overlapping_photos_show_each_note_once() -> None:
    scene = a_scene()
    one, other = left(scene), right(scene, blur=2.5)
    wall = join(one, other)
    assert wall.warnings == ()
    seen = {tuple(np.round(n.best.corners.centre)) for n in wall.notes}
    assert len(wall.notes) == len(seen) == 32
    both = [n for n in wall.notes if n.also]
    assert len(both) == len(one[1]) + len(other[1]) - 32
    assert {n.best.photo for n in both} == {0}  # the other photo is blurred
    for note in both:
        (again,) = note.also
        assert overlap(note.on_wall, again.corners.mapped(wall.to_wall[again.photo])) > 0.85


def test_the_order_of_the_photos_does_not_matter() -> None:
    scene = a_scene()
    wall, swapped = join(left(scene), right(scene)), join(right(scene), left(scene))
    assert len(wall.notes) == len(swapped.notes)
    assert {(n.best.photo, n.best.corners) for n in wall.notes} == {
        (1 - n.best.photo, n.best.corners) for n in swapped.notes
    }


def test_a_note_cut_by_the_edge_is_not_a_second_note() -> None:
    scene = a_scene()
    photo, found = left(scene)
    x = photo.width
    cut = next(
        q
        for n in scene.notes
        if (q := n.mapped(np.array([[0.98, 0.02, 5], [0.01, 0.97, 12], [2e-5, 0, 1]]))).array[:, 0].max()
        > x
        > q.array[:, 0].min() + 20
    )
    clipped = Quad.of(np.minimum(cut.array, [x - 1, 1e9]))
    wall = join((photo, (*found, FoundNote(clipped, 0.6))), right(scene))
    assert len(wall.notes) == 32
    (whole,) = [n for n in wall.notes if any(s.corners == clipped for s in n.also)]
    assert whole.best.photo == 1


def test_a_photo_of_something_else_is_kept_at_the_right_and_named() -> None:
    scene = a_scene()
    stranger, found = a_shot(a_scene(seed=99), np.diag([0.5, 0.5, 1]), (800, 450), "stranger.jpg")
    wall = join(left(scene), (stranger, found), right(scene))
    (warning,) = wall.warnings
    assert "stranger.jpg" in warning
    assert "left.jpg" not in warning
    strange = [n for n in wall.notes if n.best.photo == 1]
    others = [n for n in wall.notes if n.best.photo != 1]
    assert (len(strange), len(others)) == (32, 32)
    assert min(n.on_wall.array[:, 0].min() for n in strange) > max(n.on_wall.array[:, 0].max() for n in others)
    assert np.median([n.on_wall.area for n in strange]) == pytest.approx(
        np.median([n.on_wall.area for n in others]), rel=0.1
    )
    every = np.concatenate([n.on_wall.array for n in wall.notes])
    assert every.min() >= 0
    assert every.max() <= 1


def test_photos_without_notes_or_features_are_no_failure() -> None:
    blank = Photo("blank.jpg", np.full((300, 400, 3), 200, np.uint8), None, "0" * 64)
    wall = join(left(a_scene()), (blank, ()), (blank, ()))
    assert len(wall.to_wall) == 3
    assert len(wall.warnings) == 2
    assert join((blank, ())).notes == ()


def test_three_photos_in_a_row_are_chained() -> None:
    scene = a_scene()
    shots = [
        a_shot(scene, np.array([[1, 0, -shift], [0, 1, 0], [0, 0, 1.0]]), (760, 900), f"{shift}.jpg")
        for shift in (0, 420, 840)
    ]
    groups = link_photos([photo.pixels for photo, _ in shots])
    assert [sorted(g) for g in groups] == [[0, 1, 2]]
    assert next(iter(groups[0])) == 1  # the middle one overlaps with both
    for i, shift in ((0, -420), (2, 420)):
        moved = project(groups[0][i], np.array([[300.0, 400.0]]))[0]
        assert moved == pytest.approx([300 + shift, 400], abs=1.5)
    assert len(join(*shots).notes) == 32


def test_overlap_counts_from_half_a_note() -> None:
    photo, _ = a_shot(a_scene(), np.eye(3), (1600, 900), "a.jpg")
    first, second = Quad.box(100, 100, 100, 100), Quad.box(160, 100, 100, 100)
    wall = join((photo, (FoundNote(first, 1), FoundNote(second, 1))))
    assert len(wall.notes) == 2  # two notes of one photo are never one, whatever they share
    assert overlap(wall.notes[0].on_wall, wall.notes[1].on_wall) < HALF_A_NOTE


def test_what_does_not_belong_together_is_refused() -> None:
    with pytest.raises(ValueError, match="photo"):
        join_photos([], [])
    photo, found = left(a_scene())
    with pytest.raises(ValueError, match="notes of each"):
        join_photos([photo], [found, found])


def test_a_note_that_falls_apart_in_one_photo_is_there_once_and_whole() -> None:
    (photo, found), other = left(a_scene()), right(a_scene())
    shared = max(found, key=lambda note: note.corners.centre[0])
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = shared.corners.corners
    edge = ((ax + dx) / 2, (ay + dy) / 2), ((bx + cx) / 2, (by + cy) / 2)
    halves = Quad(((ax, ay), (bx, by), edge[1], edge[0])), Quad((edge[0], edge[1], (cx, cy), (dx, dy)))
    torn = tuple(note for note in found if note != shared) + tuple(FoundNote(half, 0.9) for half in halves)
    wall = join((photo, torn), other)
    assert len(wall.notes) == 32
    assert not {s.corners for n in wall.notes for s in (n.best, *n.also)} & set(halves)
