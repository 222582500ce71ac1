from __future__ import annotations

import json
from pathlib import Path

import pytest

from stickyscan.cli import checkup
from stickyscan.engines import catalogue
from stickyscan.engines.catalogue import Entry
from tests.cli.conftest import Run

GOOD_FINDER = Entry("tests.fakes", "ScriptedFinder", "")
BAD_FINDER = Entry("tests.fakes", "CrashingFinder", "")
NO_READER = Entry("tests.fakes", "MissingReader", "")


def _engines(monkeypatch: pytest.MonkeyPatch, finder: Entry, **readers: Entry) -> None:
    for module in (catalogue, checkup):
        monkeypatch.setattr(module, "FINDERS", {"only": finder})
        monkeypatch.setattr(module, "READERS", {**readers, "tesseract": readers.get("tesseract", NO_READER)})


def _reader_of(monkeypatch: pytest.MonkeyPatch, text: str) -> Entry:
    monkeypatch.setattr("tests.fakes.ScriptedReader.__init__.__defaults__", (text,))
    return Entry("tests.fakes", "ScriptedReader", "")


def test_engines_that_work_end_with_0(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _engines(monkeypatch, GOOD_FINDER, good=_reader_of(monkeypatch, f"the {checkup.SAMPLE_WORD}"))
    result = run("doctor")
    assert result.exit_code == 0, result.output
    assert "can scan" in result.stdout
    for part in ("system", "packages", "models", "languages", "disk", "memory", "fonts", "reader good"):
        assert part in result.stdout


def test_a_reader_that_reads_something_else_does_not_count(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _engines(monkeypatch, GOOD_FINDER, wrong=_reader_of(monkeypatch, "gibberish"))
    result = run("doctor")
    assert result.exit_code == 5
    assert "gibberish" in result.stdout


def test_a_broken_engine_is_a_finding_and_not_a_crash(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _engines(monkeypatch, BAD_FINDER, missing=NO_READER)
    result = run("doctor", "--json")
    assert result.exit_code == 5
    told = json.loads(result.stdout)
    assert told["can_scan"] is False
    findings = {finding["part"]: finding for finding in told["findings"]}
    assert "the finder broke" in findings["finder only"]["detail"]
    assert "pip install missing" in findings["reader missing"]["advice"]
    assert all(finding["advice"] for finding in findings.values() if not finding["works"])


def test_a_wrong_settings_file_is_found(run: Run, tmp_path: Path) -> None:
    (tmp_path / "stickyscan.toml").write_text("[engines]\nreeder = 1\n", "utf-8")
    finding = checkup.check_settings()
    assert not finding.works
    assert "reeder" in finding.advice


def test_too_little_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "_memory", lambda: 1_000_000_000)
    finding = checkup.check_memory()
    assert not finding.works
    assert "--jobs 1" in finding.advice


def test_the_engines_that_are_installed_here_work(run: Run) -> None:
    result = run("doctor", "--json")
    findings = {finding["part"]: finding for finding in json.loads(result.stdout)["findings"]}
    for part in ("finder contours", "reader rapidocr", "reader tesseract", "models", "languages"):
        assert findings[part]["works"], findings[part]
