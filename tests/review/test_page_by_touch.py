"""The page under real fingers on a phone's screen: touch events that Chromium itself turns into gestures."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stickyscan.folder import read_map
from tests.export.browser import expect, needs_browser, wait_for
from tests.review.page_driver import PHONE, card, id_of, note_in, opened, saved, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_browser
Place = tuple[float, float]
LEFT, TOP, SCALE = (f"document.querySelector('.drawing > g').getCTM().{part}" for part in "efa")


@pytest.fixture
def page(browser: Browser, folder: Path) -> Iterator[Page]:
    with served(folder) as address, opened(browser, address, PHONE) as shown:
        yield shown


class Fingers:
    """Fingers on the screen, in CSS pixels."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def down(self, *places: Place) -> None:
        self._send("touchStart", places)

    def move(self, *ways: tuple[Place, Place], steps: int = 8) -> None:
        """Each finger from a place to another, all at once."""
        for step in range(1, steps + 1):
            share = step / steps
            self._send("touchMove", [_between(start, end, share) for start, end in ways])

    def up(self) -> None:
        self._send("touchEnd", ())

    def _send(self, kind: str, places: tuple[Place, ...] | list[Place]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def _between(start: Place, end: Place, share: float) -> Place:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def show(page: Page, tab: str) -> None:
    page.click(f"[data-tab={tab}]")
    page.wait_for_selector(f"body[data-pane={tab}]")


def reached(page: Page, selector: str) -> bool:
    """Whether something is so within a few seconds."""
    until = time.monotonic() + 6
    while time.monotonic() < until and not page.locator(selector).count():
        page.wait_for_timeout(50)
    return page.locator(selector).count() > 0


def spot_of(page: Page, note: str) -> Place:
    """A place on a note's card, near its upper edge."""
    card(page, note).scroll_into_view_if_needed()
    box = card(page, note).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + 12


@dataclass(frozen=True)
class Lying:
    """How the photo lies in its area: where its corner is, and screen pixels per photo pixel."""

    left: float
    top: float
    scale: float

    def under(self, place: Place) -> Place:
        """The photo's pixel at a place of the area."""
        return (place[0] - self.left) / self.scale, (place[1] - self.top) / self.scale


def lying(page: Page) -> Lying:
    return Lying(*page.evaluate(f"[{LEFT}, {TOP}, {SCALE}]"))


def carry(page: Page, fingers: Fingers, start: Place, before: str) -> None:
    """Drag what is held at a place in front of another note, and let go."""
    target = card(page, before).bounding_box()
    assert target
    fingers.move((start, (target["x"] + 20, target["y"] + 6)))
    page.locator(f'.drop-line + .spot [data-note="{before}"]').wait_for()
    fingers.up()
    page.locator(".ghost").wait_for(state="detached")
    saved(page)


def hold(page: Page, fingers: Fingers, note: str) -> Place:
    """Lay a finger on a card until it is lifted."""
    start = spot_of(page, note)
    fingers.down(start)
    page.locator(".ghost").wait_for()
    return start


def test_a_card_held_for_a_moment_is_dragged_into_the_next_cell(page: Page, folder: Path) -> None:
    note, before = id_of(folder, "Poster at the tram stop"), id_of(folder, "Price comparison site")
    show(page, "map")
    fingers = Fingers(page)
    carry(page, fingers, hold(page, fingers, note), before)
    assert (note_in(folder, note).stage, note_in(folder, note).lane) == ("s2", "l1")
    assert [one.id for one in read_map(folder).notes_in("s2", "l1")] == [note, before]
    expect(page.locator("body"), "a drag chooses nothing").to_have_attribute("data-pane", "map")


def test_the_map_scrolls_along_to_a_cell_beyond_the_edge(page: Page, folder: Path) -> None:
    note, before = id_of(folder, "Poster at the tram stop"), id_of(folder, "E-mail survey")
    show(page, "map")
    fingers = Fingers(page)
    start = hold(page, fingers, note)
    edge = (PHONE.width - 8, start[1])
    fingers.move((start, edge))
    wait_for(page, "(({ scrollWidth, clientWidth, scrollLeft }) => scrollWidth - clientWidth - scrollLeft < 2)"
                   "(document.getElementById('map-scroll'))")  # fmt: skip
    carry(page, fingers, edge, before)
    assert (note_in(folder, note).stage, note_in(folder, note).lane) == ("s5", "l1")


def test_a_swipe_over_cards_scrolls_and_moves_nothing(page: Page, folder: Path) -> None:
    was = read_map(folder)
    show(page, "map")
    x, y = spot_of(page, id_of(folder, "Price comparison site"))
    swipe = {"x": x, "y": y, "xDistance": -150, "gestureSourceType": "touch"}
    page.context.new_cdp_session(page).send("Input.synthesizeScrollGesture", swipe)
    wait_for(page, "document.getElementById('map-scroll').scrollLeft > 100")
    expect(page.locator(".ghost")).to_have_count(0)
    expect(page.locator("body")).to_have_attribute("data-pane", "map")
    assert read_map(folder) == was


def test_two_fingers_zoom_the_photo_about_what_lies_between_them(page: Page, folder: Path) -> None:
    show(page, "photo")
    page.wait_for_selector("body[data-photo=shown]", state="attached")
    area = page.locator("#photo-area").bounding_box()
    assert area
    centre = (area["x"] + area["width"] / 2, area["y"] + area["height"] / 2)
    left, right = (centre[0] - 30, centre[1]), (centre[0] + 30, centre[1])
    far_left, far_right = (centre[0] - 120, centre[1]), (centre[0] + 120, centre[1])
    page.locator(".outline").first.hover(trial=True)
    before = lying(page)
    fingers = Fingers(page)
    fingers.down(left, right)
    fingers.move((left, far_left), (right, far_right))
    fingers.up()
    wait_for(page, f"{SCALE} > {3.5 * before.scale}")
    near = lying(page)
    assert near.scale == pytest.approx(4 * before.scale, rel=0.1)
    middle = (area["width"] / 2, area["height"] / 2)
    assert near.under(middle) == pytest.approx(before.under(middle), abs=20)
    fingers.down(centre)
    fingers.move((centre, (centre[0] - 60, centre[1])))
    fingers.up()
    wait_for(page, f"{LEFT} < {near.left - 40}")
    assert lying(page).scale == near.scale, "one finger only moves it"
    fingers.down(far_left, far_right)
    fingers.move((far_left, left), (far_right, right))
    fingers.up()
    wait_for(page, f"{SCALE} < {1.2 * before.scale}")
    expect(page.locator("body"), "none of this was a tap on a note").to_have_attribute("data-pane", "photo")


def test_a_tap_on_an_outline_opens_its_note(page: Page, folder: Path) -> None:
    show(page, "photo")
    note = id_of(folder, "Gate")
    for _ in range(10):  # a tap is timed from here, and on a busy machine may come out as a long press
        page.locator(f'.outline[data-note="{note}"]').tap()
        if reached(page, "body[data-pane=check]"):
            break
    expect(page.locator("#text")).to_have_value("Gate")


def test_a_missed_note_is_drawn_with_a_finger(page: Page, folder: Path) -> None:
    show(page, "photo")
    page.click("#draw")
    page.locator("#mode-ok").hover(trial=True)  # waits until nothing moves any more
    area = page.locator("#photo-area").bounding_box()
    assert area
    start, end = ((area["x"] + area["width"] * share, area["y"] + area["height"] * 0.5) for share in (0.4, 0.6))
    fingers = Fingers(page)
    fingers.down(start)
    fingers.move((start, (end[0], end[1] + 40)))
    fingers.up()
    page.click("#mode-ok")
    page.wait_for_selector("#mode-bar", state="hidden")
    saved(page)
    fresh = note_in(folder, id_of(folder, "freshly read"))
    (left, top), _, (right, bottom), _ = fresh.corners
    assert (right - left) / (bottom - top) == pytest.approx(area["width"] * 0.2 / 40, rel=0.15)
