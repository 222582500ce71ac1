"""Paper as sold: what each sheet measures in even, white light, and the names that a careful person would accept."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.journey import ColourName

# CIELAB (D65) of sheets from pale to neon, by the names they go by, best name first.
_SHEETS: Mapping[tuple[ColourName, ...], tuple[tuple[int, int, int], ...]] = {
    ("yellow",): ((92, -6, 28), (90, -6, 45), (93, -14, 75), (88, -3, 60), (89, 2, 75), (90, -8, 60)),
    ("yellow", "white"): ((91, -3, 16), (93, -3, 20), (93, 0, 9)),
    ("yellow", "green"): ((92, -20, 74), (90, -16, 55)),
    ("yellow", "orange"): ((84, 6, 76), (82, 10, 74)),
    ("orange", "yellow"): ((78, 20, 70), (80, 18, 60)),
    ("orange",): ((72, 38, 66), (74, 28, 68), (76, 28, 50)),
    ("orange", "red"): ((64, 54, 58),),
    ("orange", "pink"): ((77, 27, 30), (72, 42, 36)),
    ("pink",): ((60, 70, 2), (56, 74, -8), (66, 62, -6), (75, 36, -2), (82, 22, 2), (70, 50, -10), (68, 50, 8),
                (60, 54, -8)),
    ("pink", "orange"): ((74, 40, 18), (82, 20, 14)),
    ("pink", "red"): ((58, 66, 22), (62, 60, 22)),
    ("pink", "purple"): ((44, 66, -8), (60, 54, -22), (80, 24, -14)),
    ("red",): ((44, 62, 42), (38, 52, 30)),
    ("red", "orange"): ((52, 66, 52),),
    ("red", "pink"): ((52, 66, 30),),
    ("purple",): ((72, 22, -24), (50, 36, -36), (40, 40, -24), (60, 32, -34)),
    ("purple", "blue"): ((57, 22, -40), (76, 8, -18)),
    ("purple", "red"): ((30, 34, -8), (38, 44, -2)),
    ("blue",): ((73, -6, -26), (56, -10, -38), (42, 6, -48), (64, -2, -32), (86, -4, -11)),
    ("blue", "teal"): ((75, -20, -22), (64, -20, -26), (84, -10, -9)),
    ("blue", "purple"): ((52, 8, -38), (70, 4, -24)),
    ("blue", "grey"): ((62, -3, -16), (48, -4, -16)),
    ("blue", "black"): ((22, 8, -28),),
    ("teal", "blue"): ((52, -25, -17), (70, -30, -14)),
    ("teal", "green"): ((48, -30, -2), (84, -22, 2), (64, -34, -2)),
    ("teal", "green", "blue"): ((77, -32, -4),),
    ("green",): ((73, -40, 50), (62, -40, 34), (82, -44, 64), (86, -20, 30), (47, -38, 26), (86, -20, 14)),
    ("green", "yellow"): ((84, -34, 64), (88, -20, 50), (88, -28, 66)),
    ("green", "brown"): ((53, -10, 42),),
    ("white",): ((94, 0, 1), (90, 0, -3), (88, 0, 3)),
    ("white", "grey"): ((80, 0, 0),),
    ("brown",): ((48, 14, 30), (38, 14, 20)),
    ("brown", "orange"): ((68, 10, 26),),
    ("grey",): ((66, 0, 0), (54, 0, 0)),
    ("grey", "black"): ((38, 0, 0),),
    ("black",): ((16, 0, 0), (26, 0, 0)),
}  # fmt: skip
# How often a sheet of that first name hangs on a wall, against yellow.
_USE: Mapping[ColourName, float] = {
    "yellow": 1.0, "pink": 0.8, "orange": 0.7, "green": 0.7, "blue": 0.7, "white": 0.35, "purple": 0.4, "teal": 0.4,
    "red": 0.3, "brown": 0.1, "grey": 0.1, "black": 0.1,
}  # fmt: skip

# CIELAB deviation of a paper from the nearest sheet of the list: makers differ, and cameras draw colours stronger or
# paler. Neutral sheets are truly neutral, so the more colour, the more room.
LIGHTNESS_SPREAD, NEUTRAL_SPREAD, SPREAD_PER_CHROMA = 9.0, 3.0, 0.10
TAIL = 3.5  # degrees by which odds fall off as in Student's t: some papers are far from all sheets of the list

NAMES: tuple[ColourName, ...] = tuple(_USE)
_KEYS = tuple(names for names, sheets in _SHEETS.items() for _ in sheets)
_SHEET = np.array([sheet for sheets in _SHEETS.values() for sheet in sheets], dtype=np.float64)
_SHARE = np.array([_USE[key[0]] / sum(other[0] == key[0] for other in _KEYS) for key in _KEYS]) / sum(_USE.values())
_SPREAD = NEUTRAL_SPREAD + SPREAD_PER_CHROMA * np.hypot(_SHEET[:, 1], _SHEET[:, 2])
_WEIGHT = np.stack([np.full(len(_SHEET), LIGHTNESS_SPREAD), _SPREAD, _SPREAD]) ** -2.0  # (3, sheets)
_LEVEL = np.log(_SHARE) + 0.5 * np.log(_WEIGHT).sum(axis=0)
ACCEPTED: FloatArray = np.array([[float(name in key) for name in NAMES] for key in _KEYS])
"""1 where a name is right for a sheet, (sheets, names)."""
BEST: FloatArray = np.array([[float(name == key[0]) for name in NAMES] for key in _KEYS])
"""1 where a name is the best one for a sheet, (sheets, names)."""


def paper_odds(lab: FloatArray) -> tuple[FloatArray, FloatArray]:
    """How likely papers of CIELAB `lab` (..., 3) in white light are at all, and which sheet they are.

    Returns:
        Log density up to a constant (...), and the sheets' probabilities (..., sheets).
    """
    apart = (lab**2) @ _WEIGHT - 2 * lab @ (_WEIGHT * _SHEET.T) + (_WEIGHT * _SHEET.T**2).sum(axis=0)
    log = _LEVEL - TAIL * np.log1p(np.maximum(apart, 0) / (2 * TAIL))
    top = log.max(axis=-1, keepdims=True)
    odds = np.exp(log - top)
    total = odds.sum(axis=-1, keepdims=True)
    return (top + np.log(total))[..., 0], odds / total
