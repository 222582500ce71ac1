"""What GitHub's own parser makes of the Markdown, pandoc of the outline, and a paste of Trello's text."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from stickyscan.export import export
from stickyscan.export.words import kind_sign, kind_words, one_line, place_words, printable
from stickyscan.journey import JourneyMap
from tests.export.maps import MAPS, TASKS, Fact, facts_of, kind_told, place_of
from tests.export.test_to_markdown import ITEM, in_italics

JOINER = "\N{WORD JOINER}"
every_map = pytest.mark.parametrize("name", MAPS)


def as_on_github(journey: JourneyMap, form: str) -> Any:
    """The page that GitHub's parser makes of a file, as a browser reads it."""
    cmark = pytest.importorskip("cmarkgfm")
    import html5lib

    # Line breaks in a table's cells are HTML there, which GitHub lets through after a look at each element.
    made = cmark.github_flavored_markdown_to_html(export(journey, form).decode(), cmark.cmark.Options.CMARK_OPT_UNSAFE)
    return html5lib.parse(made, namespaceHTMLElements=False)


def words_of(element: Any) -> str:
    """Its text, a line for each line that a browser shows."""
    return "".join(_shown(element)).strip()


def _shown(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield "\n" if child.tag == "br" else ""
        yield from _shown(child)
        yield child.tail or ""


@every_map
def test_github_shows_every_note_in_a_list_under_its_stage_and_lane(name: str) -> None:
    page = as_on_github(MAPS[name](), "markdown")
    assert {element.tag for element in page.find("body").iter()} <= {
        "body", "h1", "h2", "h3", "p", "ul", "li", "strong", "em", "table", "thead", "tbody", "tr", "th", "td", "br",
    }  # fmt: skip
    found: Counter[Fact] = Counter()
    heading = ""
    for part in page.find("body"):
        if part.tag in {"h2", "h3"}:
            heading = words_of(part)
        elif part.tag == "ul" and heading not in {
            "Could not be read", "Please check", "Arrows", "Warnings", "Emotion curve", "Headings on the wall",
        }:  # fmt: skip
            for item in part:
                told = ITEM.fullmatch(words_of(item))
                assert told
                kind = f"Note ({told[3]})" if told[1] == "Note" else told[1]
                found[place_of(*heading.split(" / ")), kind, told[2]] += 1
    assert found == facts_of(MAPS[name](), in_italics)


@every_map
def test_github_shows_every_placed_note_in_its_cell_of_the_table(name: str) -> None:
    journey = MAPS[name]()
    rows = [[words_of(cell) for cell in row] for row in as_on_github(journey, "markdown").iter("tr")]
    found: Counter[Fact] = Counter()
    for lane, *cells in rows[1:]:
        for stage, cell in zip(rows[0][1:], cells, strict=True):
            for line in cell.split("\n") if cell != "—" else ():
                heading, _, words = line.partition(": ")
                found[place_of(stage, lane), heading.split(", ")[0], words.strip()] += 1
    wanted: Counter[Fact] = Counter()
    for note in journey.notes:
        if note.role == "note" and (note.stage or note.lane):
            titles = (one_line(title) for title in place_words(journey, note) if title)
            words = "could not be read" if note.text is None else one_line(printable(note.text)) or "empty"
            wanted[place_of(*titles), f"{kind_sign(note)} {kind_words(note)}".strip(), words] += 1
    assert found == wanted


@every_map
def test_github_shows_every_task_with_its_place_and_no_mention(name: str) -> None:
    journey = MAPS[name]()
    page = as_on_github(journey, "github-issues")
    assert not list(page.iter("a"))
    found: Counter[Fact] = Counter()
    for item in page.iter("li"):
        box, heading = list(item)
        assert box.get("type") == "checkbox"
        words, _, place = words_of(item).removeprefix(heading.text).strip().removesuffix(")").rpartition(" (")
        found[place.replace(JOINER, ""), heading.text.split(" · ")[0], words.replace(JOINER, "")] += 1
    tasks = {kind_told(note) for note in journey.notes if note.kind in TASKS}
    assert found == Counter({key: n for key, n in facts_of(journey, one_line).items() if key[1] in tasks})
    assert not re.search(r"[@#]\w", "".join(page.itertext()))


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="needs pandoc")
@every_map
def test_pandoc_finds_every_note_under_its_stage_and_lane(name: str) -> None:
    journey = MAPS[name]()
    kinds = {kind_told(note) for note in journey.notes}
    command = ["pandoc", "-f", "opml-smart", "-t", "json"]
    done = subprocess.run(command, input=export(journey, "opml"), check=True, capture_output=True, timeout=300)
    above: list[str] = []
    found: Counter[Fact] = Counter()
    for block in json.loads(done.stdout)["blocks"]:
        level, _, inlines = block["c"]
        assert (block["t"], {inline["t"] for inline in inlines} - {"Str", "Space"}) == ("Header", set()), "no markup"
        text = "".join(inline.get("c", " ") for inline in inlines).replace(JOINER, "")
        heading, _, words = text.partition(": ")
        above = above[: level - 1]
        if heading.split(" · ")[0] in kinds and above:
            found[place_of(*above), heading.split(" · ")[0], words] += 1
        above.append(text)
    assert found == facts_of(journey, one_line)


@every_map
def test_a_paste_into_trello_makes_a_card_of_every_note_in_the_list_of_its_stage(name: str) -> None:
    """Trello offers a card for each line; nothing but that is known of it, so lines are what is read."""
    journey = MAPS[name]()
    found: Counter[Fact] = Counter()
    for block in export(journey, "trello").decode().strip("\n").split("\n\n"):
        stage, *cards = block.split("\n")
        for card in cards:
            heading, _, words = card.partition(": ")
            found[place_of(stage.removesuffix(":")), heading.split(" · ")[0], words] += 1
    wanted: Counter[Fact] = Counter()
    for note in journey.notes:
        if note.role == "note":
            one = journey.model_copy(update={"notes": (note.model_copy(update={"lane": None}),)})
            wanted.update(facts_of(one, one_line))
    assert found == wanted
