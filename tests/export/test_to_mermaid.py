"""What the real Mermaid makes of the diagrams, in a browser: what its parser understands, and what it draws."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from stickyscan.export import export
from stickyscan.export.words import one_line, place_words, said
from stickyscan.journey import CurvePoint, JourneyMap, Sentiment
from tests.builders import a_map, a_note, a_stage
from tests.export.browser import a_browser, needs_browser
from tests.export.maps import MAPS, Fact, facts_of, kind_told, place_of

MERMAID = Path(__file__).parent / "readers" / "node_modules" / "mermaid" / "dist" / "mermaid.min.js"
PATIENCE = 300_000  # ms: a diagram of 300 notes takes Mermaid some seconds, and the machine may be busy
needs_mermaid = pytest.mark.skipif(not MERMAID.exists(), reason="needs npm install in tests/export/readers")
every_map = pytest.mark.parametrize("name", MAPS)
FEELINGS: tuple[Sentiment, ...] = (-2, -1, 0, 1, 2)
# Its boxes with their words and places on the page; how far words reach beyond their box; how high the faces hang.
DRAW = """async (text) => {
  const { db, type } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const read = JSON.parse(JSON.stringify({ type, tasks: db.getTasks() }));
  document.body.innerHTML = (await mermaid.render("drawn", text)).svg;
  const span = (part) => { const box = part.getBoundingClientRect(); return [box.left, box.right]; };
  const boxes = [...document.querySelectorAll(".timeline-node")].map((node) => ({
    kind: node.parentElement.getAttribute("class") || "section", words: node.textContent, span: span(node) }));
  const cards = [...document.querySelectorAll("foreignObject")].map((card) => {
    const label = card.querySelector(".label");
    const { width, height } = card;
    const beyond = Math.max(label.scrollWidth - width.baseVal.value, label.scrollHeight - height.baseVal.value);
    const kind = card.firstElementChild.classList.contains("task") ? "task" : "section";
    return { kind, words: label.textContent, span: span(card), beyond };
  });
  const faces = [...document.querySelectorAll("circle.face")].map((face) => face.cy.baseVal.value);
  return { ...read, boxes, cards, faces };
}"""

Drawn = Callable[[str, str], dict[str, Any]]


def felt(journey: JourneyMap) -> JourneyMap:
    """The map with a feeling on every note, and a curve through all stages."""
    notes = tuple(n.model_copy(update={"sentiment": FEELINGS[i % 5]}) for i, n in enumerate(journey.notes))
    curve = tuple(CurvePoint(stage=stage.id, sentiment=FEELINGS[i % 5]) for i, stage in enumerate(journey.stages))
    return journey.model_copy(update={"notes": notes, "curve": curve})


@pytest.fixture(scope="module")
def drawn() -> Iterator[Drawn]:
    """What Mermaid reads and draws: of a map's timeline, or of its journey once everything in it is felt."""
    with a_browser() as browser:
        page = browser.new_page(viewport={"width": 1600, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.set_content("<!doctype html><meta charset='utf-8'><body></body>")
        page.add_script_tag(path=str(MERMAID))
        page.evaluate("mermaid.initialize({ startOnLoad: false })")

        @cache
        def draw(name: str, form: str) -> dict[str, Any]:
            journey = MAPS[name]()
            text = export(felt(journey) if form == "mermaid-journey" else journey, form).decode()
            found: dict[str, Any] = page.evaluate(DRAW, text)
            return found

        yield draw


def decoded(text: str) -> str:
    """Mermaid keeps entities in a form of its own until it draws."""
    return re.sub("ﬂ°°(\\d+)¶ß", lambda code: chr(int(code[1])), text).strip()


def last_part(words: str) -> str:
    """What a reader finds behind the last sign that stands between the facts of a note."""
    return one_line(words).split(" · ")[-1].strip()


def squeezed(words: str) -> str:
    """Words without white space: what is drawn is broken into lines."""
    return "".join(words.split())


@needs_browser
@needs_mermaid
@every_map
def test_mermaid_reads_every_note_of_the_timeline_in_its_place(drawn: Drawn, name: str) -> None:
    diagram = drawn(name, "mermaid")
    assert diagram["type"] == "timeline"
    found: Counter[Fact] = Counter()
    for period in diagram["tasks"]:
        title = decoded(period["task"])
        for event in period["events"] if title not in {"Emotion curve", "Arrows"} else ():
            parts = decoded(event).split(" · ")
            found[place_of(decoded(period["section"]), title), parts[0], parts[-1]] += 1
    assert found == facts_of(MAPS[name](), last_part)


@needs_browser
@needs_mermaid
@every_map
def test_mermaid_draws_every_note_of_the_timeline_under_its_stage_and_lane(drawn: Drawn, name: str) -> None:
    boxes = drawn(name, "mermaid")["boxes"]
    sections = [box for box in boxes if box["kind"] == "section"]
    periods = [box for box in boxes if box["kind"] == "taskWrapper"]
    found: Counter[Fact] = Counter()
    for event in (box for box in boxes if box["kind"] == "eventWrapper"):
        above = [box for box in periods if around(box, event)]
        (period,) = above
        (section,) = [box for box in sections if around(box, period)]
        if squeezed(period["words"]) not in {"Emotioncurve", "Arrows"}:
            parts = squeezed(event["words"]).split("·")
            found[place_of(*map(without_gaps, (section["words"], period["words"]))), parts[0], parts[-1]] += 1
    wanted = facts_of(MAPS[name](), lambda words: squeezed(words).split("·")[-1])
    assert found == Counter({(place, squeezed(kind), words): n for (place, kind, words), n in wanted.items()})


def around(box: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether the middle of the other is under the box."""
    left, right = box["span"]
    return bool(left < sum(other["span"]) / 2 < right)


def without_gaps(words: str) -> str:
    """A title as it is read: Mermaid draws several spaces for one."""
    return " ".join(words.split())


@needs_browser
@needs_mermaid
@every_map
def test_mermaid_reads_and_draws_every_felt_note_under_its_stage(drawn: Drawn, name: str) -> None:
    journey, diagram = felt(MAPS[name]()), drawn(name, "mermaid-journey")
    assert diagram["type"] == "journey"
    titles = {place_words(journey, n)[0] for n in journey.notes if n.stage}
    places = {f"{i}. {title}": title for i, title in enumerate(stage_titles(journey), start=1)}
    wanted = Counter(
        (place_words(journey, n)[0], squeezed(kind_told(n)), squeezed(said(n))[:40], n.sentiment)
        for n in journey.notes
        if n.role == "note" and n.stage
    )
    read = Counter(
        (places[decoded(task["section"])], *parts_of(decoded(task["task"])), task["score"] - 3)
        for task in diagram["tasks"]
        if not task["task"].startswith("Feeling")
    )
    assert read == wanted
    sections = [card for card in diagram["cards"] if card["kind"] == "section"]
    tasks = [card for card in diagram["cards"] if card["kind"] == "task"]
    seen: Counter[tuple[str | None, str, str, int | None]] = Counter()
    for card, height in zip(tasks, diagram["faces"], strict=True):
        (section,) = [box for box in sections if around(box, card)]
        if not card["words"].startswith("Feeling"):
            seen[(places[section["words"]], *parts_of(card["words"]), round((360 - height) / 30))] += 1
    assert seen == wanted
    assert {places[section["words"]] for section in sections} >= titles
    if name != "hostile":  # which has a word of 3,000 letters
        assert [card["words"] for card in diagram["cards"] if card["beyond"] > 0] == []


def stage_titles(journey: JourneyMap) -> list[str]:
    return [stage.title or f"Stage {number}" for number, stage in enumerate(journey.stages, start=1)]


def parts_of(task: str) -> tuple[str, str]:
    """Kind and words of a task; very long ones are shortened, so that their beginning must do."""
    kind, _, words = task.partition(" · ")
    return squeezed(kind), squeezed(words)[:40]


@needs_browser
@needs_mermaid
def test_mermaid_reads_the_feelings_of_the_curve(drawn: Drawn) -> None:
    tasks = drawn("five stages", "mermaid-journey")["tasks"]
    feelings = [(t["section"], decoded(t["task"]), t["score"]) for t in tasks if t["task"].startswith("Feeling")]
    assert feelings == [
        ("1. Discover", "Feeling, ↓↓ very negative", 1),
        ("2. Compare", "Feeling, ↓ negative", 2),
        ("3. Buy a ticket", "Feeling, → neutral", 3),
        ("4. Travel", "Feeling, ↑ positive", 4),
        ("5. Remember", "Feeling, ↑↑ very positive", 5),
    ]


def test_a_map_without_feelings_says_so() -> None:
    assert b"%% No feelings" in export(a_map(a_note("x")), "mermaid-journey")


def test_boxes_of_a_journey_are_as_wide_as_their_words_need() -> None:
    def made(words: str) -> str:
        note = a_note(words, stage="s1", sentiment=1)
        return export(a_map(note, stages=(a_stage(),)), "mermaid-journey").decode()

    assert "width: 150\n" in made("short")
    assert "width: 400\n" in made("several words " * 8)
    assert "shortened" not in made("several words " * 8)
    assert "…: 4\n%% Texts are shortened: more has no room in a box." in made("several words " * 80)


def test_commands_and_separators_in_texts_are_entities() -> None:
    journey = a_map(a_note("a: b; c # d", stage="s1"), stages=(a_stage(title="section x"),))
    made = export(journey, "mermaid").decode()
    assert "  section #115;ection x\n" in made
    assert "a#58; b#59; c #35; d" in made


@pytest.mark.parametrize("form", ["mermaid", "mermaid-journey"])
def test_a_map_that_mermaid_would_refuse_is_shortened_and_says_so(form: str) -> None:
    notes = (a_note("long " * 40, id=f"n{i}", order=i, stage="s1", sentiment=2) for i in range(400))
    made = export(a_map(*notes, stages=(a_stage(),)), form).decode()
    assert len(made) < 50_000
    assert made.count("Note #40;") + made.count("Note (yellow)") == 400
    assert "Texts are shortened: Mermaid takes 50000 characters" in made


def test_neighbouring_stages_of_one_name_stay_apart() -> None:
    stages = (a_stage("s1", "Wait"), a_stage("s2", "Wait"))
    curve = (CurvePoint(stage="s1", sentiment=0), CurvePoint(stage="s2", sentiment=1))
    journey: JourneyMap = a_map(stages=stages, curve=curve)
    assert re.findall("section (.*)", export(journey, "mermaid-journey").decode()) == ["1. Wait", "2. Wait"]
