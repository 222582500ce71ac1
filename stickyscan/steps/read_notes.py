"""Notes in, their writing out: upright cut-outs at a good scale, lines in reading order, doubts named."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import cv2
import numpy as np

from stickyscan.engines.protocols import Picture, TextLine, TextReader
from stickyscan.geometry import Quad, homography_between
from stickyscan.steps.cut_out import cut_out, cut_size
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import Sighting, WallNote
from stickyscan.steps.lies_over import contains, notes_over
from stickyscan.steps.reading_order import common_angle, reading_order
from stickyscan.steps.trust.evidence import ReadNote, describe
from stickyscan.steps.trust.judge import shipped_judge

SURE_LINE = 0.4  # a line read with less confidence is left out: such readings are noise more often than words,
LIKELY_LINE = 0.3  # unless it is about as high as the note's sure ones, and above or below them
ALIKE = 2.0  # times as high, or low
READABLE = 0.2  # certainty below which a reading is a guess, and not given: most of its letters are wrong
NO_DOUBT = 0.86  # certainty from which a person need not look, for engines that do not tell their doubts
INK_CONTRAST = 0.06  # share of the paper's brightness by which even smeared, faint ink differs from it
INK_SHARE = 0.002  # of the note's inner area
DRAWN_CONTRAST, DRAWN_SHARE = 0.2, 0.006  # the same for strokes that nobody takes for smeared or faint writing
DRAWN_LONG = 1.5  # longer side over shorter one, and
DRAWN_HIGH = 0.3  # share of the note's side, from which a line that could not be read is rather a drawing
EMPTY_CONFIDENCE = 0.9  # a bare note is easy to tell
DRAWING_CONFIDENCE = 0.2  # that nothing is written beside the strokes: of 25 on the real walls, 4
ALTERNATIVES = 3


@dataclass(frozen=True)
class NoteText:
    """What a note says. `text` null = unreadable, "" = empty; `doubtful` = a person should check it.

    `confidence`: the probability that the text is usable without retyping (see `trust`), where the engine tells its
    doubts; else how sure it was of its weakest line.
    `quarters`: clockwise quarter turns by which the writing is turned against the corners found.
    `drawing`: something is drawn on it and nothing written, as far as can be told.
    """

    text: str | None
    read: str | None
    confidence: float
    alternatives: tuple[str, ...]
    doubtful: bool
    quarters: int
    drawing: bool = False


@dataclass(frozen=True)
class _Reading:
    """What was read on one note, lines in reading order."""

    lines: tuple[TextLine, ...]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def read(self) -> str:
        """What the letters alone spell."""
        return " ".join(line.read or line.text for line in self.lines)

    @property
    def certainty(self) -> float:
        """How sure the whole text is: its weakest line, less where language had to change what the letters spell."""
        agreed = SequenceMatcher(None, self.read.casefold(), self.text.casefold(), autojunk=False).ratio()
        return min((line.confidence for line in self.lines), default=0.0) * agreed

    @property
    def alternatives(self) -> tuple[str, ...]:
        """Other texts: what the letters alone spell, then the note with one line replaced by its alternatives.

        Those that differ only in case are left out: nobody retypes a note for that, and they crowd out the others.
        """
        lines = self.lines
        swapped = (
            (*lines[:place], replace(line, text=other), *lines[place + 1 :])
            for place, line in enumerate(lines)
            for other in line.alternatives
        )
        texts = (self.read, *(" ".join(line.text for line in variant) for variant in swapped))
        others: dict[str, str] = {}
        for text in texts:
            others.setdefault(text.casefold(), text)
        others.pop(self.text.casefold(), None)
        return tuple(others.values())[:ALTERNATIVES]


def read_notes(photos: Sequence[Photo], notes: Sequence[WallNote], reader: TextReader) -> tuple[NoteText, ...]:
    """Read every note, in the order of `notes`."""
    return tuple(_note_text(note) for note in lines_of(photos, notes, reader))


def lines_of(photos: Sequence[Photo], notes: Sequence[WallNote], reader: TextReader) -> tuple[ReadNote, ...]:
    """The upright picture of every note with the lines that are its own, in the order of `notes`."""
    sightings = [note.best for note in notes]
    covers = _covers(photos, sightings)
    pictures = [cut_out(photos[seen.photo].pixels, seen.corners) for seen in sightings]
    return tuple(
        _own(picture, lines, seen.corners, covers[index])
        for index, (picture, seen, lines) in enumerate(zip(pictures, sightings, reader.read(pictures), strict=True))
    )


def _covers(photos: Sequence[Photo], sightings: Sequence[Sighting]) -> dict[int, tuple[Quad, ...]]:
    """For each note the outlines that lie over it in its photo."""
    covers: dict[int, tuple[Quad, ...]] = {}
    for number, photo in enumerate(photos):
        here = [index for index, seen in enumerate(sightings) if seen.photo == number]
        covers.update(zip(here, notes_over(photo.pixels, [sightings[i].corners for i in here]), strict=True))
    return covers


def _own(picture: Picture, lines: Sequence[TextLine], place: Quad, covers: Sequence[Quad]) -> ReadNote:
    """The sure lines in reading order, without those written on a note that lies over this one."""
    width, height = cut_size(place)
    to_cut_out = homography_between(place.array, Quad.box(0, 0, width, height).array)
    over = tuple(cover.mapped(to_cut_out) for cover in covers)
    own = [line for line in lines if not (line.placed and any(_holds(cover, line) for cover in over))]
    sure = [line for line in own if line.confidence >= SURE_LINE]
    kept = [line for line in own if line.confidence >= SURE_LINE or _goes_with(sure, line)]
    unsure = tuple(line.corners for line in own if line not in kept)
    return ReadNote(picture, tuple(line for row in reading_order(kept) for line in row), over, unsure)


def _goes_with(sure: Sequence[TextLine], line: TextLine) -> bool:
    """Whether a line that is read unsurely is written like the note's sure ones, and in their column."""
    if line.confidence < LIKELY_LINE or not sure or not any(sign.isalnum() for sign in line.text):
        return False
    usual = float(np.median([one.corners.height for one in sure]))
    across = np.concatenate([one.corners.array[:, 0] for one in sure])
    left, right = line.corners.array[:, 0].min(), line.corners.array[:, 0].max()
    shared = min(right, across.max()) - max(left, across.min())
    return usual / ALIKE <= line.corners.height <= usual * ALIKE and bool(shared >= (right - left) / 2)


def _holds(cover: Quad, line: TextLine) -> bool:
    return bool(contains(cover, np.array([line.corners.centre])).all())


def text_of(note: ReadNote) -> str | None:
    """What is given as the note's text: "" for bare paper and drawings, null where the reading is too unsure."""
    if not note.lines and (not has_ink(note.picture) or is_drawing(note)):
        return ""
    reading = _Reading(note.lines)
    return reading.text if round(reading.certainty, 3) >= READABLE else None


def _note_text(note: ReadNote) -> NoteText:
    text, reading = text_of(note), _Reading(note.lines)
    if text == "":
        drawing = is_drawing(note)
        return NoteText("", "", DRAWING_CONFIDENCE if drawing else EMPTY_CONFIDENCE, (), False, 0, drawing)
    certainty = round(reading.certainty, 3)
    if text is None:
        return NoteText(None, reading.read or None, certainty, reading.alternatives, True, 0)
    quarters = round(common_angle(note.lines) / (math.pi / 2)) % 4
    trust, doubtful = certainty, certainty < NO_DOUBT
    if all(line.doubts for line in note.lines):
        judge = shipped_judge()
        trust = round(float(judge.probability(describe(note)[None])[0]), 3)
        doubtful = trust < judge.doubtful
    return NoteText(text, reading.read, trust, reading.alternatives, doubtful, quarters)


def is_drawing(note: ReadNote) -> bool:
    """Whether clear strokes are on the note, but nothing that looks like a line of writing, however unsure."""
    if note.lines or any(_looks_written(place, note.picture) for place in note.unsure):
        return False
    return _ink_share(note.picture, DRAWN_CONTRAST) > DRAWN_SHARE


def _looks_written(place: Quad, picture: Picture) -> bool:
    """Lines of writing are long or low; a drawing that was taken for one is as high as wide and fills the note."""
    low, high = sorted((place.width, place.height))
    return high > DRAWN_LONG * low or low < DRAWN_HIGH * min(picture.shape[:2])


def has_ink(picture: Picture) -> bool:
    """Whether anything is written or drawn on an upright cut-out."""
    return _ink_share(picture, INK_CONTRAST) > INK_SHARE


def _ink_share(picture: Picture, contrast: float) -> float:
    """Share of the note's inner area with strokes that differ by this contrast from the paper around them.

    The outer tenth is not judged, because the wall and other notes show there.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    inner = cv2.resize(
        grey[height // 10 : -height // 10, width // 10 : -width // 10], (160, 160), interpolation=cv2.INTER_AREA
    )
    paper = cv2.medianBlur(inner, 25).astype(np.float32)
    return float((np.abs(inner.astype(np.float32) - paper) > contrast * np.maximum(paper, 40)).mean())
