"""Paper colours and the wall's surface in; the most probable name of each paper out, all judged together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.journey import ColourName
from stickyscan.steps.colour.colour_space import to_lab
from stickyscan.steps.colour.papers import ACCEPTED, FIRST, NAMES, SHEETS, USE

SAME_PAPER = 7.0  # CIELAB distance that joins notes into one family
LIGHTNESS_WEIGHT = 0.5  # in that distance: what remains of shadows

SHEET_SPREAD = 9.0, 3.0, 0.10
WHITE_WALL, PAINTED = ((91.0, 0.0, 1.0), (6.0, 3.5, 4.0)), ((74.0, 0.0, 2.0), (12.0, 5.0, 7.0))
EXPOSURE, WARMTH, TINT = (-0.35, 0.40), (0.0, 0.13), (0.0, 0.05)  # natural log: mean and deviation of a photo's light


def set_spread(l, base, slope):
    global WIDTHS, NORM
    ab = base + slope * np.hypot(SHEETS[:, 1], SHEETS[:, 2])
    sd = np.stack([np.full(len(ab), l), ab, ab], 1)
    WIDTHS = sd ** -2
    NORM = np.log(USE) - np.log(sd).sum(1)


TAIL = 3.5
set_spread(*SHEET_SPREAD)


def _lights() -> tuple[FloatArray, FloatArray]:
    e, w, t = (a.ravel() for a in np.meshgrid(np.linspace(-1.8, 0.35, 12), np.linspace(-0.5, 0.5, 21), np.linspace(-0.16, 0.16, 7)))
    gains = np.exp(np.stack([e + 0.6 * w + t * .5, e - t, e - 1.0 * w + t * .5], axis=1))
    z = lambda v, m: ((v - m[0]) / m[1]) ** 2
    prior = -0.5 * z(e, EXPOSURE) - 2.5 * np.log1p(z(w, WARMTH) / 4) - 0.5 * z(t, TINT)
    return gains, prior


LIGHTS, LIGHT_PRIOR = _lights()


def families(lab: FloatArray, same=SAME_PAPER) -> np.ndarray:
    """mode-seeking clustering"""
    s = lab * np.array([LIGHTNESS_WEIGHT, 1, 1])
    m = s.copy()
    for _ in range(15):
        w = np.exp(-((m[:, None] - s[None]) ** 2).sum(-1) / (2 * (same / 2) ** 2))
        m = w @ s / w.sum(1, keepdims=True)
    label = -np.ones(len(s), int); k = 0
    for i in range(len(s)):
        if label[i] < 0:
            near = (np.linalg.norm(m - m[i], axis=1) < same / 2) & (label < 0)
            label[near] = k; k += 1
    return label


def sheet_odds(lab: FloatArray) -> FloatArray:
    """log p(lab | sheet) + log use: (..., sheets)"""
    d2 = ((lab[..., None, :] - SHEETS) ** 2 * WIDTHS).sum(-1)
    return -TAIL * np.log1p(d2 / (2 * TAIL)) + NORM


def surface_odds(lab):
    def g(p, w):
        m, s = np.array(p[0]), np.array(p[1])
        return w * np.exp(-0.5 * (((lab - m) / s) ** 2).sum(-1)) / np.prod(s)
    return np.log(g(WHITE_WALL, 0.6) + g(PAINTED, 0.2) + 0.2 / (60 * 60 * 60))


def name_papers(linear, light):
    flat = linear / light.relative
    lab0 = to_lab(flat)
    lab_for_family = lab0
    label = families(lab_for_family)
    fam = np.array([flat[label == k].mean(0) for k in range(label.max() + 1)])
    count = np.bincount(label)
    odds = sheet_odds(to_lab(fam[None] / LIGHTS[:, None]))  # lights, fams, sheets
    top = odds.max(-1, keepdims=True)
    like = (top[..., 0] + np.log(np.exp(odds - top).sum(-1)))  # lights, fams
    post = LIGHT_PRIOR + like @ np.minimum(count, 3) ** 0.5
    if light.surface is not None:
        post = post + surface_odds(to_lab(light.surface / LIGHTS))
    post = np.exp(post - post.max()); post /= post.sum()
    keep = np.argsort(-post)[:60]; p = post[keep] / post[keep].sum()
    def names_of(rgb):
        o = sheet_odds(to_lab(rgb[None] / LIGHTS[keep][:, None]))
        o = np.exp(o - o.max(-1, keepdims=True)); o /= o.sum(-1, keepdims=True)
        k = np.tensordot(p, o, 1)  # n, sheets
        return k @ (0.7 * ACCEPTED + 0.3 * FIRST), k @ ACCEPTED
    a, ac = names_of(fam); b, bc = names_of(flat)
    q = np.sqrt(a[label] * b); qc = np.sqrt(ac[label] * bc)
    best = q.argmax(1)
    return [NAMES[i] for i in best], qc[np.arange(len(best)), best], (LIGHTS[keep] * p[:, None]).sum(0), label
