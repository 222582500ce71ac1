"""Pictures of what the steps saw, for people: values in, RGB pictures out."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from stickyscan.engines.protocols import FoundNote, Picture
from stickyscan.geometry import FloatArray, Point, Quad, project
from stickyscan.journey import JourneyMap, Note
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import Wall
from stickyscan.steps.name_colours import NoteColour
from stickyscan.steps.read_board import Board
from stickyscan.steps.read_marks import Marks
from stickyscan.steps.read_notes import NoteText

DRAWN_SIDE = 2000  # pixels of a drawn photo's longer side
SURE, DOUBTFUL, BOARD, STROKE = "#00a2ff", "#ff3b30", "#8a2be2", "#00c853"


class _Canvas:
    """A photo made small enough to look at, to draw upon in photo pixels."""

    def __init__(self, photo: Photo) -> None:
        self._scale = min(1.0, DRAWN_SIDE / max(photo.width, photo.height))
        size = (max(1, round(photo.width * self._scale)), max(1, round(photo.height * self._scale)))
        # Averaging is several times as fast as finer ways of making a picture smaller, and looks as good here.
        self._image = Image.fromarray(cv2.resize(photo.pixels, size, interpolation=cv2.INTER_AREA))
        self._draw = ImageDraw.Draw(self._image)
        self._font = ImageFont.load_default(max(12, round(max(size) / 110)))

    def outline(self, quad: Quad, colour: str, label: str) -> None:
        corners = [self._at(p) for p in quad.corners]
        self._draw.line([*corners, corners[0]], fill=colour, width=3)
        self._draw.line([corners[0], corners[1]], fill=colour, width=6)  # the top, as the writing goes
        self.label(quad.corners[0], label, colour)

    def line(self, start: Point, end: Point, colour: str) -> None:
        self._draw.line([self._at(start), self._at(end)], fill=colour, width=4)

    def path(self, course: FloatArray, colour: str) -> None:
        self._draw.line([self._at(_point(p)) for p in course], fill=colour, width=3)

    def arrow(self, course: FloatArray, colour: str, heads: int) -> None:
        self.path(course, colour)
        for points in (course, course[::-1])[:heads]:
            x, y = self._at(_point(points[-1]))
            self._draw.ellipse([x - 7, y - 7, x + 7, y + 7], fill=colour)

    def label(self, place: Point, text: str, colour: str) -> None:
        if not text:
            return
        at = self._at(place)
        self._draw.rectangle(self._draw.textbbox(at, text, font=self._font), fill="white")
        self._draw.text(at, text, fill=colour, font=self._font)

    def picture(self) -> Picture:
        return np.asarray(self._image, dtype=np.uint8)

    def _at(self, point: Point) -> Point:
        return point[0] * self._scale, point[1] * self._scale


def outlines(photos: Sequence[Photo], found: Sequence[tuple[FoundNote, ...]]) -> Picture:
    """Every found note with its score."""
    canvases = [_Canvas(photo) for photo in photos]
    for canvas, notes in zip(canvases, found, strict=True):
        for note in notes:
            canvas.outline(note.corners, SURE, f"{note.score:.2f}")
    return _beside(canvases)


def plane(photos: Sequence[Photo], wall: Wall) -> Picture:
    """The wall seen straight on, all photos on one plane, with every note once."""
    spots = np.concatenate([project(m, _frame(photo)) for m, photo in zip(wall.to_wall, photos, strict=True)])
    size = spots.max(axis=0) * DRAWN_SIDE / max(spots.max(), 1e-9)
    zoom = np.diag([DRAWN_SIDE / max(spots.max(), 1e-9)] * 2 + [1.0])
    width, height = (int(v) for v in np.clip(np.ceil(size), 1, DRAWN_SIDE))
    sheet = np.full((height, width, 3), 255, np.uint8)
    for to_wall, photo in zip(wall.to_wall, photos, strict=True):
        cv2.warpPerspective(photo.pixels, zoom @ to_wall, (width, height), sheet, borderMode=cv2.BORDER_TRANSPARENT)
    canvas = _Canvas(Photo("", sheet, None, ""))
    for number, note in enumerate(wall.notes, 1):
        canvas.outline(note.on_wall.mapped(zoom.astype(np.float64)), SURE, str(number))
    return canvas.picture()


def swatches(photos: Sequence[Photo], wall: Wall, colours: Sequence[NoteColour]) -> Picture:
    """Every note of the wall with the name of its colour."""
    labels = [f"{c.name} {c.confidence:.2f}" for c in colours]
    return _noted(photos, wall, labels, [c.confidence < 0.5 for c in colours])


def votes(photos: Sequence[Photo], wall: Wall, marks: Marks) -> Picture:
    """Every counted dot, each note with its votes, pen strokes, and arrows from note to note."""
    canvases = [_Canvas(photo) for photo in photos]
    for canvas, to_wall in zip(canvases, wall.to_wall, strict=True):
        back = np.asarray(np.linalg.inv(to_wall), np.float64)
        for x, y in project(back, marks.dots.centres):
            canvas.label((float(x), float(y)), "o", BOARD)
        for stroke in marks.strokes:
            canvas.path(project(back, stroke), STROKE)
        for arrow in marks.arrows:
            canvas.arrow(project(back, arrow.course), BOARD, arrow.heads)
    for note, count in zip(wall.notes, marks.votes, strict=True):
        canvases[note.best.photo].outline(note.best.corners, SURE, "" if count is None else str(count))
    return _beside(canvases)


def readings(photos: Sequence[Photo], wall: Wall, texts: Sequence[NoteText]) -> Picture:
    """Every note of the wall with what was read; doubtful ones in red."""
    labels = ["(unreadable)" if t.text is None else t.text.replace("\n", " / ") for t in texts]
    return _noted(photos, wall, labels, [t.doubtful for t in texts])


def board(photos: Sequence[Photo], wall: Wall, seen: Board) -> Picture:
    """Writing and lines on the board, drawn over each photo."""
    canvases = [_Canvas(photo) for photo in photos]
    for canvas, to_wall in zip(canvases, wall.to_wall, strict=True):
        back = np.asarray(np.linalg.inv(to_wall), np.float64)
        for text in seen.texts:
            canvas.outline(text.on_wall.mapped(back), BOARD, text.text)
        for line in seen.lines:
            start, end = project(back, np.array([line.start, line.end]))
            canvas.line(_point(start), _point(end), DOUBTFUL)
    return _beside(canvases)


def overlay(photos: Sequence[Photo], journey: JourneyMap) -> Picture:
    """The photos with every note of the map: its id, stage and lane; notes to review in red."""
    canvases = dict(zip((photo.id for photo in journey.photos), map(_Canvas, photos), strict=True))
    for note in journey.notes:
        colour = DOUBTFUL if note.needs_review else SURE
        canvases[note.photo].outline(Quad.of(note.corners), colour, _place(note))
    notes = {note.id: note for note in journey.notes}
    for link in journey.connectors:
        a, b = notes[link.source], notes[link.target]
        if a.photo == b.photo:
            ends = np.array([Quad.of(a.corners).centre, Quad.of(b.corners).centre])
            canvases[a.photo].arrow(ends[0] + np.array([[0.25], [0.75]]) * (ends[1] - ends[0]), BOARD, 1)
    return _beside(list(canvases.values()))


def _place(note: Note) -> str:
    where = "/".join(part for part in (note.stage, note.lane) if part)
    mood = "" if note.sentiment is None else f" {note.sentiment:+d}"
    told = f"{'' if note.role == 'note' else ' ' + note.role}{mood}{' *' if note.moment_of_truth else ''}"
    return f"{note.id} {where}{told}".strip()


def _noted(photos: Sequence[Photo], wall: Wall, labels: Sequence[str], doubts: Sequence[bool]) -> Picture:
    canvases = [_Canvas(photo) for photo in photos]
    for note, label, doubt in zip(wall.notes, labels, doubts, strict=True):
        canvases[note.best.photo].outline(note.best.corners, DOUBTFUL if doubt else SURE, label)
    return _beside(canvases)


def _frame(photo: Photo) -> FloatArray:
    return Quad.box(0, 0, photo.width, photo.height).array


def _point(pair: FloatArray) -> Point:
    return float(pair[0]), float(pair[1])


def _beside(canvases: Sequence[_Canvas]) -> Picture:
    """All photos in one picture, left to right."""
    pictures = [canvas.picture() for canvas in canvases]
    sheet = np.full((max(p.shape[0] for p in pictures), sum(p.shape[1] for p in pictures), 3), 255, np.uint8)
    left = 0
    for picture in pictures:
        sheet[: picture.shape[0], left : left + picture.shape[1]] = picture
        left += picture.shape[1]
    return sheet
