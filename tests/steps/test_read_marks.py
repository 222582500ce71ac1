from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
import pytest

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import Point, Quad, project
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import Sighting, Wall, WallNote
from stickyscan.steps.name_colours import NoteColour
from stickyscan.steps.read_marks import Marks, read_marks

WIDTH, HEIGHT = 900, 640
SIDE = 140
PAPER = (246, 230, 100)
NOTES = tuple(Quad.box(60 + 200 * c, 60 + 190 * r, SIDE, SIDE) for r in range(3) for c in range(4))
RED, GREEN, BLUE = (214, 32, 40), (30, 120, 60), (36, 84, 180)
RADIUS = 9

Dot = tuple[int, int, tuple[int, int, int]]


def a_wall() -> Picture:
    picture = np.full((HEIGHT, WIDTH, 3), (225, 226, 228), np.uint8)
    for note in NOTES:
        cv2.fillPoly(picture, [note.array.astype(np.int32)], PAPER)
        x, y = (int(v) for v in note.corners[0])
        cv2.putText(picture, "Bag of good", (x + 6, y + 64), cv2.FONT_HERSHEY_SIMPLEX, 0.65, (24, 24, 28), 2)
        cv2.putText(picture, "- ideas", (x + 8, y + 90), cv2.FONT_HERSHEY_SIMPLEX, 0.65, (24, 24, 28), 2)
    return picture


def with_dots(dots: Mapping[int, Sequence[Dot]], radius: int = RADIUS) -> Picture:
    """Dots by note; places from the note's upper left corner, later ones on top."""
    picture = a_wall()
    for note, places in dots.items():
        for x, y, colour in places:
            left, top = NOTES[note].corners[0]
            middle = (round((left + x) * 16), round((top + y) * 16))
            cv2.circle(picture, middle, radius * 16, colour, -1, cv2.LINE_AA, 4)
    return cv2.GaussianBlur(picture, (0, 0), 0.7).astype(np.uint8)


def marks_of(picture: Picture, notes: Sequence[Quad] = NOTES) -> Marks:
    matrix = np.diag([1 / WIDTH, 1 / WIDTH, 1.0])
    hung = tuple(WallNote(Sighting(0, q), (), q.mapped(matrix), 0.9) for q in notes)
    photo = Photo("wall.jpg", picture, None, "0" * 64)
    return read_marks([photo], Wall((matrix,), hung, ()), [NoteColour("yellow", "#f6e664", 0.9)] * len(notes))


APART = {
    0: [(20, 20, RED), (60, 22, RED), (110, 118, RED)],
    5: [(70, 112, GREEN)],
    9: [(25, 120, GREEN), (60, 121, RED)],
}
FEW_GREEN = {3: [(30, 115, GREEN)], 7: [(40, 20, GREEN), (100, 22, GREEN)]}


def test_dots_are_counted_note_by_note_and_notes_without_have_none() -> None:
    votes = marks_of(with_dots({**APART, **FEW_GREEN})).votes
    assert votes == (3, 0, 0, 1, 0, 1, 0, 2, 0, 2, 0, 0)


def test_small_dots_are_counted_in_a_photo_that_was_sent_on() -> None:
    """What sends a photo on leaves one colour for four pixels, so small dots run into the paper."""
    every = [(x, y, c) for x, c in ((14, RED), (42, BLUE), (70, GREEN)) for y in (16, 112)]
    clear = with_dots({n: every[: n % 7] for n in range(len(NOTES))}, radius=10)
    chroma = [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420]
    _, sent = cv2.imencode(".jpg", clear, [cv2.IMWRITE_JPEG_QUALITY, 70, *chroma])
    picture = np.asarray(cv2.imdecode(sent, cv2.IMREAD_COLOR), np.uint8)
    assert marks_of(picture).votes == tuple(n % 7 for n in range(len(NOTES)))


def test_where_nobody_voted_nothing_is_counted() -> None:
    marks = marks_of(a_wall())
    assert marks.votes == (None,) * len(NOTES)
    assert len(marks.dots.centres) == 0


def test_two_round_spots_make_no_vote() -> None:
    assert set(marks_of(with_dots({0: [(20, 20, RED)], 4: [(100, 110, RED)]})).votes) == {None}


def test_spots_of_a_few_pixels_are_no_votes() -> None:
    """What is two pixels wide in the photo may be a letter, the end of a line, or noise."""
    small = cv2.resize(with_dots(APART), None, fx=0.1, fy=0.1, interpolation=cv2.INTER_AREA)
    notes = [note.mapped(np.diag([0.1, 0.1, 1.0])) for note in NOTES]
    assert marks_of(np.asarray(small, np.uint8), notes).votes == (None,) * len(NOTES)


def test_spots_beside_the_notes_alone_make_no_vote() -> None:
    """Round spots near notes, as magnets and printed discs are: none is stuck on a note or touches one."""
    beside = {n: [(SIDE + 9, 40, RED), (SIDE + 9, 90, RED)] for n in (0, 5, 10)}
    assert marks_of(with_dots(beside, radius=5)).votes == (None,) * len(NOTES)
    on_edge = {n: [(SIDE - 12, 40, RED), (SIDE - 12, 90, RED)] for n in (0, 5, 10)}
    assert marks_of(with_dots(on_edge, radius=5)).votes[::5] == (2, 2, 2)


def test_patches_in_the_colour_of_a_few_spots_are_no_votes() -> None:
    picture = with_dots({0: [(20, 20, RED), (60, 22, RED), (110, 118, RED)]})
    for note in NOTES[1:9]:
        left, top = (int(v) for v in note.corners[0])
        cv2.rectangle(picture, (left + 20, top + 96), (left + 110, top + 130), RED, -1)
    assert marks_of(picture).votes == (None,) * len(NOTES)


def test_dots_lie_where_they_were_stuck() -> None:
    picture = with_dots(APART | FEW_GREEN)
    stuck = [np.add(NOTES[n].corners[0], (x, y)) for n, dots in {**APART, **FEW_GREEN}.items() for x, y, _ in dots]
    found = project(np.diag([WIDTH, WIDTH, 1.0]), marks_of(picture).dots.centres)
    nearest = np.linalg.norm(np.array(stuck)[:, None] - found[None], axis=2).min(axis=1)
    assert nearest.max() < 3


@pytest.mark.parametrize("other", [RED, GREEN])
def test_overlapping_dots_are_told_apart(other: tuple[int, int, int]) -> None:
    heap = [(30, 112, RED), (43, 118, other), (56, 110, RED), (90, 20, other), (101, 30, RED)]
    assert marks_of(with_dots({**APART, **FEW_GREEN, 2: heap})).votes[2] == 5


def test_a_dot_over_the_edge_counts_for_the_note_it_lies_on_most() -> None:
    over = [(SIDE + 3, 60, RED), (70, -4, GREEN)]
    assert marks_of(with_dots({**APART, **FEW_GREEN, 6: over})).votes[6] == 2


def test_dots_far_from_any_note_are_nobodys() -> None:
    picture = with_dots(APART | FEW_GREEN)
    cv2.circle(picture, (860, 620), RADIUS, RED, -1, cv2.LINE_AA)
    assert marks_of(picture).votes == marks_of(with_dots(APART | FEW_GREEN)).votes


def test_counting_leaves_the_photo_alone() -> None:
    picture = with_dots(APART)
    before = picture.copy()
    marks_of(picture)
    assert (picture == before).all()


def test_order_of_notes_makes_no_difference() -> None:
    picture = with_dots(APART | FEW_GREEN)
    assert marks_of(picture, NOTES[::-1]).votes == marks_of(picture).votes[::-1]


def test_seen_from_the_side_dots_still_have_one_size() -> None:
    picture = with_dots(APART | FEW_GREEN)
    corners: list[Point] = [(60, 20), (840, 90), (850, 560), (40, 630)]
    frame = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
    aslant = cv2.getPerspectiveTransform(frame, np.array(corners, np.float32)).astype(np.float64)
    seen = cv2.warpPerspective(picture, aslant, (WIDTH, HEIGHT), borderValue=(120, 120, 120)).astype(np.uint8)
    to_wall = np.diag([1 / WIDTH, 1 / WIDTH, 1.0]) @ np.linalg.inv(aslant)
    hung = tuple(
        WallNote(Sighting(0, q.mapped(aslant)), (), q.mapped(np.diag([1 / WIDTH] * 2 + [1.0])), 0.9) for q in NOTES
    )
    photo = Photo("wall.jpg", seen, None, "0" * 64)
    marks = read_marks([photo], Wall((to_wall,), hung, ()), [NoteColour("yellow", "#f6e664", 0.9)] * len(NOTES))
    assert marks.votes == (3, 0, 0, 1, 0, 1, 0, 2, 0, 2, 0, 0)
