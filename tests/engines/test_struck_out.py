from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from stickyscan.engines.protocols import Picture
from stickyscan.engines.rapid import RapidReader
from stickyscan.engines.struck_out import without_struck
from stickyscan.render import fonts

PAPER, INK = (250, 228, 110), (25, 25, 60)
HANDS = ("patrick-hand", "schoolbell", "shadows-into-light", "short-stack")


def a_strip(text: str, hand: str = HANDS[0], height: int = 48) -> tuple[Picture, tuple[int, int]]:
    """A line as the recogniser sees it, and the columns from the start to the end of its last word."""
    font = ImageFont.truetype(fonts.FOLDER / f"{hand}.ttf", 34)
    start, end = round(font.getlength(text[: text.rindex(" ") + 1])) + 8, round(font.getlength(text)) + 8
    picture = Image.new("RGB", (end + 12, height), PAPER)
    ImageDraw.Draw(picture).text((8, height / 2), text, font=font, fill=INK, anchor="lm")
    return np.asarray(picture, dtype=np.uint8), (start, end)


def struck(strip: Picture, columns: tuple[int, int], y: int = 25, slope: float = 0.0) -> Picture:
    drawn = strip.copy()
    rise = round(slope * (columns[1] - columns[0]) / 2)
    cv2.line(drawn, (columns[0], y - rise), (columns[1], y + rise), INK, 3, cv2.LINE_AA)
    return drawn


def painted(before: Picture, after: Picture) -> np.ndarray:
    """Which columns were changed."""
    return np.asarray((before != after).any(axis=(0, 2)))


@pytest.mark.parametrize("hand", HANDS)
@pytest.mark.parametrize("slope", [-0.08, 0.0, 0.08])
def test_a_struck_word_goes_and_the_others_stay(hand: str, slope: float) -> None:
    strip, (start, end) = a_strip("keep schedule", hand)
    line = struck(strip, (start, end), slope=slope)
    gone = painted(line, without_struck(line))
    assert gone[start + 5 : end - 5].mean() > 0.9
    assert not gone[: start - 10].any()


@pytest.mark.parametrize("hand", HANDS)
@pytest.mark.parametrize("text", ["keep schedule", "HE FEELT THEM", "mmm nnnnn", "- - ----------"])
def test_words_that_are_not_struck_stay(hand: str, text: str) -> None:
    strip, _ = a_strip(text, hand)
    assert without_struck(strip) is strip


def test_an_underline_strikes_nothing() -> None:
    strip, columns = a_strip("keep schedule")
    assert without_struck(under := struck(strip, columns, y=43)) is under


def test_faint_writing_is_left_alone() -> None:
    strip, columns = a_strip("keep schedule")
    faint = (np.array(PAPER) * 0.8 + struck(strip, columns) * 0.2).astype(np.uint8)
    assert without_struck(faint) is faint


def test_light_writing_on_dark_paper() -> None:
    strip, columns = a_strip("keep schedule")
    dark = 255 - struck(strip, columns)
    assert painted(dark, without_struck(dark))[columns[0] + 5 : columns[1] - 5].mean() > 0.9


def test_the_strip_given_is_not_changed() -> None:
    strip, columns = a_strip("keep schedule")
    line = struck(strip, columns)
    before = line.copy()
    assert without_struck(line) is not line
    assert np.array_equal(line, before)


def test_a_struck_word_is_not_read() -> None:
    note = Image.new("RGB", (640, 640), PAPER)
    pen = ImageDraw.Draw(note)
    font = ImageFont.truetype(fonts.FOLDER / "patrick-hand.ttf", 90)
    pen.text((50, 80), "Order tickets", font=font, fill=INK)
    pen.text((50, 240), "online", font=font, fill=INK)
    left, top, right, bottom = pen.textbbox((50 + font.getlength("Order "), 80), "tickets", font=font)
    pen.line((left, (top + bottom) / 2, right, (top + bottom) / 2), fill=INK, width=8)
    (lines,) = RapidReader(threads=1).read([np.asarray(note, dtype=np.uint8)])
    assert sorted(line.text for line in lines) == ["Order", "online"]
