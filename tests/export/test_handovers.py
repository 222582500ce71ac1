"""Trackers, the dry run for Miro, and zips."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from PIL import Image

from stickyscan.export import PhotoFolder, export
from stickyscan.export.archive import safe_name
from stickyscan.export.miro_plan import MIRO_COLOURS
from stickyscan.export.words import one_line, said
from stickyscan.journey import JourneyMap
from tests.builders import a_map, a_note, a_stage
from tests.export.demo_wall import demo_map, draw_photo
from tests.export.hostile import hostile_map
from tests.export.maps import TASKS, Fact, fact, facts_of, place_of
from tests.export.test_read_back import Box, Make, assert_apart, box_of, every_map, where
from tests.push.a_miro_board import valid
from tests.push.a_mural_board import valid as valid_for_mural


def issues_of(journey: JourneyMap) -> list[list[str]]:
    return list(csv.reader(io.StringIO(export(journey, "jira-csv").decode(), newline=""), strict=True))


@every_map
def test_jira_gets_an_issue_per_task(make: Make) -> None:
    head, *issues = issues_of(make())
    assert head == ["Summary", "Issue Type", "Description", "Labels", "Labels", "Labels"]
    assert {len(issue) for issue in issues} <= {6}
    assert Counter(issue[2].split("\n\n", 1)[1].strip() for issue in issues) == Counter(
        said(n).strip() for n in make().notes if n.role == "note" and n.kind in TASKS
    )
    assert all(0 < len(issue[0]) <= 255 and " " not in "".join(issue[3:]) for issue in issues)


def test_jira_gets_the_most_voted_first_with_its_place() -> None:
    _, first, *_ = issues_of(demo_map())
    assert first[:2] == ["Pays twice: site hangs", "Bug"]
    assert first[2].split("\n")[1:4] == ["Stage: Buy a ticket", "Lane: Pains", "Note n24: pink, 4 votes"]
    assert first[3:] == ["journey-map", "stage_Buy_a_ticket", "pain_point"]


def test_a_map_without_tasks_says_so() -> None:
    assert b"No pain points" in export(a_map(a_note("x")), "github-issues")
    assert b"1 further note on the map" in export(a_map(a_note("x")), "github-issues")


def calls_of(journey: JourneyMap) -> dict[str, Any]:
    calls: dict[str, Any] = json.loads(export(journey, "miro"))
    return calls


@every_map
def test_miro_accepts_every_call(make: Make) -> None:
    calls = calls_of(make())
    bulks = calls["items/bulk"]
    assert all(1 <= len(bulk) <= 20 for bulk in bulks)
    frames = {frame["key"] for frame in calls["frames"]}
    for item in (item for bulk in bulks for item in bulk):
        assert item["frame"] in {None, *frames}
        body = dict(item["body"])
        valid(body, {"sticky_note": "StickyNoteCreateRequest", "text": "TextCreateRequest"}[body.pop("type")])
        assert len(body["geometry"]) == 1
    for frame in calls["frames"]:
        valid(frame["body"], "FrameCreateRequest")
    for tag in calls["tags"]:
        valid(tag["body"], "TagCreateRequest")
    for arrow in calls["connectors"]:
        valid(arrow["body"], "ConnectorCreationData")


def test_a_wrong_colour_would_be_refused() -> None:
    body = dict(calls_of(a_map(a_note("x")))["items/bulk"][0][0]["body"])
    del body["type"]
    valid(body, "StickyNoteCreateRequest")
    with pytest.raises(jsonschema.ValidationError):
        valid({**body, "style": {"fillColor": "brown"}}, "StickyNoteCreateRequest")
    assert "brown" not in MIRO_COLOURS.values()


@every_map
def test_miro_gets_every_note_in_its_place(make: Make) -> None:
    calls = calls_of(make())
    items = [item for bulk in calls["items/bulk"] for item in bulk]
    stages = {frame["key"]: frame["body"]["data"]["title"].rpartition(" [")[0] for frame in calls["frames"]}
    boxes = {frame["key"]: corner(frame["body"]) for frame in calls["frames"]}
    lanes = bands(items, max((top + height for _, top, _, height in boxes.values()), default=0))
    found: Counter[Fact] = Counter()
    for item in (item for item in items if item["body"]["type"] == "sticky_note"):
        heading, _, words = content(item["body"]).rpartition("\n")[0].partition("\n")
        place = "not placed"
        if item["frame"]:
            _, top, width, height = boxes[item["frame"]]
            x, y = item["body"]["position"]["x"], item["body"]["position"]["y"]
            assert 0 < x < width
            assert 0 < y < height
            (lane,) = (title for title, upper, lower in lanes if upper < top + y < lower)
            place = place_of(stages[item["frame"]], lane)
        found[place, heading.split(" · ")[0], words] += 1
    assert found == facts_of(make())
    assert {tag for item in items for tag in item["tags"]} == {tag["key"] for tag in calls["tags"]}


@every_map
def test_mural_accepts_every_call_and_gets_every_note_in_its_place(make: Make) -> None:
    calls = json.loads(export(make(), "mural"))
    areas = {area["key"]: area["body"] for area in calls["widgets/area"]}
    texts = [item for bulk in calls["widgets/textbox"] for item in bulk]
    notes = [item for bulk in calls["widgets/sticky-note"] for item in bulk]
    for area in areas.values():
        valid_for_mural(area, "CreateArea")
    for bulk, name in ((texts, "CreateTextboxes"), (notes, "CreateStickyNotes")):
        if bulk:
            valid_for_mural([item["body"] for item in bulk], name)
    for tag in calls["tags"]:
        valid_for_mural(tag["body"], "CreateTag")
    for arrow in calls["widgets/arrow"]:
        valid_for_mural(arrow["body"], "CreateArrow")
    assert {tag for item in notes for tag in item["tags"]} == {tag["key"] for tag in calls["tags"]}
    stages = [(area["title"].rpartition(" [")[0], box_of(area)) for area in areas.values()]
    rows = [item["body"] for item in texts if item["key"].startswith(("lane-", "not-placed"))]
    lanes = [(as_html(row["text"]).rpartition(" [")[0], box_of(row)) for row in rows]
    boxes, found = [], Counter[Fact]()
    for item in notes:
        x, y, width, height = box_of(item["body"])
        left, top = box_of(areas[item["frame"]])[:2] if item["frame"] else (0, 0)
        boxes.append((x + left, y + top, width, height))
        found[fact(where(boxes[-1], stages, lanes), item["body"]["text"].rpartition("\n")[0])] += 1
    assert found == facts_of(make())
    assert_apart(boxes)


def as_html(text: str) -> str:
    """What a browser shows of a text with markup."""
    import html5lib

    return "".join(html5lib.parseFragment(text, namespaceHTMLElements=False).itertext())


def bands(items: list[dict[str, Any]], bottom: float) -> list[tuple[str, float, float]]:
    """Title, top and bottom of each lane: they lie on each other without gaps, and their texts in their middles."""
    texts = [(i["body"]["position"]["y"], content(i["body"])) for i in items if i["key"].startswith("lane-")]
    found = []
    for middle, text in sorted(texts, reverse=True):
        top = 2 * middle - bottom
        found.append((text.partition("\n")[0], top, bottom))
        bottom = top
    return found


def corner(body: dict[str, Any]) -> Box:
    width, height = body["geometry"].get("width", 0), body["geometry"].get("height", 0)
    return body["position"]["x"] - width / 2, body["position"]["y"] - height / 2, width, height


def content(body: dict[str, Any]) -> str:
    """The text of Miro's simple HTML, one line per paragraph, read by a browser's rules."""
    import html5lib

    root = html5lib.parseFragment(body["data"]["content"], namespaceHTMLElements=False)
    return "\n".join("".join(paragraph.itertext()) for paragraph in root.iter("p"))


def entries(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        assert file.testzip() is None
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: file.read(name) for name in file.namelist()}


@pytest.fixture
def photos(tmp_path: Path) -> PhotoFolder:
    draw_photo(demo_map(), tmp_path / "wall.jpg")
    return PhotoFolder(tmp_path)


def test_crops_are_named_by_id_and_text(photos: PhotoFolder) -> None:
    files = entries(export(demo_map(), "crops", photos))
    pictures = sorted(name for name in files if name.endswith(".jpg"))
    assert len(pictures) == len(demo_map().notes)
    assert "001_n1_Discover.jpg" in pictures
    with Image.open(io.BytesIO(files[pictures[0]])) as picture:
        assert picture.size[0] > picture.size[1] > 20, "a heading is wider than high"
    lines = files["index.txt"].decode().splitlines()
    assert [line.split("\t")[0] for line in lines] == pictures


@every_map
def test_the_index_of_crops_tells_every_note_and_names_its_picture(make: Make, photos: PhotoFolder) -> None:
    journey = make()
    files = entries(export(journey, "crops", photos))
    rows = [line.split("\t") for line in files.pop("index.txt").decode().removesuffix("\n").split("\n")]
    found: Counter[Fact] = Counter()
    for note, (picture, place, heading, words) in zip(journey.notes, rows, strict=True):
        if note.role == "note":
            found[place, heading.split(" · ")[0], words] += 1
        parts = [part for part in (safe_name(note.id), safe_name(one_line(said(note)), 40)) if part]
        assert picture in files, "each hangs in the photo"
        assert all(part in picture for part in parts)
    assert found == facts_of(journey, one_line)
    assert len(files) == len(journey.notes)


def test_crops_without_photos_name_every_note() -> None:
    files = entries(export(hostile_map(), "crops"))
    assert list(files) == ["index.txt"]
    assert files["index.txt"].decode().count("(no picture)\t") == len(hostile_map().notes)


@every_map
def test_the_bundle_holds_what_the_single_exports_are(make: Make, photos: PhotoFolder) -> None:
    files = entries(export(make(), "bundle", photos))
    for form in ("json", "html", "xlsx", "pptx"):
        assert files[f"map.{form}"] == export(make(), form, photos)


def test_the_bundle_holds_the_usual_forms_and_the_photo(photos: PhotoFolder) -> None:
    files = entries(export(demo_map(), "bundle", photos))
    assert list(files) == ["map.json", "map.html", "map.xlsx", "map.pptx", "photos/1-wall.jpg"]
    assert JourneyMap.from_json(files["map.json"]) == demo_map()
    assert b"data:image/jpeg" in files["map.html"]
    with Image.open(io.BytesIO(files["photos/1-wall.jpg"])) as picture:
        assert (picture.size, len(picture.getexif())) == ((1600, 1000), 0)


@pytest.mark.parametrize("words", ["../../x", "CON: a|b?", "\u202etxt.exe", "a" * 300, "", "...", "né 日本"])
def test_names_are_safe(words: str) -> None:
    name = safe_name(words)
    assert len(name) <= 60
    assert not set(name) & set('/\\:*?"<>|\u202e\x00')
    assert not name.startswith(".")


def test_a_stage_without_notes_is_still_a_frame() -> None:
    journey = a_map(a_note("x", stage="s1"), stages=(a_stage("s1", "A"), a_stage("s2", "B")))
    assert [frame["body"]["data"]["title"][:2] for frame in calls_of(journey)["frames"]] == ["A ", "B "]
