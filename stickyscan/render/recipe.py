"""What to render: a wall's recipe, with one strength per effect, and a realistic varied mixture of them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal, get_args

import numpy as np

from stickyscan.render.streams import between, happens, pick, stream
from stickyscan.render.vocabulary import Language

Surface = Literal["whiteboard", "wall", "flipchart", "brown_paper", "glass", "wood", "dark_board", "carpet", "fabric"]
Layout = Literal["journey", "columns", "rows", "clusters", "free"]
Headings = Literal["notes", "board", "none"]


@dataclass(frozen=True)
class Effects:
    """Strength of every factor: 0 is off, 1 is as strong as it gets on real photos.

    For `diamonds`, `dot_votes`, `overlaps`, `touching` the strength is a chance (per note; per wall for touching).
    `drawn_lines` draws dividers above 0.3, and loops round some clusters above 0.5.
    `jpeg` 0 keeps the pixels as computed; 1 is a heavily compressed picture.
    """

    perspective: float = 0.4
    lens_blur: float = 0.3
    noise: float = 0.3
    jpeg: float = 0.3
    shadows: float = 0.5
    light_gradient: float = 0.4
    colour_cast: float = 0.3
    glare: float = 0.2
    curl: float = 0.4
    paper_texture: float = 0.5
    overlaps: float = 0.1
    touching: float = 0.2
    tilt: float = 0.3
    diamonds: float = 0.0
    drawn_lines: float = 0.5
    dot_votes: float = 0.0
    arrows: float = 0.0
    clutter: float = 0.3
    room: float = 0.5

    def __post_init__(self) -> None:
        """Refuse strengths outside 0..1."""
        for field in fields(self):
            value = getattr(self, field.name)
            if not 0 <= value <= 1:
                raise ValueError(f"{field.name} must lie in 0..1, got {value!r}")

    @classmethod
    def none(cls) -> Effects:
        """Everything off: flat paper, straight on, even light."""
        return cls(**{field.name: 0.0 for field in fields(cls)})

    def without(self, name: str) -> Effects:
        """The same with one effect off."""
        return replace(self, **{name: 0.0})


@dataclass(frozen=True)
class WallRecipe:
    """One synthetic wall; equal recipes give equal pixels and equal truth.

    Attributes:
        seed: of all random draws.
        size: photo (width, height) in pixels.
        surface: what the notes stick to.
        layout: how they are arranged.
        notes: about how many (headers come on top).
        headings: whether stage and lane titles are notes, written on the board, or missing.
        fill: board extent as a share of the photo; above 1 the photo cuts through the board.
        language: of the writing.
        stages: stage titles; empty draws them.
        lanes: lane titles; empty draws them.
        effects: strength of every factor.
    """

    seed: int
    size: tuple[int, int] = (1280, 960)
    surface: Surface = "whiteboard"
    layout: Layout = "journey"
    notes: int = 24
    headings: Headings = "notes"
    fill: float = 0.95
    language: Language = "en"
    stages: tuple[str, ...] = ()
    lanes: tuple[str, ...] = ()
    effects: Effects = Effects()

    def __post_init__(self) -> None:
        """Refuse sizes and counts that cannot be drawn."""
        if min(self.size) < 64 or max(self.size) > 12000:
            raise ValueError(f"size must lie in 64..12000 pixels, got {self.size!r}")
        if not 1 <= self.notes <= 300:
            raise ValueError(f"notes must lie in 1..300, got {self.notes}")
        if not 0.1 <= self.fill <= 3:
            raise ValueError(f"fill must lie in 0.1..3, got {self.fill}")


_SIZES = ((1280, 960), (1280, 960), (960, 1280), (1280, 720), (1024, 1024), (1400, 1050))
_SURFACES: tuple[Surface, ...] = (*get_args(Surface), "whiteboard", "whiteboard", "wall", "flipchart", "whiteboard")


def random_recipe(seed: int, size: tuple[int, int] | None = None) -> WallRecipe:
    """A varied wall as workshops leave them; the mixture for training and for `stickyscan render`."""
    rng = stream(seed, "recipe")
    layout: Layout = pick(rng, get_args(Layout))
    return WallRecipe(
        seed=seed,
        size=size or pick(rng, _SIZES),
        surface=pick(rng, _SURFACES),
        layout=layout,
        notes=_note_count(rng, layout),
        headings=pick(rng, ("notes", "board", "board", "none")),
        fill=_fill(rng),
        language=pick(rng, ("en", "en", "en", "en", "de", "fr", "es", "nl")),
        effects=_random_effects(rng),
    )


def _fill(rng: np.random.Generator) -> float:
    """Mostly the board fills the photo; sometimes it is far away, sometimes the photo cuts through it."""
    kind = rng.random()
    if kind < 0.65:
        return between(rng, 0.85, 1.12)
    return between(rng, 0.2, 0.45) if kind < 0.73 else between(rng, 0.45, 1.6)


def _note_count(rng: np.random.Generator, layout: Layout) -> int:
    if layout == "free" and happens(rng, 0.3):
        return int(rng.integers(1, 6))
    typical = 10 if layout == "free" else 24
    return int(np.clip(rng.lognormal(np.log(typical), 0.6), 3, 110))


def _random_effects(rng: np.random.Generator) -> Effects:
    """Most strengths lean to the weak side; some effects are absent from most walls."""

    def strength() -> float:
        return float(rng.beta(1.2, 1.8))

    def sometimes(chance: float) -> float:
        value = strength()
        return value if happens(rng, chance) else 0.0

    return Effects(
        perspective=strength(), lens_blur=strength(), noise=strength(), jpeg=strength(), shadows=strength(),
        light_gradient=strength(), colour_cast=strength(), glare=sometimes(0.5), curl=strength(),
        paper_texture=strength(), overlaps=sometimes(0.6), touching=0.3, tilt=strength(),
        diamonds=sometimes(0.2) * 0.4, drawn_lines=strength(), dot_votes=sometimes(0.2), arrows=sometimes(0.3),
        clutter=strength(), room=strength(),
    )  # fmt: skip
