"""Servers that several files of tests ask, and pages that they work in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stickyscan.review.access import Door
from stickyscan.review.desk import Desk
from tests.export.browser import a_browser
from tests.review.page_driver import ROOMY, demo_folder, opened, served
from tests.review.serving import a_desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with a_desk(tmp_path_factory.mktemp("walls")) as opened:
        yield opened


@pytest.fixture(scope="module")
def lan_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with a_desk(tmp_path_factory.mktemp("lan-walls"), door=Door()) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as started:
        yield started


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A wall of the browser tests."""
    return demo_folder(tmp_path / "tickets")


@pytest.fixture
def page(browser: Browser, folder: Path) -> Iterator[Page]:
    """The review page of that wall."""
    with served(folder) as address, opened(browser, address, ROOMY) as shown:
        yield shown
