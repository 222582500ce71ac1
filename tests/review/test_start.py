"""The start page in a real Chromium: all walls, a dropped wall, the code for phones; and the command that shows it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
import segno

from stickyscan.folder import MAP_FILE, PHOTOS
from stickyscan.review.access import Door
from stickyscan.review.desk import Desk
from stickyscan.review.listen import LOOPBACK, open_sockets
from tests import fakes
from tests.builders import a_map, a_note, a_photo
from tests.export.browser import PATIENCE, expect, needs_browser, wait_for
from tests.export.test_html_accessibility import violations
from tests.review.serving import RunningServer, a_desk, a_photo_file, a_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Scheme = Literal["light", "dark"]
EVIL = "<img src=x onerror=document.title='hacked'>"


def a_workspace(folder: Path) -> Path:
    """Three walls: one to check, one that is done and has a hostile title, one whose map is broken."""
    walls = {
        "checkout": a_map(a_note(id="n1"), a_note(id="n2", text=None), title="Checkout"),
        "evil": a_map(a_note(text=EVIL), title=EVIL),
    }
    drawn = a_photo(width=fakes.WALL_SIZE[0], height=fakes.WALL_SIZE[1])
    for name, journey in walls.items():
        (folder / name / PHOTOS).mkdir(parents=True)
        (folder / name / MAP_FILE).write_text(journey.model_copy(update={"photos": (drawn,)}).to_json(), "utf-8")
        (folder / name / PHOTOS / "wall.jpg").write_bytes(a_photo_file())
    (folder / "broken").mkdir()
    (folder / "broken" / MAP_FILE).write_text("{")
    return folder


def code_of(desk: Desk) -> str:
    """The picture of the present link."""
    made = segno.make(str(desk.phone_link), error="m", micro=False)
    return made.svg_data_uri(border=4, dark="#14171b", light="#ffffff", omitsize=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with a_desk(a_workspace(tmp_path_factory.mktemp("walls"))) as desk, a_server(desk) as running:
        yield running


@pytest.fixture(scope="module")
def lan_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with a_desk(a_workspace(tmp_path_factory.mktemp("lan")), door=Door()) as desk, a_server(desk) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce", locale="en-GB")
    context.set_default_timeout(PATIENCE)
    problems: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda problem: problems.append(str(problem)))
    opened.on("console", lambda said: problems.append(said.text) if "Content Security" in said.text else None)
    yield opened
    context.close()
    assert problems == []


@needs_browser
def test_all_walls_are_there_and_hostile_titles_do_nothing(page: Page, server: RunningServer) -> None:
    page.goto(server.address)
    page.locator(".wall-card").nth(2).wait_for()
    expect(page.locator(".wall-card", has_text="Checkout").get_by_text("1 to check")).to_be_visible()
    expect(page.locator(".wall-card", has_text="onerror").get_by_text("Nothing to check")).to_be_visible()
    expect(page.locator(".wall-card", has_text="broken").get_by_text("cannot be read")).to_be_visible()
    wait_for(
        page, "[...document.querySelectorAll('.wall-card img')].filter(one => one.naturalWidth > 100).length === 2"
    )
    assert page.title().startswith("Walls")
    page.get_by_role("link", name="Checkout").click()
    page.wait_for_url("**/walls/checkout")


@needs_browser
def test_photos_dropped_become_a_wall(page: Page, server: RunningServer) -> None:
    page.goto(server.address)
    page.locator(".wall-card").nth(2).wait_for()
    drop = """bytes => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], "wall.jpg", { type: "image/jpeg" }));
      for (const kind of ["dragover", "drop"])
        document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(drop, list(a_photo_file()))
    page.get_by_text("6 notes, about 110 px wide").wait_for(timeout=60_000)
    page.get_by_label("Name of the wall").fill("Dropped")
    page.get_by_role("button", name="Make the map").click()
    page.get_by_role("heading", name="The map is ready").wait_for(timeout=240_000)
    page.locator(".wall-card", has_text="Dropped").wait_for()
    assert (server.desk.workspace.folder / "Dropped" / MAP_FILE).is_file()


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_start_and_join_pages(page: Page, lan_server: RunningServer, scheme: Scheme) -> None:
    assert lan_server.desk.door is not None
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{lan_server.address}/join/{lan_server.desk.door.owner_token}")
    page.locator(".wall-card").nth(2).wait_for()
    assert violations(page) == [], "all walls"
    page.goto(f"{lan_server.address}/invite")
    page.get_by_text("Lets in").wait_for()
    assert violations(page) == [], "the large code"


@needs_browser
def test_the_code_is_the_link_and_can_be_renewed(page: Page, lan_server: RunningServer) -> None:
    desk = lan_server.desk
    assert desk.door is not None
    page.goto(f"{lan_server.address}/join/{desk.door.owner_token}")
    expect(page.locator("#qr")).to_have_attribute("src", code_of(desk))
    wait_for(page, "document.getElementById('qr').naturalWidth > 0")
    before = desk.phone_link
    page.get_by_role("button", name="New link").click()
    page.locator(".toast", has_text="This is the new link").wait_for()
    assert desk.phone_link != before
    expect(page.locator("#qr")).to_have_attribute("src", code_of(desk))
    page.goto(f"{lan_server.address}/invite")
    expect(page.locator("#link")).to_have_text(str(desk.phone_link))
    expect(page.locator("#qr")).to_have_attribute("src", code_of(desk))


@needs_browser
def test_a_link_renewed_while_leaving_or_elsewhere_is_the_one_that_is_shown(
    page: Page, lan_server: RunningServer
) -> None:
    desk = lan_server.desk
    assert desk.door is not None
    page.goto(f"{lan_server.address}/join/{desk.door.owner_token}")
    page.get_by_text("Lets in").wait_for()
    before = str(desk.phone_link)
    # Click and leave in one breath: no answer can have come before.
    page.evaluate("setTimeout(() => { document.getElementById('new-link').click(); location.assign('/invite'); })")
    page.wait_for_url("**/invite")
    expect(page.locator("#link")).not_to_have_text(re.compile(f"^$|{re.escape(before)}"))
    expect(page.locator("#link")).to_have_text(str(desk.phone_link))
    desk.door.renew()
    expect(page.locator("#link")).to_have_text(str(desk.phone_link))
    expect(page.locator("#qr")).to_have_attribute("src", code_of(desk))


@needs_browser
def test_a_link_that_cannot_be_renewed_is_told(page: Page, lan_server: RunningServer) -> None:
    assert lan_server.desk.door is not None
    page.goto(f"{lan_server.address}/join/{lan_server.desk.door.owner_token}")
    page.get_by_text("Lets in").wait_for()
    page.route("**/api/invitation", lambda route: route.abort())
    page.get_by_role("button", name="New link").click()
    page.locator(".toast", has_text="does not answer").wait_for()


@needs_browser
@pytest.mark.parametrize("width", [360, 3840])
def test_the_start_page_fits_every_screen(page: Page, lan_server: RunningServer, width: int) -> None:
    assert lan_server.desk.door is not None
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{lan_server.address}/join/{lan_server.desk.door.owner_token}")
    page.locator(".wall-card").nth(2).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_both_languages_say_the_same_things() -> None:
    import json

    folder = Path(__file__).parents[2] / "stickyscan" / "review" / "locales"
    en, de = (json.loads((folder / f"{lang}.serve.json").read_text("utf-8")) for lang in ("en", "de"))
    assert list(en) == list(de)
    for key in en:
        assert set(re.findall(r"\{\w+\}", en[key])) == set(re.findall(r"\{\w+\}", de[key])), key


def test_a_taken_port_is_told() -> None:
    from stickyscan.errors import UsageError

    sockets, port = open_sockets((LOOPBACK,), 0)
    try:
        with pytest.raises(UsageError, match="--port"):
            open_sockets((LOOPBACK,), port)
    finally:
        for one in sockets:
            one.close()


def test_the_command_serves_and_ends_cleanly(tmp_path: Path) -> None:
    run = "from stickyscan.cli.serve import serve\nif __name__ == '__main__': serve()"
    script = tmp_path / "run.py"
    script.write_text(run)
    walls, temporary = tmp_path / "walls", tmp_path / "temporary"
    temporary.mkdir()
    with subprocess.Popen(
        [sys.executable, str(script), str(walls), "--port", "0", "--no-open", "--finder", "contours"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        address = next(line.strip() for line in process.stdout if "http://" in line)
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address, timeout=60) as answer:
            assert "From the wall to the map" in answer.read().decode()
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(urllib.request.Request(address, headers={"Host": "evil.example"}), timeout=60)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert "Traceback" not in process.stderr.read()
    assert not list(temporary.glob("stickyscan-*")), "the folder of uploads is gone"
