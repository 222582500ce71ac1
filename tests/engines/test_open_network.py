from __future__ import annotations

import onnxruntime
import pytest

from stickyscan.assembly import assemble_scanner
from stickyscan.engines.open_network import providers
from stickyscan.errors import EngineMissingError
from stickyscan.settings import EngineSettings, Settings

CPU, CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"


def offer(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: list(names))


def test_a_card_is_taken_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, "TensorrtExecutionProvider", CUDA, CPU)
    assert providers("auto") == [CUDA, CPU]
    assert providers("cuda") == [CUDA, CPU]
    assert providers("cpu") == [CPU]


def test_without_a_card_the_processor_serves_unless_the_card_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, "AzureExecutionProvider", CPU)
    assert providers("auto") == [CPU]
    with pytest.raises(EngineMissingError, match="onnxruntime-gpu"):
        providers("cuda")


def test_the_setting_reaches_every_network(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, CUDA, CPU)
    asked = []

    class Opened(onnxruntime.InferenceSession):  # type: ignore[misc]
        def __init__(self, model: str, options: object, providers: list[str]) -> None:
            asked.append((model.rpartition("/")[2], tuple(providers)))
            super().__init__(model, options, providers=[CPU])

    monkeypatch.setattr(onnxruntime, "InferenceSession", Opened)
    engines = EngineSettings(finder="detector", reader="rapidocr", threads=1, device="cuda")
    assemble_scanner(Settings(engines=engines))
    assert {names for _, names in asked} == {(CUDA, CPU)}
    assert {"note_finder.onnx", "note_letters.onnx", "line_finder.onnx"} <= {model for model, _ in asked}
