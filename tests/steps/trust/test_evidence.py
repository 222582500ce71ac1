"""What tells good readings from bad ones, figure by figure."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from stickyscan.engines.protocols import Doubts, Picture, TextLine
from stickyscan.geometry import Quad
from stickyscan.steps.trust.evidence import FEATURES, ReadNote, describe, ink_left
from stickyscan.steps.trust.judge import shipped_judge


def a_paper(*rows: int) -> Picture:
    """A cut-out with strokes in the rows that begin at these heights."""
    picture = np.full((640, 640, 3), (250, 228, 110), dtype=np.uint8)
    for top in rows:
        for left in range(120, 480, 40):
            cv2.line(picture, (left, top), (left + 20, top + 50), (25, 25, 40), 8)
    return picture


def a_line(text: str, y: float = 150, *, letter: float = 0.95, rivals: tuple[tuple[str, float], ...] = ()) -> TextLine:
    letters = (letter,) * len(text.replace(" ", ""))
    return TextLine(text, letter, Quad.box(100, y - 10, 420, 70), doubts=Doubts(letters, rivals or ((text, 1.0),), 0))


def figures(*lines: TextLine, picture: Picture | None = None) -> dict[str, float]:
    note = ReadNote(a_paper(150) if picture is None else picture, lines, ())
    return dict(zip(FEATURES, describe(note).tolist(), strict=True))


def test_unsure_letters_lower_the_evidence() -> None:
    sure, unsure = figures(a_line("checkout", letter=0.99)), figures(a_line("checkout", letter=0.6))
    for name in ("letters", "right_letters"):
        assert sure[name] > unsure[name]


def test_a_rival_that_differs_in_case_only_is_no_rival() -> None:
    alone = figures(a_line("Session"))
    same = figures(a_line("Session", rivals=(("Session", 0.5), ("SeSsion", 0.5))))
    other = figures(a_line("Session", rivals=(("Session", 0.5), ("Mission", 0.5))))
    assert same == alone
    assert other["rivals"] < alone["rivals"]
    assert other["right_texts"] == pytest.approx(0.5)


def test_a_wrong_letter_in_a_long_text_is_tolerated() -> None:
    rivals = (("customers pay at the checkout", 0.5), ("customers pay at the checkcut", 0.5))
    assert figures(a_line("customers pay at the checkout", rivals=rivals))["right_texts"] == pytest.approx(1.0)
    assert figures(a_line("pay", rivals=(("pay", 0.5), ("bay", 0.5))))["right_texts"] == pytest.approx(0.5)


def test_a_note_is_trusted_less_for_one_weak_line() -> None:
    def trusted(letter: float) -> float:
        lines = a_line("first", letter=0.98), a_line("second", 300, letter=letter)
        return float(shipped_judge().probability(describe(ReadNote(a_paper(150, 300), lines, ()))[None])[0])

    assert trusted(0.6) < trusted(0.8) < trusted(0.98)


def test_words_of_a_kind_that_is_often_misread() -> None:
    assert figures(a_line("B1Z 209"))["digits"] == pytest.approx(4 / 6)
    assert figures(a_line("B1Z maIn it"))["mixed_words"] == pytest.approx(2 / 3)
    assert figures(a_line("x I buy"))["single_letters"] == pytest.approx(1 / 3)
    doubts = replace(Doubts((0.9,) * 9, (("pays lnwt", 1.0),), 0), unknown=1)
    assert figures(replace(a_line("pays lnwt"), doubts=doubts))["unknown_words"] == pytest.approx(0.5)


def test_a_line_that_was_missed_leaves_ink() -> None:
    line = a_line("words")
    assert ink_left(ReadNote(a_paper(150), (line,), ())) == pytest.approx(0.0, abs=0.01)
    assert ink_left(ReadNote(a_paper(150, 400), (line,), ())) == pytest.approx(0.5, abs=0.05)


def test_voting_dots_and_drawings_are_no_lines_that_were_missed() -> None:
    dots = a_paper(150)
    for left in range(100, 600, 110):
        cv2.circle(dots, (left, 450), 50, (20, 110, 100), -1)
    drawing = a_paper(150)
    cv2.ellipse(drawing, (320, 430), (190, 110), 0, 0, 360, (25, 25, 40), 8)
    for picture in (dots, drawing):
        assert ink_left(ReadNote(picture, (a_line("words"),), ())) == pytest.approx(0.0, abs=0.01)


def test_lines_that_were_found_and_not_read_count() -> None:
    unsure = (Quad.box(100, 300, 400, 60),)
    note = ReadNote(a_paper(150, 300), (a_line("words"),), (), unsure)
    assert dict(zip(FEATURES, describe(note).tolist(), strict=True))["lines_left"] == pytest.approx(0.5)
    assert figures(a_line("words"))["lines_left"] == 0


def test_what_another_note_covers_is_not_missed() -> None:
    cover = Quad.box(0, 350, 640, 290)
    assert ink_left(ReadNote(a_paper(150, 400), (a_line("words"),), (cover,))) == pytest.approx(0.0, abs=0.01)


def test_without_doubts_there_is_no_evidence() -> None:
    with pytest.raises(ValueError, match="doubts"):
        describe(ReadNote(a_paper(), (), ()))
    with pytest.raises(ValueError, match="doubts"):
        describe(ReadNote(a_paper(150), (a_line("words"), replace(a_line("more"), doubts=None)), ()))
