"""Larger sheets among the notes: pages of a pad, often ruled, full of small writing from edge to edge."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from stickyscan.render.palette import CARDS, PALES, USUAL, Paper
from stickyscan.render.plan import Placed
from stickyscan.render.recipe import WallRecipe
from stickyscan.render.streams import between, happens, pick, stream
from stickyscan.render.vocabulary import Language, PhraseKind, phrases

_PADS: tuple[Paper, ...] = (
    *CARDS, *PALES, *USUAL,
    Paper(("blue", "grey"), (128, 152, 176)),
    Paper(("blue", "grey"), (150, 166, 190)),
    Paper(("grey",), (176, 178, 180)),
    Paper(("green", "white"), (200, 220, 190)),
    Paper(("brown", "orange"), (204, 176, 138)),
)  # fmt: skip


def hang_sheets(notes: tuple[Placed, ...], recipe: WallRecipe) -> tuple[Placed, ...]:
    """The notes with some of the ordinary ones in the place of which a larger sheet hangs.

    `effects.sheets` is the share of them. Ordinary notes that a sheet would hide are left out: nobody hangs it so.
    """
    habit = stream(recipe.seed, "pads")
    pads = tuple(pick(habit, _PADS) for _ in range(int(habit.integers(1, 3))))
    ruled = happens(habit, 0.65)
    usual = float(np.median([note.size[0] for note in notes])) if notes else 1.0
    hung = []
    for i, note in enumerate(notes):
        rng = stream(recipe.seed, "sheet", i)
        if note.role != "note" or not happens(rng, recipe.effects.sheets):
            hung.append(note)
            continue
        width = usual * between(rng, 1.05, 1.8)
        size = (width, width / between(rng, 0.55, 1.5))
        text = _page(recipe.language, rng)
        hung.append(replace(note, size=size, paper=pick(rng, pads), text=text, ruled=ruled, sign=None))
    sheets = [note.outline.astype(np.float32) for note in hung if note.ruled is not None]
    return tuple(note for note in hung if note.ruled is not None or not _within(note, sheets))


def _within(note: Placed, sheets: list[NDArray[np.float32]]) -> bool:
    """Whether the middle of an ordinary note lies in one of the outlines (4, 2)."""
    return note.role == "note" and any(cv2.pointPolygonTest(sheet, note.centre, False) > 0 for sheet in sheets)


def _page(language: Language, rng: np.random.Generator) -> str:
    """A title, perhaps, and so many phrases that the page is full, perhaps as a list."""
    kinds: tuple[PhraseKind, ...] = ("long", "long", "pain", "opportunity", "task")
    mark = pick(rng, ("", "", "- ", "• "))
    lines = [pick(rng, phrases(language, pick(rng, kinds))) for _ in range(int(rng.integers(5, 17)))]
    title = [pick(rng, phrases(language, "title")).upper()] if happens(rng, 0.4) else []
    return " ".join([*title, *(f"{mark}{line}" for line in lines)])
