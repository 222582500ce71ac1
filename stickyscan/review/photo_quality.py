"""A photo in, what is wrong with it out, at once: while people still stand at the wall it can be taken again.

What counts is whether the writing can be read, so everything is measured on the notes that the finder sees: how wide
they are, how wide an edge of ink is, how much ink and paper differ, how much of the paper is burnt out.

The limits come from rendered walls that were made worse step by step, and read (tests/bench/bench_photo_quality.py).
Of 41 notes 39 were usable in the sharp photo. Notes 90 px wide: 37, 80 px: 33, 70 px: 26, 60 px: 16. As many edges of
ink as fit side by side on a note, whether distance, blur or shaking made them wide: at 31 and more three in four notes
stay usable, at 27 one in two, at 20 one in ten. Exposure: at 1/8 all are read, at 1/14 24 of 26, at 1/25 15 of 26.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.protocols import NoteFinder, Picture
from stickyscan.geometry import Quad
from stickyscan.steps.decode_photo import Photo

FaultKind = Literal["no_notes", "small", "blurred", "dark", "glare"]
_Grey = NDArray[np.float32]

NOTE_WIDTH = 85.0  # px that a note should be wide
EDGES_ACROSS = 30.0  # how many edges of ink, as wide as the photo shows them, must fit side by side on a note
CONTRAST = 18.5  # grey levels, 0..255, between ink and paper, where there is little light
DIM = 110.0  # brightness of the paper, 0..255, below which there is little light
WASHED_OUT = 0.1  # share of the notes that may be burnt out and hold no ink that can be seen
_BURNT, _BURNT_SHARE, _BURNT_CONTRAST = 250, 0.3, 25.0  # white in all channels; share of the paper; grey levels
_LOOKED_AT = 15  # notes, spread over the photo, are enough to judge it by
_INNER = 0.8  # of a note's sides: what surely is paper
_STROKE = 12  # a note is about so many times as wide as the surroundings of a stroke
_STRONGEST = 97  # percentile: edges of ink are the steepest places of a note
_LEAST_PIXELS = 60


@dataclass(frozen=True)
class Fault:
    """What is wrong. `measured` and `needed` are in the unit of the kind.

    They are px of a note's width (small), px of an edge's width (blurred), grey levels between ink and paper (dark),
    per cent of the notes (glare); 0 for no_notes.
    """

    kind: FaultKind
    measured: float
    needed: float


@dataclass(frozen=True)
class PhotoQuality:
    """`notes` that were found, how wide they usually are in pixels, and the faults, the gravest first."""

    notes: int
    note_width: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Seen:
    """What one note shows: an edge's width in px, contrast and brightness in grey levels, burnt share of its paper."""

    edge: float
    contrast: float
    brightness: float
    burnt: float

    @property
    def washed_out(self) -> bool:
        """Whether light has taken the writing away."""
        return self.burnt > _BURNT_SHARE and self.contrast < _BURNT_CONTRAST


def judge_photo(photo: Photo, finder: NoteFinder) -> PhotoQuality:
    """Find the notes and judge the photo by them. About half a second for 12 megapixels."""
    quads = [note.corners for note in finder.find(photo.pixels)]
    if not quads:
        return PhotoQuality(0, 0, (Fault("no_notes", 0, 0),))
    looked_at = quads[:: -(-len(quads) // _LOOKED_AT)]
    seen = [look for quad in looked_at if (look := look_at(photo.pixels, quad)) is not None]
    width = float(np.median([np.sqrt(quad.area) for quad in quads]))
    return PhotoQuality(len(quads), round(width), faults_of(width, seen))


def faults_of(width: float, seen: Sequence[Seen]) -> tuple[Fault, ...]:
    """What is wrong with a photo whose notes are usually this wide (px) and look like these."""
    faults = [Fault("small", width, NOTE_WIDTH)] if width < NOTE_WIDTH else []
    if not seen:
        return tuple(faults)
    # No lens draws an edge narrower than some pixels, so small notes would seem blurred, too: there distance is all.
    allowed = max(width, NOTE_WIDTH) / EDGES_ACROSS
    edge = float(np.median([one.edge for one in seen]))
    if edge > allowed:
        faults.append(Fault("blurred", edge, allowed))
    contrast = float(np.median([one.contrast for one in seen]))
    if contrast < CONTRAST and np.median([one.brightness for one in seen]) < DIM:
        faults.append(Fault("dark", contrast, CONTRAST))
    washed_out = float(np.mean([one.washed_out for one in seen]))
    if washed_out > WASHED_OUT:
        faults.append(Fault("glare", washed_out * 100, WASHED_OUT * 100))
    return tuple(faults)


def look_at(pixels: Picture, quad: Quad) -> Seen | None:
    """One note of a photo; None where too little of it is in the photo."""
    low = np.clip(np.floor(quad.array.min(axis=0)).astype(int), 0, None)
    high = np.ceil(quad.array.max(axis=0)).astype(int)
    crop = pixels[low[1] : high[1], low[0] : high[0]]
    if min(crop.shape[:2]) < 4:
        return None
    mask = np.zeros(crop.shape[:2], dtype=np.uint8)
    cv2.fillConvexPoly(mask, np.round(quad.shrunk(_INNER).array - low).astype(np.int32), 1)
    inside = mask > 0
    if inside.sum() < _LEAST_PIXELS:
        return None
    grey = np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), dtype=np.float32)
    paper = grey[inside]
    return Seen(
        edge_width(grey, inside, float(np.sqrt(quad.area))),
        float(np.percentile(paper, 75) - np.percentile(paper, 3)),
        float(np.percentile(crop.max(axis=2)[inside], 75)),
        float((crop.min(axis=2)[inside] >= _BURNT).mean()),
    )


def edge_width(grey: _Grey, inside: NDArray[np.bool_], width: float) -> float:
    """How wide the edges of ink are, in px, on a note this wide: the step of brightness over its steepness.

    Whatever the contrast and the light, this grows with blur alone. The directions are looked at apart and the worst
    counts, as a shaken photo stays sharp along the way that the camera went.
    """
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(grey, cv2.CV_32F, 0, 1, scale=1 / 8)
    size = max(3, round(width / _STROKE) | 1)
    around = np.ones((size, size), dtype=np.uint8)
    calm = cv2.GaussianBlur(grey, (0, 0), 0.7)  # single noisy pixels would widen the step
    step = cv2.dilate(calm, around) - cv2.erode(calm, around)
    widths = []
    for x, y in ((1.0, 0.0), (0.0, 1.0), (0.7071, 0.7071), (0.7071, -0.7071)):
        steepness = np.abs(x * across + y * down)
        strong = inside & (steepness >= np.percentile(steepness[inside], _STRONGEST))
        widths.append(float(np.median(step[strong] / np.maximum(steepness[strong], 1e-3))))
    return max(widths)
