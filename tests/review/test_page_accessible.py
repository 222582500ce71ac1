"""axe-core over every view of the page, light and dark, in both languages; and nothing sticks out of a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stickyscan.folder import MAP_FILE, PHOTOS
from stickyscan.review.wording import wording
from tests.export.browser import expect, needs_browser
from tests.export.demo_wall import draw_photo, free_form_map
from tests.export.test_html_accessibility import violations
from tests.review.page_driver import DESKTOP, PHONE, Window, demo_folder, opened, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_browser
TABLET, LARGEST = Window(768, 1024, touch=True), Window(3840, 2160)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(demo_folder(tmp_path_factory.mktemp("walls") / "tickets")) as shown:
        yield shown


@pytest.mark.parametrize(("dark", "lang"), [(False, "en"), (True, "de")])
def test_the_page_on_a_desktop(browser: Browser, address: str, dark: bool, lang: str) -> None:
    with opened(browser, address, replace(DESKTOP, dark=dark, lang=lang)) as page:
        assert violations(page) == []
        expect(page.locator("html")).to_have_attribute("lang", lang)


@pytest.mark.parametrize(("dark", "lang"), [(True, "en"), (False, "de")])
def test_each_tab_of_a_phone(browser: Browser, address: str, dark: bool, lang: str) -> None:
    with opened(browser, address, replace(PHONE, dark=dark, lang=lang)) as page:
        for tab in ("check", "photo", "map"):
            page.click(f"[data-tab={tab}]")
            page.wait_for_selector(f"body[data-pane={tab}]")
            assert violations(page) == [], tab
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE.width
            assert small_targets(page, 44) == [], tab


def _keys(page: Page) -> None:
    page.click("#help")
    page.wait_for_selector("dialog")


def _about(page: Page) -> None:
    page.click("#about")
    page.wait_for_selector("dialog")


def _deleted(page: Page) -> None:
    page.click("#more")
    page.get_by_role("menuitem").nth(1).click()
    page.wait_for_selector("dialog")


def _export(page: Page) -> None:
    page.click("#export")
    page.wait_for_selector("[role=menuitem]")


def _stage(page: Page) -> None:
    page.click('[data-stage-menu="s1"]')
    page.wait_for_selector("[role=menuitem]")


def _draw(page: Page) -> None:
    page.click("#draw")
    page.wait_for_selector("body[data-mode=draw]")


def _pick(page: Page) -> None:
    page.click("#connect")
    page.wait_for_selector("body[data-mode=connect]")


def _done(page: Page) -> None:
    page.evaluate("document.getElementById('note').hidden = true, document.getElementById('done').hidden = false")


@pytest.mark.parametrize(
    ("open_it", "dark", "lang"),
    [
        (_keys, True, "de"),
        (_about, False, "en"),
        (_about, True, "de"),
        (_deleted, False, "de"),
        (_export, True, "en"),
        (_stage, False, "de"),
        (_draw, True, "en"),
        (_pick, False, "de"),
        (_done, True, "de"),
    ],
)
def test_windows_menus_and_modes(
    browser: Browser, address: str, open_it: Callable[[Page], None], dark: bool, lang: str
) -> None:
    with opened(browser, address, replace(DESKTOP, dark=dark, lang=lang)) as page:
        open_it(page)
        part = next((part for part in ("dialog", "[role=menu]") if page.locator(part).count()), "html")
        # What lies behind a menu or bar was looked at already, and contrast takes axe by far the longest.
        assert (
            violations(page, part, without=["color-contrast"] if part == "html" and open_it is not _done else []) == []
        )


def test_a_free_wall(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / PHOTOS).mkdir()
    draw_photo(free_form_map(), tmp_path / PHOTOS / "wall.jpg")
    (tmp_path / MAP_FILE).write_text(free_form_map().to_json(), encoding="utf-8")
    with served(tmp_path) as shown, opened(browser, shown, DESKTOP) as page:
        assert violations(page, without=["color-contrast"]) == []
        expect(page.locator(".card")).to_have_count(24)


@pytest.mark.parametrize("window", [TABLET, DESKTOP, LARGEST])
def test_nothing_sticks_out(browser: Browser, address: str, window: Window) -> None:
    with opened(browser, address, replace(window, lang="de")) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= window.width
        assert page.evaluate("document.documentElement.scrollHeight") <= window.height
        assert small_targets(page, 24) == []


def small_targets(page: Page, least: int) -> list[str]:
    """What can be pressed and is smaller than so many pixels each way."""
    found: list[str] = page.evaluate(
        """least => [...document.querySelectorAll("button, a[href], select, input, textarea")]
            .filter((one) => one.offsetParent && !one.matches(".skip, input[type=checkbox]"))
            .map((one) => [one.id || one.className, one.getBoundingClientRect()])
            .filter(([name, { width, height }]) => width < least || height < least)
            .map(([name, { width, height }]) => `${name} ${width}x${height}`)""",
        least,
    )
    return found


def test_both_languages_have_the_same_words() -> None:
    english, german = wording("en").words, wording("de").words
    assert english.keys() == {key for key in german if not key.startswith("error.")}, "the server's errors are English"
    for key in english:
        assert set(_names(english[key])) == set(_names(german[key])), key


def _names(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]
