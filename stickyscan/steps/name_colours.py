"""Notes in, the name of each paper's colour out, judged against the wall's own light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.journey import ColourName
from stickyscan.steps.colour.judging import Judged, judge_colours
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import WallNote


@dataclass(frozen=True)
class NoteColour:
    """Colour name, measured "#rrggbb" as in the photo, and how probable it is (0..1) that a person would accept it."""

    name: ColourName
    hex: str
    confidence: float


class Calibration(NamedTuple):
    """Logistic regression of "the name is an accepted one" on what speaks for it."""

    constant: float
    odds: float  # per natural log of the odds
    clear: float  # per clear share of the note's face


CALIBRATION = Calibration(-0.13, 1.58, 1.31)  # models/training/calibrate_colours.py on rendered walls


def name_colours(photos: Sequence[Photo], notes: Sequence[WallNote]) -> tuple[NoteColour, ...]:
    """The colour of each note, in the order of `notes`, told in its best sighting.

    Every photo has its own light, so its sightings are judged together, photo by photo.
    """
    colours: dict[int, NoteColour] = {}
    for index, photo in enumerate(photos):
        best = [i for i, note in enumerate(notes) if note.best.photo == index]
        if best:
            also = [seen.corners for note in notes for seen in note.also if seen.photo == index]
            judged = judge_colours(photo.pixels, [notes[i].best.corners for i in best] + also)
            colours.update(zip(best, _colours(judged), strict=False))  # the further sightings only bear witness
    return tuple(colours[i] for i in range(len(notes)))


def confidences(odds: FloatArray, clear: FloatArray, calibration: Calibration = CALIBRATION) -> FloatArray:
    """Probability (n,) that a name is right, from the probability (n,) and the clear share (n,) of `Judged`."""
    log_odds = np.log(np.clip(odds, 1e-4, 1 - 1e-4)) - np.log(np.clip(1 - odds, 1e-4, 1 - 1e-4))
    return np.asarray(
        1 / (1 + np.exp(-(calibration.constant + calibration.odds * log_odds + calibration.clear * clear)))
    )


def _colours(judged: Judged) -> list[NoteColour]:
    sure = confidences(judged.odds, judged.clear)
    measured = np.rint(judged.measured).astype(int)
    return [
        NoteColour(name, f"#{red:02x}{green:02x}{blue:02x}", float(confidence))
        for name, (red, green, blue), confidence in zip(judged.names, measured, sure, strict=True)
    ]
