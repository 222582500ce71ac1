from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import html5lib
import pytest
from PIL import Image

from stickyscan.batch.index_page import index_pages, write_index
from stickyscan.batch.ledger import PhotoLine, WallLine
from tests.export.browser import a_browser, axe_source, needs_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NASTY = "<script>alert(1)</script>&\"'"


def a_line(name: str, **fields: object) -> WallLine:
    defaults: dict[str, object] = {
        "wall": name, "state": "scanned", "photos": (PhotoLine(file=f"/photos/{name}.jpg"),), "folder": name,
        "notes": 12, "to_review": 3, "seconds": 4.2, "memory_mib": 500, "finished_at": "2026-11-22T05:00:00+00:00",
    }  # fmt: skip
    return WallLine.model_validate({**defaults, **fields})


def a_failure(name: str, message: str = "the photo is damaged. Copy it again.") -> WallLine:
    lost = {"folder": None, "notes": None, "to_review": None}
    return a_line(name, state="failed", error="InputError", message=message, **lost)


def filled(out: Path, *names: str) -> Path:
    for name in names:
        (out / name).mkdir(parents=True)
        Image.new("RGB", (320, 240), (200, 120, 40)).save(out / name / "thumb.jpg")
        (out / name / "map.html").write_text("<p>map</p>")
    return out


def page(out: Path, *lines: WallLine) -> str:
    ((_, content),) = index_pages(out, lines)
    return content.decode()


def test_walls_and_failures_are_told(tmp_path: Path) -> None:
    told = page(
        filled(tmp_path, "monday"), a_line("monday"), a_failure("tuesday"), a_line("wednesday", state="skipped")
    )
    assert 'href="monday/map.html"' in told
    assert 'src="monday/thumb.jpg"' in told
    assert "no picture" in told  # of wednesday
    assert "the photo is damaged. Copy it again." in told
    assert "/photos/tuesday.jpg" in told
    assert "1 wall failed" in told
    assert "6 notes to check" in told


def test_names_from_outside_are_text(tmp_path: Path) -> None:
    told = page(tmp_path, a_line("a b#c%?", warnings=(NASTY,)), a_failure(NASTY, NASTY))
    assert "<script" not in told
    assert 'href="a%20b%23c%25%3F/map.html"' in told


def test_it_is_valid_and_the_same_again(tmp_path: Path) -> None:
    lines = [a_line("monday"), a_failure("tuesday")]
    told = page(tmp_path, *lines)
    html5lib.HTMLParser(strict=True).parse(told)
    assert told == page(tmp_path, *lines)


def test_nothing_comes_from_elsewhere(tmp_path: Path) -> None:
    told = page(tmp_path, a_line("monday"))
    assert "http://" not in told
    assert "https://" not in told
    assert "default-src 'none'; img-src 'self' file: data:; style-src 'sha256-" in told


def test_many_walls_are_many_pages_and_old_pages_go(tmp_path: Path) -> None:
    lines = [a_failure("broken"), *(a_line(f"w{i}") for i in range(1201))]
    write_index(tmp_path, lines)
    assert sorted(p.name for p in tmp_path.glob("*.html")) == ["index-2.html", "index-3.html", "index.html"]
    assert "damaged" in (tmp_path / "index.html").read_text("utf-8")
    assert "w1200" in (tmp_path / "index-3.html").read_text("utf-8")
    write_index(tmp_path, lines[:3])
    assert [p.name for p in tmp_path.glob("*.html")] == ["index.html"]


def test_without_any_map_it_says_so(tmp_path: Path) -> None:
    assert "No wall has a map yet." in page(tmp_path, a_failure("tuesday"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as opened:
        yield opened


@needs_browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 1300), ("dark", 390)])
def test_in_a_browser(
    tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch, scheme: str, width: int
) -> None:
    monkeypatch.setattr("stickyscan.batch.index_page._WALLS_PER_PAGE", 3)
    lines = [a_line("monday"), a_line("tuesday", warnings=("2 notes could not be read",)), a_failure("wednesday")]
    write_index(filled(tmp_path, "monday", "tuesday"), [*lines, *(a_line(f"w{i}") for i in range(5))])
    context = browser.new_context(
        color_scheme="light" if scheme == "light" else "dark", viewport={"width": width, "height": 900}
    )
    try:
        shown = context.new_page()
        refused: list[str] = []
        shown.on("console", lambda message: refused.append(message.text))
        shown.goto((tmp_path / "index.html").as_uri())
        shown.wait_for_function("document.querySelector('img').naturalWidth === 320")
        assert shown.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        shown.evaluate(axe_source())
        found = shown.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [problem["id"] for problem in found["violations"]] == []
        assert refused == []
    finally:
        context.close()
