"""The Nu HTML checker, which is the W3C's, over the exported page of every map: no error."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from stickyscan.export import PhotoFolder, export
from tests.export.demo_wall import demo_map, draw_photo
from tests.export.maps import MAPS

JAR = Path(__file__).parent / "readers" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
needs_vnu = pytest.mark.skipif(
    shutil.which("java") is None or not JAR.exists(), reason="needs java, and npm install in tests/export/readers"
)


def errors(*pages: Path) -> list[str]:
    command = ["java", "-jar", str(JAR), "--format", "json", *map(str, pages)]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    messages: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    # "info" holds its doubts about style, and warnings; hashes of a page's own policy are among what it does not know.
    return [f"{Path(m['url']).name}: {m['message']}" for m in messages if m["type"] != "info"]


@needs_vnu
def test_the_checker_finds_no_error(tmp_path: Path) -> None:
    draw_photo(demo_map(), tmp_path / "wall.jpg")
    pages = []
    for number, make in enumerate(MAPS.values()):
        pages.append(tmp_path / f"{number}.html")
        pages[-1].write_bytes(export(make(), "html", PhotoFolder(tmp_path)))
    assert errors(*pages) == []


@needs_vnu
def test_the_checker_would_find_one(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(export(demo_map(), "html").replace(b"</h1>", b"</h2>").replace(b'lang="en"', b'role="x"', 1))
    assert len(errors(page)) > 1
