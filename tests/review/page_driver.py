"""The review page in a real browser, over a real server that runs in a thread of the test."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from stickyscan.folder import read_map
from stickyscan.journey import JourneyMap, Note
from stickyscan.review.app import make_app
from stickyscan.review.house import House, house_of_one

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

DESKTOP, PHONE = (1280, 800), (360, 740)


@contextmanager
def served(folder: Path, house: House | None = None) -> Iterator[str]:
    """A server for the wall of a folder, on a free port; gives the address of its page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    house = house or house_of_one(folder)
    quiet = {"log_level": "error", "timeout_graceful_shutdown": 1}
    server = uvicorn.Server(uvicorn.Config(make_app(house), host="127.0.0.1", port=port, **quiet))  # type: ignore[arg-type]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < end and thread.is_alive(), "the server does not start"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}/walls/{house.home}"
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def opened(
    browser: Browser,
    address: str,
    window: tuple[int, int] = DESKTOP,
    *,
    dark: bool = False,
    lang: str = "en",
    touch: bool = False,
    scale: float = 1,
) -> Iterator[Page]:
    """The page, ready to be worked with. A mistake in a script or a forbidden request fails the test."""
    size: ViewportSize = {"width": window[0], "height": window[1]}
    context = browser.new_context(
        viewport=size, color_scheme="dark" if dark else "light", reduced_motion="reduce", has_touch=touch, is_mobile=touch,
        device_scale_factor=scale,
    )  # fmt: skip
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    try:
        page.goto(f"{address}?lang={lang}")
        ready(page)
        yield page
    finally:
        context.close()
        if said:
            print(said)  # noqa: T201 (pytest shows it with the failure)
    unexpected = [words for words in said if "status of 40" not in words]
    assert unexpected == []


def ready(page: Page) -> None:
    """Wait until the page shows the map."""
    page.wait_for_selector("body[data-ready]", state="attached")
    assert page.get_attribute("body", "data-ready") == "true"


def saved(page: Page) -> None:
    """Wait until every edit has been answered."""
    page.wait_for_function("!document.getElementById('saving').hasAttribute('data-busy')")


def the_map(folder: Path) -> JourneyMap:
    """What is in the file now."""
    return read_map(folder)


def note_in(folder: Path, id_: str) -> Note:
    """One note as it is in the file now."""
    return next(note for note in read_map(folder).notes if note.id == id_)
