from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from itertools import product
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from PIL import Image

from stickyscan.export import PhotoFolder, export
from stickyscan.export.paper import PAPERS, contrast, ink_on
from stickyscan.export.words import ROLES, kind_words, printable, reasons
from stickyscan.journey import JourneyMap
from tests.builders import a_lane, a_map, a_note, a_photo, a_stage
from tests.export.demo_wall import demo_map, draw_photo, free_form_map
from tests.export.hostile import Fact, facts, hostile_map

READABLE = 4.5


def page_of(journey: JourneyMap, photos: PhotoFolder | None = None) -> Element:
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
    tree = parser.parse(export(journey, "html", photos).decode("utf-8"))
    assert isinstance(tree, Element)
    return tree


def text_of(element: Element | None) -> str:
    assert element is not None
    return "".join(element.itertext())


def by_class(root: Element, name: str) -> list[Element]:
    return [element for element in root.iter() if name in element.get("class", "").split()]


def by_id(root: Element, wanted: str) -> Element:
    (found,) = (element for element in root.iter() if element.get("id") == wanted)
    return found


def said(words: Element) -> str | None:
    """What a note says: emphasis marks what is not its own words."""
    emphasis = words.find(".//em")
    if emphasis is None:
        return text_of(words)
    return None if text_of(emphasis) == "Could not be read" else ""


def shown(text: str | None) -> str | None:
    """What a page can show of a text: one kind of line end, no control characters."""
    if text is None:
        return None
    return re.sub("\r\n?", "\n", printable(text)) if text.strip() else ""


def cell_facts(cell: Element, stage: str | None, lane: str | None) -> list[Fact]:
    found: list[Fact] = []
    for card in by_class(cell, "card"):
        kind = by_class(card, "kind")
        sign = "".join(text_of(s) for s in by_class(card, "sign"))
        word = text_of(kind[0]).removeprefix(sign).strip() if kind else "Note"
        found.append((stage, lane, word, said(by_class(card, "words")[0])))
    return found


def test_table_and_list_of_unplaced_hold_every_ordinary_note() -> None:
    journey = hostile_map()
    page = page_of(journey)
    table = page.find(".//table")
    assert table is not None
    heads = [text_of(th) for th in table.findall("./thead/tr/th")]
    found: list[Fact] = []
    for row in table.findall("./tbody/tr"):
        lane = text_of(by_class(row, "head")[0])
        for stage, cell in zip(heads[1:], row.findall("td"), strict=True):
            places = (None if stage == "No stage" else stage, None if lane == "No lane" else lane)
            found += cell_facts(cell, *places)
    found += cell_facts(by_class(page, "loose")[0], None, None)
    kept: Counter[Fact] = Counter()
    for (place_stage, place_lane, kind, text), number in facts(journey).items():
        kept[place_stage, place_lane, kind, shown(text)] += number
    assert Counter(found) == kept


def test_the_table_says_what_it_is_and_what_its_headings_head() -> None:
    table = page_of(demo_map()).find(".//table")
    assert table is not None
    assert text_of(table.find("caption")) == "Buying a ticket: stages across, lanes down"
    assert {th.get("scope") for th in table.findall("./thead/tr/th")} == {"col"}
    assert [text_of(by_class(row, "head")[0]) for row in table.findall("./tbody/tr")] == [
        "Emotion curve", "Touchpoints", "What Anna does", "Pains", "Ideas",
    ]  # fmt: skip
    assert {row.find("th").get("scope") for row in table.findall("./tbody/tr")} == {"row"}  # type: ignore[union-attr]


def test_a_card_says_kind_votes_feeling_and_colour_in_words() -> None:
    (card,) = (c for c in by_class(page_of(demo_map()), "card") if "Pays twice" in text_of(c))
    facts = [text_of(fact) for fact in by_class(card, "fact")]
    assert facts == ["4 votes", "↓↓ very negative", "◈ moment of truth", "pink"]
    assert text_of(by_class(card, "kind")[0]) == "▼ Pain point"


def test_every_note_has_one_entry_with_its_words_and_reasons() -> None:
    journey = hostile_map()
    page = page_of(journey)
    assert Counter(e.get("id") for e in by_class(page, "entry")) == Counter(f"note-{n.id}" for n in journey.notes)
    for note in journey.notes:
        entry = by_id(page, f"note-{note.id}")
        assert said(by_class(entry, "words")[0]) == shown(note.text)
        assert [text_of(li) for ul in by_class(entry, "reasons") for li in ul] == list(reasons(note))
        assert (kind_words(note) if note.kind else ROLES[note.role]) in text_of(entry.find(".//h4"))


def test_entries_stand_in_the_group_that_tells_what_to_do() -> None:
    page = page_of(hostile_map())
    names = ("unreadable", "check", "sure")
    groups = {name: [e.get("id") for e in by_class(by_class(page, name)[0], "entry")] for name in names}
    assert groups["unreadable"] == ["note-u1", "note-u2"]
    assert groups["check"] == ["note-d1"]
    assert len(groups["sure"]) == len(hostile_map().notes) - 3


@pytest.mark.parametrize("journey", [hostile_map(), demo_map(), free_form_map()], ids=["hostile", "demo", "free"])
def test_ids_are_unique_and_every_link_leads_somewhere_in_the_page(journey: JourneyMap) -> None:
    page = page_of(journey)
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    links = [element.get("href", "") for element in page.iter("a")]
    links += [element.get("href", "") for element in page.iter("{http://www.w3.org/2000/svg}a")]
    assert len(links) > len(journey.notes)
    assert {link for link in links if not (link.startswith("#") and link[1:] in ids)} == set()


def test_note_and_outline_lead_to_each_other() -> None:
    page = page_of(demo_map())
    for note in demo_map().notes:
        outline = by_id(page, f"outline-{note.id}")
        assert outline.get("href") == f"#note-{note.id}"
        assert note.id in outline.get("aria-label", "")
        entry_links = [a.get("href") for a in by_id(page, f"note-{note.id}").iter("a")]
        assert f"#outline-{note.id}" in entry_links


def test_texts_cannot_become_markup_or_run() -> None:
    page = page_of(hostile_map())
    scripts = [(s.get("type"), bool(s.get("src"))) for s in page.iter("script")]
    assert scripts == [("application/json", False), (None, False)]
    assert not any(name.startswith("on") or name == "style" for e in page.iter() for name in e.attrib)
    assert page.findall(".//b/i") == []
    assert text_of(page.find(".//title")) == hostile_map().title
    for address in (a.get("href", "") for a in page.iter("a")):
        assert address.startswith("#")


def test_the_page_carries_its_own_map() -> None:
    data = text_of(by_id(page_of(hostile_map()), "map-data"))
    assert JourneyMap.from_json(data) == hostile_map()
    assert json.loads(data)["schema_version"] == "1"


def test_the_policy_allows_this_script_and_this_style_and_nothing_else() -> None:
    html = export(demo_map(), "html").decode("utf-8")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    for name, content in (("style-src", style), ("script-src", script)):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules.pop(name) == f"'sha256-{digest}'"
    assert rules == {"default-src": "'none'", "img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}


@pytest.mark.parametrize("journey", [demo_map(), free_form_map()], ids=["demo", "free"])
def test_nothing_is_fetched(journey: JourneyMap) -> None:
    html = export(journey, "html").decode("utf-8")
    assert re.findall(r"https?://|@import|url\(", html) == []


def test_words_from_the_wall_carry_their_language() -> None:
    page = page_of(hostile_map())
    assert page.get("lang") == "en", "the page's own words are English"
    spoken = [e for words in by_class(page, "words") for e in words.iter("span") if e.get("dir") == "auto"]
    assert {e.get("lang") for e in spoken} == {"de"}


@pytest.mark.parametrize("language", [None, 'x" onload="alert(1)', "no language"])
def test_an_unknown_language_is_not_claimed(language: str | None) -> None:
    page = page_of(a_map(language=language))
    assert {e.get("lang") for e in page.iter() if e.get("dir") == "auto"} == {None}


def test_a_missing_photo_is_said_plainly_and_its_outlines_still_shown(tmp_path: Path) -> None:
    page = page_of(demo_map(), PhotoFolder(tmp_path))
    assert "wall.jpg is missing" in text_of(by_class(page, "missing")[0])
    assert len(by_class(page, "outline")) == len(demo_map().notes)
    entries = by_class(page, "entry")
    assert all("No picture of this note" in text_of(entry) for entry in entries)


def test_cut_outs_are_embedded_and_named(tmp_path: Path) -> None:
    journey = demo_map()
    draw_photo(journey, tmp_path / "wall.jpg")
    page = page_of(journey, PhotoFolder(tmp_path))
    assert by_class(page, "missing") == []
    for note in journey.notes:
        (drawing,) = (e for e in by_id(page, f"note-{note.id}").iter() if e.get("role") == "img")
        (picture,) = drawing
        assert picture.get("href", "").startswith("data:image/jpeg;base64,")
        assert drawing.get("aria-label") == f"Cut-out of note {note.id} from wall.jpg"


def test_a_note_seen_in_two_photos_is_outlined_in_both() -> None:
    note = a_note(also_in=[{"photo": "p2", "corners": ((10, 10), (60, 10), (60, 60), (10, 60))}])
    page = page_of(a_map(note, photos=(a_photo(), a_photo("p2", "right.jpg"))))
    assert len(by_class(page, "outline")) == 2
    assert len(by_class(page, "wall-photo")) == 2


def test_eighty_notes_make_a_page_that_can_be_mailed(tmp_path: Path) -> None:
    # Noise is the worst case for JPEG: no real photo is larger.
    small = Image.effect_noise((1000, 750), 60)
    small.resize((4000, 3000)).convert("RGB").save(tmp_path / "wall.jpg")
    boxes = [(100 + 380 * x, 80 + 360 * y) for x, y in product(range(10), range(8))]
    notes = [
        a_note(f"Note {i}", id=f"n{i}", corners=((x, y), (x + 320, y), (x + 320, y + 320), (x, y + 320)))
        for i, (x, y) in enumerate(boxes)
    ]
    journey = a_map(*notes, photos=(a_photo(width=4000, height=3000),))
    made = export(journey, "html", PhotoFolder(tmp_path))
    assert made.count(b"data:image/jpeg") == 81
    assert len(made) < 6_000_000


def test_a_free_form_wall_keeps_left_and_right_above_and_below() -> None:
    left = a_note("left", id="a")
    right = a_note("right", id="b", corners=((700, 100), (800, 100), (800, 200), (700, 200)))
    below = a_note("below", id="c", corners=((100, 500), (200, 500), (200, 600), (100, 600)))
    page = page_of(a_map(right, below, left))
    spots = {text_of(by_class(li, "words")[0]): li.get("class", "") for li in by_class(page, "wall")[0]}
    track = {name: [int(n) for n in re.findall(r"\d+", spot)] for name, spot in spots.items()}
    assert track["left"][0] == track["below"][0] < track["right"][0]
    assert track["left"][1] == track["right"][1] < track["below"][1]
    assert list(spots) == ["left", "right", "below"], "read row by row"


def test_stages_without_lanes_make_one_row() -> None:
    page = page_of(a_map(a_note(stage="s1"), stages=(a_stage(), a_stage("s2", "Buy"))))
    assert [text_of(by_class(row, "head")[0]) for row in page.findall(".//tbody/tr")] == ["Notes"]


def test_lanes_without_stages_make_one_column() -> None:
    page = page_of(a_map(a_note(lane="l1"), lanes=(a_lane(),)))
    assert [text_of(th) for th in page.findall(".//thead/tr/th")] == ["Lane", "Notes"]


@pytest.mark.parametrize(("stages", "paper"), [(5, "A4"), (9, "A3")])
def test_wide_maps_are_printed_on_larger_paper(stages: int, paper: str) -> None:
    journey = a_map(a_note(stage="s0"), stages=tuple(a_stage(f"s{i}", f"Stage {i}") for i in range(stages)))
    assert f"@page{{size:{paper} landscape}}" in export(journey, "html").decode("utf-8")


@pytest.mark.parametrize("name", PAPERS)
def test_ink_can_be_read_on_its_paper(name: str) -> None:
    paper = PAPERS[name]  # type: ignore[index]
    assert contrast(ink_on(paper), paper) >= READABLE


def theme(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", css))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_on_every_ground(scheme: str) -> None:
    html = export(demo_map(), "html").decode("utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", html, re.DOTALL)[:2]
    colours = theme(light) if scheme == "light" else {**theme(light), **theme(dark)}
    pairs = [
        *product(("text", "quiet", "link"), ("ground", "surface", "sunk")),
        ("doubt", "surface"), ("doubt", "ground"), ("doubt", "doubt-ground"), ("accent-text", "accent"),
    ]  # fmt: skip
    poor = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < READABLE} == {}


def test_luminance_follows_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
