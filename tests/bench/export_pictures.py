"""Pictures of what the exports look like in other people's programs, for the README and for looking at.

    make pictures                                      samples/pictures/export-*.png

Two of the samples are scanned and handed over as a page, slides, a workbook and a PDF; chromium, LibreOffice and
poppler show them.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from tests.export.browser import a_browser

ROOT = Path(__file__).resolve().parents[2]
# The sample, how it is scanned, and how many pixels wide its page is shown.
WALLS = (("journey", ("--template", "customer-journey"), 1400), ("kanban", (), 1400))
WIDTH, COLOURS, SHOWN_HEIGHT = 1200, 128, 1.0  # pixels; in the palette of a file; of the page, in widths of the window


def main() -> int:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "samples" / "pictures")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        for name, flags, window in WALLS:
            wall = Path(work) / name
            _run(sys.executable, "-m", "stickyscan", "scan", ROOT / "samples" / f"{name}.jpg", *flags, "-o", wall)
            _run(sys.executable, "-m", "stickyscan", "export", wall, "--to", "html,pptx,xlsx,pdf", "-o", wall)
            for kind, picture in _pictures(wall, name, window):
                file = folder / f"export-{name}-{kind}.png"
                _shrunk(picture).save(file, optimize=True)
                sys.stdout.write(f"{file.relative_to(folder.parent)}: {file.stat().st_size:,} bytes\n")
    return 0


def _pictures(wall: Path, name: str, window: int) -> Iterator[tuple[str, Path]]:
    yield "html", _page(wall / f"{name}.html", wall / "html.png", window)
    for kind in ("pptx", "xlsx"):
        yield kind, _first_page(_in_libreoffice(wall, f"{name}.{kind}"), wall / kind)
    yield "pdf", _first_page(wall / f"{name}.pdf", wall / "pdf")


def _in_libreoffice(wall: Path, file: str) -> Path:
    """The file as LibreOffice prints it."""
    folder = wall / f"{file}-printed"
    profile = f"-env:UserInstallation=file://{wall}/profile"
    _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, wall / file)
    return folder / f"{Path(file).stem}.pdf"


def _page(page: Path, picture: Path, window: int) -> Path:
    with a_browser() as browser:
        shown = browser.new_page(viewport={"width": window, "height": round(window * SHOWN_HEIGHT)})
        shown.goto(page.as_uri())
        shown.screenshot(path=str(picture))
    return picture


def _first_page(document: Path, stem: Path) -> Path:
    _run("pdftoppm", "-png", "-r", "110", "-f", "1", "-l", "1", "-singlefile", document, stem)
    return stem.with_name(f"{stem.name}.png")


def _shrunk(picture: Path) -> Image.Image:
    whole = Image.open(picture).convert("RGB")
    if whole.width > WIDTH:
        whole = whole.resize((WIDTH, round(whole.height * WIDTH / whole.width)), Image.Resampling.LANCZOS)
    return whole.quantize(COLOURS, dither=Image.Dither.NONE)


def _run(*command: object) -> None:
    if shutil.which(str(command[0])) is None:
        raise SystemExit(f"needs {command[0]}: see .ci/run for what to install")
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
