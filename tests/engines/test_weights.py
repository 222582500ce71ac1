from __future__ import annotations

from pathlib import Path

import pytest

from stickyscan.engines import weights
from stickyscan.errors import EngineMissingError


def test_the_package_comes_before_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, beside = tmp_path / "inside", tmp_path / "beside"
    monkeypatch.setattr(weights, "_FOLDERS", (inside, beside))
    beside.mkdir()
    (beside / "detector.onnx").touch()
    assert weights.weights_path("detector.onnx") == beside / "detector.onnx"
    inside.mkdir()
    (inside / "detector.onnx").touch()
    assert weights.weights_path("detector.onnx") == inside / "detector.onnx"


def test_a_missing_model_is_told_with_what_to_do() -> None:
    with pytest.raises(EngineMissingError, match=r"no-such\.onnx.*[Ii]nstall"):
        weights.weights_path("no-such.onnx")
