"""What the network's maps mean: maps drawn by hand, so that no network is needed."""

from __future__ import annotations

import numpy as np
import pytest

from stickyscan.engines.note_maps import CORNER_UNIT, STRIDE, NoteMaps, Sight
from stickyscan.geometry import FloatArray, Quad, overlap

NOTE = Quad.box(100, 60, 60, 48)


def maps_of(*notes: Quad, scale: float = 1.0) -> NoteMaps:
    """Perfect maps (input 400 x 300) of notes given in picture pixels, later ones lying on earlier ones."""
    output = np.full((11, 75, 100), -8.0, np.float32)
    output[2:] = 0
    rows, columns = np.mgrid[:75, :100]
    points = np.stack([columns + 0.5, rows + 0.5], -1) * STRIDE
    for note in notes:
        quad = note.array * scale
        place = (points - quad[0]) / (quad[2] - quad[0])
        inside = ((place > 0) & (place < 1)).all(axis=-1)
        depth = np.clip(1 - np.abs(2 * place - 1), 1e-3, 1).prod(axis=-1)
        output[0][inside] = 8.0
        output[1][inside] = np.log(depth / (1.001 - depth))[inside]
        offsets = (quad[None, None] - points[:, :, None]).reshape(75, 100, 8) / CORNER_UNIT
        output[2:10, inside] = offsets[inside].T
    return NoteMaps.of(output, scale, (400, 300))


def stack(*quads: Quad) -> FloatArray:
    return np.stack([quad.array for quad in quads])


def matches(found: FloatArray, wanted: Quad) -> float:
    return max((overlap(Quad.of(quad), wanted) for quad in found), default=0.0)


@pytest.mark.parametrize("scale", [0.5, 1.0])
def test_sightings_are_the_notes_in_picture_pixels(scale: float) -> None:
    notes = (NOTE, Quad.box(220, 60, 60, 60), Quad.box(220, 150, 60, 60))
    quads, depth = maps_of(*notes, scale=scale).sightings()
    assert all(matches(quads, note) > 0.95 for note in notes)
    assert all(max(overlap(Quad.of(quad), note) for note in notes) > 0.95 for quad in quads)
    assert (depth > 0.5).any()


def test_a_wall_without_notes_shows_none() -> None:
    sight = Sight((maps_of(), maps_of(scale=0.5)))
    quads = sight.sightings()
    assert quads.shape == (0, 4, 2)
    assert sight.usual_side() == np.inf
    assert Sight((maps_of(),)).opinion(quads).votes.shape == (0,)


def test_the_usual_side_is_that_of_the_clear_sightings() -> None:
    sight = Sight((maps_of(NOTE, Quad.box(220, 60, 60, 48)), maps_of(scale=0.5)))
    assert sight.usual_side() == pytest.approx(np.sqrt(60 * 48), rel=0.02)


def test_outlines_are_borne_out_by_the_cells_that_tell_their_corners() -> None:
    shifted, elsewhere, turned = Quad.of(NOTE.array + 20), Quad.box(300, 200, 60, 48), NOTE.turned(1)
    votes = Sight((maps_of(NOTE), maps_of(NOTE, scale=0.5))).opinion(stack(NOTE, shifted, elsewhere, turned)).votes
    assert votes[0] > 0.9
    assert votes[3] == pytest.approx(votes[0])
    assert votes[1] < 0.3
    assert votes[2] < 0.01


def test_a_half_covered_note_is_borne_out_by_the_strip_that_shows() -> None:
    upper = Quad.box(100, 60, 80, 80)
    lower = Quad.box(100, 120, 80, 80)  # stuck on later, over a quarter of it
    both = Quad.box(100, 60, 80, 140)
    opinion = Sight((maps_of(upper, lower),)).opinion(stack(upper, lower, both))
    assert (opinion.best_votes[:2] > 0.9).all()
    assert opinion.votes[1] > opinion.votes[0] > 0.6
    assert opinion.best_votes[2] < 0.3


def test_edges_are_told_where_the_maps_show_them() -> None:
    drawn = np.full((11, 75, 100), -8.0, np.float32)
    drawn[10, :, 40] = 8.0  # a line at x = 162 of the input
    maps = NoteMaps.of(drawn, 0.5, (400, 300))
    sight = Sight((maps, NoteMaps.of(np.full((11, 38, 50), -8.0, np.float32), 0.25, (200, 150))))
    told = sight.edges(
        stack(Quad.box(200, 100, 120, 120)), np.array([[[324.0, 160.0], [324.0, 200.0], [260.0, 160.0]]])
    )
    assert told[0] == pytest.approx([1, 1, 0], abs=0.01)


def test_what_lies_beyond_the_picture_bears_nothing_out() -> None:
    opinion = Sight((maps_of(NOTE),)).opinion(stack(NOTE, Quad.box(500, 400, 60, 48)))
    assert opinion.paper[1] == opinion.votes[1] == opinion.depth[1] == 0


def test_corners_beyond_the_picture_lie_on_its_edge_as_in_labels() -> None:
    whole = Quad.box(370, 100, 60, 60)
    assert matches(maps_of(whole).sightings()[0], Quad.box(370, 100, 30, 60)) > 0.95
