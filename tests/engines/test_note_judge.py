"""The judge of outlines: its file, its arithmetic, and how outlines keep company."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from stickyscan.engines.note_judge import FEATURES, NoteJudge, keep_company
from stickyscan.engines.weights import weights_path
from stickyscan.geometry import Quad


def squares(*sides: float) -> np.ndarray:
    return np.stack([Quad.box(10, 10, side, side).array for side in sides])


def test_the_usual_size_is_what_covers_most_and_dots_do_not_outvote_sheets() -> None:
    sides = [100.0, 102.0, 98.0, 101.0] + [8.0] * 30
    company = keep_company(squares(*sides), np.full((34, 3), 80.0), np.full(34, 0.9))
    assert np.exp(company.usual) == pytest.approx(100, rel=0.03)
    assert company.common[0] > 0.8 > company.common[-1]


def test_outlines_of_one_size_and_colour_are_alike_and_no_outline_is_its_own_company() -> None:
    paper = np.array([[80.0, 120, 180]] * 3 + [[50.0, 190, 120]])
    company = keep_company(squares(100, 100, 100, 100), paper, np.full(4, 0.9))
    assert company.alike[0] == pytest.approx(0.5, abs=0.01)
    assert company.alike[3] < 0.01


def judge_file(folder: Path, features: tuple[str, ...]) -> Path:
    wide = len(features)
    layers = [
        {"weights": [[1.0, 0.0]] * wide, "bias": [0.0, 0.0]},
        {"weights": [[2.0], [5.0]], "bias": [0.5]},
    ]
    file = folder / "judge.json"
    file.write_text(json.dumps({"features": features, "mean": [1.0] * wide, "spread": [2.0] * wide, "layers": layers}))
    return file


def test_the_judge_does_the_arithmetic_of_its_file(tmp_path: Path) -> None:
    judge = NoteJudge.load(judge_file(tmp_path, FEATURES))
    features = np.ones((2, len(FEATURES)))
    features[1, 0] = 2.0
    wanted = 1 / (1 + np.exp(-(2 * np.tanh([0.0, 0.5]) + 0.5)))
    assert judge.probability(features) == pytest.approx(wanted)


def test_a_judge_of_other_features_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="other features"):
        NoteJudge.load(judge_file(tmp_path, FEATURES[1:]))


def test_the_shipped_judge_judges_by_what_this_version_looks_at() -> None:
    judge = NoteJudge.load(weights_path("note_judge.json"))
    sure = judge.probability(np.zeros((3, len(FEATURES))))
    assert sure.shape == (3,)
    assert ((sure > 0) & (sure < 1)).all()
