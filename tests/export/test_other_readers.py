"""What libraries that have nothing to do with the writers find in the files: each note, where it is, of which kind."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from stickyscan.export import FORMATS, PhotoFolder, export
from stickyscan.export.to_csv import unprotected
from stickyscan.export.to_xlsx import cell_text
from stickyscan.export.words import EMPTY, KINDS, UNREADABLE, lines, one_line
from tests.export.demo_wall import demo_map, draw_photo
from tests.export.maps import MAPS, TASKS, Fact, fact, facts_of, place_of

READERS = Path(__file__).parent / "readers"
SCRIPT = READERS / "read_tables.cjs"
needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (READERS / "node_modules" / "exceljs").exists(),
    reason="needs node, and npm install in tests/export/readers",
)
every_map = pytest.mark.parametrize("name", MAPS)
# The formats that the script reads, and the ends of file names by which it knows them.
READ = {
    "xlsx": "xlsx", "xlsx-crops": "crops.xlsx", "csv": "csv", "csv-raw": "raw.csv", "tsv": "tsv",
    "jira-csv": "jira.csv", "opml": "opml", "jsoncanvas": "canvas",
}  # fmt: skip
Read = Callable[[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """What the readers find in the export of a map, by the names of both. One run of node reads them all."""
    folder = tmp_path_factory.mktemp("files")
    files: dict[tuple[str, str], Path] = {}
    for name, make in MAPS.items():
        journey = make()
        for form, suffix in READ.items():
            files[name, form] = folder / f"{name}.{suffix}"
            files[name, form].write_bytes(export(journey, form))
    command = ["node", str(SCRIPT), *map(str, files.values())]
    done = subprocess.run(command, check=True, capture_output=True, timeout=300, cwd=READERS)
    found = dict(zip(files, json.loads(done.stdout), strict=True))
    return lambda name, form: found[name, form]


def facts_in(rows: list[list[str | None]], raw: bool) -> Counter[Fact]:
    """The facts of the ordinary notes in a table with a heading."""
    head, *others = rows
    notes = [dict(zip(map(str, head), row, strict=False)) for row in others]
    return Counter(_fact(note, raw) for note in notes if note["role"] == "note")


def _fact(row: Mapping[str, str | None], raw: bool) -> Fact:
    told = {name: (value or "") if raw else unprotected(value or "") for name, value in row.items()}
    kind = " ".join(KINDS[told["kind"]]) if told["kind"] else f"Note ({told['colour']})"  # type: ignore[index]
    words = UNREADABLE if told["text_state"] == "unreadable" else told["text"]
    return place_of(*(one_line(told[name]) for name in ("stage", "lane") if told[name])), kind, words


def shown(words: str) -> str:
    """Words as they stand in a table: an empty cell for an empty note."""
    return "" if words == EMPTY else cell_text(words)


def plainly(facts: Counter[Fact]) -> Counter[Fact]:
    """The facts with line ends of one kind and without the white space of empty notes."""
    told: Counter[Fact] = Counter()
    for (place, kind, words), number in facts.items():
        told[place, kind, lines(words) if words.strip() else ""] += number
    return told


@needs_node
@every_map
def test_exceljs_and_papaparse_find_every_note(read: Read, name: str) -> None:
    journey = MAPS[name]()
    book, crops, table, raw = (read(name, form) for form in ("xlsx", "xlsx-crops", "csv", "csv-raw"))
    assert table["errors"] == raw["errors"] == []
    wanted = plainly(facts_of(journey, shown))
    assert plainly(facts_in(book["rows"], raw=True)) == wanted
    assert crops["rows"] == book["rows"]
    assert plainly(facts_in(table["rows"], raw=False)) == wanted
    assert plainly(facts_in(raw["rows"], raw=True)) == wanted


@needs_node
@every_map
def test_papaparse_finds_every_note_in_the_table_to_paste(read: Read, name: str) -> None:
    journey = MAPS[name]()
    grid = read(name, "tsv")
    assert [error for error in grid["errors"] if error["code"] != "UndetectableDelimiter"] == []
    rows = [[unprotected(cell) for cell in row] for row in grid["rows"]]
    heads = rows.pop(0) if rows[0][0] == "Lane" else ["", ""]
    found: Counter[Fact] = Counter()
    for lane, *cells in rows:
        for title, cell in zip(heads[1:], cells, strict=False):
            where = place_of(*(() if lane in {"Not placed", "Notes"} else (title, lane)))
            for line in cell.split("\n") if lane not in {"Emotion curve", "Arrows"} and cell else ():
                heading, _, words = line.partition(": ")
                found[where, heading.split(" · ")[0], words] += 1
    assert found == facts_of(journey, one_line)


@needs_node
@every_map
def test_papaparse_finds_every_task_with_its_place_in_the_issues(read: Read, name: str) -> None:
    journey = MAPS[name]()
    issues = read(name, "jira-csv")
    assert [error for error in issues["errors"] if error["code"] != "UndetectableDelimiter"] == []
    head, *rows = issues["rows"]
    assert {len(row) for row in rows} <= {len(head)} == {6}
    found: Counter[Fact] = Counter()
    for _, _, description, _, _, kind in rows:
        about, _, words = description.partition("\n\n")
        told = dict(line.split(": ", 1) for line in about.split("\n") if ": " in line)
        where = place_of(*(told[part] for part in ("Stage", "Lane") if part in told))
        found[where, " ".join(KINDS[kind]), words] += 1
    tasks = {" ".join(KINDS[kind]) for kind in TASKS}
    assert found == Counter({key: n for key, n in facts_of(journey).items() if key[1] in tasks})


@needs_node
@every_map
def test_opmlparser_finds_every_note_under_its_stage_and_lane(read: Read, name: str) -> None:
    journey = MAPS[name]()
    nodes = {node["#id"]: node for node in read(name, "opml")["nodes"]}
    found: Counter[Fact] = Counter()
    for node in nodes.values():
        if "note_id" in node:
            titles: list[str] = []
            above = nodes.get(node.get("#parentid"))
            while above is not None:
                titles.insert(0, without_joiners(above["text"]))
                above = nodes.get(above.get("#parentid"))
            heading, _, words = without_joiners(node["text"]).partition(": ")
            found[place_of(*titles), heading.split(" · ")[0], words] += 1
    assert found == facts_of(journey, one_line)


def without_joiners(words: str) -> str:
    """The words without what keeps readers from seeing markup in them."""
    return words.replace("\N{WORD JOINER}", "")


@every_map
def test_calamine_finds_every_note_on_the_sheet_map(name: str, tmp_path: Path) -> None:
    calamine = pytest.importorskip("python_calamine")
    journey, file = MAPS[name](), tmp_path / "map.xlsx"
    file.write_bytes(export(journey, "xlsx"))
    rows = calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_name("Map").to_python()[2:]
    heads = rows.pop(0) if rows[0][0] == "Lane" else [""] * len(rows[0])
    found: Counter[Fact] = Counter()
    for lane, *cells in rows:
        for title, cell in zip(heads[1:], cells, strict=True):
            if cell and lane != "Emotion curve":
                where = place_of(*(() if lane in {"Not placed", "Notes"} else (one_line(title), one_line(lane))))
                found[fact(where, cell.split("\n[?] ")[0])] += 1
    assert found == facts_of(journey, cell_text)


@pytest.mark.parametrize("form", ["xlsx-crops", "pptx"])
@every_map
def test_the_office_formats_keep_to_their_standard(name: str, form: str, tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit")
    file = tmp_path / f"map{FORMATS[form].suffix}"
    draw_photo(demo_map(), tmp_path / "wall.jpg")
    file.write_bytes(export(MAPS[name](), form, PhotoFolder(tmp_path)))
    result = audit.OpenXmlValidator().validate(str(file))
    assert (result.is_valid, [str(error) for error in result.errors]) == (True, [])


@needs_node
@every_map
def test_two_libraries_for_json_canvas_find_what_is_in_the_file(read: Read, name: str) -> None:
    journey = MAPS[name]()
    written = json.loads(export(journey, "jsoncanvas"))
    canvas = read(name, "jsoncanvas")
    assert (canvas["nodes"], canvas["edges"]) == (written["nodes"], written["edges"])
    reader = pytest.importorskip("pyjsoncanvas")
    other = reader.Canvas.from_json(export(journey, "jsoncanvas").decode())
    other.validate()
    texts = [(node["id"], node["text"]) for node in written["nodes"] if node["type"] == "text"]
    assert [(node.id, node.text) for node in other.nodes if hasattr(node, "text")] == texts
    assert len(other.edges) == len(journey.connectors)


@needs_node
def test_ajv_finds_nothing_against_the_published_schema(tmp_path: Path) -> None:
    from stickyscan.journey import json_schema

    files = [tmp_path / "schema.json", *(tmp_path / f"{number}.json" for number in range(len(MAPS)))]
    files[0].write_text(json_schema(), encoding="utf-8")
    for file, make in zip(files[1:], MAPS.values(), strict=True):
        file.write_bytes(export(make(), "json"))
    wrong = tmp_path / "wrong.json"
    wrong.write_bytes(export(MAPS["hostile"](), "json").replace(b'"pain_point"', b'"pain"', 1))
    command = ["node", str(READERS / "check_json.cjs"), *map(str, files), str(wrong)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=300, cwd=READERS)
    *found, last = json.loads(done.stdout)
    assert found == [[]] * len(MAPS)
    assert last != [], "it would find something"


@every_map
def test_the_data_keeps_to_the_published_schema_and_tells_every_note(name: str) -> None:
    from jsonschema import Draft202012Validator

    from stickyscan.journey import json_schema

    schema, journey = json.loads(json_schema()), MAPS[name]()
    Draft202012Validator.check_schema(schema)
    read = json.loads(export(journey, "json"))
    Draft202012Validator(schema).validate(read)
    assert Counter((n["role"], n["stage"], n["lane"], n["kind"], n["text"]) for n in read["notes"]) == Counter(
        (note.role, note.stage, note.lane, note.kind, note.text) for note in journey.notes
    )
