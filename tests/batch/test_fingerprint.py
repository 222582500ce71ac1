from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stickyscan.batch import fingerprint as marks
from stickyscan.batch.fingerprint import choose_engines, fingerprint
from stickyscan.batch.scan_to_folder import scan_to_folder
from stickyscan.engines import catalogue, weights
from stickyscan.errors import EngineMissingError, InputError, UsageError
from stickyscan.settings import EndpointSettings, EngineSettings, LimitSettings, ScanSettings, Settings

QUICK = EngineSettings(finder="contours", reader="rapidocr")
ENDPOINT = EndpointSettings(url="http://localhost:8000/v1", model="first")
LOADED = """
import sys
from stickyscan.batch.scan_to_folder import scan_to_folder
from stickyscan.settings import Settings
print(scan_to_folder(Settings(), jobs=2).settings.engines.reader)
print(sorted({"onnxruntime", "cv2", "stickyscan.pipeline"} & set(sys.modules)))
"""


@pytest.fixture(autouse=True)
def _weights_are_read_anew() -> Iterator[None]:
    marks._weights.cache_clear()
    yield
    marks._weights.cache_clear()


def mark(engines: EngineSettings = QUICK, **other: object) -> str:
    settings = Settings(engines=engines, **other)  # type: ignore[arg-type]
    return fingerprint(settings, choose_engines(settings))


def test_what_a_map_depends_on_changes_the_mark(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('name = "own"\nstages = ["Aware"]\n', "utf-8")
    first = mark(scan=ScanSettings(template=str(own)))
    own.write_text('name = "own"\nstages = ["Aware", "Buy"]\n', "utf-8")
    asked = EngineSettings(finder="contours", reader="endpoint")
    found = [
        mark(),
        mark(EngineSettings(finder="detector", reader="rapidocr")),
        mark(EngineSettings(finder="contours", reader="rapidocr-plain")),
        mark(EngineSettings(finder="contours", reader="rapidocr", language="de")),
        mark(scan=ScanSettings(template="customer-journey")),
        first,
        mark(scan=ScanSettings(template=str(own))),
        mark(asked, endpoint=ENDPOINT),
        mark(asked, endpoint=ENDPOINT.model_copy(update={"model": "second"})),
        mark(asked, endpoint=ENDPOINT.model_copy(update={"url": "http://localhost:9000/v1"})),
    ]
    assert len(set(found)) == len(found)


def test_what_it_does_not_depend_on_leaves_the_mark() -> None:
    assert mark(QUICK.model_copy(update={"threads": 3})) == mark(limits=LimitSettings(photo_side=70)) == mark()
    assert scan_to_folder(Settings(engines=QUICK), 1).made_with == scan_to_folder(Settings(engines=QUICK), 2).made_with


def test_another_version_and_other_weights_change_the_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = mark()
    with monkeypatch.context() as patch:
        patch.setattr(marks, "version", lambda _: "99")
        assert mark() != before
    assert mark() == before
    for file in weights.weights_path("note_finder.onnx").parent.glob("*.onnx"):
        (tmp_path / file.name).write_bytes(b"other weights")
    monkeypatch.setattr(weights, "_FOLDERS", (tmp_path,))
    marks._weights.cache_clear()
    assert mark() != before


def test_auto_is_what_it_means_here_and_the_workers_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    named = Settings(engines=EngineSettings(finder="detector", reader="rapidocr"))
    scan_wall = scan_to_folder(Settings())
    assert scan_wall.made_with == scan_to_folder(named).made_with
    assert (scan_wall.settings.engines.finder, scan_wall.settings.engines.reader) == ("detector", "rapidocr")
    monkeypatch.setattr(catalogue, "find_spec", lambda name: None if name == "onnxruntime" else object())
    monkeypatch.setattr(catalogue, "READERS", {"scripted": catalogue.Entry("tests.fakes", "ScriptedReader", "")})
    poorer = scan_to_folder(Settings())
    assert (poorer.settings.engines.finder, poorer.settings.engines.reader) == ("contours", "scripted")
    assert poorer.made_with != scan_wall.made_with


def test_nothing_heavy_is_loaded_for_it() -> None:
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=300)
    assert told.stdout.splitlines() == ["rapidocr", "[]"]


def test_what_cannot_be_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="crystal-ball"):
        choose_engines(Settings(engines=EngineSettings(reader="crystal-ball")))
    with pytest.raises(InputError, match="no template"):
        mark(scan=ScanSettings(template="no-such-template"))
    with pytest.raises(EngineMissingError, match="onnxruntime-gpu"):
        choose_engines(Settings(engines=QUICK.model_copy(update={"device": "cuda"})))
    monkeypatch.setattr(weights, "_FOLDERS", ())
    with pytest.raises(EngineMissingError, match=r"line_finder\.onnx"):
        choose_engines(Settings(engines=QUICK))
