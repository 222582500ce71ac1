"""The exported page in a real browser: Debian's chromium, driven by playwright, with the real axe-core."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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
