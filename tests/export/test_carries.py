"""Feelings, moments of truth, the emotion curve and arrows are in every format that has room for them, as words."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from stickyscan.export import FORMATS, export
from stickyscan.journey import Connector, CurvePoint
from tests.builders import a_lane, a_map, a_note, a_stage

FAR = ((400, 100), (500, 100), (500, 200), (400, 200))
MAP = a_map(
    a_note("felt", id="n1", stage="s1", lane="l1", kind="pain_point", sentiment=-2, moment_of_truth=True),
    a_note("led to", id="n2", stage="s1", lane="l1", kind="idea", corners=FAR),
    stages=(a_stage("s1", "Buy"),),
    lanes=(a_lane("l1", "Pains"),),
    curve=(CurvePoint(stage="s1", sentiment=1),),
    connectors=(Connector(source="n1", target="n2", confidence=0.9),),
)  # fmt: skip
# Formats that cannot, and why: see `stickyscan export --list` for whom each is for.
NO_CURVE = {
    "csv": "one row per note", "csv-raw": "one row per note", "trello": "cards only", "jira-csv": "issues only",
    "github-issues": "tasks only", "crops": "pictures of notes",
}  # fmt: skip
NO_ARROWS = {
    "mermaid-journey": "knows scores only", "trello": "cards only", "github-issues": "tasks only",
    "crops": "pictures of notes",
}  # fmt: skip
# What an arrow looks like where it is drawn or named rather than told in words.
DRAWN = {
    "json": '"from": "n1"', "html": 'class="arrow"', "csv": ",n2,", "csv-raw": ",n2,", "drawio": 'source="note-n1"',
    "excalidraw": '"type": "arrow"', "jsoncanvas": '"fromNode": "note-n1"', "lucid": '"shapeEndpoint"',
    "miro": '"startItem"', "mural": '"startRefId"', "jira-csv": "Leads to: led to", "pptx": "stCxn",
}  # fmt: skip


def words(name: str) -> str:
    made = export(MAP, name)
    if name == "pdf":
        import pikepdf

        with pikepdf.open(io.BytesIO(made)):
            pass
        return _pdf_text(made)
    if made.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(made)) as file:
            made = b"\n".join(file.read(part) for part in file.namelist() if not part.endswith((".xlsx", ".pptx")))
    text = made.decode("utf-8", "replace")
    for number, letter in (("35", "#"), ("58", ":"), ("59", ";")):
        text = text.replace(f"#{number};", letter)
    return re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", text)


def _pdf_text(made: bytes) -> str:
    import shutil
    import subprocess

    if shutil.which("pdftotext") is None:
        pytest.skip("needs poppler-utils (pdftotext)")
    command = ["pdftotext", "-raw", "-", "-"]
    done = subprocess.run(command, input=made, check=True, capture_output=True)
    return " ".join(done.stdout.decode().split())


@pytest.mark.parametrize("name", FORMATS)
def test_it_tells_what_the_customer_feels_and_where_it_matters(name: str) -> None:
    text = words(name)
    if name in {"json", "csv", "csv-raw"}:
        assert re.search(r'"sentiment": -2|,-2,yes,', text)
        assert re.search(r'"moment_of_truth": true|,-2,yes,', text)
    elif name == "mermaid-journey":
        assert "▼ Pain point · felt: 1\n" in text, "a score from 1 to 5, drawn as a face"
    else:
        assert "↓↓ very negative" in text
        assert "◈ moment" in text


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in NO_CURVE])
def test_it_tells_the_curve(name: str) -> None:
    text = words(name)
    assert '"curve": [\n  {\n   "stage": "s1"' in text if name == "json" else re.search("↑ [Pp]ositive", text)


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in NO_ARROWS])
def test_it_tells_the_arrow(name: str) -> None:
    if name == "bundle":
        assert 'class="arrow"' in words(name)
        return
    assert DRAWN.get(name, "felt (n1) → led to (n2)") in words(name)
