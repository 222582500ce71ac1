"""The learned finder: a network says where notes may be, a judge which of them count."""

from __future__ import annotations

import numpy as np

from stickyscan.engines.note_judge import NoteJudge
from stickyscan.engines.note_search import NoteSearch
from stickyscan.engines.outlines.choosing import Rivalry, choose
from stickyscan.engines.protocols import FoundNote, Picture
from stickyscan.engines.weights import weights_path
from stickyscan.engines.whole_sheets import pieces
from stickyscan.geometry import Quad
from stickyscan.settings import Device

WEIGHTS, JUDGE = "note_finder.onnx", "note_judge.json"
LEAST = 0.65  # probability of a note; a person looks at the less sure ones
SAME_NOTE = Rivalry(nested=0.65, overlap=0.35)


class DetectorFinder:
    """Finds notes with the networks in `models/`; `threads` of the processor, all by default.

    Raises:
        EngineMissingError: onnxruntime or the weights are not there, or do not fit this version.
    """

    def __init__(self, threads: int | None = None, device: Device = "auto") -> None:
        self._search = NoteSearch(weights_path(WEIGHTS), threads, device)
        self._judge = NoteJudge.load(weights_path(JUDGE))

    @property
    def name(self) -> str:
        """Short name for `made_by`."""
        return "detector"

    def find(self, picture: Picture) -> tuple[FoundNote, ...]:
        """All notes of an upright RGB picture."""
        found = self._search.candidates(picture)
        verdict = self._judge.judge(found.looks)
        piece = pieces(found.quads, found.looks, verdict.sure, LEAST)
        notes = np.flatnonzero((verdict.sure >= LEAST) & ~piece)
        kept = notes[choose(found.quads[notes], (verdict.sure * (1 + verdict.fits))[notes], 0.0, SAME_NOTE)]
        return tuple(FoundNote(Quad.of(found.quads[i]), float(verdict.sure[i])) for i in kept)
