"""Paper colours and the wall's surface in; the lights under which they would be what one expects out, with odds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.steps.colour.colour_space import to_lab
from stickyscan.steps.colour.papers import paper_odds


class _Spread(NamedTuple):
    """Mean and deviation, natural log of linear light."""

    mean: float
    deviation: float


EXPOSURE, WARMTH, TINT = _Spread(-0.35, 0.40), _Spread(0.0, 0.13), _Spread(0.0, 0.035)  # of photos as cameras make them
# A board, wall or sheet behind the notes, CIELAB in white light: mean, deviation, share of all walls. The rest is
# wood, brown paper, cloth, black board: as good as any colour.
WALLS = (((91.0, 0.0, 1.0), (6.0, 2.0, 2.5), 0.6), ((74.0, 0.0, 2.0), (12.0, 4.0, 5.0), 0.2))
ANY_WALL = 0.2 / 60.0**3
PROBABLE = 9.0  # natural log below the best prior at which a light is no longer tried
FEW = 60  # lights that are kept in the end
MOST_VOTES = 3  # notes of one family speak for a light like so many, at most


def probable_lights(
    surface: FloatArray | None, papers: FloatArray, counts: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The few most probable lights, judged by all colours of the wall together.

    "Colour by correlation" (Finlayson, Hordley and Hubel 2001): each light out of a grid is scored by how likely the
    observed colours, divided by it, are as papers and as a wall.

    Args:
        surface: linear RGB (3,) of the wall, None if unknown.
        papers: linear RGB (f, 3) of the different papers.
        counts: notes of each (f,).

    Returns:
        Linear RGB (k, 3) that white paper has under each light, and the lights' probabilities (k,).
    """
    odds = _PRIOR if surface is None else _PRIOR + _wall_odds(to_lab(surface / _LIGHTS))
    tried = np.flatnonzero(odds > odds.max() - PROBABLE)
    likely, _ = paper_odds(to_lab(papers / _LIGHTS[tried][:, None]))
    odds = odds[tried] + likely @ np.sqrt(np.minimum(counts, MOST_VOTES))
    best = np.argsort(-odds, kind="stable")[:FEW]
    share = np.exp(odds[best] - odds[best[0]])
    return _LIGHTS[tried[best]], share / share.sum()


def _grid() -> tuple[FloatArray, FloatArray]:
    """Lights (m, 3) and the log of their prior probabilities (m,), up to a constant."""
    steps = np.linspace(-1.8, 0.35, 12), np.linspace(-0.5, 0.5, 21), np.linspace(-0.16, 0.16, 7)
    exposure, warmth, tint = (axis.ravel() for axis in np.meshgrid(*steps))
    log = np.stack([exposure + 0.6 * warmth + tint / 2, exposure - tint, exposure - warmth + tint / 2], axis=1)
    off = [(v - s.mean) ** 2 / s.deviation**2 for v, s in ((exposure, EXPOSURE), (warmth, WARMTH), (tint, TINT))]
    return np.exp(log), -0.5 * off[0] - 2.5 * np.log1p(off[1] / 4) - 0.5 * off[2]


def _wall_odds(lab: FloatArray) -> FloatArray:
    density = np.full(lab.shape[:-1], ANY_WALL)
    for mean, deviation, share in WALLS:
        off = ((lab - np.array(mean)) / np.array(deviation)) ** 2
        density += share / float(np.prod(deviation)) * np.exp(-0.5 * off.sum(axis=-1))
    return np.asarray(np.log(density))


_LIGHTS, _PRIOR = _grid()
