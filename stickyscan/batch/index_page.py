"""The lines of a batch in, `index.html` out: a page to browse all walls, and to see what failed and what to do.

Nothing on it comes from elsewhere: style is inline, thumbnails lie in the walls' folders, there is no script.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from statistics import median
from string import Template
from urllib.parse import quote

from stickyscan.batch.ledger import WallLine
from stickyscan.batch.scan_to_folder import THUMBNAIL
from stickyscan.export.page.markup import Child, Markup, joined, tag, text
from stickyscan.export.words import counted
from stickyscan.write_whole import write_whole

INDEX_FILE = "index.html"
_WALLS_PER_PAGE = 500
_STATES = {"scanned": "scanned", "skipped": "done before"}


def write_index(out: Path, lines: Sequence[WallLine]) -> None:
    """Write the page, or several where there are many walls; pages of an earlier, larger batch go.

    Raises:
        OSError: it cannot be written. Earlier pages are there as they were then, or this one.
    """
    pages = dict(index_pages(out, lines))
    for name, content in pages.items():
        write_whole(out / name, content)
    for old in out.glob("index-*.html"):
        if old.name not in pages:
            old.unlink(missing_ok=True)


def index_pages(out: Path, lines: Sequence[WallLine]) -> Iterator[tuple[str, bytes]]:
    """Name and content of each page; `out` is where the walls' folders are."""
    failed = [line for line in lines if line.state == "failed"]
    done = [line for line in lines if line.state != "failed"]
    parts = [done[at : at + _WALLS_PER_PAGE] for at in range(0, len(done), _WALLS_PER_PAGE)] or [[]]
    style = "\n" + (files("stickyscan.batch") / "page" / "index.css").read_text("utf-8")
    frame = Template((files("stickyscan.batch") / "page" / INDEX_FILE).read_text("utf-8"))
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    for number, part in enumerate(parts):
        yield (
            _name(number),
            frame.substitute(
                # A page opened as a file has no origin that 'self' could mean: its pictures are named by their scheme.
                policy=f"default-src 'none'; img-src 'self' file: data:; style-src 'sha256-{hashed}'; base-uri 'none'; "
                "form-action 'none'",
                version=text(version("stickyscan")),
                title=text(counted(len(lines), "wall")),
                style=style,
                figures=_figures(done, failed),
                nav=_pages(number, len(parts)),
                failures=_failures(failed) if number == 0 else "",
                walls=tag("ul", [_wall(out, line) for line in part], class_="walls")
                if part
                else tag("p", "No wall has a map yet.", class_="quiet"),
            ).encode(),
        )


def _name(number: int) -> str:
    return INDEX_FILE if number == 0 else f"index-{number + 1}.html"


def _figures(done: Sequence[WallLine], failed: Sequence[WallLine]) -> Markup:
    review = sum(line.to_review or 0 for line in done)
    seconds = [line.seconds for line in done if line.seconds is not None]
    memory = [line.memory_mib for line in done if line.memory_mib is not None]
    items: list[Child] = [
        tag("li", counted(len(done), "map")),
        tag("li", counted(sum(line.notes or 0 for line in done), "note")),
    ]
    if review:
        items.append(tag("li", f"{counted(review, 'note')} to check", class_="todo"))
    if failed:
        link = tag("a", counted(len(failed), "wall") + " failed", href=f"{INDEX_FILE}#failures")
        items.append(tag("li", link, class_="todo"))
    if seconds:
        items.append(tag("li", f"{median(seconds):.1f} s a wall (median), {max(seconds):.1f} s at most"))
    if memory:
        items.append(tag("li", f"{max(memory):,} MiB at most"))
    return tag("ul", items, class_="figures")


def _pages(number: int, pages: int) -> Markup:
    if pages == 1:
        return Markup("")
    items = [
        tag("li", tag("b", f"Page {i + 1}", aria_current="page"))
        if i == number
        else tag("li", tag("a", f"Page {i + 1}", href=_name(i)))
        for i in range(pages)
    ]
    return tag("nav", tag("ul", items), aria_label="Pages")


def _failures(failed: Sequence[WallLine]) -> Markup:
    if not failed:
        return Markup("")
    items = [
        tag(
            "li",
            tag("h3", line.wall, dir="auto"),
            tag("p", line.error or "", class_="what"),
            tag("p", line.message or ""),
            tag("p", _photos(line), class_="quiet"),
        )
        for line in failed
    ]
    return tag(
        "section",
        tag("h2", "Failed", id="failures", tabindex="-1"),
        tag("ul", items, class_="failures"),
        aria_labelledby="failures",
    )


def _photos(line: WallLine) -> str:
    first = line.photos[0].file
    return first if len(line.photos) == 1 else f"{first} and {counted(len(line.photos) - 1, 'more photo')}"


def _wall(out: Path, line: WallLine) -> Markup:
    folder = line.folder or line.wall
    address = quote(folder)
    picture: Child = "no picture"
    if (out / folder / THUMBNAIL).is_file():
        picture = tag("img", src=f"{address}/{THUMBNAIL}", alt=f"Overview of {line.wall}", loading="lazy")
    told = [counted(line.notes or 0, "note"), _STATES.get(line.state, line.state)]
    if line.seconds is not None:
        told.append(f"{line.seconds:.1f} s")
    about = [
        tag("h3", tag("a", line.wall, href=f"{address}/map.html"), dir="auto"),
        tag("p", ", ".join(told)),
        tag("p", f"{line.to_review} to check", class_="check") if line.to_review else None,
        tag("p", line.message, class_="quiet") if line.message and line.message != "scanned before" else None,
        *(tag("p", warning, class_="quiet") for warning in line.warnings),
    ]
    return joined(tag("li", tag("div", picture, class_="picture"), tag("div", about, class_="about")))
