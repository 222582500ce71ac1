from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from stickyscan.errors import EngineMissingError, UsageError
from stickyscan.export import FORMATS, Format, export
from tests.builders import a_map, a_note
from tests.conftest import Golden
from tests.export.demo_wall import free_form_map
from tests.export.hostile import hostile_map

ALL = (
    "json", "html", "xlsx", "xlsx-crops", "csv", "csv-raw", "tsv", "pptx", "pdf", "markdown", "mermaid",
    "mermaid-journey", "drawio", "excalidraw", "jsoncanvas", "opml", "lucid", "miro", "mural", "trello",
    "jira-csv", "github-issues", "crops", "bundle",
)  # fmt: skip
LIBRARIES = {"xlsx": "xlsxwriter", "pptx": "pptx", "pdf": "weasyprint"}
# What a person can read in a diff.
TEXTS = [FORMATS[name] for name in ALL if name not in {"xlsx", "xlsx-crops", "pptx", "pdf", "lucid", "crops", "bundle"}]


def test_the_table_names_each_format_once_and_by_its_key() -> None:
    assert list(FORMATS) == list(ALL)
    assert all(key == entry.name for key, entry in FORMATS.items())
    assert len({entry.suffix for entry in FORMATS.values()}) == len(FORMATS)
    assert all(entry.suffix.startswith(".") and entry.audience for entry in FORMATS.values())


def test_a_format_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        FORMATS["json"].name = "x"  # type: ignore[misc]


def test_an_unknown_format_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"'docx'.*json, html, xlsx.*markdown"):
        export(a_map(), "docx")


@pytest.fixture(scope="module")
def elsewhere() -> dict[str, str]:
    """What each export is in another process, another time zone, and with sets in another order: format -> digest."""
    strange = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONUTF8": "1"}
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", DIGESTS], check=True, capture_output=True, cwd=root, env=strange)
    found: dict[str, str] = json.loads(done.stdout)
    return found


DIGESTS = """
import hashlib, json
from stickyscan.export import FORMATS, export
from tests.export.hostile import hostile_map
print(json.dumps({name: hashlib.sha256(export(hostile_map(), name)).hexdigest() for name in FORMATS}))
"""


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_map_gives_the_same_bytes(elsewhere: dict[str, str], name: str) -> None:
    assert hashlib.sha256(export(hostile_map(), name)).hexdigest() == elsewhere[name]


@pytest.mark.parametrize("entry", FORMATS.values(), ids=lambda entry: entry.name)
def test_a_map_without_notes_can_be_exported(entry: Format) -> None:
    assert export(a_map().model_copy(update={"notes": ()}), entry.name)


@pytest.mark.parametrize("entry", TEXTS, ids=lambda entry: entry.name)
def test_golden_hostile(entry: Format, golden: Golden) -> None:
    golden(f"hostile{entry.suffix}", export(hostile_map(), entry.name))


@pytest.mark.parametrize("name", ["html", "markdown"])
def test_golden_free_form(name: str, golden: Golden) -> None:
    golden(f"free-form{FORMATS[name].suffix}", export(free_form_map(), name))


def test_golden_files_are_not_being_rewritten(request: pytest.FixtureRequest) -> None:
    assert not request.config.getoption("--regenerate-golden"), "golden files rewritten: run again without the flag"


def test_the_parts_of_the_page_travel_with_the_package() -> None:
    folder = files("stickyscan.export") / "page"
    for name in ("page.html", "page.css", "print.css", "page.js"):
        text = (folder / name).read_text(encoding="utf-8")
        assert text.strip()
        assert "\r" not in text, "the page's policy holds hashes of these files: line ends must not vary"


@pytest.mark.parametrize("entry", [e for e in FORMATS.values() if e.extra], ids=lambda entry: entry.name)
def test_a_missing_library_is_told_with_the_line_that_installs_it(
    entry: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert entry.extra is not None
    first = entry.extra.split(",")[0]
    monkeypatch.setitem(sys.modules, LIBRARIES[first], None)
    with pytest.raises(EngineMissingError, match=re.escape(f"pip install 'stickyscan[{first}]'")) as told:
        export(a_map(), entry.name)
    assert told.value.exit_code == 5


def test_doubts_are_marked_on_request_where_they_do_not_show() -> None:
    journey = a_map(a_note("maybe", needs_review=True, review_reasons=("doubtful_text",)), a_note("sure", id="n2"))
    assert b"maybe [?]" in export(journey, "tsv", mark_doubts=True)
    assert b"[?]" not in export(journey, "tsv")
    assert b"sure [?]" not in export(journey, "tsv", mark_doubts=True)
    assert export(journey, "json", mark_doubts=True) == export(journey, "json")
