import numpy as np
import pytest

from stickyscan.engines.line_finder import FIND_SIDE, LARGE_LETTERS_SIDE, LineFinder
from stickyscan.engines.protocols import Picture


class SeesOnlySmall:
    """A network to which writing is a line only when it is shown no larger than this, and that tells what it saw."""

    def __init__(self, largest: int) -> None:
        self.largest, self.sides = largest, list[int]()

    def run(self, _names: None, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        side = inputs["x"].shape[2]
        self.sides.append(side)
        probability = np.zeros((1, 1, side, side), dtype=np.float32)
        if side <= self.largest:
            probability[..., side // 3 : side // 2, side // 4 : -side // 4] = 0.9
        return [probability]


@pytest.fixture(scope="module")
def finder() -> LineFinder:
    return LineFinder(threads=1)


def looks(finder: LineFinder, network: SeesOnlySmall, picture: Picture, patch: pytest.MonkeyPatch) -> int:
    patch.setattr(finder, "_network", network)
    return len(finder.find(picture))


def test_a_word_that_fills_the_note_is_found_from_further_off(
    finder: LineFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, note = SeesOnlySmall(LARGE_LETTERS_SIDE), np.full((640, 640, 3), 230, dtype=np.uint8)
    assert looks(finder, network, note, monkeypatch) == 1
    assert network.sides == [FIND_SIDE[0], LARGE_LETTERS_SIDE]


def test_a_note_with_lines_is_looked_at_once(finder: LineFinder, monkeypatch: pytest.MonkeyPatch) -> None:
    network, note = SeesOnlySmall(FIND_SIDE[0]), np.full((640, 640, 3), 230, dtype=np.uint8)
    assert looks(finder, network, note, monkeypatch) == 1
    assert network.sides == [FIND_SIDE[0]]


def test_a_board_without_writing_is_looked_at_once(finder: LineFinder, monkeypatch: pytest.MonkeyPatch) -> None:
    network, board = SeesOnlySmall(LARGE_LETTERS_SIDE), np.full((1600, 1600, 3), 230, dtype=np.uint8)
    assert looks(finder, network, board, monkeypatch) == 0
    assert len(network.sides) == 1
