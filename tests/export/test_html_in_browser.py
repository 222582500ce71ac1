"""What the exported page does in a browser: notes open and close by keyboard, nothing is fetched, it can be printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stickyscan.export import PhotoFolder, export
from tests.export.browser import a_browser, needs_browser
from tests.export.demo_wall import demo_map, draw_photo, free_form_map
from tests.export.hostile import hostile_map

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    draw_photo(demo_map(), folder / "wall.jpg")
    for name, journey in (("demo", demo_map()), ("free", free_form_map()), ("hostile", hostile_map())):
        (folder / f"{name}.html").write_bytes(export(journey, "html", PhotoFolder(folder)))
    return folder


@pytest.fixture
def page(browser: Browser, folder: Path) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.goto((folder / "demo.html").as_uri())
    yield page
    context.close()


def focused(page: Page) -> str:
    """The address of the focused link, or the words on the focused button."""
    seen = page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.textContent")
    return str(seen)


@pytest.mark.parametrize("name", ["demo", "free", "hostile"])
def test_it_breaks_no_rule_of_its_own_and_asks_for_nothing(browser: Browser, folder: Path, name: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
    page.on("request", lambda request: said.append(request.url) if request.url.startswith(("http", "ws")) else None)
    page.goto((folder / f"{name}.html").as_uri())
    page.keyboard.press("Tab")
    assert page.locator("#tools button").count() >= 1, "the script ran"
    assert said == []
    context.close()


def test_a_note_opens_by_keyboard_and_focus_returns(page: Page) -> None:
    page.locator("#card-n16 a").focus()
    page.keyboard.press("Enter")
    assert page.locator("dialog[open] .words").inner_text() == "Opens 4 tabs & compares"
    assert page.locator("dialog[open] .cutout svg").count() == 1
    assert focused(page) == "Close"
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert focused(page) == "#note-n16"


def test_arrow_keys_walk_through_the_notes_in_the_order_of_the_map(page: Page) -> None:
    page.locator("#card-n6 a").click()
    page.keyboard.press("ArrowRight")
    assert page.locator("dialog[open] .words").inner_text() == "Friend's story on Instagram"
    page.keyboard.press("ArrowLeft")
    assert page.locator("dialog[open] .words").inner_text() == "Poster at the tram stop"


def test_the_first_note_has_no_previous_one_and_keeps_the_focus(page: Page) -> None:
    page.locator("#card-n2").click()
    previous = page.get_by_role("button", name="Previous note")
    previous.focus()
    page.keyboard.press("Enter")
    assert previous.is_disabled()
    assert focused(page) == "Next →"


def test_from_the_photo_to_the_note_and_back(page: Page) -> None:
    page.locator("#outline-n16").focus()
    page.keyboard.press("Enter")
    assert "Opens 4 tabs" in page.locator("dialog[open] .words").inner_text()
    page.locator("dialog[open] .to-photo").click()
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.id") == "outline-n16"
    page.keyboard.press("Enter")
    page.locator("dialog[open] .to-map").click()
    assert page.evaluate("document.activeElement.parentElement.id") == "card-n16"


def test_searching_dims_the_other_notes_and_says_how_many(page: Page) -> None:
    page.get_by_label("Find in notes").fill("guest")
    assert page.get_by_role("status").inner_text() == "1 of 29 notes"
    assert page.locator(".card:not(.dim)").count() == 1


def test_kind_and_colour_filter_beside_the_search(page: Page) -> None:
    page.get_by_label("Kind").select_option(label="▼ Pain point")
    pains = page.locator(".card:not(.dim)").count()
    assert pains == sum(note.kind == "pain_point" for note in demo_map().notes)
    assert page.locator(".entry:visible").count() == pains
    assert page.get_by_role("status").inner_text() == f"{pains} of 29 notes"
    page.get_by_label("Find in notes").fill("wifi")
    assert page.get_by_role("status").inner_text() == "1 of 29 notes"
    page.get_by_label("Colour").select_option(label="green")
    assert page.get_by_role("status").inner_text() == "0 of 29 notes"
    page.get_by_label("Kind").select_option(label="All kinds")
    page.get_by_label("Find in notes").fill("")
    page.get_by_label("Colour").select_option(label="All colours")
    assert page.locator(".card.dim").count() == 0
    assert page.locator(".entry:visible").count() == len(demo_map().notes)


def test_notes_without_a_kind_can_be_found_by_that(page: Page) -> None:
    page.get_by_label("Kind").select_option(label="No kind")
    assert page.locator(".card:not(.dim)").count() == sum(n.kind is None and n.role == "note" for n in demo_map().notes)


def test_arrows_are_told_in_words_too(page: Page) -> None:
    assert "Pays twice: site hangs" in page.locator("ul.arrows").inner_text()
    assert page.locator("svg.photo .arrow").count() == 2, "a line and its halo"


def test_a_table_stays_a_table_on_a_phone(browser: Browser, folder: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto((folder / "demo.html").as_uri())
    assert page.get_by_role("table").count() == 1
    assert page.get_by_role("rowheader").count() == 5
    context.close()


def test_the_table_can_be_taken_to_a_spreadsheet(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy table").click()
    page.get_by_text("Copied").wait_for()
    rows = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert rows[0] == "Lane\tDiscover\tCompare\tBuy a ticket\tTravel\tRemember"
    assert rows[1] == "Emotion curve\t↑ Positive\t→ Neutral\t↓↓ Very negative\t↓ Negative\t↑↑ Very positive"


def test_without_scripts_every_link_works_by_itself(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "demo.html").as_uri())
    page.locator("#card-n16 a").click()
    assert page.url.endswith("#note-n16")
    assert page.locator("#note-n16 .cutout svg").is_visible()
    assert page.locator("#note-n16 .words").inner_text() == "Opens 4 tabs & compares"
    context.close()


@pytest.mark.parametrize("name", ["demo", "free", "hostile"])
def test_nothing_sticks_out_on_a_phone(browser: Browser, folder: Path, name: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto((folder / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


@pytest.mark.parametrize("name", ["demo", "free"])
def test_nothing_is_lost_in_print(browser: Browser, folder: Path, name: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((folder / f"{name}.html").as_uri())
    page.emulate_media(media="print")
    hidden = page.locator(".card:visible").count(), page.locator(".entry:visible").count()
    journey = demo_map() if name == "demo" else free_form_map()
    ordinary = [note for note in journey.notes if note.role == "note"]
    assert hidden == (len(ordinary), len(journey.notes))
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    context.close()
