"""Fonts with their licences, and writing that stays on its paper."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from PIL import ImageFont

from stickyscan.render import fonts
from stickyscan.render.handwriting import Hand, write
from stickyscan.render.vocabulary import Language, phrases

KINDS = ("stage", "lane", "title", "touchpoint", "feeling", "pain", "opportunity", "task", "long")


def a_hand(font: str = "patrick-hand", **changes: object) -> Hand:
    values: dict[str, object] = {
        "font": font, "capitals": False, "size": 0.3, "stroke": 0.02, "unsteady": 0.5, "centred": False,
        "ink": (0, 0, 0),
    }  # fmt: skip
    return Hand(**(values | changes))  # type: ignore[arg-type]


def test_every_font_has_an_open_licence_beside_it() -> None:
    assert len(fonts.font_names()) >= 20
    for name in fonts.font_names():
        licence = (fonts.FOLDER / f"{name}.LICENSE.txt").read_text("utf-8", errors="replace")
        assert "SIL OPEN FONT LICENSE" in licence.upper() or "Apache License" in licence, name
        assert f"| {name}.ttf |" in (fonts.FOLDER / "README.md").read_text("utf-8"), name


def test_fonts_are_small_and_carry_neutral_names() -> None:
    files = list(fonts.FOLDER.glob("*.ttf"))
    assert sum(file.stat().st_size for file in files) < 6_000_000
    for file in files:
        family, _style = ImageFont.truetype(file, 20).getname()
        assert family is not None
        assert family.startswith("Stickyscan pen")


def test_marker_fonts_exist() -> None:
    assert set(fonts.MARKER_FONTS) <= set(fonts.font_names())


@pytest.mark.parametrize("language", get_args(Language))
def test_every_phrase_can_be_written(language: Language) -> None:
    for kind in KINDS:
        text = "".join(phrases(language, kind))  # type: ignore[arg-type]
        able = fonts.fonts_for(text + text.upper(), fonts.font_names())
        assert len(able) >= 10, (language, kind)


def test_missing_letters_are_noticed() -> None:
    assert fonts.fonts_for("größer", ("patrick-hand",)) == ("patrick-hand",)
    assert fonts.fonts_for("日本", fonts.font_names()) == ()


@pytest.mark.parametrize("font", fonts.font_names())
def test_writing_stays_inside(font: str) -> None:
    """No font touches the edges of its box, so that no letter is cut off."""
    for seed, text in enumerate(("Consideration", "Delivery date unclear", "Why so slow? Nobody knows the answer yet")):
        hand = a_hand(font, size=1.0, capitals=seed == 1, stroke=0.04)
        ink = write(text, (220, 160), hand, np.random.default_rng(seed)).ink
        assert ink.shape == (160, 220)
        assert ink.max() > 0.8
        assert ink[:, -1].max() < 0.5, text
        assert max(ink[-1].max(), ink[0].max()) < 0.5, text


def test_no_text_no_ink() -> None:
    writing = write("", (50, 50), a_hand(), np.random.default_rng(0))
    assert writing.ink.sum() == 0
    assert writing.cap_height == 0


def test_larger_hands_write_larger() -> None:
    small = write("Pay", (200, 200), a_hand(size=0.15), np.random.default_rng(1)).cap_height
    large = write("Pay", (200, 200), a_hand(size=0.4), np.random.default_rng(1)).cap_height
    assert large > 1.5 * small > 0
