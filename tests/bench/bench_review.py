"""How quick the review page is with 300 notes and a photo of 48 megapixels: first view, an edit, zooming.

    python -m tests.bench.bench_review
    python -m tests.bench.bench_review --runs 9

A wall of 300 notes is drawn (not a photo that anybody took), served as `stickyscan review` does, and opened in the
system's chromium. First view: from the start of the navigation until map and photo are on screen, in a fresh browser
profile and with a server that has just started. Edit: from the key until the server's answer is on screen, saved.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from stickyscan.folder import MAP_FILE, PHOTOS
from stickyscan.journey import ColourName, JourneyMap, Note
from tests.bench.tables import row
from tests.builders import HEXES, a_lane, a_map, a_note, a_photo, a_stage
from tests.export.browser import a_browser
from tests.review.page_driver import ROOMY, opened, saved, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZE = (8000, 6000)
COLUMNS, ROWS = 20, 15
PAPERS: tuple[ColourName, ...] = ("yellow", "pink", "blue", "green", "orange")
FIRST_VIEW, EDIT = 1500, 100  # milliseconds that are asked for


def main() -> int:
    """Run the benchmark; 1 if a bound is missed."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--runs", type=int, default=5, help="times that the page is opened, and edits made in each")
    runs = ask.parse_args().runs
    with tempfile.TemporaryDirectory() as folder, a_browser() as browser:
        wall = write_wall(Path(folder) / "large")
        views: list[float] = []
        edits: list[float] = []
        frames: list[float] = []
        for _ in range(runs):
            with served(wall) as address, opened(browser, address, ROOMY) as page:
                views.append(first_view(page))
                edits += [edit(page) for _ in range(runs)]
                frames += zoom(page)
    _say(row([f"{COLUMNS * ROWS} notes, {SIZE[0] * SIZE[1] // 10**6} megapixels", "median", "worst", "asked for"]))
    _say("| --- | ---: | ---: | ---: |")
    _say(_line("first view, ms", views, FIRST_VIEW))
    _say(_line("edit saved and shown, ms", edits, EDIT))
    _say(_line("frame while zooming, ms", frames, None))
    return int(statistics.median(views) > FIRST_VIEW or statistics.median(edits) > EDIT)


def write_wall(folder: Path) -> Path:
    """The folder of a drawn wall."""
    (folder / PHOTOS).mkdir(parents=True)
    journey = large_map()
    picture = Image.new("RGB", SIZE, "#e4e2dc")
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(46)
    for note in journey.notes:
        pen.polygon(note.corners, fill=HEXES[note.colour.name])
        pen.multiline_text((note.corners[0][0] + 24, note.corners[0][1] + 30), note.text or "", fill="#222", font=font)
    picture.save(folder / PHOTOS / "wall.jpg", quality=90)
    (folder / MAP_FILE).write_text(journey.to_json(), encoding="utf-8")
    return folder


def large_map() -> JourneyMap:
    """300 notes in 10 stages and 5 lanes; every third asks to be checked."""
    notes: list[Note] = []
    for i in range(COLUMNS * ROWS):
        column, line = i % COLUMNS, i // COLUMNS
        left, top = 200 + column * 380, 200 + line * 375
        corners = ((left, top), (left + 330, top), (left + 330, top + 330), (left, top + 330))
        doubt = {"needs_review": True, "review_reasons": ("doubtful_text",)} if i % 3 == 0 else {}
        place = {"stage": f"s{column // 2 + 1}", "lane": f"l{line // 3 + 1}", "order": i}
        text = f"Note {i + 1}\nwaits for the\nticket by post"
        paper = PAPERS[line // 3]
        notes.append(a_note(text, id=f"n{i + 1}", colour=paper, corners=corners, **place, **doubt))
    return a_map(
        *notes,
        photos=(a_photo(width=SIZE[0], height=SIZE[1]),),
        stages=tuple(a_stage(f"s{i}", f"Stage {i}") for i in range(1, COLUMNS // 2 + 1)),
        lanes=tuple(a_lane(f"l{i}", f"Lane {i}") for i in range(1, ROWS // 3 + 1)),
    )


def first_view(page: Page) -> float:
    """Milliseconds from the start of the navigation until the map and the photo are painted."""
    page.wait_for_selector("body[data-photo]", state="attached")
    return float(page.evaluate("Math.max(...performance.getEntriesByType('mark').map((mark) => mark.startTime))"))


def edit(page: Page) -> float:
    """Milliseconds from pressing Enter over a corrected text until its card shows it, saved."""
    page.fill("#text", f"Corrected {page.locator('#note-title').inner_text()}")
    taken: float = page.evaluate(
        """() => new Promise((done) => {
            const words = document.getElementById("text").value;
            const card = document.querySelector(".card.chosen");
            const start = performance.now();
            const saving = document.getElementById("saving");
            new MutationObserver((_, watch) => {
                if (saving.hasAttribute("data-busy") || card.querySelector(".card-text").textContent !== words) return;
                watch.disconnect();
                requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
            }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
            document.getElementById("accept").click();
        })"""
    )
    saved(page)
    return taken


def zoom(page: Page) -> list[float]:
    """Milliseconds of each frame while the wheel zooms from the whole photo to its pixels."""
    page.evaluate("window.frames_ = []; (function tick(at) { frames_.push(at); requestAnimationFrame(tick); })()")
    area = page.locator("#photo-area").bounding_box()
    assert area
    page.mouse.move(area["x"] + area["width"] / 2, area["y"] + area["height"] / 2)
    for _ in range(40):
        page.mouse.wheel(0, -60)
        page.wait_for_timeout(16)
    times: list[float] = page.evaluate("frames_")
    return [after - before for before, after in pairwise(times[1:])]


def _line(name: str, values: Sequence[float], bound: int | None) -> str:
    return row([name, f"{statistics.median(values):.0f}", f"{max(values):.0f}", str(bound) if bound else ""])


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
