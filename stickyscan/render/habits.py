"""What the people of one workshop have in common: their packs of paper, how straight and how tightly they stick."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from stickyscan.geometry import Point
from stickyscan.journey import Role
from stickyscan.render.palette import CARDS, Paper, draw_scheme
from stickyscan.render.plan import Placed
from stickyscan.render.recipe import WallRecipe
from stickyscan.render.streams import between, happens, pick, stream
from stickyscan.render.vocabulary import LANE_KINDS, PhraseKind, phrases

Size = tuple[float, float]
_SHAPES: tuple[Size, ...] = ((1, 1), (1, 1), (1, 1), (1, 0.98), (1, 0.76), (1, 0.67), (1, 0.6), (1, 0.8))
_TALL: tuple[Size, ...] = ((0.8, 1), (0.72, 1), (0.65, 1), (0.6, 1))
_ODD_SHAPES: tuple[Size, ...] = ((1.4, 0.45), (0.6, 0.17), (1.5, 0.9), (1.6, 1), (0.67, 0.5), (0.5, 0.5), (1.3, 1.3))


@dataclass(frozen=True)
class Habits:
    """The workshop's ways.

    Attributes:
        shape: width and height of its usual note.
        scheme: its packs of paper.
        by: what the colour of a note follows.
        gap: free space between neighbours, in note widths; negative overlaps like roof tiles.
        tiled: notes of a column overlap downwards.
        mixed: share of notes of another shape.
        long: share of notes with a whole sentence.
    """

    shape: Size
    scheme: tuple[Paper, ...]
    by: str
    gap: float
    tiled: bool
    mixed: float
    long: float


def draw_habits(recipe: WallRecipe) -> Habits:
    """The habits that belong to the recipe."""
    rng = stream(recipe.seed, "habits")
    touching = happens(stream(recipe.seed, "touching"), recipe.effects.touching)
    cards = recipe.surface in {"carpet", "wood"} and happens(rng, 0.4)
    scheme = (pick(rng, CARDS), *draw_scheme(rng)[:1]) if cards else draw_scheme(rng)
    drawn = Habits(
        shape=pick(rng, _SHAPES),
        scheme=scheme,
        by=pick(rng, ("lane", "stage", "chance")),
        gap=abs(float(rng.normal(0, 0.008))) if touching else between(rng, 0.06, 0.4),
        tiled=happens(stream(recipe.seed, "tiled"), recipe.effects.overlaps * 0.6),
        mixed=pick(rng, (0.0, 0.0, 0.05, 0.25)),
        long=pick(rng, (0.0, 0.1, 0.3, 0.8)),
    )
    rng = stream(recipe.seed, "tall")  # who writes much takes sheets that are higher than wide
    shape = pick(rng, _TALL) if happens(rng, recipe.effects.inking) else drawn.shape
    return replace(
        drawn,
        scheme=recipe.papers or drawn.scheme,
        shape=recipe.shape or shape,
        gap=drawn.gap if recipe.gap is None else recipe.gap,
    )


class Sticker:
    """Hands out notes one after the other, each with its own tilt, paper and phrase."""

    def __init__(self, recipe: WallRecipe, habits: Habits) -> None:
        self._recipe = recipe
        self._habits = habits
        self._count = 0
        self._used: set[str] = set()

    def note(
        self, centre: Point, kind: PhraseKind, stage: str | None = None, lane: str | None = None, group: int = 0
    ) -> Placed:
        """An ordinary note near a centre. `group` says which paper it takes if colour follows stage or lane."""
        rng = self._rng("note")
        shape = pick(rng, _ODD_SHAPES) if happens(rng, self._habits.mixed) else self._habits.shape
        follows = self._habits.by != "chance" and not happens(rng, 0.06)
        index = group if follows else int(rng.integers(len(self._habits.scheme)))
        paper = self._habits.scheme[index % len(self._habits.scheme)]
        long = happens(rng, self._habits.long) and not self._used.issuperset(phrases(self._recipe.language, "long"))
        asked: PhraseKind = "long" if long else kind
        shift, angle = self._place(shape)
        place = (centre[0] + shift[0], centre[1] + shift[1])
        return Placed(place, shape, angle, paper, self._phrase(asked), "note", stage, lane)

    def header(self, centre: Point, text: str, role: Role, paper: Paper, width: float = 1.0) -> Placed:
        """A header note with a given text."""
        shift, angle = self._place((0.7, 0.7))
        place = (centre[0] + shift[0] / 2, centre[1] + shift[1] / 2)
        height = self._habits.shape[1] if width <= 1.2 else 0.8
        stage = text if role == "stage_header" else None
        lane = text if role == "lane_header" else None
        return Placed(place, (width, height), angle / 2, paper, text, role, stage, lane)

    def _rng(self, name: str) -> np.random.Generator:
        self._count += 1
        return stream(self._recipe.seed, name, self._count)

    def _place(self, shape: Size) -> tuple[Point, float]:
        """Shift and angle of the next note; a diamond hangs on its corner."""
        effects = self._recipe.effects
        rng = stream(self._recipe.seed, "tilt", self._count)
        room = 0.0 if self._habits.gap < 0.03 else 0.1
        shift = rng.normal(0, 1, 2) * room * effects.tilt
        angle = float(np.clip(rng.normal(0, 7 * effects.tilt + 1e-9), -24, 24))
        if min(shape) > 0.4 and happens(stream(self._recipe.seed, "diamond", self._count), effects.diamonds):
            angle += 45
        return (float(shift[0]), float(shift[1])), angle if effects.tilt or abs(angle) > 30 else 0.0

    def _anything(self) -> tuple[str, ...]:
        """What is left of all the phrases for ordinary notes."""
        kinds: tuple[PhraseKind, ...] = (*LANE_KINDS, "task", "long")
        left = (p for kind in kinds for p in phrases(self._recipe.language, kind))
        return tuple(p for p in left if p not in self._used)

    def _phrase(self, kind: PhraseKind) -> str:
        options = phrases(self._recipe.language, kind)
        rng = self._rng("phrase")
        if happens(rng, 0.02):
            return ""
        fresh = tuple(p for p in options if p not in self._used) or self._anything() or options
        chosen = pick(rng, fresh)
        self._used.add(chosen)
        return chosen
