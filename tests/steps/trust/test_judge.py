"""The judge of readings: its file and its arithmetic."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from stickyscan.errors import EngineMissingError
from stickyscan.steps.trust.evidence import FEATURES
from stickyscan.steps.trust.judge import ReadingJudge, shipped_judge


def judge_file(folder: Path, features: tuple[str, ...]) -> Path:
    wide = len(features)
    kept = {"features": features, "mean": [1.0] * wide, "spread": [2.0] * wide, "weights": [3.0] * wide}
    file = folder / "judge.json"
    file.write_text(json.dumps({**kept, "bias": 0.5, "doubtful": 0.8}))
    return file


def test_the_judge_does_the_arithmetic_of_its_file(tmp_path: Path) -> None:
    judge = ReadingJudge.load(judge_file(tmp_path, FEATURES))
    features = np.ones((2, len(FEATURES)))
    features[1, 0] = 2.0
    assert judge.probability(features) == pytest.approx(1 / (1 + np.exp([-0.5, -2.0])))
    assert judge.doubtful == 0.8


def test_a_judge_of_other_features_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineMissingError, match="another version"):
        ReadingJudge.load(judge_file(tmp_path, FEATURES[1:]))


def test_the_shipped_judge_takes_every_figure_the_way_it_points() -> None:
    judge = shipped_judge()
    for name in ("letters", "rivals", "right_letters", "right_texts"):
        assert judge.weights[FEATURES.index(name)] > 0
    for name in ("ink_left", "lines_left", "digits", "single_letters", "mixed_words", "unknown_words"):
        assert judge.weights[FEATURES.index(name)] < 0
    assert 0.5 < judge.doubtful < 1
