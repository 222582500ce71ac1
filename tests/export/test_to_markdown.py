from __future__ import annotations

import re
from collections import Counter

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from stickyscan.export import export
from stickyscan.export.literal import escaped
from stickyscan.export.words import EMPTY, ROLES, UNREADABLE, kind_sign, kind_words, one_line, printable
from stickyscan.journey import JourneyMap, Note
from tests.builders import a_lane, a_map, a_note, a_stage
from tests.export.demo_wall import demo_map, free_form_map
from tests.export.hostile import TEXTS, hostile_map
from tests.export.maps import MAPS, Fact, facts_of, place_of


def tokens_of(journey: JourneyMap) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(export(journey, "markdown").decode("utf-8"))


def plain(inline: Token) -> str:
    """The text a reader sees; a `<br>` is a line break."""
    parts = []
    for child in inline.children or []:
        if child.type == "html_inline":
            assert child.content == "<br>", f"markup got through: {child.content!r}"
            parts.append("\n")
        elif child.type in {"text", "text_special"}:
            parts.append(child.content)
        else:
            assert child.type in {"strong_open", "strong_close", "em_open", "em_close"}, child.type
    return "".join(parts)


def table_of(journey: JourneyMap) -> list[list[str]]:
    rows: list[list[str]] = []
    inside = False
    for token in tokens_of(journey):
        if token.type in {"table_open", "table_close"}:
            inside = token.type == "table_open"
        elif inside and token.type == "tr_open":
            rows.append([])
        elif inside and token.type == "inline":
            rows[-1].append(plain(token))
    return rows


def lists_of(journey: JourneyMap) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    heading, previous = "", ""
    for token in tokens_of(journey):
        if token.type == "inline" and previous == "heading_open":
            heading = plain(token)
        elif token.type == "inline" and previous == "paragraph_open" and token.level >= 3:
            lists.setdefault(heading, []).append(plain(token))
        previous = token.type
    return lists


def line(note: Note) -> str:
    facts = [
        f"{kind_sign(note)} {kind_words(note)}".strip(),
        *([f"{note.votes} vote" + "s" * (note.votes != 1)] if note.votes else []),
        *([] if note.sentiment is None else [{-2: "↓↓ very negative", 2: "↑↑ very positive"}[note.sentiment]]),
    ]
    said = "could not be read" if note.text is None else one_line(printable(note.text)) or "empty"
    return f"{', '.join(facts)}: {said}"


def test_each_cell_of_the_table_holds_its_notes() -> None:
    journey = hostile_map()
    rows = table_of(journey)
    assert rows[0] == ["Lane", "<Discover>", "=Buy | pay", "Stage 3", "No stage"]
    assert [row[0] for row in rows[1:]] == ["| lane", "Pain point", "No lane"]
    for lane, row in zip(("l1", "l2", None), rows[1:], strict=True):
        for stage, cell in zip(("s1", "s2", "s3", None), row[1:], strict=True):
            notes = () if stage is None and lane is None else journey.notes_in(stage, lane)
            assert cell == ("\n".join(line(note) for note in notes) or "—")


ITEM = re.compile(r"(.+?)(?:, .*?)?: (.*) \((\w+), \w+\)", re.DOTALL)


@pytest.mark.parametrize("name", MAPS)
def test_the_lists_hold_every_ordinary_note_once_under_its_stage_and_lane(name: str) -> None:
    journey = MAPS[name]()
    apart = {"Could not be read", "Please check", "Arrows", "Warnings", "Emotion curve", "Headings on the wall"}
    found: Counter[Fact] = Counter()
    for heading, items in lists_of(journey).items():
        for item in items if heading not in apart else ():
            told = ITEM.fullmatch(item)
            assert told
            kind = f"Note ({told[3]})" if told[1] == "Note" else told[1]
            found[place_of(*heading.split(" / ")), kind, told[2]] += 1
    assert found == facts_of(journey, in_italics)


def in_italics(words: str) -> str:
    """Words on one line; what other exports say in brackets stands in italics here."""
    return {UNREADABLE: "could not be read", EMPTY: "empty"}.get(words) or one_line(words)


def test_headings_unreadable_and_doubtful_notes_are_listed() -> None:
    lists = lists_of(hostile_map())
    assert lists["Headings on the wall"][0] == f"{ROLES['stage_header']}: Stage heading: <Discover> (orange, h1)"
    assert len(lists["Headings on the wall"]) == 4
    assert [item[:2] for item in lists["Could not be read"]] == ["u1", "u2"]
    assert lists["Please check"] == [
        "d1 (teal, =Buy | pay / Pain point): maybe <i>this</i> The text may be wrong in places. "
        "It may belong to another stage or lane."
    ]
    assert lists["Warnings"] == ["<b>2 notes</b> could | not be read"]
    assert lists["Emotion curve"] == ["<Discover>: ↑ positive", "=Buy | pay: ↓↓ very negative"]


def test_a_free_form_wall_has_a_list_and_no_table() -> None:
    journey = free_form_map(5)
    assert table_of(journey) == []
    assert [item.split(": ", 1)[1] for item in lists_of(journey)["Notes"]] == [
        f"{note.text} ({note.colour.name}, {note.id})" for note in journey.notes
    ]


def test_stages_without_lanes_make_one_row() -> None:
    rows = table_of(a_map(a_note("x", stage="s1"), stages=(a_stage(),)))
    assert rows == [["Lane", "Discover"], ["Notes", "Note: x"]]


def test_lanes_without_stages_make_one_column() -> None:
    rows = table_of(a_map(a_note("x", lane="l1"), lanes=(a_lane(),)))
    assert rows == [["Lane", "Notes"], ["Touchpoints", "Note: x"]]


def test_unplaced_notes_are_named() -> None:
    assert [item.split(" (")[0] for item in lists_of(demo_map())["Not placed"]] == [
        "Note: Ask legal!",
        "? Question: Coffee at 3?",
    ]


@pytest.mark.parametrize("text", [text for text in TEXTS if text.strip()], ids=lambda text: ascii(text)[:20])
def test_escaped_text_reads_as_itself(text: str) -> None:
    (_, inline, _) = MarkdownIt("commonmark").enable("table").parse(escaped(text))
    assert plain(inline) == printable(" ".join(text.split()))


def test_no_link_or_mention_survives_unescaped() -> None:
    made = export(hostile_map(), "markdown").decode("utf-8")
    assert re.search(r"(?<!\\)@", made) is None
    assert "http://" not in made
