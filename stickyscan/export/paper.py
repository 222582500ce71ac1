"""The twelve note colours as exports paint them, and the ink that is easiest to read on each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from stickyscan.journey import ColourName

# One clean tone per name: what a camera measures is often dull or tinted by the room. The measured value is shown
# beside each note's cut-out.
PAPERS: Mapping[ColourName, str] = MappingProxyType(
    {
        "yellow": "#ffe873",
        "orange": "#ffc27a",
        "pink": "#ffb9cf",
        "red": "#f58a84",
        "purple": "#d5c3f7",
        "blue": "#aed8fa",
        "teal": "#95e0d6",
        "green": "#bfe8a4",
        "white": "#ffffff",
        "brown": "#d8bb95",
        "grey": "#d9dce0",
        "black": "#2c2f34",
    }
)
_INKS = ("#1d1c1a", "#ffffff")


def luminance(colour: str) -> float:
    """Relative luminance of a `#rrggbb` colour, 0..1 (WCAG 2.2)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `#rrggbb` colours, 1..21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@cache
def ink_on(paper: str) -> str:
    """The ink that stands out more on a `#rrggbb` paper."""
    return max(_INKS, key=lambda ink: contrast(ink, paper))


def paper_rules() -> str:
    """The CSS classes `paper-yellow` and so on, each setting `--paper` and `--ink`."""
    return "\n".join(f".paper-{name}{{--paper:{paper};--ink:{ink_on(paper)}}}" for name, paper in PAPERS.items())
