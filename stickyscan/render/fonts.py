"""The handwriting fonts beside this module, and their letters as cached masks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from stickyscan.render.streams import Pixels

FOLDER = Path(__file__).parent / "fonts"
MARKER_FONTS = (
    "permanent-marker", "caveat-brush", "rock-salt", "covered-by-your-grace", "gochi-hand", "architects-daughter",
    "sedgwick-ave", "amatic-sc", "patrick-hand", "kalam", "pangolin", "mansalva", "gloria-hallelujah",
)  # fmt: skip
_REFERENCE = 64
_STEP = 1.17


@dataclass(frozen=True)
class Letter:
    """One letter's mask (height, width) 0..255, placed at (left, top) from the pen position on the baseline."""

    mask: Pixels
    left: int
    top: int


@lru_cache(maxsize=1)
def font_names() -> tuple[str, ...]:
    """Names of all fonts, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.ttf")))


def ladder(size: float) -> int:
    """The next lower of few allowed font sizes in pixels (at least 5), so that letters can be cached."""
    step = np.floor(np.log(max(size, 5.0) / 5) / np.log(_STEP) + 1e-6)
    return max(5, round(5 * float(_STEP**step)))


@lru_cache(maxsize=512)
def _face(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FOLDER / f"{name}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=8192)
def advance(name: str, letter: str) -> float:
    """Width to the next letter, as a share of the font size."""
    return float(_face(name, _REFERENCE).getlength(letter)) / _REFERENCE


@lru_cache(maxsize=64)
def cap_height(name: str) -> float:
    """Height of a capital letter, as a share of the font size."""
    _, top, _, bottom = _face(name, _REFERENCE).getbbox("E", anchor="ls")
    return float(bottom - top) / _REFERENCE


@lru_cache(maxsize=64)
def extent(name: str) -> tuple[float, float]:
    """How far letters reach above and below the baseline, as shares of the font size."""
    _, top, _, bottom = _face(name, _REFERENCE).getbbox("EdlbgjpyQÄ", anchor="ls")
    return -float(top) / _REFERENCE, float(bottom) / _REFERENCE


@lru_cache(maxsize=8192)
def has_letter(name: str, letter: str) -> bool:
    """True if the font draws this letter rather than its placeholder for missing ones."""
    if letter.isspace():
        return True
    missing = letter_mask(name, _REFERENCE, "\uffff", 0.0).mask
    mask = letter_mask(name, _REFERENCE, letter, 0.0).mask
    return bool(mask.any()) and not np.array_equal(mask, missing)


def fonts_for(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the named fonts that can write the whole text."""
    return tuple(name for name in names if all(has_letter(name, letter) for letter in set(text)))


@lru_cache(maxsize=30000)
def letter_mask(name: str, size: int, letter: str, stroke: float) -> Letter:
    """The letter drawn at a font size in pixels, thickened by `stroke` pixels all round."""
    face = _face(name, size)
    left, top, right, bottom = face.getbbox(letter, anchor="ls", stroke_width=stroke)
    left, top = int(np.floor(left)) - 1, int(np.floor(top)) - 1
    width, height = max(1, int(np.ceil(right)) - left + 1), max(1, int(np.ceil(bottom)) - top + 1)
    canvas = Image.new("L", (width, height))
    ImageDraw.Draw(canvas).text((-left, -top), letter, fill=255, font=face, anchor="ls", stroke_width=stroke)
    return Letter(np.asarray(canvas, dtype=np.uint8), left, top)
