"""The judges of outlines: their file, their arithmetic, and how outlines keep company."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from stickyscan.engines.note_judge import ALONE, TOGETHER, Looks, NoteJudge, in_company
from stickyscan.engines.weights import weights_path
from stickyscan.errors import EngineMissingError
from stickyscan.geometry import FloatArray

YELLOW, PINK = (90.0, 120.0, 180.0), (60.0, 190.0, 120.0)


def looks(sides: list[float], papers: list[tuple[float, float, float]]) -> Looks:
    return Looks(np.zeros((len(sides), len(ALONE))), np.log(sides), np.array(papers))


def column(features: FloatArray, name: str) -> FloatArray:
    return np.asarray(features[:, (*ALONE, *TOGETHER).index(name)])


def test_the_usual_size_is_what_covers_most_and_dots_do_not_outvote_sheets() -> None:
    sides = [100.0, 102.0, 98.0, 101.0] + [8.0] * 30
    features = in_company(looks(sides, [YELLOW] * 34), np.full(34, 0.9))
    assert (column(features, "unusual_size")[:4] < 0.05).all()
    assert (column(features, "larger")[4:] < -2).all()
    assert column(features, "common")[0] > 0.8 > column(features, "common")[-1]


def test_one_large_outline_that_nobody_believes_is_not_what_is_usual() -> None:
    features = in_company(looks([100.0] * 6 + [400.0], [YELLOW] * 7), np.array([0.9] * 6 + [0.1]))
    assert column(features, "unusual_size")[0] == 0


def test_outlines_of_one_size_and_colour_are_alike_and_no_outline_is_its_own_company() -> None:
    features = in_company(looks([100.0] * 4, [YELLOW, YELLOW, YELLOW, PINK]), np.full(4, 0.9))
    alike = np.exp(column(features, "alike"))
    assert alike[0] == pytest.approx(0.5, abs=0.01)
    assert alike[3] < 0.01


def test_notes_of_another_photo_of_the_wall_are_company() -> None:
    lonely, others = looks([100.0], [YELLOW]), looks([100.0] * 5, [YELLOW] * 5)
    alone = in_company(lonely, np.full(1, 0.9))
    among = in_company(lonely, np.full(1, 0.9), [(others, np.full(5, 0.9))])
    assert column(alone, "alike")[0] == pytest.approx(np.log(1e-3))
    assert np.exp(column(among, "alike"))[0] == pytest.approx(5 / 6, abs=0.01)
    assert column(among, "sure_ones")[0] > column(alone, "sure_ones")[0]


def perceptron(names: tuple[str, ...]) -> dict[str, object]:
    wide = len(names)
    layers = [{"weights": [[1.0, 0.0]] * wide, "bias": [0.0, 0.0]}, {"weights": [[2.0], [5.0]], "bias": [0.5]}]
    return {"features": names, "mean": [1.0] * wide, "spread": [2.0] * wide, "layers": layers}


def judge_file(folder: Path, names: tuple[str, ...] = ALONE) -> Path:
    file = folder / "judge.json"
    among = perceptron((*names, *TOGETHER))
    file.write_text(json.dumps({"alone": perceptron(names), "together": among, "fits": among}))
    return file


def test_a_judge_does_the_arithmetic_of_its_file(tmp_path: Path) -> None:
    judge = NoteJudge.load(judge_file(tmp_path))
    features = np.ones((2, len(ALONE)))
    features[1, 0] = 2.0
    wanted = 1 / (1 + np.exp(-(2 * np.tanh([0.0, 0.5]) + 0.5)))
    assert judge.alone.probability(features) == pytest.approx(wanted)


def test_a_judge_of_other_features_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineMissingError, match="another version"):
        NoteJudge.load(judge_file(tmp_path, ALONE[1:]))


def test_the_shipped_judge_judges_by_what_this_version_looks_at() -> None:
    judge = NoteJudge.load(weights_path("note_judge.json"))
    (verdict,) = judge.judge([looks([100.0, 90.0, 30.0], [YELLOW, YELLOW, PINK])])
    for stated in (verdict.sure, verdict.fits):
        assert stated.shape == (3,)
        assert ((stated >= 0) & (stated <= 1)).all()
    assert judge.judge([Looks.none()])[0].sure.shape == (0,)


def test_photos_of_one_wall_may_be_taken_from_near_and_from_far() -> None:
    judge = NoteJudge.load(weights_path("note_judge.json"))
    near, far = looks([200.0] * 8, [YELLOW] * 8), looks([50.0] * 8, [YELLOW] * 8)
    alike = judge.judge([near, near, Looks.none()])
    mixed = judge.judge([near, far, Looks.none()])
    assert alike[0].sure == pytest.approx(mixed[0].sure)
    assert alike[0].sure == pytest.approx(mixed[1].sure)
    assert mixed[2].sure.shape == (0,)
