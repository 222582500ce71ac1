"""Pictures of the review page for the README: a rendered sample wall, scanned as anybody would, then photographed.

python -m tests.bench.review_pictures              samples/pictures/review-{desktop,phone,dark}.png
python -m tests.bench.review_pictures --out /tmp   elsewhere
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from stickyscan import scan
from stickyscan.folder import write_wall_folder
from tests.export.browser import a_browser
from tests.review.page_driver import Window, opened, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
WALL = ROOT / "samples" / "journey.jpg"  # rendered; see samples/README.md
SCREEN, PHONE = Window(1280, 820), Window(390, 780, touch=True)
LARGEST = 300_000  # bytes of a picture


def main() -> int:
    """Make the pictures."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--out", type=Path, default=ROOT / "samples" / "pictures")
    out = ask.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work, a_browser() as browser:
        folder = Path(work) / "workshop"
        write_wall_folder(folder, scan([WALL]), [WALL], replace=False)
        with served(folder) as address:
            with opened(browser, address, SCREEN) as page:
                _take(page, out / "review-desktop.png")
            with opened(browser, address, replace(SCREEN, dark=True)) as page:
                _take(page, out / "review-dark.png")
            with opened(browser, address, PHONE) as page:
                _take(page, out / "review-phone.png")
    return 0


def _take(page: Page, file: Path) -> None:
    if page.locator("#photo-area").is_visible():
        page.wait_for_selector("body[data-photo]", state="attached")
    page.wait_for_timeout(500)  # the cut-out comes by itself
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(file, optimize=True)
    size = file.stat().st_size
    assert size < LARGEST, f"{file.name} has {size} bytes"
    sys.stdout.write(f"{file} ({size // 1000} kB)\n")


if __name__ == "__main__":
    sys.exit(main())
