"""What the network's maps mean: maps drawn by hand, so that no network is needed."""

from __future__ import annotations

import numpy as np
import pytest

from stickyscan.engines.note_maps import CORNER_UNIT, STRIDE, NetworkOpinion, NoteMaps
from stickyscan.engines.outlines.search import Opinion
from stickyscan.geometry import FloatArray, Quad, overlap

NOTE = Quad.box(100, 60, 60, 48)


def maps_of(*notes: Quad, scale: float = 1.0) -> NoteMaps:
    """Perfect maps (input 400 x 300) of notes given in picture pixels."""
    output = np.full((10, 75, 100), -8.0, np.float32)
    output[2:] = 0
    rows, columns = np.mgrid[:75, :100]
    points = np.stack([columns + 0.5, rows + 0.5], -1) * STRIDE
    for note in notes:
        quad = note.array * scale
        place = (points - quad[0]) / (quad[2] - quad[0])
        inside = ((place > 0) & (place < 1)).all(axis=-1)
        central = np.sqrt(np.clip(1 - np.abs(2 * place - 1), 1e-3, 1).prod(axis=-1))
        output[1][inside] = np.log(central / (1.001 - central))[inside]
        offsets = (quad[None, None] - points[:, :, None]).reshape(75, 100, 8) / CORNER_UNIT
        output[2:, inside] = offsets[inside].T
    return NoteMaps.of(output, scale)


def matches(found: FloatArray, wanted: Quad) -> float:
    return max((overlap(Quad.of(quad), wanted) for quad in found), default=0.0)


@pytest.mark.parametrize("scale", [0.5, 1.0])
def test_peaks_are_the_notes_in_picture_pixels(scale: float) -> None:
    notes = (NOTE, Quad.box(220, 60, 60, 60), Quad.box(220, 150, 60, 60))
    quads, certain = maps_of(*notes, scale=scale).peaks()
    assert all(matches(quads, note) > 0.95 for note in notes)
    assert all(max(overlap(Quad.of(quad), note) for note in notes) > 0.95 for quad in quads)
    assert (certain > 0.7).all()


def test_outlines_are_believed_as_far_as_the_maps_predict_them() -> None:
    shifted = Quad.of(NOTE.array + 20)
    elsewhere = Quad.box(300, 200, 60, 48)
    turned = NOTE.turned(1)
    quads = np.stack([q.array for q in (NOTE, shifted, elsewhere, turned)])
    belief, _ = maps_of(NOTE).belief(quads)
    assert belief[0] > 0.9
    assert belief[3] == pytest.approx(belief[0])
    assert belief[1] < 0.3
    assert belief[2] < 0.01


def test_the_opinion_speaks_for_notes_and_against_other_things() -> None:
    opinion: Opinion = NetworkOpinion((maps_of(NOTE), maps_of(NOTE, scale=0.5)))
    huge = Quad.box(0, 0, 4000, 3000)  # far too large to be judged
    worth = opinion.worth(np.stack([q.array for q in (NOTE, Quad.box(300, 200, 60, 48), huge)]))
    assert worth[0] > 2
    assert worth[1] < -2
    assert worth[2] == 0
    assert len(opinion.quads()) == 1
    assert matches(opinion.quads(), NOTE) > 0.95


def test_no_notes_no_quads() -> None:
    opinion = NetworkOpinion((maps_of(),))
    assert opinion.quads().shape == (0, 4, 2)
    assert opinion.worth(np.empty((0, 4, 2))).shape == (0,)
