from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from onnxruntime import InferenceSession
from PIL import Image, ImageDraw, ImageFont

from stickyscan.engines import letters, weights
from stickyscan.engines.ctc import Frames, as_seen
from stickyscan.engines.letters import LetterNetwork, Sight
from stickyscan.engines.protocols import Picture
from stickyscan.engines.text_boxes import STRIP_HEIGHT
from stickyscan.errors import EngineMissingError
from stickyscan.render import fonts


def a_strip(text: str) -> Picture:
    font = ImageFont.truetype(fonts.FOLDER / "patrick-hand.ttf", 34)
    picture = Image.new("RGB", (round(font.getlength(text)) + 24, 48), (250, 228, 110))
    ImageDraw.Draw(picture).text((12, 2), text, font=font, fill=(25, 25, 40))
    return np.asarray(picture, dtype=np.uint8)


@pytest.fixture(scope="module")
def network() -> LetterNetwork:
    return LetterNetwork(threads=2)


def read(network: LetterNetwork, strips: Sequence[Picture]) -> tuple[Frames, ...]:
    return tuple(one.frames for one in network.surer(strips, network.glances(strips)))


def seen(network: LetterNetwork, *strips: Picture) -> list[str]:
    return [as_seen(frames, network.alphabet.letters)[0] for frames in read(network, strips)]


@pytest.mark.parametrize("text", ["Pays twice", "Größe ändern", "¿Cuándo?", "późna dostawa", "BRAND-209"])
def test_reads_handwriting_letter_by_letter(network: LetterNetwork, text: str) -> None:
    assert seen(network, a_strip(text)) == [text]


def test_probabilities_of_few_letters(network: LetterNetwork) -> None:
    (frames,) = read(network, [a_strip("Search")])
    assert frames.shape[1] == len(network.alphabet.letters) < 300
    assert frames.sum(axis=1) == pytest.approx(1, abs=1e-3)


def test_a_strip_is_read_the_same_in_any_company(network: LetterNetwork) -> None:
    strips = [a_strip(text) for text in ("Search", "for flights", "Compare many offers", "Book")]
    alone = [seen(network, strip)[0] for strip in strips]
    assert seen(network, *strips) == alone
    assert seen(network, *strips[::-1]) == alone[::-1]
    assert read(network, []) == ()


def test_memory_is_not_held_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    widths: list[int] = []
    kept: list[Sight] = []
    run = letters._run

    def noted(which: InferenceSession, strip: Picture) -> Sight:
        widths.append(strip.shape[1])
        kept.append(run(which, strip))
        return kept[-1]

    monkeypatch.setattr(letters, "_run", noted)
    strips = [np.full((STRIP_HEIGHT, width, 3), 255, np.uint8) for width in (75, 900, 410, 80)]
    LetterNetwork(threads=1).glances(strips)
    assert widths == [900, 410, 80, 75]  # none needs more than one before has left
    assert all(one.looks is not None and one.frames.base is None and one.looks.base is None for one in kept)


def test_every_frame_has_looks_unless_the_network_does_not_tell(network: LetterNetwork) -> None:
    (ours,), (theirs,) = (which.glances([a_strip("Search")]) for which in (network, LetterNetwork(1, own=False)))
    assert ours.looks is not None
    assert ours.looks.shape[0] == ours.frames.shape[0] == theirs.frames.shape[0]
    assert theirs.looks is None


def test_the_second_network_is_asked_only_where_the_first_is_unsure(
    network: LetterNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[InferenceSession] = []
    run = letters._run

    def noted(which: InferenceSession, strip: Picture) -> Sight:
        asked.append(which)
        return run(which, strip)

    monkeypatch.setattr(letters, "_run", noted)
    clear, smeared = a_strip("Search"), cv2.GaussianBlur(a_strip("Compare"), (0, 0), 5.0)
    read(network, [clear])
    assert asked == [network._network]
    asked.clear()
    (together,) = read(network, [np.asarray(smeared, np.uint8)])
    assert asked == [network._network, network._second]
    assert together.sum(axis=1) == pytest.approx(1, abs=1e-3)


def test_two_networks_speak_as_their_weighted_geometric_mean() -> None:
    first, second = np.array([[0.5, 0.5, 0.0]], np.float32), np.array([[0.9, 0.1, 0.0]], np.float32)
    (said,) = letters.together(first, second)
    odds = (0.5 / 0.5) ** (1 - letters.VOICE) * (0.9 / 0.1) ** letters.VOICE
    assert said == pytest.approx([odds / (1 + odds), 1 / (1 + odds), 0], abs=1e-4)
    assert letters.together(first, first) == pytest.approx(first, abs=1e-4)


def test_the_name_says_whose_letters_they_are(network: LetterNetwork) -> None:
    assert network.name == "note letters"
    assert LetterNetwork(threads=1, own=False).name == "PP-OCRv6 small"


def test_nothing_stands_in_for_missing_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "_FOLDERS", ())
    with pytest.raises(EngineMissingError, match=letters.OWN):
        LetterNetwork()
