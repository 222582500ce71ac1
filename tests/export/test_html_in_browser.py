"""What the exported page does in a browser: notes open and close by keyboard, nothing is fetched, it can be printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stickyscan.export import PhotoFolder, export
from tests.export.browser import a_browser, expect, needs_browser
from tests.export.demo_wall import demo_map, draw_photo
from tests.export.maps import MAPS, Fact, facts_of, place_of

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
    for name, make in MAPS.items():
        (folder / f"{name}.html").write_bytes(export(make(), "html", PhotoFolder(folder)))
    return folder


@pytest.fixture
def page(browser: Browser, folder: Path) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.goto((folder / "five stages.html").as_uri())
    yield page
    context.close()


@pytest.mark.parametrize("name", MAPS)
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
    expect(page.locator("dialog[open] .words")).to_have_text("Opens 4 tabs & compares")
    expect(page.locator("dialog[open] .cutout svg")).to_have_count(1)
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("#card-n16 a")).to_be_focused()


def test_arrow_keys_walk_through_the_notes_in_the_order_of_the_map(page: Page) -> None:
    page.locator("#card-n6 a").click()
    page.keyboard.press("ArrowRight")
    expect(page.locator("dialog[open] .words")).to_have_text("Friend's story on Instagram")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("dialog[open] .words")).to_have_text("Poster at the tram stop")


def test_the_first_note_has_no_previous_one_and_keeps_the_focus(page: Page) -> None:
    page.locator("#card-n2").click()
    previous = page.get_by_role("button", name="Previous note")
    previous.focus()
    page.keyboard.press("Enter")
    expect(previous).to_be_disabled()
    expect(page.get_by_role("button", name="Next note")).to_be_focused()


def test_from_the_photo_to_the_note_and_back(page: Page) -> None:
    page.locator("#outline-n16").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open] .words")).to_contain_text("Opens 4 tabs")
    page.locator("dialog[open] .to-photo").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("#outline-n16")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("dialog[open] .to-map").click()
    expect(page.locator("#card-n16 a")).to_be_focused()


def test_searching_dims_the_other_notes_and_says_how_many(page: Page) -> None:
    page.get_by_label("Find in notes").fill("guest")
    expect(page.get_by_role("status")).to_have_text("1 of 29 notes")
    expect(page.locator(".card:not(.dim)")).to_have_count(1)


def test_kind_and_colour_filter_beside_the_search(page: Page) -> None:
    page.get_by_label("Kind").select_option(label="▼ Pain point")
    pains = sum(note.kind == "pain_point" for note in demo_map().notes)
    expect(page.locator(".card:not(.dim)")).to_have_count(pains)
    expect(page.locator(".entry:visible")).to_have_count(pains)
    expect(page.get_by_role("status")).to_have_text(f"{pains} of 29 notes")
    page.get_by_label("Find in notes").fill("wifi")
    expect(page.get_by_role("status")).to_have_text("1 of 29 notes")
    page.get_by_label("Colour").select_option(label="green")
    expect(page.get_by_role("status")).to_have_text("0 of 29 notes")
    page.get_by_label("Kind").select_option(label="All kinds")
    page.get_by_label("Find in notes").fill("")
    page.get_by_label("Colour").select_option(label="All colours")
    expect(page.locator(".card.dim")).to_have_count(0)
    expect(page.locator(".entry:visible")).to_have_count(len(demo_map().notes))


def test_notes_without_a_kind_can_be_found_by_that(page: Page) -> None:
    page.get_by_label("Kind").select_option(label="No kind")
    unknown = sum(note.kind is None and note.role == "note" for note in demo_map().notes)
    expect(page.locator(".card:not(.dim)")).to_have_count(unknown)


def test_arrows_are_told_in_words_too(page: Page) -> None:
    assert "Pays twice: site hangs" in page.locator("ul.arrows").inner_text()
    expect(page.locator("svg.photo .arrow"), "a line and its halo").to_have_count(2)


def test_a_table_stays_a_table_on_a_phone(browser: Browser, folder: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto((folder / "five stages.html").as_uri())
    expect(page.get_by_role("table")).to_have_count(1)
    expect(page.get_by_role("rowheader")).to_have_count(5)
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
    page.goto((folder / "five stages.html").as_uri())
    page.locator("#card-n16 a").click()
    page.wait_for_url("**#note-n16")
    expect(page.locator("#note-n16 .cutout svg")).to_be_visible()
    expect(page.locator("#note-n16 .words")).to_have_text("Opens 4 tabs & compares")
    context.close()


READ = """() => {
  const heads = [...document.querySelectorAll("table.map thead th")].map((head) => head.textContent);
  return [...document.querySelectorAll(".card")].map((card) => {
    const cell = card.closest("td");
    const lane = cell && cell.parentElement.querySelector("th .head").textContent;
    const kind = card.querySelector(".kind");
    const facts = [...card.querySelectorAll(".fact")].map((fact) => fact.textContent);
    const words = card.querySelector(".words");
    const shown = card.checkVisibility() && card.getBoundingClientRect().width > 50;
    const place = cell ? [heads[cell.cellIndex], lane] : [];
    return { place, kind: kind && kind.textContent, colour: facts.pop(), words: words.textContent, shown };
  });
}"""


@pytest.mark.parametrize("name", MAPS)
def test_without_scripts_on_a_phone_every_note_is_read_in_its_place(browser: Browser, folder: Path, name: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto((folder / f"{name}.html").as_uri())
    found: Counter[Fact] = Counter()
    for card in page.evaluate(READ):
        assert card["shown"]
        found[place_of(*card["place"]), card["kind"] or f"Note ({card['colour']})", card["words"]] += 1
    assert found == facts_of(MAPS[name](), lambda words: re.sub(r"^\((.*)\)$", told, words))
    context.close()


def told(bracketed: re.Match[str]) -> str:
    """What the page says in italics where other exports say it in brackets."""
    return bracketed[1].capitalize()


@pytest.mark.parametrize("name", MAPS)
def test_nothing_sticks_out_on_a_phone(browser: Browser, folder: Path, name: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto((folder / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


@pytest.mark.parametrize("name", MAPS)
def test_nothing_is_lost_in_print(browser: Browser, folder: Path, name: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((folder / f"{name}.html").as_uri())
    page.emulate_media(media="print")
    hidden = page.locator(".card:visible").count(), page.locator(".entry:visible").count()
    journey = MAPS[name]()
    ordinary = [note for note in journey.notes if note.role == "note"]
    assert hidden == (len(ordinary), len(journey.notes))
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    context.close()
