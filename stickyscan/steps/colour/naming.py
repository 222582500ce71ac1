"""The wall's paper colours in; the most probable name of each and how sure it is out, judged together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray
from stickyscan.journey import ColourName
from stickyscan.steps.colour.colour_space import to_lab
from stickyscan.steps.colour.lights import probable_lights
from stickyscan.steps.colour.papers import ACCEPTED, BEST, NAMES, paper_odds

SAME_PAPER = 7.0  # CIELAB distance within which notes of a wall are sheets of one pack, lightness counted half
LIGHTNESS_WEIGHT = 0.5  # shadows remain
ROUNDS = 15
LONER = 1.5  # a family of so many notes says as much of a note's name as the note's own colour
OTHER_PAPER = 22.0  # CIELAB distance in hue and chroma from which two packs had better have two names
TAKEN = 0.7  # factor on a name that another pack bears already
BEST_WEIGHT = 0.5  # a sheet's best name against any that one would accept: most people use it, whatever they accept


def name_papers(papers: FloatArray, surface: FloatArray | None) -> tuple[tuple[ColourName, ...], FloatArray]:
    """Name of each paper (n, 3), linear RGB as if evenly lit, and the probability (n,) that one would accept it.

    Notes of nearly one colour are of one pack and get one name, unless a note's own colour speaks against it.
    `surface` is the wall's linear RGB, None if unknown.
    """
    family = _families(papers)
    counts = np.bincount(family).astype(np.float64)
    packs = np.stack([papers[family == k].mean(axis=0) for k in range(len(counts))])
    lights, odds = probable_lights(surface, packs, counts)
    of_pack, of_note = _sheets(packs, lights, odds), _sheets(papers, lights, odds)
    trust = (counts / (counts + LONER))[family][:, None]
    wanted = (1 - BEST_WEIGHT) * ACCEPTED + BEST_WEIGHT * BEST
    free = _told_apart(of_pack @ wanted, packs)
    fit = free[family] * (of_pack @ wanted)[family] ** trust * (of_note @ wanted) ** (1 - trust)
    accepted = (of_pack @ ACCEPTED)[family] ** trust * (of_note @ ACCEPTED) ** (1 - trust)
    best = fit.argmax(axis=1)
    return tuple(NAMES[i] for i in best), np.asarray(accepted[np.arange(len(best)), best])


def _told_apart(fit: FloatArray, packs: FloatArray) -> FloatArray:
    """Factors (k, names) on how well names fit the packs (k, 3): less for a name that a clearly other colour bears.

    A person with golden and lemon notes on one wall calls the golden ones orange, if that may be said of them at
    all; beside red ones they might be yellow. The surest pack chooses first.
    """
    hue = to_lab(packs)[:, 1:]
    other = _squares(hue, hue) > OTHER_PAPER**2
    free = np.ones_like(fit)
    for k in np.argsort(-fit.max(axis=1), kind="stable"):
        name = (fit[k] * free[k]).argmax()
        free[other[k], name] = TAKEN
    return free


def _sheets(papers: FloatArray, lights: FloatArray, odds: FloatArray) -> FloatArray:
    """Probability (n, sheets) of each sheet for each paper, over all lights."""
    _, sheets = paper_odds(to_lab(papers / lights[:, None]))
    return np.asarray(np.tensordot(odds, sheets, 1))


def _families(papers: FloatArray) -> NDArray[np.intp]:
    """Number 0.. of the family (n,) that each paper belongs to: mean shift over the wall's papers."""
    points = to_lab(papers) * np.array([LIGHTNESS_WEIGHT, 1, 1])
    modes = points
    for _ in range(ROUNDS):
        weight = np.exp(-_squares(modes, points) / (2 * (SAME_PAPER / 2) ** 2))
        modes = weight @ points / weight.sum(axis=1, keepdims=True)
    family = np.full(len(points), -1)
    near = _squares(modes, modes) < (SAME_PAPER / 2) ** 2
    for i in range(len(points)):
        if family[i] < 0:
            family[near[i] & (family < 0)] = family.max() + 1
    return family


def _squares(a: FloatArray, b: FloatArray) -> FloatArray:
    """Squared distances (n, m) of points (n, 3) and (m, 3)."""
    return np.asarray(np.maximum((a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T, 0))
