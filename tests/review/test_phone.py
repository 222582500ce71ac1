"""The phone's way in a real Chromium with a phone's screen and touch: link, photos, advice, progress, map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from stickyscan.folder import PHOTOS, read_map
from stickyscan.render import Effects, WallRecipe, render_wall
from stickyscan.review.access import Door
from tests.export.browser import PATIENCE, expect, needs_browser, wait_for
from tests.export.test_html_accessibility import violations
from tests.review.scanners import finding_scanner
from tests.review.serving import RunningServer, a_desk, a_server, encoded

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_browser

Scheme = Literal["light", "dark"]
SCAN = 240_000  # ms: a scan beside other tests on two cores


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with (
        a_desk(tmp_path_factory.mktemp("walls"), door=Door(), build=finding_scanner, engines=True) as desk,
        a_server(desk) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One rendered wall in three photos that overlap, the first as phones of one maker save them."""
    calm = Effects(perspective=0.05, room=0.0, clutter=0.0, shadows=0.2, glare=0.0, overlaps=0.0, touching=0.0)
    pixels = render_wall(WallRecipe(seed=5, size=(1500, 800), notes=14, fill=0.98, effects=calm)).pixels
    folder = tmp_path_factory.mktemp("camera")
    files = [folder / name for name in ("IMG_0001.HEIC", "IMG_0002.JPG", "IMG_0003.JPG")]
    for file, left in zip(files, (0, 400, 800), strict=True):
        kind = "HEIF" if file.suffix == ".HEIC" else "JPEG"
        file.write_bytes(encoded(pixels[:, left : left + 700], kind, quality=92))
    return files


@contextmanager
def a_phone(browser: Browser, scheme: Scheme = "light", locale: str = "en-GB") -> Iterator[Page]:
    """A phone's screen and touch; errors of scripts and of the policy fail the test."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, has_touch=True,
        color_scheme=scheme, locale=locale, reduced_motion="reduce",
    )  # fmt: skip
    problems: list[str] = []
    try:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        page.on("console", lambda said: problems.append(said.text) if "Content Security" in said.text else None)
        yield page
        assert problems == []
    finally:
        context.close()


def joined(page: Page, server: RunningServer) -> None:
    assert server.desk.door is not None
    page.goto(f"{server.address}/join/{server.desk.door.link.token}")
    page.wait_for_url("**/phone")


def settled(page: Page) -> None:
    """Every photo has been sent and judged."""
    states = ("waiting", "sending", "judging")
    busy = page.locator(", ".join(f".tile[data-state={state}]" for state in states))
    expect(busy, "no photo is on its way any more").to_have_count(0, timeout=SCAN)


def test_a_heic_and_two_jpegs_become_a_map(browser: Browser, server: RunningServer, photos: list[Path]) -> None:
    with a_phone(browser) as page:
        joined(page, server)
        page.set_input_files("#choose", photos[:2])
        settled(page)
        page.set_input_files("#camera", photos[2])
        settled(page)
        expect(page.locator(".tile[data-state=here]")).to_have_count(3)
        wait_for(page, "[...document.querySelectorAll('.tile img')].filter(one => one.naturalWidth > 100).length === 3")
        expect(page.get_by_text(re.compile(r"\d+ notes?, (about )?\d+ px wide"))).to_have_count(3)
        page.fill("#wall-name", "Onboarding, group 2")
        page.locator(".go").click()
        page.wait_for_selector(".scan-step[data-state=now], .scan[data-state=done]", timeout=SCAN)
        page.wait_for_selector(".scan-seen img", timeout=SCAN)
        page.wait_for_selector(".scan[data-state=done]", timeout=SCAN)
        page.get_by_role("link", name="Open the map").click()
        page.wait_for_url("**/walls/onboarding-group-2")
        expect(page.locator("body")).to_have_attribute("data-wall", "onboarding-group-2")
        folder = server.desk.workspace.folder / "Onboarding-group-2"
        journey = read_map(folder)
        page.locator("#map-title", has_text=str(journey.title)).wait_for()
    assert [one.file for one in journey.photos] == ["photo-1.heic", "photo-2.jpg", "photo-3.jpg"]
    assert sorted(file.name for file in (folder / PHOTOS).iterdir()) == ["photo-1.heic", "photo-2.jpg", "photo-3.jpg"]
    assert len(journey.notes) >= 8
    assert any(note.also_in for note in journey.notes), "the photos were joined"


def test_a_bad_photo_is_told_at_once_and_can_be_taken_again(
    browser: Browser, server: RunningServer, photos: list[Path], tmp_path: Path
) -> None:
    from PIL import Image, ImageFilter

    with Image.open(photos[1]) as good:
        good.filter(ImageFilter.GaussianBlur(4)).save(tmp_path / "shaky.jpg", quality=92)
        good.resize((good.width // 3, good.height // 3)).save(tmp_path / "far.jpg", quality=92)
    (tmp_path / "<img src=x onerror=alert(1)>.jpg").write_bytes(b"<html>")
    with a_phone(browser, locale="de-DE") as page:
        joined(page, server)
        page.set_input_files("#choose", sorted(tmp_path.iterdir()))
        settled(page)
        shaky, far = (page.locator(".tile", has_text=name) for name in ("shaky.jpg", "far.jpg"))
        expect(shaky.get_by_text("Die Schrift ist unscharf")).to_have_count(1)
        expect(far.get_by_text("Die Zettel sind zu klein")).to_have_count(1)
        expect(far.get_by_text(re.compile(r"Zettel sind \d+ px breit, 85 sind nötig"))).to_have_count(1)
        expect(page.get_by_text("Diese Datei wurde nicht angenommen")).to_have_count(1)
        expect(page.get_by_text("<img src=x onerror=alert(1)>.jpg", exact=True)).to_have_count(1)
        for left in (2, 1, 0):
            page.locator(".tile").first.get_by_role("button").click()
            expect(page.locator(".tile")).to_have_count(left)
        expect(page.locator("#intro"), "with nothing left it begins anew").to_be_visible()


def test_a_refused_scan_says_why_and_can_be_tried_again(
    browser: Browser, server: RunningServer, tmp_path: Path
) -> None:
    from PIL import Image

    Image.new("RGB", (400, 300), "white").save(tmp_path / "wall.png")
    with a_phone(browser) as page:
        joined(page, server)
        page.set_input_files("#choose", tmp_path / "wall.png")
        settled(page)
        page.get_by_text("No sticky notes to be seen").wait_for()
        page.locator(".go").click()
        page.wait_for_selector(".scan[data-state=failed]", timeout=SCAN)
        page.get_by_role("alert").get_by_text("no sticky notes found in photo-1.png").wait_for()
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("#camera")).to_be_enabled()


def test_failures_are_told_in_the_language_of_the_page(browser: Browser, server: RunningServer, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (400, 300), "white").save(tmp_path / "wall.png")
    (tmp_path / "words.jpg").write_bytes(b"no photo")
    with a_phone(browser, locale="de-DE") as page:
        joined(page, server)
        page.set_input_files("#choose", sorted(tmp_path.iterdir()))
        settled(page)
        expect(page.get_by_text("Die Datei lässt sich nicht lesen")).to_have_count(1)
        page.locator(".go").click()
        page.wait_for_selector(".scan[data-state=failed]", timeout=SCAN)
        expect(page.get_by_role("alert")).to_have_text(re.compile("^Auf den Fotos sind keine Haftzettel zu finden"))


def test_without_the_link_the_phone_sees_nothing(browser: Browser, server: RunningServer) -> None:
    with a_phone(browser) as page:
        for path in ("/", "/phone", "/walls/onboarding-group-2", "/join/wrong"):
            answer = page.goto(server.address + path)
            assert answer is not None
            assert answer.status == 403, path
        expect(page.get_by_role("heading", name="No entry")).to_be_visible()


def test_the_cookie_is_out_of_reach_for_scripts(browser: Browser, server: RunningServer) -> None:
    with a_phone(browser) as page:
        joined(page, server)
        assert page.evaluate("document.cookie") == ""
        (cookie,) = page.context.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_phones_pages(
    browser: Browser, server: RunningServer, photos: list[Path], scheme: Scheme, tmp_path: Path
) -> None:
    (tmp_path / "no.jpg").write_bytes(b"no photo")
    with a_phone(browser, scheme) as page:
        page.goto(f"{server.address}/phone")
        assert violations(page) == [], "the page that refuses"
        joined(page, server)
        page.wait_for_load_state("networkidle")
        assert violations(page) == [], "before the first photo"
        page.set_input_files("#choose", [photos[1], tmp_path / "no.jpg"])
        settled(page)
        assert violations(page) == [], "with photos"


def test_the_page_fits_the_narrowest_phone(browser: Browser, server: RunningServer, photos: list[Path]) -> None:
    with a_phone(browser) as page:
        page.set_viewport_size({"width": 360, "height": 640})
        joined(page, server)
        for file in (None, photos[1]):
            if file is not None:
                page.set_input_files("#choose", file)
                settled(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            small = page.locator(".button:visible").evaluate_all(
                "all => all.filter(one => one.getBoundingClientRect().height < 44).map(one => one.textContent)"
            )
            assert small == [], "a thumb needs 44 px"
