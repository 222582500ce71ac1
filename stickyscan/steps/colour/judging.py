"""A photo and its notes' outlines in; names, measured colours and what speaks for them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray, Quad
from stickyscan.journey import ColourName
from stickyscan.steps.colour.colour_space import to_srgb
from stickyscan.steps.colour.naming import name_papers
from stickyscan.steps.colour.sheets import sheet_colours
from stickyscan.steps.colour.wall_light import wall_light
from stickyscan.steps.shrink import halved

WORKING_SIDE = 1500  # pixels of the longer side at least, and less than twice as many


@dataclass(frozen=True)
class Judged:
    """The colours of n notes.

    Attributes:
        names: of the papers.
        measured: (n, 3) the papers' sRGB 0..255 as in the photo.
        odds: (n,) probability that the name is an accepted one, if all assumptions hold.
        clear: (n,) share 0..1 of the note's face that shows this colour and belongs to no other note.
    """

    names: tuple[ColourName, ...]
    measured: FloatArray
    odds: FloatArray
    clear: FloatArray


def judge_colours(pixels: Picture, outlines: Sequence[Quad]) -> Judged:
    """Name the papers of one photo together; `outlines` (one or more) in its pixels."""
    small, scale = halved(pixels, WORKING_SIDE / max(pixels.shape[:2]))
    light = wall_light(small, scale, outlines)
    sheets = sheet_colours(small, scale, outlines, light.relative)
    names, odds = name_papers(sheets.colours, light.surface)
    return Judged(names, to_srgb(sheets.colours * light.relative) * 255, odds, sheets.clear)
