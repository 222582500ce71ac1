"""Poppler reads every note out of the tagged PDF: its place by the table's headings, its kind and its words."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator

import pytest

from stickyscan.export import export
from stickyscan.export.words import heading, place, said
from stickyscan.journey import Note
from tests.builders import a_lane, a_map, a_note, a_stage
from tests.export.maps import MAPS, place_of

BESIDE = ((400.0, 100.0), (500.0, 100.0), (500.0, 200.0), (400.0, 200.0))
# What poppler's order of letters, or the lack of a letter in the machine's fonts, changes.
UNSURE = re.compile("[\\u0590-\\u06ff]|righttoleft|[^\\u0000-\\uffff]")

pytestmark = pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="needs poppler-utils (pdfinfo)")


def structure(made: bytes) -> Iterator[tuple[list[str], str]]:
    """Each line of the tree of tags: the tags above it, and the tag, attribute or quoted text itself."""
    command = ["pdfinfo", "-struct-text", "-"]
    done = subprocess.run(command, input=made, check=True, capture_output=True, timeout=300)
    above: list[str] = []
    for line in done.stdout.decode("utf-8").split("\n"):
        depth = (len(line) - len(line.lstrip(" "))) // 2
        above = above[:depth]
        yield above, line.strip(" ")
        above = [*above, line.strip(" ")]


def items_of(made: bytes) -> list[tuple[str, str]]:
    """The place and the text of each item of a list, the place from the headings that its cell names."""
    titles: dict[str, str] = {}
    headers: list[str] = []
    items: list[tuple[list[str], list[str]]] = []
    for above, line in structure(made):
        head = next((tag for tag in above if tag.startswith("TH <")), None)
        if line.startswith('"') and head:
            titles[head[4:-1]] = titles.get(head[4:-1], "") + line[1:-1]
        elif line.startswith('"') and any(tag.startswith("LI") for tag in above):
            items[-1][1].append(line[1:-1])
        elif line.startswith("/Headers"):
            headers = re.findall(r"\(([\d-]+)\)", line)
        elif line.startswith("LI "):
            items.append((headers if any(tag.startswith("TD") for tag in above) else [], []))
    return [
        (squeezed(place_of(*(titles.get(key, "") for key in reversed(keys)))), squeezed("".join(words)))
        for keys, words in items
    ]


def shown(note: Note) -> str:
    doubt = " · please check" if note.needs_review and note.text is not None else ""
    return squeezed(heading(note) + doubt + said(note))


def squeezed(words: str) -> str:
    return re.sub(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufffe]+", "", words)


@pytest.mark.parametrize("name", MAPS)
def test_every_note_is_under_its_headings(name: str) -> None:
    journey = MAPS[name]()
    wanted = Counter((squeezed(place(journey, note)), shown(note)) for note in journey.notes if note.role == "note")
    found = Counter(items_of(export(journey, "pdf")))
    sure = {item: number for item, number in wanted.items() if not UNSURE.search(item[1])}
    assert {item: found[item] for item in sure} == sure
    assert found.total() == wanted.total() + len(journey.connectors), "arrows are a list, too"


def test_long_notes_are_whole_in_a_cell_and_outside_the_table() -> None:
    places = (("s1", "l1"), (None, None))
    notes = [
        a_note(f"{i} " + "many words " * 400, id=f"n{i}", stage=stage, lane=lane, corners=BESIDE)
        for i, (stage, lane) in enumerate(places)
    ]
    journey = a_map(*notes, stages=tuple(a_stage(f"s{i}", f"Stage {i}") for i in range(5)), lanes=(a_lane(),))
    # Each page has an item of its own for its part of a note.
    words = "".join(words for _, words in items_of(export(journey, "pdf")))
    assert words.count("manywords") == 2 * 400
