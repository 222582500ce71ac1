"""Two windows, other programs, a reload in the middle, no server: nothing is overwritten or lost unasked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stickyscan.folder import MAP_FILE, read_map
from tests.export.browser import expect, needs_browser
from tests.review.page_driver import card, id_of, note_in, opened, saved, served

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Browser, Page, Route

pytestmark = needs_browser


@pytest.fixture
def windows(browser: Browser, folder: Path) -> Iterator[tuple[Page, Page]]:
    with served(folder) as address, opened(browser, address) as mine, opened(browser, address) as theirs:
        yield mine, theirs


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_two_windows_change_the_same_note(windows: tuple[Page, Page], folder: Path, choice: str) -> None:
    mine, theirs = windows
    first = next(note.id for note in read_map(folder).notes if note.needs_review)
    mine.keyboard.type("What I typed")
    theirs.keyboard.type("What they typed")
    theirs.keyboard.press("Enter")
    saved(theirs)
    mine.keyboard.press("Enter")
    question = mine.get_by_role("dialog", name="This map was changed elsewhere")
    question.wait_for()
    expect(question).to_contain_text("What I typed")
    expect(question).to_contain_text("What they typed")
    assert note_in(folder, first).text == "What they typed", "nothing is overwritten before somebody chooses"
    mine.keyboard.press("Escape")
    expect(question, "Escape is no answer").to_be_visible()
    question.get_by_role("button", name="Put my change on top" if choice == "mine" else "Keep theirs").click()
    saved(mine)
    assert note_in(folder, first).text == ("What I typed" if choice == "mine" else "What they typed")
    card(mine, first).filter(has_text="What I typed" if choice == "mine" else "What they typed").wait_for()


def test_both_changes_count_when_they_are_about_different_things(windows: tuple[Page, Page], folder: Path) -> None:
    mine, theirs = windows
    other = id_of(folder, "Gate")
    mine.keyboard.type("What I typed")
    card(theirs, other).click()
    theirs.select_option("#fact-colour", "red")
    saved(theirs)
    first = next(note.id for note in read_map(folder).notes if note.needs_review)
    mine.keyboard.press("Enter")
    mine.get_by_role("button", name="Put my change on top").click()
    saved(mine)
    assert note_in(folder, first).text == "What I typed"
    assert note_in(folder, other).colour.name == "red"


def test_what_another_program_changed_is_shown_at_once(windows: tuple[Page, Page], folder: Path) -> None:
    journey = read_map(folder).model_copy(update={"title": "Written elsewhere"})
    fresh = folder / "fresh.json"
    fresh.write_text(journey.to_json(), encoding="utf-8")
    fresh.replace(folder / MAP_FILE)
    for page in windows:
        page.locator("#map-title", has_text="Written elsewhere").wait_for()
        expect(page.locator(".only-heard", has_text="newest version"), "the message itself goes by").to_be_attached()


def test_a_state_that_was_loaded_before_an_edit_is_not_shown_after_it(windows: tuple[Page, Page], folder: Path) -> None:
    page, _ = windows
    said = 'retry: 3600000\nevent: changed\ndata: {"version": "of an edit long answered"}\n\n'
    page.route("**/api/walls/*/events", lambda asked: asked.fulfill(content_type="text/event-stream", body=said))
    loads: list[tuple[Route, APIResponse]] = []

    def late(asked: Route) -> None:
        answer = asked.fetch()
        loads.append((asked, answer))
        if len(loads) != 2:  # the first is how every page begins
            asked.fulfill(response=answer)

    page.route("**/api/walls/*", late)
    page.reload()
    other = id_of(folder, "Gate")
    card(page, other).click()
    for _ in range(1200):
        if len(loads) > 1:
            break
        page.wait_for_timeout(50)
    page.select_option("#fact-colour", "red")
    saved(page)
    asked, old = loads[1]
    with page.expect_response(asked.request.url):
        asked.fulfill(response=old)
    page.evaluate("new Promise((done) => setTimeout(done, 100))")
    page.select_option("#fact-kind", "idea")
    saved(page)
    now = note_in(folder, other)
    assert (now.colour.name, now.kind) == ("red", "idea")


def test_a_reload_right_after_an_edit_loses_nothing(windows: tuple[Page, Page], folder: Path) -> None:
    page, _ = windows
    first = next(note.id for note in read_map(folder).notes if note.needs_review)
    with page.expect_request("**/edits"):
        page.keyboard.type("Typed just before")
        page.keyboard.press("Enter")
    page.reload()
    page.wait_for_selector("body[data-ready=true]")
    card(page, first).filter(has_text="Typed just before").wait_for()
    assert note_in(folder, first).text == "Typed just before"
    expect(page.locator("#undo"), "and it can still be undone").not_to_have_attribute("aria-disabled", "true")


def test_words_that_were_typed_are_saved_when_the_page_is_left(windows: tuple[Page, Page], folder: Path) -> None:
    page, other = windows
    first = next(note.id for note in read_map(folder).notes if note.needs_review)
    page.keyboard.type("Typed and left")
    page.goto("about:blank")
    card(other, first).filter(has_text="Typed and left").wait_for()
    assert note_in(folder, first).text == "Typed and left"


def test_a_server_that_is_gone_is_said_so(browser: Browser, folder: Path) -> None:
    before = read_map(folder)
    with served(folder) as address, opened(browser, address, quiet=False) as page:
        page.route("**/edits", lambda route: route.abort())
        page.keyboard.press("Enter")
        page.locator("#trouble", has_text="does not answer").wait_for()
        assert read_map(folder) == before
        page.unroute("**/edits")
        page.keyboard.press("Enter")
        expect(page.locator("#trouble")).to_be_hidden()
