"""The review page in a real browser, over a real server that runs in a thread of the test."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from stickyscan.folder import MAP_FILE, PHOTOS, read_map
from stickyscan.geometry import Quad
from stickyscan.journey import Colour, JourneyMap, Note, PhotoInfo
from stickyscan.review.app import make_app
from stickyscan.review.edits import Reading
from stickyscan.review.house import House, house_of_one
from stickyscan.review.listen import LOOPBACK, open_sockets
from stickyscan.review.security import Rules, local_hosts
from tests.export.browser import PATIENCE
from tests.export.demo_wall import demo_map, draw_photo

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page


@dataclass(frozen=True)
class Window:
    """How the page is looked at."""

    width: int
    height: int
    dark: bool = False
    lang: str = "en"
    touch: bool = False


DESKTOP, PHONE = Window(1280, 800), Window(360, 740, touch=True)
ROOMY = Window(1500, 1000)


class ScriptedReader:
    """Reads the same words in every outline, pink paper."""

    def read(self, file: Path, photo: PhotoInfo, journey: JourneyMap, outlines: Sequence[Quad]) -> tuple[Reading, ...]:
        assert file.is_file(), "there is a photo to read in"
        pink = Colour(name="pink", hex="#f28ca8", confidence=0.9)
        return tuple(Reading(quad.corners, pink, "freshly read", "freshly read", 0.9) for quad in outlines)


@contextmanager
def served(folder: Path, house: House | None = None) -> Iterator[str]:
    """The server of `stickyscan review` for the wall of a folder, guard and all; gives the address of its page."""
    sockets, port = open_sockets((LOOPBACK,), 0)
    house = house or house_of_one(folder, ScriptedReader())
    app = make_app(house, Rules(local_hosts(port)))
    quiet = uvicorn.Config(app, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(quiet)
    thread = threading.Thread(target=server.run, args=(list(sockets),), daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{port}/walls/{house.home}"
    finally:
        house.stopping.set()
        server.should_exit = True
        thread.join(10)
        house.close()


@contextmanager
def opened(browser: Browser, address: str, window: Window = DESKTOP, *, quiet: bool = True) -> Iterator[Page]:
    """The page, ready to be worked with. A mistake in a script or a forbidden request fails a `quiet` test."""
    context = browser.new_context(
        viewport={"width": window.width, "height": window.height},
        color_scheme="dark" if window.dark else "light",
        reduced_motion="reduce",
        has_touch=window.touch,
        is_mobile=window.touch,
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    try:
        page.goto(f"{address}?lang={window.lang}")
        ready(page)
        yield page
    finally:
        context.close()
        if said:
            print(said)  # noqa: T201 (pytest shows it with the failure)
    assert not quiet or [words for words in said if "status of 409" not in words] == []


def ready(page: Page) -> None:
    """Wait until the page shows the map."""
    page.wait_for_selector("body[data-ready]", state="attached")
    assert page.get_attribute("body", "data-ready") == "true"


def saved(page: Page) -> None:
    """Wait until every edit has been answered."""
    page.wait_for_selector("#saving:not([data-busy])", state="attached")


def demo_folder(folder: Path) -> Path:
    """The folder of the drawn wall of tests.export.demo_wall: 5 stages, 4 lanes, 29 notes, 3 of them doubtful."""
    (folder / PHOTOS).mkdir(parents=True)
    draw_photo(demo_map(), folder / PHOTOS / "wall.jpg")
    (folder / MAP_FILE).write_text(demo_map().to_json(), encoding="utf-8")
    return folder


def id_of(folder: Path, text: str) -> str:
    """The note that says this."""
    return next(note.id for note in read_map(folder).notes if note.text == text)


def card(page: Page, id_: str) -> Locator:
    """A note's card in the map."""
    return page.locator(f'.card[data-note="{id_}"]')


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is on what the selector names, as somebody without a mouse would."""
    for _ in range(150):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never comes to {wanted}")


def the_map(folder: Path) -> JourneyMap:
    """What is in the file now."""
    return read_map(folder)


def note_in(folder: Path, id_: str) -> Note:
    """One note as it is in the file now."""
    return next(note for note in read_map(folder).notes if note.id == id_)
