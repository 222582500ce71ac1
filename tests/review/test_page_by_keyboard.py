"""Every edit through the real page by keyboard alone, the saved map checked each time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from stickyscan.folder import read_map
from tests.export.browser import expect, needs_browser
from tests.review.page_driver import card, id_of, note_in, saved, tab_to

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = needs_browser


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def find(page: Page, text: str) -> None:
    """Go to the card of the note that says this."""
    press(page, "Escape", "/")
    press(page, "Control+a")
    page.keyboard.type(text)
    press(page, "Enter")
    expect(page.locator(".card:focus")).to_have_attribute("aria-label", re.compile(re.escape(text)))


def menu(page: Page, selector: str, *starts: str) -> None:
    """Open a menu by keyboard, go to the items that start with these words, one menu after the other."""
    tab_to(page, selector)
    press(page, "Enter")
    for start in starts:
        item_with(page, start)
        press(page, "Enter")


def item_with(page: Page, start: str) -> None:
    """Go to the item of the open menu that starts with this: by its letter, then on with the arrow key."""
    item = page.locator("[role=menuitem]:focus")
    expect(item).to_be_visible()
    press(page, start[0])
    for _ in range(30):
        if item.inner_text().strip().startswith(start):
            return
        press(page, "ArrowDown")
    raise AssertionError(f"no item starts with {start}")


def pick(page: Page, selector: str, letters: str, value: str) -> None:
    """Set a drop-down list. Each press of a letter leads to the next entry that starts with it."""
    tab_to(page, selector)
    press(page, *letters)
    expect(page.locator(selector)).to_have_value(value)


def asked(page: Page, title: str) -> None:
    page.wait_for_selector("dialog input")
    press(page, "Control+a")
    page.keyboard.type(title)
    press(page, "Enter")
    page.wait_for_selector("dialog", state="detached")
    saved(page)


def test_the_queue_from_the_first_to_the_last(page: Page, folder: Path) -> None:
    ids = [note.id for note in read_map(folder).notes if note.needs_review]
    press(page, "2", "Enter")  # another reading; right as it is
    page.keyboard.type("Nobody knows")  # the unreadable one
    press(page, "Enter")
    saved(page)
    assert [note_in(folder, one).text for one in ids] == [
        "Passwords rule?!", "Seat map as in the cinema", "Nobody knows",
    ]  # fmt: skip
    assert not any(note.needs_review for note in read_map(folder).notes)
    expect(page.locator("#done-words")).to_have_text("Everything is checked")
    expect(page.locator("#done")).to_be_visible()
    expect(page.locator("#progress-words")).to_have_text("All 4 checked")


def test_typing_replaces_and_escape_takes_it_back(page: Page, folder: Path) -> None:
    first = next(note for note in read_map(folder).notes if note.needs_review)
    page.keyboard.type("nonsense")
    press(page, "Escape")
    saved(page)
    assert note_in(folder, first.id) == first
    press(page, "F2", "End", "Shift+Enter")
    page.keyboard.type("Why")
    press(page, "Enter")
    saved(page)
    assert note_in(folder, first.id).text == "Password rules?!\nWhy"


def test_every_property_of_a_note(page: Page, folder: Path) -> None:
    note = id_of(folder, "Coffee at 3?")
    find(page, "Coffee at 3?")
    press(page, "Enter")
    pick(page, "#fact-kind", "i", "idea")
    pick(page, "#fact-colour", "t", "teal")
    pick(page, "#fact-stage", "c", "s2")
    pick(page, "#fact-lane", "i", "l4")
    tab_to(page, "#fact-votes")
    page.keyboard.type("7")
    pick(page, "#fact-sentiment", "nn", "-1")
    tab_to(page, "#fact-moment")
    press(page, "Space")
    saved(page)
    now = note_in(folder, note)
    assert (now.kind, now.colour.name, now.stage, now.lane) == ("idea", "teal", "s2", "l4")
    assert (now.votes, now.sentiment, now.moment_of_truth) == (7, -1, True)
    press(page, "Shift+Tab", "Shift+Tab", "Shift+Tab")
    pick(page, "#fact-role", "t", "title")
    saved(page)
    assert note_in(folder, note).role == "title"


def test_a_note_is_moved_with_the_arrow_keys(page: Page, folder: Path) -> None:
    note = id_of(folder, "Our app")
    find(page, "Our app")
    press(page, "m", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "Enter")
    saved(page)
    assert (note_in(folder, note).stage, note_in(folder, note).lane) == ("s4", "l2")
    expect(card(page, note), "the focus stays on the note").to_be_focused()
    press(page, "m", "ArrowRight", "Escape")
    saved(page)
    assert note_in(folder, note).stage == "s4"


def test_stages_and_lanes(page: Page, folder: Path) -> None:
    tab_to(page, '[data-add="stage"]')
    press(page, "Enter")
    asked(page, "Tell others")
    menu(page, '[data-stage-menu="s1"]', "Ren")
    asked(page, "Find out")
    menu(page, '[data-stage-menu="s1"]', "Move r")
    saved(page)
    menu(page, '[data-stage-menu="s2"]', "Merge", "Into “F")
    saved(page)
    menu(page, '[data-stage-menu="s5"]', "Del")
    saved(page)
    assert [stage.title for stage in read_map(folder).stages] == ["Find out", "Buy a ticket", "Travel", "Tell others"]
    tab_to(page, '[data-add="lane"]')
    press(page, "Enter")
    asked(page, "Metrics")
    menu(page, '[data-lane-menu="l1"]', "Ren")
    asked(page, "Where")
    menu(page, '[data-lane-menu="l1"]', "Move d")
    saved(page)
    menu(page, '[data-lane-menu="l3"]', "Merge", "Into “I")
    saved(page)
    menu(page, '[data-lane-menu="l2"]', "Del")
    saved(page)
    assert [lane.title for lane in read_map(folder).lanes] == ["Where", "Ideas", "Metrics"]


def test_the_curve_the_headings_and_the_legend(page: Page, folder: Path) -> None:
    menu(page, '[data-curve="s2"]', "Very n")
    saved(page)
    assert {point.stage: point.sentiment for point in read_map(folder).curve}["s2"] == -2
    tab_to(page, "#about")
    press(page, "Enter")
    page.wait_for_selector("dialog")
    for field, words in (("title", "Night line"), ("persona", "Ben, 52"), ("scenario", "At night")):
        tab_to(page, f"#about-{field}")
        press(page, "Control+a")
        page.keyboard.type(words)
    pick(page, "#legend-pink", "qq", "question")
    tab_to(page, "dialog .primary")
    press(page, "Enter")
    page.locator("#map-title", has_text="Night line").wait_for()
    now = read_map(folder)
    assert (now.title, now.persona, now.scenario) == ("Night line", "Ben, 52", "At night")
    assert next(entry.kind for entry in now.legend if entry.colour == "pink") == "question"


def test_a_missed_note_is_drawn_moved_and_read(page: Page, folder: Path) -> None:
    press(page, "Escape", "d", "ArrowRight", "ArrowRight", "Shift+ArrowDown", "Tab", "Enter")
    page.wait_for_selector("#mode-bar", state="hidden")
    saved(page)
    expect(page.locator("#text")).to_have_value("freshly read")
    fresh = note_in(folder, id_of(folder, "freshly read"))
    middle = [sum(corner[axis] for corner in fresh.corners) / 4 for axis in (0, 1)]
    assert middle[0] > 800, "moved to the right of the middle of the photo"
    assert middle[1] > 500, "and down"


def test_an_outline_is_moved_and_a_note_split(page: Page, folder: Path) -> None:
    note = id_of(folder, "Our app")
    before = note_in(folder, note).corners
    find(page, "Our app")
    press(page, "o")
    tab_to(page, '[data-handle="0-2"]')
    press(page, "Shift+ArrowRight", "Enter")
    saved(page)
    after = note_in(folder, note).corners
    assert after[2][0] > before[2][0] + 2
    assert after[0] == before[0]
    press(page, "Escape", "s", "Enter")
    page.wait_for_selector("#mode-bar", state="hidden")
    saved(page)
    assert [one.text for one in read_map(folder).notes].count("freshly read") == 2


def test_two_notes_are_merged_and_an_arrow_drawn_and_removed(page: Page, folder: Path) -> None:
    first, second = id_of(folder, "Our app"), id_of(folder, "Web shop")
    find(page, "Our app")
    press(page, "j", "ArrowDown", "Enter")
    saved(page)
    assert note_in(folder, first).text == "Our app\nWeb shop"
    assert second not in {note.id for note in read_map(folder).notes}
    press(page, "c", "ArrowRight", "Enter")
    saved(page)
    target = next(link.target for link in read_map(folder).connectors if link.source == first)
    assert note_in(folder, target).stage == "s4"
    press(page, "Enter")
    tab_to(page, '[aria-label="Remove this arrow"]')
    press(page, "Enter")
    saved(page)
    assert first not in {link.source for link in read_map(folder).connectors}


def test_a_deleted_note_comes_back_and_everything_can_be_undone(page: Page, folder: Path) -> None:
    note = id_of(folder, "Gate")
    find(page, "Gate")
    press(page, "Delete")
    page.wait_for_selector(".toast")
    assert note not in {one.id for one in read_map(folder).notes}
    menu(page, "#more", "Del")
    page.wait_for_selector("dialog")
    tab_to(page, '[aria-label="Restore: Gate"]')
    press(page, "Enter")
    page.wait_for_selector(f'.card[data-note="{note}"]')
    press(page, "Escape")
    page.wait_for_selector("dialog", state="detached")
    press(page, "Control+z")
    saved(page)
    assert note not in {one.id for one in read_map(folder).notes}
    press(page, "Control+z")
    saved(page)
    assert note_in(folder, note).text == "Gate"
    press(page, "Control+Shift+z")
    saved(page)
    assert note not in {one.id for one in read_map(folder).notes}


def test_the_list_of_shortcuts_opens_and_closes(page: Page) -> None:
    press(page, "Escape", "?")
    page.wait_for_selector("dialog")
    expect(page.locator("dialog dt").nth(19)).to_be_visible()
    press(page, "Escape")
    page.wait_for_selector("dialog", state="detached")


def test_arrow_keys_walk_in_the_photo_and_f6_goes_round(page: Page, folder: Path) -> None:
    find(page, "Our app")
    press(page, "F6")
    expect(page.locator("#photo-area .outline:focus")).to_be_visible()
    press(page, "ArrowRight")
    expect(page.locator("#text")).to_have_value("Web shop")
    press(page, "F6")
    expect(page.locator("#text")).to_be_focused()
    press(page, "F6")
    expect(card(page, id_of(folder, "Web shop"))).to_be_focused()
