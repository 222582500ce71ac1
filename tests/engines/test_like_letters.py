from __future__ import annotations

import numpy as np
import pytest

from stickyscan.engines import like_letters
from stickyscan.engines.ctc import Frames
from stickyscan.engines.letters import Sight
from stickyscan.engines.like_letters import seen_alike

LETTERS = 5  # the first is the blank
WIDTH = 120


@pytest.fixture
def hand() -> np.ndarray:
    """What each letter looks like when one person writes it, (LETTERS, WIDTH)."""
    return np.random.default_rng(3).normal(size=(LETTERS, WIDTH)).astype(np.float32)


def written(hand: np.ndarray, letters: list[int], sure: float = 0.97, seed: int = 0) -> Sight:
    """A line by this hand whose letters are recognised as sure as that; the rest of the chance is the next letter's."""
    noise = np.random.default_rng(seed).normal(scale=0.05, size=(len(letters), WIDTH)).astype(np.float32)
    frames = np.zeros((len(letters), LETTERS), np.float32)
    for row, letter in enumerate(letters):
        frames[row, letter] += sure
        frames[row, letter % (LETTERS - 1) + 1] += 1 - sure
    return Sight(frames, hand[letters] + noise)


def sure_lines(hand: np.ndarray, count: int = 8) -> list[Sight]:
    return [written(hand, [1, 2, 3, 4] * 10, seed=1 + at) for at in range(count)]


def alike(lines: list[Sight], doubtful: Sight) -> Frames:
    return seen_alike([*lines, doubtful], teach=list(range(len(lines))), learn=[len(lines)])[len(lines)]


def test_a_doubtful_letter_is_the_one_that_sure_lines_show_to_look_like_it(hand: np.ndarray) -> None:
    doubtful = written(hand, [2], sure=0.4)  # the network says 3
    assert doubtful.frames.argmax() == 3
    told = alike(sure_lines(hand), doubtful)
    assert told.argmax() == 2
    assert told.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_what_looks_like_nothing_on_the_wall_stays_as_it_is(hand: np.ndarray) -> None:
    stranger = Sight(written(hand, [2], sure=0.4).frames, -hand[[2]])
    assert alike(sure_lines(hand), stranger) == pytest.approx(stranger.frames, abs=1e-3)


def test_frames_between_letters_are_left_alone(hand: np.ndarray) -> None:
    blank = np.array([[0.999, 0.001, 0, 0, 0]], np.float32)
    line = Sight(np.concatenate([blank, written(hand, [2], sure=0.4).frames]), hand[[2, 2]])
    assert (alike(sure_lines(hand), line)[0] == blank[0]).all()


def test_a_line_does_not_learn_from_itself(hand: np.ndarray) -> None:
    lines = sure_lines(hand, count=7)
    wrong = Sight(written(hand, [3] * 40).frames, written(hand, [2] * 40).looks)  # 2 taken for 3 throughout
    told = seen_alike([*lines, wrong], teach=list(range(8)), learn=[7])[7]
    assert told[:, 2].min() > 0.4  # by the others alone


def test_one_long_line_alone_tells_nothing(hand: np.ndarray) -> None:
    line = written(hand, [1, 2, 3, 4] * 60)
    assert (seen_alike([line], teach=[0], learn=[0])[0] == line.frames).all()


def test_too_few_sure_lines_tell_nothing(hand: np.ndarray) -> None:
    few = sure_lines(hand, count=(like_letters.FEWEST - 1) // 40)
    assert seen_alike([*few, written(hand, [2], sure=0.4)], teach=list(range(len(few))), learn=[len(few)]) == {}
    assert seen_alike([], teach=[], learn=[]) == {}


def test_a_network_that_does_not_tell_looks_changes_nothing(hand: np.ndarray) -> None:
    lines = [Sight(one.frames, None) for one in sure_lines(hand)]
    assert seen_alike(lines, teach=list(range(len(lines))), learn=[0]) == {}


def test_examples_of_a_common_letter_come_from_all_lines(hand: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hands that write one sign for different letters: each line is told by those that are written like it."""
    monkeypatch.setattr(like_letters, "OF_A_LETTER", 20)
    other = np.random.default_rng(9).normal(size=(LETTERS, WIDTH)).astype(np.float32)
    lines = sure_lines(hand, count=6) + sure_lines(other, count=2)
    assert alike(lines, written(other, [2], sure=0.4)).argmax() == 2
    assert alike(lines, written(hand, [2], sure=0.4)).argmax() == 2
