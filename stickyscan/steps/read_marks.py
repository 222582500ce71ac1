"""The notes where they hang in; what was stuck and drawn on, round and between them out: dots, signs, arrows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.steps.cut_out import glance
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import Wall
from stickyscan.steps.marks.count_votes import Dots, count_votes
from stickyscan.steps.marks.find_drawings import Drawings, Drawn, find_drawings
from stickyscan.steps.marks.find_signs import SIDE, find_signs
from stickyscan.steps.name_colours import NoteColour


@dataclass(frozen=True)
class Marks:
    """What people put on the notes, in the order of `wall.notes`.

    `votes`: dots on or touching each note; None where no vote was seen in the photo that shows the note best.
    `dots`: every voting dot that was counted, once per photo, centre on the wall plane.
    `moods`: -1, 0 or 1 of the faces drawn on notes, by number of the note; `decisive`: starred and circled notes.
    `arrows`: lines drawn from note to note; `strokes`: pen strokes (n, 2); both on the wall plane.
    """

    votes: tuple[int | None, ...]
    dots: Dots
    moods: Mapping[int, int] = field(default_factory=dict)
    decisive: frozenset[int] = frozenset()
    arrows: tuple[Drawn, ...] = ()
    strokes: tuple[FloatArray, ...] = ()

    @classmethod
    def none(cls, notes: int) -> Marks:
        """Nothing was looked for."""
        return cls((None,) * notes, Dots(np.empty((0, 2)), np.empty((0, 3))))


def read_marks(photos: Sequence[Photo], wall: Wall, colours: Sequence[NoteColour]) -> Marks:
    """The marks on every note, counted in its best sighting.

    Where the team voted, a note without dots has 0 votes; where it did not, all have None.
    """
    votes: list[int | None] = [None] * len(wall.notes)
    dots: list[Dots] = []
    drawings: list[Drawings] = []
    papers = _labs([colour.hex for colour in colours])
    for index, photo in enumerate(photos):
        best = [i for i, note in enumerate(wall.notes) if note.best.photo == index]
        if not best:
            continue
        to_wall = wall.to_wall[index]
        outlines = [wall.notes[i].best.corners.mapped(to_wall) for i in best]
        counted = count_votes(photo.pixels, to_wall, outlines, papers[best])
        if counted:
            dots.append(counted.dots)
            for i, number in zip(best, counted.counts, strict=True):
                votes[i] = number
        drawings.append(_drawings(photo, wall, index))
    signs = [find_signs(glance(photos[n.best.photo].pixels, n.best.corners, SIDE)) for n in wall.notes]
    return Marks(
        tuple(votes),
        _together(dots),
        {i: sign.mood for i, sign in enumerate(signs) if sign.mood is not None},
        frozenset(i for i, sign in enumerate(signs) if sign.star).union(*(d.circled for d in drawings)),
        tuple(arrow for d in drawings for arrow in d.arrows),
        tuple(stroke for d in drawings for stroke in d.strokes),
    )


def _drawings(photo: Photo, wall: Wall, index: int) -> Drawings:
    """What is drawn about the notes that one photo shows, notes numbered as on the wall."""
    shown = [i for i, n in enumerate(wall.notes) if any(s.photo == index for s in (n.best, *n.also))]
    found = find_drawings(photo.pixels, wall.to_wall[index], [wall.notes[i].on_wall for i in shown])
    arrows = tuple(replace(a, source=shown[a.source], target=shown[a.target]) for a in found.arrows)
    return Drawings(arrows, frozenset(shown[i] for i in found.circled), found.strokes)


def _together(dots: Sequence[Dots]) -> Dots:
    centres = [d.centres for d in dots] or [np.empty((0, 2))]
    return Dots(np.concatenate(centres), np.concatenate([d.colours for d in dots] or [np.empty((0, 3))]))


def _labs(hexes: Sequence[str]) -> FloatArray:
    """Colours (n, 3) in CIE Lab of "#rrggbb"."""
    rgb = np.array([[int(h[i : i + 2], 16) / 255 for i in (1, 3, 5)] for h in hexes], np.float32).reshape(1, -1, 3)
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB)[0], np.float64) if len(hexes) else np.empty((0, 3))
