"""Notes that are fuller than a phrase: many small lines, thick pens, drawings over the whole note, drawn borders."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.render.doodle import line_drawing
from stickyscan.render.handwriting import Hand
from stickyscan.render.plan import Placed
from stickyscan.render.recipe import WallRecipe
from stickyscan.render.streams import Layer, between, happens, pick, stream
from stickyscan.render.vocabulary import phrases


def write_more(notes: tuple[Placed, ...], recipe: WallRecipe) -> tuple[Placed, ...]:
    """On some walls many ordinary notes carry several sentences; headers stay as they are."""
    habit = stream(recipe.seed, "wordy")
    share = between(habit, 0.1, 0.9) if happens(habit, 0.5 * recipe.effects.inking) else 0.0
    options = phrases(recipe.language, "long")
    fuller = []
    for i, note in enumerate(notes):
        rng = stream(recipe.seed, "wordy note", i)
        wordy = note.role == "note" and bool(note.text) and happens(rng, share)
        more = (pick(rng, options) for _ in range(int(rng.integers(1, 4))))
        fuller.append(replace(note, text=" ".join((note.text, *more))) if wordy else note)
    return tuple(fuller)


def thick_pen(hand: Hand, strength: float, seed: int) -> Hand:
    """The hand as it is, or, for some people, with a marker far too thick for a note."""
    rng = stream(seed, "thick pen", hand.font, hand.ink[0])
    return replace(hand, stroke=between(rng, 0.05, 0.11)) if happens(rng, 0.25 * strength) else hand


def add_drawing(ink: Layer, thickness: int, strength: float, seeds: tuple[int, int]) -> Layer:
    """The ink (height, width) 0..1 of a note, perhaps with a drawing that fills it or a border along its edges.

    People of one workshop share the habit; `seeds` are the wall's seed and the note's number.
    """
    habit, rng = stream(seeds[0], "drawers"), stream(seeds[1], "drawing", seeds[0])
    drawers = between(habit, 0.3, 1.0) if happens(habit, 0.2 * strength) else 0.03
    borders = between(habit, 0.2, 1.0) if happens(habit, 0.15 * strength) else 0.02
    lines: list[FloatArray] = []
    height, width = ink.shape
    if happens(rng, drawers):
        for _ in range(int(rng.integers(1, 4))):
            size = np.array([width, height]) * between(rng, 0.15, 0.42)
            middle = np.array([width, height]) * rng.uniform(0.3, 0.7, 2)
            lines += [line * size + middle + rng.normal(0, 0.015 * size, line.shape) for line in line_drawing(rng)]
    if happens(rng, borders):
        inset = between(rng, 0.02, 0.08) * min(height, width)
        box = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0.0]]) * (width - 2 * inset, height - 2 * inset) + inset
        lines.append(box + rng.normal(0, 0.01 * min(height, width), box.shape))
    if not lines:
        return ink
    drawn = np.round(ink * 255).astype(np.uint8)
    for line in lines:
        cv2.polylines(drawn, [np.round(line * 16).astype(np.int32)], False, 255, thickness, cv2.LINE_AA, 4)
    return np.asarray(drawn, dtype=np.float32) / np.float32(255)
