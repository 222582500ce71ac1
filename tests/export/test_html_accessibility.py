"""axe-core over the exported page, in every dress it wears. Contrast has its own test: axe is unsure about shadows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from stickyscan.export import PhotoFolder, export
from stickyscan.journey import JourneyMap
from tests.export.browser import a_browser, axe_source, expect, needs_browser
from tests.export.demo_wall import demo_map, draw_photo
from tests.export.maps import MAPS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

pytestmark = needs_browser

Scheme = Literal["light", "dark"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP, PHONE = (1400, 1000), (390, 844)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    draw_photo(demo_map(), folder / "wall.jpg")
    return {name: written(folder / f"{name}.html", make(), PhotoFolder(folder)) for name, make in MAPS.items()}


def written(file: Path, journey: JourneyMap, photos: PhotoFolder) -> Path:
    file.write_bytes(export(journey, "html", photos))
    return file


@pytest.mark.parametrize(
    ("name", "scheme", "window"),
    [
        ("five stages", "light", DESKTOP),
        ("five stages", "dark", PHONE),
        ("free wall", "dark", DESKTOP),
        ("hostile", "light", DESKTOP),
        ("300 notes", "light", PHONE),
    ],
)
def test_axe_finds_nothing(
    browser: Browser, pages: dict[str, Path], name: str, scheme: Scheme, window: tuple[int, int]
) -> None:
    with shown(browser, pages[name], scheme, window) as page:
        # The colours of these pages are those of the others, and contrast takes axe by far the longest.
        assert violations(page, without=["color-contrast"] if name in {"hostile", "300 notes"} else []) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_an_open_note(browser: Browser, pages: dict[str, Path], scheme: Scheme) -> None:
    with shown(browser, pages["five stages"], scheme, DESKTOP) as page:
        page.click("#card-n25 a")
        expect(page.locator("dialog[open]")).to_be_visible()
        assert violations(page, "dialog") == []


def test_headings_stay_in_order_while_a_note_is_open(browser: Browser, pages: dict[str, Path]) -> None:
    with shown(browser, pages["five stages"], "light", DESKTOP) as page:
        page.click("#card-n25 a")
        expect(page.locator("dialog[open]")).to_be_visible()
        assert violations(page, rules=["heading-order", "duplicate-id-aria", "landmark-unique"]) == []


def test_axe_would_find_something(browser: Browser, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text("<!doctype html><html><body><img src='data:,'><p style='color:#ccc'>pale</p></body></html>")
    with shown(browser, bad, "light", DESKTOP) as page:
        assert {"image-alt", "html-has-lang", "color-contrast"} <= set(violations(page))


@contextmanager
def shown(browser: Browser, file: Path, scheme: Scheme, window: tuple[int, int]) -> Iterator[Page]:
    size: ViewportSize = {"width": window[0], "height": window[1]}
    context = browser.new_context(color_scheme=scheme, viewport=size, reduced_motion="reduce")
    try:
        page = context.new_page()
        page.goto(file.as_uri())
        yield page
    finally:
        context.close()


def violations(page: Page, part: str = "html", rules: Sequence[str] = (), without: Sequence[str] = ()) -> list[str]:
    """The ids of the rules that the page, or a part of it, breaks."""
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    page.evaluate(axe_source())
    options = {
        "runOnly": only,
        "rules": {rule: {"enabled": False} for rule in without},
        "resultTypes": ["violations"],
    }
    found = page.evaluate("([part, options]) => axe.run(part, options)", [part, options])
    return [str(problem["id"]) for problem in found["violations"]]
