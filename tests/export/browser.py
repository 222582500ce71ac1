"""The exported page in a real browser: Debian's chromium, driven by playwright, with the real axe-core."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page
    from playwright.sync_api._generated import LocatorAssertions

PATIENCE = 60_000  # ms: what is waited for comes late on a machine that has much else to do
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def _chromium() -> str | None:
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def axe_source() -> str:
    """The script of axe-core, as the PyPI package axe-playwright-python carries it."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def missing() -> str | None:
    """What keeps the browser tests from running, as advice; None if they can run."""
    if find_spec("axe_playwright_python") is None:
        return "needs playwright and axe-core: pip install axe-playwright-python"
    if _chromium() is None:
        return f"needs a browser ({', '.join(_NAMES)}): apt-get install chromium"
    return None


needs_browser = pytest.mark.skipif(missing() is not None, reason=missing() or "")


@contextmanager
def a_browser() -> Iterator[Browser]:
    """A fresh headless browser, closed afterwards."""
    from playwright.sync_api import sync_playwright

    # Chromium refuses its sandbox to root, which is who tests run as in a container.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=[*_QUIET, *sandbox])
        try:
            yield browser
        finally:
            browser.close()


def expect(locator: Locator, says: str | None = None) -> LocatorAssertions:
    """What is to become true of a part of a page, in good time."""
    from playwright.sync_api import expect as awaited

    awaited.set_options(timeout=PATIENCE)
    return awaited(locator, says)


def wait_for(page: Page, condition: str) -> None:
    """Wait until a script finds that something holds; `page.wait_for_function` cannot where the page forbids eval."""
    until = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(condition):
        assert time.monotonic() < until, f"never true: {condition}"
        page.wait_for_timeout(50)
