"""The learned finder: a small network says where notes are, the outlines in the picture say where exactly."""

from __future__ import annotations

import cv2
import numpy as np

from stickyscan.engines.note_maps import STRIDE, NetworkOpinion, NoteMaps
from stickyscan.engines.outlines.search import Certainty, search_notes
from stickyscan.engines.protocols import FoundNote, Picture
from stickyscan.engines.weights import weights_path
from stickyscan.errors import EngineMissingError

WEIGHTS = "note_finder.onnx"
INPUT_SIDES = (1600, 1152, 704)  # longer sides that the network is shown: small, usual and large notes
MULTIPLE = 64  # the network takes sides that are multiples of this
CERTAINTY = Certainty(least=2.0, middle=1.65, steepness=0.6)


class DetectorFinder:
    """Finds notes with the network in `models/`; `threads` of the processor, all by default.

    Raises:
        EngineMissingError: onnxruntime or the weights are not there.
    """

    def __init__(self, threads: int | None = None) -> None:
        try:
            import onnxruntime
        except ImportError as problem:
            raise EngineMissingError("the finder needs onnxruntime: pip install onnxruntime") from problem
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or 0
        options.log_severity_level = 3
        weights = str(weights_path(WEIGHTS))
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])

    @property
    def name(self) -> str:
        """Short name for `made_by`."""
        return "detector"

    def find(self, picture: Picture) -> tuple[FoundNote, ...]:
        """All notes of an upright RGB picture."""
        longest = max(picture.shape[:2])
        scales = sorted({min(1.0, side / longest) for side in INPUT_SIDES}, reverse=True)
        opinion = NetworkOpinion(tuple(self._maps(picture, scale) for scale in scales))
        return search_notes(picture, opinion, CERTAINTY)

    def _maps(self, picture: Picture, scale: float) -> NoteMaps:
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
        height, width = small.shape[:2]
        padded = np.full((-(-height // MULTIPLE) * MULTIPLE, -(-width // MULTIPLE) * MULTIPLE, 3), 128, np.uint8)
        padded[:height, :width] = small
        batch = (padded.astype(np.float32) / 255).transpose(2, 0, 1)[None]
        (output,) = self._session.run(None, {"picture": batch})
        return NoteMaps.of(output[0][:, : -(-height // STRIDE), : -(-width // STRIDE)], scale)
