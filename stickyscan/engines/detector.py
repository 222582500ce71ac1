"""The learned finder: a network says where notes may be, a judge which of them count."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stickyscan.engines.note_judge import NoteJudge, Verdict
from stickyscan.engines.note_search import Candidates, NoteSearch
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
        return self.find_together([picture])[0]

    def find_together(self, pictures: Sequence[Picture]) -> tuple[tuple[FoundNote, ...], ...]:
        """All notes of each photo of one wall; what its notes look like is told by all of them."""
        found = [self._search.candidates(picture) for picture in pictures]
        verdicts = self._judge.judge([candidates.looks for candidates in found])
        return tuple(_notes(*pair) for pair in zip(found, verdicts, strict=True))


def _notes(found: Candidates, verdict: Verdict) -> tuple[FoundNote, ...]:
    piece = pieces(found.quads, found.looks, verdict.sure, LEAST)
    notes = np.flatnonzero((verdict.sure >= LEAST) & ~piece)
    kept = notes[choose(found.quads[notes], (verdict.sure * (1 + verdict.fits))[notes], 0.0, SAME_NOTE)]
    return tuple(FoundNote(Quad.of(found.quads[i]), float(verdict.sure[i])) for i in kept)
