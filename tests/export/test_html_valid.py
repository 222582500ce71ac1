"""The Nu HTML checker, which is the W3C's, over the exported page of every map: no error."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from stickyscan.export import PhotoFolder, export
from tests.export.demo_wall import demo_map, draw_photo
from tests.export.maps import MAPS

JAR = Path(__file__).parent / "readers" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# Half the work where Java runs for seconds only, and a stack on which the checker can go as deep as it wants.
SHORT_RUN = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")
needs_vnu = pytest.mark.skipif(
    shutil.which("java") is None or not JAR.exists(), reason="needs java, and npm install in tests/export/readers"
)


@needs_vnu
def test_the_checker_finds_no_error_but_in_a_page_that_has_some(tmp_path: Path) -> None:
    draw_photo(demo_map(), tmp_path / "wall.jpg")
    for name, make in MAPS.items():
        (tmp_path / f"{name}.html").write_bytes(export(make(), "html", PhotoFolder(tmp_path)))
    page = export(demo_map(), "html").replace(b"</h1>", b"</h2>").replace(b'lang="en"', b'role="x"', 1)
    (tmp_path / "wrong.html").write_bytes(page)
    found = errors(*sorted(tmp_path.glob("*.html")))
    assert len(found["wrong.html"]) > 1
    assert list(found) == ["wrong.html"], found


def errors(*pages: Path) -> dict[str, list[str]]:
    """What the checker finds, by the names of the files; one run, as Java takes its time to start."""
    command = ["java", *SHORT_RUN, "-jar", str(JAR), "--format", "json", *map(str, pages)]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    messages: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    found: dict[str, list[str]] = {}
    for message in messages:
        # "info" holds its doubts about style, and warnings, such as about hashes of a page's own policy.
        if message["type"] != "info":
            found.setdefault(unquote(Path(message["url"]).name), []).append(message["message"])
    return found
