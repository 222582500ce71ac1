"""Where notes may be on a photo: a network sees them, and the paper's edges say where exactly."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.engines.note_judge import Looks, look_at
from stickyscan.engines.note_maps import BEYOND, LARGEST, NOTHING, STRIDE, NoteMaps, Sight
from stickyscan.engines.open_network import open_network
from stickyscan.engines.outlines.choosing import Rivalry, choose
from stickyscan.engines.outlines.evidence import gather_evidence, lab_picture
from stickyscan.engines.outlines.paper_sheets import sheets_of_papers
from stickyscan.engines.outlines.snapping import FAR, NEAR, snap
from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray
from stickyscan.quad_arrays import ordered
from stickyscan.settings import Device

FINEST_SIDE = 1600  # longer side that the network is shown first: small notes
SMALL_NOTE, NEARER = 24.0, 2.0  # input pixels of the usual side below which the photo is shown so much larger
LARGEST_PIECE, OVERLAP = 1664, 128  # input pixels: larger pictures are shown in pieces; multiples of MULTIPLE
MULTIPLE = 64  # the network takes sides that are multiples of this
MOST_CANDIDATES = 400
MOST_OF_PAPER = 100  # sheets proposed by the colours of papers
SAME_SHEET = Rivalry(nested=0.98, overlap=0.85)  # enclosed sheets that are one
SAME_SIGHTING = Rivalry(nested=0.95, overlap=0.7)  # sightings that are one: told so by several scales or cells


@dataclass(frozen=True)
class Candidates:
    """Outlines (n, 4, 2) in picture pixels, and what the judge looks at."""

    quads: FloatArray
    looks: Looks


class NoteSearch:
    """The network of a weights file, on `threads` of the processor, all by default.

    Raises:
        EngineMissingError: onnxruntime is not there.
    """

    def __init__(self, weights: Path, threads: int | None = None, device: Device = "auto") -> None:
        self._session = open_network(weights, threads, device)

    def candidates(self, picture: Picture) -> Candidates:
        """Everything on an upright RGB picture that may be a note, some notes several times."""
        scale = min(1.0, FINEST_SIDE / max(picture.shape[:2]))
        view = _shrunk(picture, scale)
        sight = self._look(view)
        if scale < 1 and sight.usual_side() < SMALL_NOTE:
            scale = min(1.0, NEARER * scale)
            view = _shrunk(picture, scale)
            sight = self._look(view)
        quads, looks = _candidates(view, sight)
        return Candidates(quads / scale, looks)

    def _look(self, view: Picture) -> Sight:
        """At the picture as it is, and at ever half its size as long as notes may look large."""
        maps = [self._maps(view, 1.0)]
        while maps[-1].scale * max(view.shape[:2]) / 2 > LARGEST:
            scale = maps[-1].scale / 2
            maps.append(self._maps(_shrunk(view, scale), scale))
        return Sight(tuple(maps))

    def _maps(self, view: Picture, scale: float) -> NoteMaps:
        """Maps of one picture, stitched from overlapping pieces where it is large."""
        framed = np.pad(view, ((BEYOND, BEYOND), (BEYOND, BEYOND), (0, 0)), constant_values=NOTHING)
        rows = [
            np.concatenate(
                [self._run(framed[top.shown, left.shown])[:, top.kept, left.kept] for left in _pieces(framed.shape[1])],
                axis=2,
            )
            for top in _pieces(framed.shape[0])
        ]
        inner = slice(BEYOND // STRIDE, -(BEYOND // STRIDE))
        return NoteMaps.of(np.concatenate(rows, axis=1)[:, inner, inner], scale, (view.shape[1], view.shape[0]))

    def _run(self, piece: Picture) -> NDArray[np.float32]:
        height, width = piece.shape[:2]
        padded = np.full((-(-height // MULTIPLE) * MULTIPLE, -(-width // MULTIPLE) * MULTIPLE, 3), NOTHING, np.uint8)
        padded[:height, :width] = piece
        batch = (padded.astype(np.float32) / 255).transpose(2, 0, 1)[None]
        (output,) = self._session.run(None, {"picture": batch})
        return np.asarray(output[0][:, : -(-height // STRIDE), : -(-width // STRIDE)])


@dataclass(frozen=True)
class _Piece:
    """A stretch of a picture's width or height: pixels that the network is shown, and cells of its answer to keep."""

    shown: slice
    kept: slice


def _pieces(length: int) -> tuple[_Piece, ...]:
    """Stretches that overlap by OVERLAP on either side, so that every kept cell was seen with its surroundings."""
    if length <= LARGEST_PIECE:
        return (_Piece(slice(0, length), slice(None)),)
    step = LARGEST_PIECE - 2 * OVERLAP
    starts = range(0, length - 2 * OVERLAP, step)
    pieces = []
    for start in starts:
        end = min(start + LARGEST_PIECE, length)
        first = OVERLAP // STRIDE if start else 0
        last = (LARGEST_PIECE - OVERLAP) // STRIDE if end < length else None
        pieces.append(_Piece(slice(start, end), slice(first, last)))
    return tuple(pieces)


def _shrunk(picture: Picture, scale: float) -> Picture:
    if scale >= 1:
        return picture
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _candidates(view: Picture, sight: Sight) -> tuple[FloatArray, Looks]:
    """Outlines in pixels of the view, and what the judge looks at."""
    quads = sight.sightings()
    opinion = sight.opinion(quads)
    worth = (opinion.votes + opinion.best_votes) / 2 + 0.03 * opinion.fitness
    told = quads[choose(quads, worth, 0.1, SAME_SIGHTING)[:MOST_CANDIDATES]]
    enclosed = sight.enclosed()
    enclosed = enclosed[choose(enclosed, sight.fitness(enclosed), -np.inf, SAME_SHEET)[:MOST_CANDIDATES]]
    first = np.concatenate([told, enclosed])
    if len(first) == 0:
        return np.empty((0, 4, 2)), Looks.none()
    lab = lab_picture(view)
    first = np.concatenate([first, _of_known_papers(lab, sight, first)])
    # strong writing or dots may draw a side away from the paper's edge: the judge has the choice
    rough = np.concatenate([first, told])
    moved = np.concatenate([snap(lab, first, sight.edges, NEAR), snap(lab, told, sight.edges, FAR)])
    moved = ordered(np.clip(moved, 0, [lab.shape[1], lab.shape[0]]))
    opinions = sight.opinion(rough), sight.opinion(moved)
    return moved, look_at(moved, gather_evidence(lab, moved), opinions, max(lab.shape[:2]))


def _of_known_papers(lab: NDArray[np.float32], sight: Sight, known: FloatArray) -> FloatArray:
    """Sheets of the papers of known outlines: those that end at edges and are paper to the network, too."""
    quads, fit = sheets_of_papers(lab, known)
    if len(quads) <= MOST_OF_PAPER:
        return quads
    opinion = sight.opinion(quads)
    return quads[np.argsort(-opinion.edged * opinion.paper * fit, kind="stable")[:MOST_OF_PAPER]]
