from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from stickyscan.engines.protocols import Picture, TextLine
from stickyscan.geometry import Quad, project
from stickyscan.steps.board.cover_notes import cover_notes
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import Sighting, Wall, WallNote
from stickyscan.steps.read_board import Board, read_board

WIDTH, HEIGHT = 1200, 900
SIDE = 100
PAPER = (240, 220, 60)
BOARD = (225, 226, 228)
NOTES = tuple(Quad.box(200 + 350 * c, 300 + 140 * r, SIDE, SIDE) for c in range(3) for r in range(3))


class Sees:
    """Returns lines that were agreed on, given in photo pixels of an 1200 x 900 photo; remembers what it was shown."""

    def __init__(self, *lines: tuple[str, float, Quad]) -> None:
        self.lines = lines
        self.shown: list[Picture] = []

    @property
    def name(self) -> str:
        return "scripted"

    def read(self, pictures: Sequence[Picture]) -> tuple[tuple[TextLine, ...], ...]:
        self.shown += pictures
        return tuple(tuple(self._found(picture)) for picture in pictures)

    def _found(self, picture: Picture) -> list[TextLine]:
        # The notes span the photo, so the part shown is the whole photo, only scaled.
        scale = np.diag([picture.shape[1] / WIDTH, picture.shape[0] / HEIGHT, 1.0])
        return [TextLine(text, confidence, corners.mapped(scale)) for text, confidence, corners in self.lines]


def whiteboard() -> Picture:
    picture = np.full((HEIGHT, WIDTH, 3), BOARD, np.uint8)
    for note in NOTES:
        cv2.fillPoly(picture, [note.array.astype(np.int32)], PAPER)
        x, y = (int(v) for v in note.centre)
        cv2.putText(picture, "text", (x - 40, y + 10), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (20, 20, 20), 3)
    return picture


def seen(picture: Picture, reader: Sees, notes: Sequence[Quad] = NOTES) -> Board:
    matrix = np.diag([1 / WIDTH, 1 / WIDTH, 1.0])
    hung = tuple(WallNote(Sighting(0, q), (), q.mapped(matrix), 0.9) for q in notes)
    photo = Photo("wall.jpg", picture, None, "0" * 64)
    return read_board([photo], Wall((matrix,), hung, ()), reader)


def test_notes_vanish_into_the_wall_around_them() -> None:
    bare = cover_notes(whiteboard(), NOTES)
    assert bare.scale == 1.0
    assert np.abs(bare.picture.astype(int) - BOARD).max() <= 2
    assert bare.covered.sum() >= len(NOTES) * SIDE**2


def test_covering_follows_the_light_and_leaves_the_photo_alone() -> None:
    light = np.linspace(120, 230, WIDTH)[None, :, None]
    picture = np.broadcast_to(light, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    before = picture.copy()
    bare = cover_notes(picture, NOTES)
    assert np.abs(bare.picture.astype(int) - before).max() <= 12
    assert (picture == before).all()


def test_a_large_photo_is_reduced() -> None:
    bare = cover_notes(np.zeros((1000, 4000, 3), np.uint8), [Quad.box(100, 100, 300, 300)])
    assert bare.picture.shape == (400, 1600, 3)
    assert bare.scale == pytest.approx(0.4)


def test_headings_come_back_on_the_wall_plane() -> None:
    place = Quad.box(200, 200, 160, 50)
    board = seen(whiteboard(), Sees(("Backlog", 0.97, place)))
    (found,) = board.texts
    assert found.text == "Backlog"
    expected = project(np.diag([1 / WIDTH, 1 / WIDTH, 1.0]), place.array)
    assert np.abs(found.on_wall.array - expected).max() < 0.002


def test_the_reader_sees_no_notes() -> None:
    reader = Sees()
    seen(whiteboard(), reader)
    (shown,) = reader.shown
    assert np.abs(shown.astype(int) - BOARD).max() <= 3


@pytest.mark.parametrize(
    ("text", "confidence", "place"),
    [
        ("faint", 0.3, Quad.box(200, 200, 160, 50)),
        ("tiny print", 0.99, Quad.box(200, 200, 60, 8)),
        ("...", 0.99, Quad.box(200, 200, 160, 50)),
        ("leftover", 0.99, Quad.box(205, 320, 90, 40)),
    ],
)
def test_what_is_no_heading_is_left_out(text: str, confidence: float, place: Quad) -> None:
    assert seen(whiteboard(), Sees((text, confidence, place))).texts == ()


def test_writing_on_a_note_that_was_missed_is_no_heading() -> None:
    picture = whiteboard()
    missed = NOTES[4]
    x, y = missed.centre
    inside = Quad.box(x - 40, y - 15, 80, 30)
    found = [q for q in NOTES if q is not missed]
    assert seen(picture, Sees(("text", 0.99, inside)), found).texts == ()
    assert len(seen(picture, Sees(("title", 0.99, Quad.box(500, 180, 200, 60))), found).texts) == 1


def test_drawn_lines_are_found_and_shadows_edges_are_not() -> None:
    picture = whiteboard()
    cv2.line(picture, (425, 180), (430, 800), (40, 40, 160), 5)
    cv2.line(picture, (780, 180), (770, 800), (40, 40, 40), 3)
    picture[:, 1130:] = (picture[:, 1130:] * 0.7).astype(np.uint8)
    lines = seen(picture, Sees()).lines
    assert len(lines) == 2
    for line, x in zip(lines, (427, 775), strict=True):
        assert line.start[0] * WIDTH == pytest.approx(x, abs=8)
        assert abs(line.end[1] - line.start[1]) * WIDTH > 550


def test_a_line_as_light_as_the_wall_is_found_by_its_colour() -> None:
    """As a red pen on dark glass, or green tape on grey felt."""
    picture = np.full((HEIGHT, WIDTH, 3), (64, 64, 64), np.uint8)
    for note in NOTES:
        cv2.fillPoly(picture, [note.array.astype(np.int32)], PAPER)
    cv2.line(picture, (425, 180), (430, 800), (120, 40, 40), 5)
    (line,) = seen(picture, Sees()).lines
    assert line.start[0] * WIDTH == pytest.approx(427, abs=8)
    assert abs(line.end[1] - line.start[1]) * WIDTH > 550


def test_a_line_interrupted_by_notes_stays_one() -> None:
    picture = whiteboard()
    cv2.line(picture, (60, 420), (1150, 420), (200, 30, 30), 14)
    hung = [Quad.box(300, 370, SIDE, SIDE), Quad.box(700, 380, SIDE, SIDE)]
    for note in hung:
        cv2.fillPoly(picture, [note.array.astype(np.int32)], PAPER)
    (line,) = seen(picture, Sees(), [*NOTES, *hung]).lines
    assert abs(line.end[0] - line.start[0]) * WIDTH > 1000


def test_a_line_under_a_long_row_of_notes_stays_one() -> None:
    picture = np.full((HEIGHT, WIDTH, 3), BOARD, np.uint8)
    cv2.line(picture, (40, 450), (1160, 450), (40, 40, 160), 6)
    hung = [Quad.box(260 + SIDE * n, 400, SIDE, SIDE) for n in range(6)]
    for note in hung:
        cv2.fillPoly(picture, [note.array.astype(np.int32)], PAPER)
    (line,) = seen(picture, Sees(), hung).lines
    assert abs(line.end[0] - line.start[0]) * WIDTH > 1050


def test_a_stroke_of_writing_beyond_a_row_of_notes_makes_their_frame_no_longer() -> None:
    picture = np.full((HEIGHT, WIDTH, 3), BOARD, np.uint8)
    cv2.line(picture, (870, 450), (1160, 450), (40, 40, 160), 6)
    cv2.line(picture, (200, 450), (250, 450), (40, 40, 160), 6)
    hung = [Quad.box(260 + SIDE * n, 400, SIDE, SIDE) for n in range(6)]
    for note in hung:
        cv2.fillPoly(picture, [note.array.astype(np.int32)], PAPER)
    (line,) = seen(picture, Sees(), hung).lines
    assert abs(line.end[0] - line.start[0]) * WIDTH < 350


def test_shadows_that_a_row_of_notes_throws_into_one_line_are_no_line() -> None:
    picture = whiteboard()
    hung = [Quad.box(x, 500, SIDE, SIDE) for x in (520, 680, 840, 1000)]
    for note in hung:
        x, y = note.corners[3]
        left, top = round(x) + 6, round(y)
        cv2.rectangle(picture, (left, top), (left + SIDE, top + 18), (150, 150, 150), -1)
        cv2.fillPoly(picture, [note.array.astype(np.int32)], PAPER)
    assert seen(picture, Sees(), [*NOTES, *hung]).lines == ()
    under = 500 + SIDE + 9
    cv2.line(picture, (500, under), (1150, under), (40, 40, 160), 8)
    (line,) = seen(picture, Sees(), [*NOTES, *hung]).lines
    assert abs(line.end[0] - line.start[0]) * WIDTH > 600


def test_nothing_on_the_board_is_nothing_found() -> None:
    assert seen(whiteboard(), Sees()) == Board((), ())


def test_two_photos_of_one_wall_give_each_thing_once() -> None:
    picture = whiteboard()
    cv2.line(picture, (425, 180), (430, 800), (40, 40, 160), 5)
    matrix = np.diag([1 / WIDTH, 1 / WIDTH, 1.0])
    hung = tuple(WallNote(Sighting(0, q), (Sighting(1, q),), q.mapped(matrix), 0.9) for q in NOTES)
    photo = Photo("wall.jpg", picture, None, "0" * 64)
    reader = Sees(("Backlog", 0.97, Quad.box(200, 200, 160, 50)))
    board = read_board([photo, photo], Wall((matrix, matrix), hung, ()), reader)
    assert len(reader.shown) == 2
    assert (len(board.texts), len(board.lines)) == (1, 1)
