"""map.html and overlay.jpg follow the map: once, when it has been quiet, or at the end."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import pytest

from stickyscan.folder import MAP_FILE, PHOTOS, read_map, replace_map
from stickyscan.review.derived_later import DerivedLater
from tests.review.review_maps import wall_folder


def titled(folder: Path, title: str) -> None:
    replace_map(folder, read_map(folder).model_copy(update={"title": title}).to_json().encode())


def page(folder: Path) -> str:
    file = folder / "map.html"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def test_after_a_quiet_while_the_page_shows_the_latest_edit(tmp_path: Path) -> None:
    folder = wall_folder(tmp_path / "wall")
    later = DerivedLater(folder, quiet=0.3)
    for number in range(3):
        titled(folder, f"Edit {number}")
        later.changed()
    assert page(folder) == "", "not while somebody edits"
    end = time.monotonic() + 30
    while "Edit 2" not in page(folder):
        assert time.monotonic() < end
        time.sleep(0.05)
    later.close()


def test_at_the_end_it_is_made_at_once_but_only_if_something_changed(tmp_path: Path) -> None:
    folder = wall_folder(tmp_path / "wall")
    DerivedLater(folder).close()
    assert page(folder) == ""
    later = DerivedLater(folder)
    titled(folder, "Last edit")
    later.changed()
    later.close()
    assert "Last edit" in page(folder)
    assert (folder / "overlay.jpg").stat().st_size > 0


@pytest.mark.parametrize("what", ["photo", "map"])
def test_what_cannot_be_made_is_logged_and_harms_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    folder = wall_folder(tmp_path / "wall")
    (folder / PHOTOS / "wall.jpg" if what == "photo" else folder / MAP_FILE).write_text("x")
    later = DerivedLater(folder)
    later.changed()
    with caplog.at_level(logging.WARNING):
        later.close()
    assert "do not show the latest edits" in caplog.text
    assert page(folder) == ""
