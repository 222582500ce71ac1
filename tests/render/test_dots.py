from __future__ import annotations

from dataclasses import replace

import numpy as np

from stickyscan.render import Effects, WallRecipe, render_wall
from stickyscan.render.dots import Vote, draw_vote, stick_dots
from stickyscan.render.palette import USUAL
from stickyscan.render.plan import Placed

UNIT, PAD = 200, 18
NOTE = Placed((0.5, 0.5), (1.0, 1.0), 0.0, USUAL[0], "")


def a_sheet(vote: Vote, seed: int) -> tuple[int, float, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    shape = (UNIT + 2 * PAD, UNIT + 2 * PAD)
    rgb = np.full((*shape, 3), 240, np.float32)
    alpha, ink = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    alpha[PAD:-PAD, PAD:-PAD] = 1
    count, hidden = stick_dots(rgb, alpha, ink, NOTE, vote, (PAD, float(UNIT), np.random.default_rng(seed)))
    return count, hidden, alpha


def test_one_wall_has_one_size_of_dots_and_few_colours() -> None:
    votes = [draw_vote(seed, 0.5) for seed in range(30)]
    assert votes[0] == draw_vote(0, 0.5)
    assert len({vote.radius for vote in votes}) == 30
    assert all(0.03 < vote.radius < 0.1 and 1 <= len(vote.colours) <= 3 for vote in votes)


def test_uncrowded_dots_lie_apart_and_on_the_paper() -> None:
    for seed in range(20):
        vote = draw_vote(seed, 0.0)
        count, hidden, alpha = a_sheet(vote, seed)
        assert vote.apart >= 2
        assert 0 <= count <= 14
        assert hidden == 0.0
        assert alpha[:PAD].max() == 0


def test_crowded_dots_overlap_and_stand_over_edges() -> None:
    votes = [draw_vote(seed, 1.0) for seed in range(20)]
    sheets = [a_sheet(vote, seed) for seed, vote in enumerate(votes)]
    assert min(vote.apart for vote in votes) < 1.4
    assert max(count for count, _, _ in sheets) > 14
    assert any(alpha[:PAD].max() > 0.9 for _, _, alpha in sheets)


def test_a_note_without_dots_has_no_votes_where_others_have_some() -> None:
    effects = replace(Effects.none(), dot_votes=0.4, crowded_dots=0.5)
    truth = render_wall(WallRecipe(seed=3, size=(480, 360), notes=12, effects=effects)).truth
    votes = [note.votes for note in truth.notes if note.role == "note"]
    assert 0 in votes
    assert max(v for v in votes if v is not None) > 0
