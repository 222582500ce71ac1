from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from stickyscan.export import export
from stickyscan.export.words import one_line
from stickyscan.journey import CurvePoint, JourneyMap
from tests.builders import a_map, a_note, a_stage
from tests.export.demo_wall import demo_map
from tests.export.hostile import hostile_map
from tests.export.maps import MAPS, Fact, facts_of, place_of

READERS = Path(__file__).parent / "readers"
INSTALLED = shutil.which("node") is not None and (READERS / "node_modules" / "mermaid").exists()
needs_mermaid = pytest.mark.skipif(not INSTALLED, reason="needs node, and npm install in tests/export/readers")


def read(tmp_path: Path, *diagrams: bytes) -> list[dict[str, Any]]:
    """What Mermaid's own parser understands."""
    files = [tmp_path / f"{number}.mmd" for number in range(len(diagrams))]
    for file, diagram in zip(files, diagrams, strict=True):
        file.write_bytes(diagram)
    command = ["node", str(READERS / "read_mermaid.cjs"), *map(str, files)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=300, cwd=READERS)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def decoded(text: str) -> str:
    """Mermaid keeps entities in a form of its own until it draws."""
    return re.sub("ﬂ°°(\\d+)¶ß", lambda code: chr(int(code[1])), text).strip()


def facts_read(diagram: dict[str, Any]) -> Counter[Fact]:
    found: Counter[Fact] = Counter()
    for period in diagram["tasks"]:
        if decoded(period["task"]) in {"Emotion curve", "Arrows"}:
            continue
        where = place_of(decoded(period["section"]), decoded(period["task"]))
        for event in period["events"]:
            parts = decoded(event).split(" · ")
            found[where, parts[0], parts[-1]] += 1
    return found


def plain(words: str) -> str:
    return one_line(words).split(" · ")[-1].strip()


@needs_mermaid
def test_mermaid_reads_every_note_of_the_timeline_in_its_place(tmp_path: Path) -> None:
    journeys = [make() for make in MAPS.values()]
    diagrams = read(tmp_path, *(export(journey, "mermaid") for journey in journeys))
    assert {diagram["type"] for diagram in diagrams} == {"timeline"}
    for journey, diagram in zip(journeys, diagrams, strict=True):
        assert facts_read(diagram) == facts_of(journey, plain)


@needs_mermaid
def test_mermaid_reads_the_feelings(tmp_path: Path) -> None:
    (diagram,) = read(tmp_path, export(demo_map(), "mermaid-journey"))
    feelings = [(t["section"], decoded(t["task"]), t["score"]) for t in diagram["tasks"] if "Feeling" in t["task"]]
    assert feelings == [
        ("1. Discover", "Feeling, ↑ positive", 4),
        ("2. Compare", "Feeling, → neutral", 3),
        ("3. Buy a ticket", "Feeling, ↓↓ very negative", 1),
        ("4. Travel", "Feeling, ↓ negative", 2),
        ("5. Remember", "Feeling, ↑↑ very positive", 5),
    ]


@needs_mermaid
def test_mermaid_reads_hostile_feelings(tmp_path: Path) -> None:
    (diagram,) = read(tmp_path, export(hostile_map(), "mermaid-journey"))
    scores = Counter(task["score"] for task in diagram["tasks"])
    notes = [n for n in hostile_map().notes if n.role == "note" and n.stage and n.sentiment is not None]
    assert scores == Counter([4, 1, *(3 + n.sentiment for n in notes if n.sentiment is not None)])


def test_a_map_without_feelings_says_so() -> None:
    assert b"%% No feelings" in export(a_map(a_note("x")), "mermaid-journey")


def test_commands_and_separators_in_texts_are_entities() -> None:
    journey = a_map(a_note("a: b; c # d", stage="s1"), stages=(a_stage(title="section x"),))
    made = export(journey, "mermaid").decode()
    assert "  section #115;ection x\n" in made
    assert "a#58; b#59; c #35; d" in made


def test_a_map_that_mermaid_would_refuse_is_shortened_and_says_so() -> None:
    notes = (a_note("long " * 40, id=f"n{i}", order=i) for i in range(400))
    made = export(a_map(*notes), "mermaid").decode()
    assert len(made) < 50_000
    assert made.count("Note #40;") + made.count("Note (yellow)") == 400
    assert "Texts are shortened" in made


def test_neighbouring_stages_of_one_name_stay_apart() -> None:
    stages = (a_stage("s1", "Wait"), a_stage("s2", "Wait"))
    curve = (CurvePoint(stage="s1", sentiment=0), CurvePoint(stage="s2", sentiment=1))
    journey: JourneyMap = a_map(stages=stages, curve=curve)
    assert re.findall("section (.*)", export(journey, "mermaid-journey").decode()) == ["1. Wait", "2. Wait"]
