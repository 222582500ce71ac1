"""Every edit through the real page with the mouse, the saved map checked each time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stickyscan.folder import read_map
from tests.export.browser import expect, needs_browser, wait_for
from tests.review.page_driver import card, id_of, note_in, saved

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = needs_browser


def choose(page: Page, menu: str, item: str) -> None:
    page.click(menu)
    page.get_by_role("menuitem", name=item, exact=True).click()
    saved(page)


def title_of(page: Page, title: str) -> None:
    page.locator("dialog input").fill(title)
    page.locator("dialog .primary").click()
    page.wait_for_selector("dialog", state="detached")
    saved(page)


def stages(folder: Path) -> list[str | None]:
    return [stage.title for stage in read_map(folder).stages]


def lanes(folder: Path) -> list[str | None]:
    return [lane.title for lane in read_map(folder).lanes]


def drag(page: Page, note: str, before: str) -> None:
    """Drag a card to the upper edge of another one."""
    spot = card(page, before).bounding_box()
    assert spot
    card(page, note).hover()
    page.mouse.down()
    page.mouse.move(spot["x"] + 10, spot["y"] - 16, steps=4)
    page.mouse.move(spot["x"] + 40, spot["y"] + 4, steps=3)
    page.locator(f'.drop-line + .spot [data-note="{before}"]').wait_for()
    page.mouse.up()
    saved(page)


def test_a_text_is_corrected_and_the_next_doubtful_note_comes_up(page: Page, folder: Path) -> None:
    doubtful = [note.id for note in read_map(folder).notes if note.needs_review]
    expect(page.locator("#progress-words"), "one was checked before").to_have_text("3 of 4 to check")
    page.fill("#text", "Password rules?! Why?")
    page.click("#accept")
    saved(page)
    note = note_in(folder, doubtful[0])
    assert (note.text, note.text_read, note.reviewed, note.needs_review) == (
        "Password rules?! Why?", "Password rules?!", True, False,
    )  # fmt: skip
    expect(page.locator("#note-title")).to_have_text(f"Note {doubtful[1]}")
    expect(page.locator("#progress-words")).to_have_text("2 of 4 to check")


def test_another_reading_is_taken_and_a_right_one_accepted(page: Page, folder: Path) -> None:
    doubtful = [note.id for note in read_map(folder).notes if note.needs_review]
    page.locator("#readings button").nth(1).click()
    saved(page)
    assert note_in(folder, doubtful[0]).text == "Passwords rule?!"
    page.click("#accept")
    saved(page)
    assert note_in(folder, doubtful[1]).reviewed
    assert not note_in(folder, doubtful[1]).needs_review


def test_every_property_of_a_note(page: Page, folder: Path) -> None:
    note = id_of(folder, "Coffee at 3?")
    card(page, note).click()
    page.select_option("#fact-kind", "idea")
    page.select_option("#fact-colour", "teal")
    page.select_option("#fact-sentiment", "-1")
    page.select_option("#fact-stage", "s2")
    page.select_option("#fact-lane", "l4")
    page.fill("#fact-votes", "7")
    page.locator("#fact-votes").blur()
    page.check("#fact-moment")
    saved(page)
    now = note_in(folder, note)
    assert (now.kind, now.kind_source, now.colour.name, now.votes) == ("idea", "human", "teal", 7)
    assert (now.sentiment, now.moment_of_truth, now.stage, now.lane) == (-1, True, "s2", "l4")
    page.select_option("#fact-role", "title")
    saved(page)
    assert note_in(folder, note).role == "title"


def test_a_card_is_dragged_into_another_cell_before_another_note(page: Page, folder: Path) -> None:
    note, before = id_of(folder, "Our app"), id_of(folder, "Gate")
    card(page, note).scroll_into_view_if_needed()
    drag(page, note, before)
    assert (note_in(folder, note).stage, note_in(folder, note).lane) == ("s4", "l1")
    assert [one.id for one in read_map(folder).notes_in("s4", "l1")][:2] == [note, before]


def test_stages_are_added_renamed_moved_merged_and_deleted(page: Page, folder: Path) -> None:
    page.click('[data-add="stage"]')
    title_of(page, "Tell others")
    assert stages(folder)[-1] == "Tell others"
    page.click('[data-stage-menu="s1"]')
    page.get_by_role("menuitem", name="Rename").click()
    title_of(page, "Find out")
    assert stages(folder)[0] == "Find out"
    choose(page, '[data-stage-menu="s1"]', "Move right")
    assert stages(folder)[:2] == ["Compare", "Find out"]
    page.click('[data-stage-menu="s2"]')
    page.get_by_role("menuitem", name="Merge into …").click()
    page.get_by_role("menuitem", name="Into “Find out”").click()
    saved(page)
    assert "Compare" not in stages(folder)
    assert len(read_map(folder).notes_in("s1", "l2")) == 3
    page.click('[data-stage-menu="s5"]')
    page.get_by_role("menuitem", name="Delete").click()
    saved(page)
    assert "Remember" not in stages(folder)
    assert note_in(folder, id_of(folder, "E-mail survey")).stage is None


def test_lanes_are_added_renamed_moved_merged_deleted_and_named_a_kind(page: Page, folder: Path) -> None:
    page.click('[data-add="lane"]')
    title_of(page, "Metrics")
    assert lanes(folder)[-1] == "Metrics"
    page.click('[data-lane-menu="l1"]')
    page.get_by_role("menuitem", name="Rename").click()
    title_of(page, "Where")
    choose(page, '[data-lane-menu="l1"]', "Move down")
    assert lanes(folder)[:2] == ["What Anna does", "Where"]
    page.click('[data-lane-menu="l1"]')
    page.get_by_role("menuitem", name="Kind of its notes …").click()
    page.get_by_role("menuitem", name="Channel ⇄").click()
    saved(page)
    assert next(lane.kind for lane in read_map(folder).lanes if lane.id == "l1") == "channel"
    page.click('[data-lane-menu="l3"]')
    page.get_by_role("menuitem", name="Merge into …").click()
    page.get_by_role("menuitem", name="Into “Ideas”").click()
    saved(page)
    assert note_in(folder, id_of(folder, "Pays twice: site hangs")).lane == "l4"
    page.click('[data-lane-menu="l2"]')
    page.get_by_role("menuitem", name="Delete").click()
    saved(page)
    assert lanes(folder) == ["Where", "Ideas", "Metrics"]


def test_the_curve_the_headings_and_the_legend(page: Page, folder: Path) -> None:
    choose(page, '[data-curve="s2"]', "Very negative")
    assert {point.stage: point.sentiment for point in read_map(folder).curve}["s2"] == -2
    page.click("#about")
    page.fill("#about-title", "Night line")
    page.fill("#about-persona", "Ben, 52")
    page.fill("#about-scenario", "")
    page.select_option("#legend-pink", "question")
    page.locator("dialog .primary").click()
    page.locator("#map-title", has_text="Night line").wait_for()
    now = read_map(folder)
    assert (now.title, now.persona, now.scenario) == ("Night line", "Ben, 52", None)
    assert next(entry.kind for entry in now.legend if entry.colour == "pink") == "question"
    assert note_in(folder, id_of(folder, "Pays twice: site hangs")).kind == "question"


def test_a_missed_note_is_drawn_on_the_photo_and_read(page: Page, folder: Path) -> None:
    page.click("#draw")
    page.locator("#mode-ok").hover()  # which waits until nothing moves any more
    area = page.locator("#photo-area").bounding_box()
    assert area
    page.mouse.move(area["x"] + 150, area["y"] + 60)
    page.mouse.down()
    page.mouse.move(area["x"] + 200, area["y"] + 110, steps=5)
    page.mouse.up()
    page.click("#mode-ok")
    page.wait_for_selector("#mode-bar", state="hidden")
    saved(page)
    fresh = note_in(folder, id_of(folder, "freshly read"))
    width = fresh.corners[1][0] - fresh.corners[0][0]
    scale = (area["width"] - 24) / 1600
    assert abs(width - 50 / scale) < 0.1 * width
    assert fresh.colour.name == "pink"
    expect(page.locator("#text")).to_have_value("freshly read")


def test_an_outline_is_moved_and_a_note_split(page: Page, folder: Path) -> None:
    note = id_of(folder, "Our app")
    before = note_in(folder, note).corners
    card(page, note).click()
    page.click("#outline")
    knob = page.locator('[data-handle="0-2"] .dot')
    knob.hover()  # which waits until it stands still
    place = knob.bounding_box()
    assert place
    page.mouse.down()
    page.mouse.move(place["x"] + 27, place["y"] + 17, steps=4)
    page.mouse.up()
    page.click("#mode-ok")
    saved(page)
    after = note_in(folder, note).corners
    assert after[2][0] > before[2][0] + 2
    assert after[0] == before[0]
    card(page, note).click()
    page.click("#split")
    page.click("#mode-ok")
    page.wait_for_selector("#mode-bar", state="hidden")
    saved(page)
    assert note_in(folder, note).text == "freshly read"
    assert [one.text for one in read_map(folder).notes].count("freshly read") == 2


def test_two_notes_are_merged_and_an_arrow_drawn_and_removed(page: Page, folder: Path) -> None:
    first, second, third = (id_of(folder, text) for text in ("Our app", "Web shop", "Gate"))
    card(page, first).click()
    page.click("#merge")
    card(page, second).click()
    saved(page)
    assert note_in(folder, first).text == "Our app\nWeb shop"
    assert second not in {note.id for note in read_map(folder).notes}
    page.click("#connect")
    card(page, third).click()
    saved(page)
    assert (first, third) in {(link.source, link.target) for link in read_map(folder).connectors}
    page.get_by_label("Remove this arrow").click()
    saved(page)
    assert (first, third) not in {(link.source, link.target) for link in read_map(folder).connectors}


def test_a_deleted_note_comes_back_from_the_message_and_from_the_list(page: Page, folder: Path) -> None:
    note = id_of(folder, "Gate")
    for back in ("message", "list"):
        card(page, note).click()
        page.click("#delete")
        page.locator(".toast button").wait_for()
        saved(page)
        assert note not in {one.id for one in read_map(folder).notes}
        if back == "message":
            page.locator(".toast button").click()
        else:
            page.click("#more")
            page.get_by_role("menuitem", name="Deleted notes").click()
            page.get_by_role("button", name="Restore: Gate").click()
            page.locator("dialog .primary").click()
        card(page, note).wait_for()
        saved(page)
        assert note_in(folder, note).text == "Gate"


def test_undo_and_redo_go_on_after_a_reload(page: Page, folder: Path) -> None:
    note = id_of(folder, "Our app")
    card(page, note).click()
    page.select_option("#fact-colour", "teal")
    saved(page)
    page.select_option("#fact-colour", "red")
    saved(page)
    page.reload()
    page.wait_for_selector("body[data-ready=true]")
    for button, colour in (("#undo", "teal"), ("#undo", "yellow"), ("#redo", "teal")):
        page.click(button)
        saved(page)
        assert note_in(folder, note).colour.name == colour
    expect(page.locator("#redo")).to_have_attribute("aria-label", "Redo: Colour")


def test_a_click_on_the_photo_shows_the_note_everywhere(page: Page, folder: Path) -> None:
    note = id_of(folder, "Gate")
    page.locator(f'.outline[data-note="{note}"]').click()
    expect(page.locator("#text")).to_have_value("Gate")
    expect(card(page, note)).to_have_attribute("aria-current", "true")
    expect(page.locator(".outline[aria-current]")).to_have_attribute("data-note", note)


def test_the_map_is_exported_and_shown_finished(page: Page) -> None:
    page.click("#export")
    with page.expect_download() as started:
        page.get_by_role("menuitem", name="Markdown").first.click()
    content = Path(started.value.path()).read_text("utf-8")
    assert "Guest checkout" in content
    with page.context.expect_page() as finished:
        page.click("#finished")
    wait_for(finished.value, "document.title.includes('Buying a ticket')")
